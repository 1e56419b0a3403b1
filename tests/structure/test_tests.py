"""Rule 11: nothing is skipped where everything is required, and no test leaves this machine."""

import os
import socket
import subprocess
import sys

import pytest

from tests.structure import ROOT

PLANTED = {
    "by its mark": "@pytest.mark.skip\ndef test_it(): pass",
    "while it runs": "def test_it(): pytest.skip('No browser.')",
    "by what it needs": "@pytest.fixture\ndef browser(): pytest.skip('No browser.')\ndef test_it(browser): pass",
    "as a whole module": "pytest.skip('No browser.', allow_module_level=True)",
    "by a failure that is expected": "@pytest.mark.xfail\ndef test_it(): assert False",
}


@pytest.mark.parametrize("how", PLANTED)
def test_a_skipped_test_fails_where_everything_is_required(tmp_path, how):
    (tmp_path / "test_planted.py").write_text(f"import pytest\n{PLANTED[how]}\ndef test_another(): pass\n")
    command = [sys.executable, "-m", "pytest", "-p", "conftest", "-c", str(ROOT / "pyproject.toml"), str(tmp_path)]
    ends = {
        required: subprocess.run(
            command, cwd=ROOT, env={**os.environ, "KLIMANET_REQUIRE_ALL": required}, capture_output=True
        ).returncode
        for required in ("0", "1")
    }
    assert ends["1"] in (1, 2)
    assert ends["0"] in (0, 5)


def test_a_test_that_asks_the_world_fails():
    with socket.socket() as outwards, pytest.raises(AssertionError, match=r"wants to talk to 192\.0\.2\.1"):
        outwards.connect(("192.0.2.1", 80))
