"""Two consumers of the log for the proof, each noting in a table what it handled."""

from functools import partial

from django.db import connection

CONSUMERS = {name: f"tests.prove.consuming.{name}" for name in ("one", "two")}


def note(line, consumer: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO handled VALUES (%s, %s)", [line.pk, consumer])


def one(line):
    return partial(note, line, "one")


def two(line):
    return partial(note, line, "two")
