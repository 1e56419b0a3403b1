"""Rule 7: models and migrations agree; migrations are named and stand in one line."""

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

pytestmark = pytest.mark.django_db
OURS = {"files", "accounts", "activity", "mail", "members", "website"}


def unnamed(names: list[str]) -> list[str]:
    return [name for name in names if "_auto_" in name or name.partition("_")[2] in ("", "initial")]


def test_nothing_waits_to_be_migrated():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_migrations_are_named_and_linear():
    loader = MigrationLoader(None)
    assert loader.migrated_apps >= OURS
    assert unnamed([name for app, name in loader.disk_migrations if app in OURS]) == []
    assert {app: len(loader.graph.leaf_nodes(app)) for app in OURS} == dict.fromkeys(OURS, 1)


def test_an_unnamed_migration_is_found():
    assert unnamed(["0001_first", "0002_auto_20260101_1200", "0001_initial"]) == [
        "0002_auto_20260101_1200",
        "0001_initial",
    ]
