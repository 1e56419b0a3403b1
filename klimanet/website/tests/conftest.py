"""An installation that has been started before, for tests of what comes after that."""

import shutil
from itertools import takewhile
from pathlib import Path

import pytest

from klimanet.website.tests.test_commands import Installation, free_port


@pytest.fixture(scope="session")
def started_once(tmp_path_factory) -> Path:
    """Its folder: the tables are there, and the styles collected."""
    installation = Installation(tmp_path_factory.mktemp("started"))
    with installation.running("run", "--port", str(free_port())) as site:
        assert [
            line for line in takewhile(lambda line: "Stop with Ctrl-C" not in line, site.stdout) if "runs at" in line
        ]
    return installation.folder


@pytest.fixture
def ready(started_once, tmp_path) -> Installation:
    shutil.copytree(started_once, tmp_path, dirs_exist_ok=True)
    return Installation(tmp_path)
