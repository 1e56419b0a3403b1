"""The database as every test finds it, kept as a copy: it is put back in a blink, and filled anew in seconds."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, connections


@contextmanager
def copy_of_the_database(folder: Path) -> Iterator[Callable[[], None]]:
    """Answers with what puts it back, whatever became of the database since."""
    connection.close()
    if connection.vendor == "sqlite":
        own, copy = connection.settings_dict["NAME"], str(folder / "copy.sqlite3")
        _copy_file(own, copy)
        yield lambda: _copy_file(copy, own)
    else:
        own, copy = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_copy"
        _copy_on_server(own, copy)
        yield lambda: _copy_on_server(copy, own)
        _ask_server(f'DROP DATABASE "{copy}"')


def _copy_file(one: str, other: str) -> None:
    connections.close_all()
    with closing(sqlite3.connect(one)) as source, closing(sqlite3.connect(other)) as target:
        source.backup(target)


def _copy_on_server(one: str, other: str) -> None:
    connections.close_all()
    _ask_server(f'DROP DATABASE IF EXISTS "{other}" WITH (FORCE)')
    _ask_server(f'CREATE DATABASE "{other}" TEMPLATE "{one}"')


def _ask_server(sql: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql)
