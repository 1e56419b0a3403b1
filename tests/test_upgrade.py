"""A database of every landed state migrates to head with its data intact.

A state is one migration of ours with all that stands before it. The walk stops at each, fills every table of ours as its
models were then, and goes on; whatever was there before a migration must be there after it. So rows of every state reach head.
"""

import datetime
import os
import random
import uuid
from collections.abc import Iterator
from itertools import count

import pytest
from django.db import IntegrityError, connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tests.structure.test_migrations import OURS

# What a migration takes away or writes anew, as app.migration table.column, each with the reason why nothing is lost.
GIVEN_UP = {
    "search.0002_words search_document": "an index: the worker writes it anew from what it was drawn from",
}
ALIAS = "upgraded"
ATTEMPTS = 500  # at a row that every constraint takes
Rows = dict[str, dict[int | str, dict[str, object]]]  # by table, by key, by column


@pytest.fixture
def upgraded(db, tmp_path) -> Iterator[BaseDatabaseWrapper]:
    """An empty database, on the server that the suite runs on."""
    database = connections[ALIAS] = connection.copy(ALIAS)
    if connection.vendor == "sqlite":
        database.settings_dict["NAME"] = str(tmp_path / "upgraded.sqlite3")
        yield database
    else:
        name = database.settings_dict["NAME"] = f"upgraded_{os.getpid()}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
            yield database
            database.close()
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    database.close()
    del connections[ALIAS]


class Filler:
    """Rows at random, until the database takes one: its constraints know what is sound, whatever they come to say."""

    def __init__(self) -> None:
        self.chance = random.Random(7)
        self.numbers = count(1)

    def fill(self, tables: list[type[models.Model]]) -> None:
        """Two rows more in each, as some name two of a kind; what others need comes first."""
        waiting = set(tables)
        while waiting:
            model = next(model for model in tables if model in waiting and _needed(model).isdisjoint(waiting))
            self._add(model)
            self._add(model)
            waiting.remove(model)

    def _add(self, model: type[models.Model]) -> None:
        for _ in range(ATTEMPTS):
            fields = [field for field in model._meta.concrete_fields if _given(field)]
            row = model(**{field.attname: self._value(field) for field in fields})
            try:
                with transaction.atomic(using=ALIAS):
                    row.save(using=ALIAS, force_insert=True)
                return
            except IntegrityError:
                continue
        pytest.fail(f"No row of {model._meta.label} was taken: its fields need a value that Filler never tries.")

    def _keys(self, field: models.ForeignKey) -> list:
        return list(field.related_model._base_manager.using(ALIAS).values_list("pk", flat=True))

    def _value(self, field: models.Field) -> object:
        if field.null and self.chance.random() < 0.5:
            return None
        if isinstance(field, models.ForeignKey):
            return self.chance.choice(self._keys(field) or [None])
        if field.choices:
            return self.chance.choice([value for value, _ in field.flatchoices])
        number = next(self.numbers)
        moment = timezone.now() - datetime.timedelta(days=self.chance.randrange(1_000))
        values = {
            models.BooleanField: self.chance.random() < 0.5,
            models.IntegerField: self.chance.choice([number % 30_000, 1 + number % 3_000]),
            models.DateTimeField: moment,
            models.DateField: moment.date(),
            models.UUIDField: uuid.UUID(int=number),
            models.JSONField: {"number": number, "æ": [None, True]},
            models.GenericIPAddressField: f"192.0.2.{number % 256}",
            models.CharField: f"{number} æble"[: field.max_length],
            models.TextField: self.chance.choice(["", f"Æbler & pærer {number}\n"]),
        }
        return next(value for kind, value in values.items() if isinstance(field, kind))


def _needed(model: type[models.Model]) -> set[type[models.Model]]:
    """Those of which it must name one, so that each new row finds a new one to name."""
    keys = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    return {field.related_model for field in keys if not field.null and _given(field)} - {model}


def _given(field: models.Field) -> bool:
    """A key is given by the database, or by the parent's row, unless it names another row."""
    return not field.primary_key or (isinstance(field, models.OneToOneField) and not field.remote_field.parent_link)


def rows(database: BaseDatabaseWrapper, keys: dict[str, str]) -> Rows:
    """All of it; `keys` has the primary key's column of each table that is looked at."""
    found: Rows = {}
    with database.cursor() as cursor:
        for table in keys.keys() & set(database.introspection.table_names(cursor)):
            cursor.execute(f"SELECT {keys[table]}, * FROM {table}")  # a virtual table's key is no column of its own
            columns = [column[0] for column in cursor.description]
            many = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
            found[table] = {row[keys[table]]: row for row in many}
    return found


def lost(before: Rows, after: Rows) -> set[str]:
    """Tables and columns that are gone, or do not say what they said."""
    found = set()
    for table, many in before.items():
        for key, row in many.items():
            new = after.get(table, {}).get(key)
            if new is None:
                found.add(table)
            else:
                found |= {f"{table}.{column}" for column, value in row.items() if new.get(column, ...) != value}
    return found


def test_rows_of_every_landed_state_reach_head(upgraded):
    executor, filler = MigrationExecutor(upgraded), Filler()
    state, states, found = None, 0, set()
    keys: dict[str, str] = {}
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        before = rows(upgraded, keys)
        state = executor.migrate(None, [(migration, False)], state=state)
        found |= {f"{migration.app_label}.{migration.name} {what}" for what in lost(before, rows(upgraded, keys))}
        if migration.app_label in OURS:
            state.clear_delayed_apps_cache()  # models that name one another as they are now
            every = (model._meta for model in state.apps.get_models(include_auto_created=True))
            ours = [one.model for one in every if one.app_label in OURS and one.managed]
            with transaction.atomic(using=ALIAS):
                filler.fill(ours)
            keys |= {model._meta.db_table: model._meta.pk.column for model in ours}
            states += 1
    assert found == set(GIVEN_UP)
    assert states == sum(app in OURS for app, _ in executor.loader.disk_migrations)
    assert {table for table, many in rows(upgraded, keys).items() if not many} == set()


def test_what_a_migration_loses_is_found():
    before = {"goats": {1: {"name": "Eva", "milk": 3}, 2: {"name": "Ea", "milk": 0}}}
    assert lost(before, before) == set()
    assert lost(before, {"goats": {**before["goats"], 2: {"name": "Ea", "milk": None}}}) == {"goats.milk"}
    assert lost(before, {"goats": {**before["goats"], 2: {"name": "Ea"}}}) == {"goats.milk"}
    assert lost(before, {"goats": {1: before["goats"][1]}}) == {"goats"}
    assert lost(before, {}) == {"goats"}
