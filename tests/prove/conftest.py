"""An installation for the proofs: on the database that they themselves run on."""

import os
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.prove.test_following import TABLE, Installation


@pytest.fixture
def installation(tmp_path, django_db_blocker) -> Iterator[Installation]:
    address = os.environ.get("DATABASE_URL", "")
    if address.startswith("postgres"):
        with django_db_blocker.unblock():
            name = f"proof_{os.getpid()}"
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {name}")
            try:
                yield _begun(Installation(tmp_path, f"{address.rpartition('/')[0]}/{name}"))
            finally:
                with connection._nodb_cursor() as cursor:
                    cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    else:
        yield _begun(Installation(tmp_path, ""))


def _begun(installation: Installation) -> Installation:
    installation.run("migrate", "--verbosity", "0")
    installation.run("createcachetable")
    installation.shell(TABLE)
    return installation
