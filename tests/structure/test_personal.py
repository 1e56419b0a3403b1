"""Every table says what it keeps of people, why, and for how long; third-party ones and those without a model too."""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.test.utils import isolate_apps

from klimanet.entries.models import Entry
from klimanet.privacy.declarations import declared, personal
from klimanet.privacy.download import LABELS
from klimanet.rules.personal import Declaration, Impersonal, Personal

WRITTEN = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField, models.FileField)
NO_MODEL = {"django_migrations"}  # tables without a model: the names of migrations; and what FTS5 keeps of search_words


def may_say_something(model: type[models.Model]) -> set[str]:
    """The columns that hold a person, something written, an address or a file; a choice among fixed words is none."""
    fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
    relations = {
        field.name for field in fields if field.is_relation and issubclass(field.related_model, get_user_model())
    }
    written = {
        field.name
        for field in fields
        if isinstance(field, WRITTEN) and not field.choices and not isinstance(field, models.SlugField)
    }
    return relations | written


def undeclared(found: list[type[models.Model]], told: list[Declaration]) -> list[str]:
    """What to do is said here: write it into the package's `personal.py`."""
    columns = {one.model: set(one.columns) for one in told}
    wrong = []
    for model in found:
        for name in sorted(may_say_something(model) ^ columns.get(model, set())):
            wrong.append(
                f"{model._meta.label}.{name}: in the table or in DECLARED of its package's personal.py, not in both"
            )
    return wrong


def test_every_column_that_may_say_something_of_a_person_is_declared():
    found = apps.get_models(include_auto_created=True)
    assert len(found) > 30
    assert undeclared(found, declared()) == []
    assert {one.model for one in declared()} <= set(found)


@isolate_apps("klimanet.members")
def test_a_table_that_says_nothing_of_itself_is_found():
    class Goat(models.Model):
        herder = models.ForeignKey("accounts.Person", models.CASCADE)
        song = models.TextField()
        horns = models.IntegerField()

        class Meta:
            app_label = "members"

    Goat._meta.get_field("herder").related_model = get_user_model()
    assert [line.partition(":")[0] for line in undeclared([Goat], [])] == ["members.Goat.herder", "members.Goat.song"]
    assert undeclared([Goat], [Impersonal(Goat, "a goat's", ("herder", "song"))]) == []
    assert undeclared([Goat], [Impersonal(Goat, "a goat's", ("herder", "song", "beard"))]) != []


def test_no_table_lies_beside_the_models(db):
    with_a_model = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    beside = {table for table in connection.introspection.table_names() if not table.startswith("search_words_")}
    assert beside - with_a_model <= NO_MODEL


def test_what_is_declared_says_why_and_how_long_in_words():
    for one in declared():
        if isinstance(one, Personal):
            assert one.what and one.purpose and one.kept and one.basis, one.model
        else:
            assert one.why, one.model


def test_every_text_that_stays_knows_its_network_and_where_it_is_read():
    """For the list of names that an erasure leaves with the secretariat."""
    for one in personal():
        if one.texts and not issubclass(one.model, Entry) and not hasattr(one.model, "entry"):
            assert hasattr(one.model, "network_id") and hasattr(one.model, "get_absolute_url"), one.model


def test_each_column_of_the_download_has_a_label(db):
    shown = {column for one in personal() for column in one.shows}
    assert shown - set(LABELS) == set()
    assert set(LABELS) - shown == set()
    for one in personal():
        list(one.model._base_manager.values(*one.shows)[:1])  # the columns exist
