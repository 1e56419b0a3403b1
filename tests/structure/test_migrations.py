"""Rule 7: models and migrations agree; migrations are named and stand in one line."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import no_translations
from django.db.migrations import Migration
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

pytestmark = pytest.mark.django_db
OURS = {
    config.label for config in apps.get_app_configs() if config.name.startswith("klimanet.") and config.models_module
}


def unnamed(names: list[str]) -> list[str]:
    return [name for name in names if "_auto_" in name or name.partition("_")[2] in ("", "initial")]


def branching(graph: MigrationGraph, labels: set[str]) -> list[str]:
    return sorted(label for label in labels if len(graph.leaf_nodes(label)) != 1)


@no_translations
def waiting(models: ProjectState) -> set[str]:
    """The apps whose models say something else than their migrations."""
    loader = MigrationLoader(None)
    return set(MigrationAutodetector(loader.project_state(), models).changes(graph=loader.graph))


def test_nothing_waits_to_be_migrated():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    assert waiting(ProjectState.from_apps(apps)) == set()


def test_migrations_are_named_and_linear():
    loader = MigrationLoader(None)
    assert OURS
    assert loader.migrated_apps >= OURS
    assert unnamed([name for app, name in loader.disk_migrations if app in OURS]) == []
    assert branching(loader.graph, OURS) == []


def test_a_model_without_its_migration_is_found():
    models = ProjectState.from_apps(apps)
    models.remove_field("members", "theme", "name_en")
    assert waiting(models) == {"members"}


def test_two_migrations_that_follow_the_same_are_found():
    graph = MigrationGraph()
    for name in ("0001_first", "0002_goats", "0002_sheep"):
        graph.add_node(("farm", name), Migration(name, "farm"))
    for name in ("0002_goats", "0002_sheep"):
        graph.add_dependency(None, ("farm", name), ("farm", "0001_first"))
    assert branching(graph, {"farm"}) == ["farm"]


def test_an_unnamed_migration_is_found():
    assert unnamed(["0001_first", "0002_auto_20260101_1200", "0001_initial"]) == [
        "0002_auto_20260101_1200",
        "0001_initial",
    ]
