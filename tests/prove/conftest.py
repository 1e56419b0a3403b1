"""An installation for the proofs: on the database that they themselves run on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from tests.prove.test_following import TABLE, Installation


@contextmanager
def _database(django_db_blocker, name: str) -> Iterator[str]:
    """Its address, on the server that the proofs run on; empty for SQLite, which is a file of each installation."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield ""
        return
    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{address.rpartition('/')[0]}/{name}"
        finally:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def own_database(django_db_blocker) -> Iterator[str]:
    with _database(django_db_blocker, f"proof_{os.getpid()}") as address:
        yield address


@pytest.fixture
def second_database(django_db_blocker) -> Iterator[str]:
    with _database(django_db_blocker, f"second_proof_{os.getpid()}") as address:
        yield address


@pytest.fixture
def installation(tmp_path, own_database) -> Installation:
    installation = Installation(tmp_path, own_database)
    installation.run("migrate", "--verbosity", "0")
    installation.run("createcachetable")
    installation.shell(TABLE)
    return installation
