"""A row says the same of itself on every database, and a fingerprint tells any two contents apart."""

import json
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from klimanet.backup.progress import silent
from klimanet.backup.survey import rows_of, survey
from klimanet.members.models import Region

FACTS = {
    "at": datetime(2026, 1, 2, 3, 4, 5, 600, tzinfo=UTC),
    "day": date(2026, 1, 2),
    "flag": True,
    "content": b"\x00\xff",
    "length": timedelta(days=1, microseconds=5),
    "number": -7,
    "stable": uuid.UUID(int=5),
    "text": "Æbler\n",
    "tree": {"b": [1, None], "a": {"ø": True}},
    "none": None,
}
# Compared with what PostgreSQL says as well as with what SQLite says: the suite runs on both.
SAID = {
    "id": 1,
    "at": "2026-01-02T03:04:05.000600+00:00",
    "day": "2026-01-02",
    "flag": True,
    "content": "00ff",
    "length": 86_400_000_005,
    "number": -7,
    "stable": "00000000000000000000000000000005",
    "text": "Æbler\n",
    "tree": {"a": {"ø": True}, "b": [1, None]},
    "none": None,
}


@isolate_apps("klimanet.backup")
def test_every_type_says_the_same_on_every_database(db):
    class Everything(models.Model):
        at = models.DateTimeField()
        day = models.DateField()
        flag = models.BooleanField()
        content = models.BinaryField()
        length = models.DurationField()
        number = models.IntegerField()
        stable = models.UUIDField()
        text = models.TextField()
        tree = models.JSONField()
        none = models.JSONField(null=True)

        class Meta:
            app_label = "backup"

        def __str__(self) -> str:
            return self.text

    with connection.cursor() as cursor:
        cursor.execute(connection.schema_editor().table_sql(Everything)[0])
    Everything.objects.create(**FACTS)
    assert [json.loads(row) for row in rows_of(connection, "backup_everything")] == [SAID]


@pytest.mark.parametrize("change", [{"slug": "andet"}, {"name": "Andet"}])
def test_any_change_changes_the_fingerprint(db, change):
    before = survey(connection, progress=silent).fingerprint
    assert survey(connection, progress=silent).fingerprint == before
    Region.objects.filter(pk=Region.objects.first().pk).update(**change)
    assert survey(connection, progress=silent).fingerprint != before
