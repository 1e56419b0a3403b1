"""A folder for backups, in which nothing half-written may stay."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def backup(tmp_path) -> Iterator[Path]:
    """Where one may be written."""
    gc.collect()  # what earlier tests left in circles may hold a connection, and a restore has to be alone
    folder = tmp_path / "backups"
    folder.mkdir()
    yield folder / "monday"
    assert [path.name for path in folder.iterdir() if path.name != "monday"] == []
