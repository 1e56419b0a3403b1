"""The settings of an installation whose log two consumers follow, each noting in a table what it handled."""

from django.db import connection

from config.settings import *  # noqa: F403 - the settings of an installation, and one more

CONSUMERS = {name: f"tests.prove.consuming.{name}" for name in ("one", "two")}


def _note(line, consumer: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO handled VALUES (%s, %s)", [line.pk, consumer])


def one(line) -> None:
    _note(line, "one")


def two(line) -> None:
    _note(line, "two")
