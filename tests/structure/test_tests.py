"""Rule 11: nothing is skipped where everything is required, and no test leaves this machine."""

import os
import re
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


def run_alone(folder: Path, tests: dict[str, str], **environment: str) -> subprocess.CompletedProcess:
    """Run planted tests under our conftest, each in a file of its own, with nothing else about."""
    shutil.copy(ROOT / "conftest.py", folder)
    for name, test in tests.items():
        (folder / f"test_{name.replace(' ', '_')}.py").write_text(test)
    options = ["-c", str(ROOT / "pyproject.toml"), "--continue-on-collection-errors", str(folder)]
    own = {"DATABASE_URL": "", "KLIMANET_DATA": str(folder / "data")}
    command = [sys.executable, "-m", "pytest", *options]
    return subprocess.run(command, cwd=ROOT, env=os.environ | own | environment, capture_output=True, text=True)


@pytest.mark.parametrize("required", [False, True])
def test_a_skipped_test_fails_where_everything_is_required(tmp_path, required):
    tests = {how: f"import pytest\n{test}\ndef test_another(): pass\n" for how, test in PLANTED.items()}
    done = run_alone(tmp_path, tests, KLIMANET_REQUIRE_ALL=str(int(required)))
    failed = set(re.findall(r"^(?:FAILED|ERROR) .*\btest_(\w+)\.py", done.stdout, re.MULTILINE))
    assert failed == ({how.replace(" ", "_") for how in PLANTED} if required else set()), done.stdout
    assert (done.returncode == 0) == (not required)


def test_a_test_that_asks_the_world_fails():
    with socket.socket() as outwards, pytest.raises(AssertionError, match=r"wants to talk to 192\.0\.2\.1"):
        outwards.connect(("192.0.2.1", 80))


@pytest.mark.parametrize(
    ("wanted", "passes"), [("committed", True), ("db", True), ("django_db_setup, django_db_blocker", False)]
)
def test_a_test_alone_has_a_database_of_its_own_or_fails(tmp_path, wanted, passes):
    """The last one has the cast and no test database: it would be the installation's own that is filled and emptied."""
    done = run_alone(tmp_path, {"it": f"def test_it({wanted}): pass\n"})
    assert (done.returncode == 0) == passes, done.stdout
    assert passes or "Nothing told pytest-django" in done.stdout
