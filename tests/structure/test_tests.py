"""Rule 11: nothing is skipped where everything is required, and no test leaves this machine."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure import ROOT

# Planted, to be found: every way in which a test may leave without having tested.
PLANTED = {
    "by its mark": "@pytest.mark.skip\ndef test_it(): pass",  # planted, to be found
    "while it runs": "def test_it(): pytest.skip('No browser.')",
    "by what it needs": "@pytest.fixture\ndef browser(): pytest.skip('No browser.')\ndef test_it(browser): pass",
    "as a whole module": "pytest.skip('No browser.', allow_module_level=True)",
    "by a failure that is expected": "@pytest.mark.xfail\ndef test_it(): assert False",  # planted, to be found
}


def run_alone(test: str, folder: Path, **environment: str) -> subprocess.CompletedProcess:
    """Run one planted test under our conftest, with nothing else about."""
    shutil.copy(ROOT / "conftest.py", folder)
    (folder / "test_planted.py").write_text(test)
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), str(folder)]
    own = {"DATABASE_URL": "", "KLIMANET_DATA": str(folder / "data")}
    return subprocess.run(command, cwd=ROOT, env=os.environ | own | environment, capture_output=True, text=True)


@pytest.mark.parametrize("how", PLANTED)
def test_a_skipped_test_fails_where_everything_is_required(tmp_path, how):
    test = f"import pytest\n{PLANTED[how]}\ndef test_another(): pass\n"
    ends = {required: run_alone(test, tmp_path, KLIMANET_REQUIRE_ALL=required).returncode for required in ("0", "1")}
    assert ends["1"] in (1, 2)
    assert ends["0"] in (0, 5)


def test_a_test_that_asks_the_world_fails():
    with socket.socket() as outwards, pytest.raises(AssertionError, match=r"wants to talk to 192\.0\.2\.1"):
        outwards.connect(("192.0.2.1", 80))


@pytest.mark.parametrize(
    ("wanted", "passes"), [("committed", True), ("db", True), ("django_db_setup, django_db_blocker", False)]
)
def test_a_test_alone_has_a_database_of_its_own_or_fails(tmp_path, wanted, passes):
    """The last one has the cast and no test database: it would be the installation's own that is filled and emptied."""
    done = run_alone(f"def test_it({wanted}): pass\n", tmp_path)
    assert (done.returncode == 0) == passes, done.stdout
    assert passes or "Nothing told pytest-django" in done.stdout
