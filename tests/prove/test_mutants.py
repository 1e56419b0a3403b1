"""Who may what, and who sits where: a small fault planted there is noticed by a test. See decision 0019."""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest

from tests.prove.equivalent import EQUIVALENT
from tests.prove.mutants import MUTATED
from tests.prove.mutating import mutants
from tests.structure import ROOT, modules

ENOUGH = 0.9
TESTS = [*(str(path.parent / "tests") for path in modules("*/permissions.py")), "tests/test_rights.py"]
COMMAND = [
    *(sys.executable, "-m", "pytest", "--quiet", "-p", "tests.prove.mutants", "-p", "no:randomly"),
    *("-p", "no:cacheprovider", "-m", "not browser and not prove"),
]
SMALL = """
def may(actor: Actor, seats: Seats) -> bool:
    'Whoever sits there.'
    if actor is None:
        return False
    return seats.open().filter(role=role, person=actor).exists()
"""
ITS_FAULTS = [
    "actor is None → actor is not None",
    "return False → nothing",
    "False → True",
    "return seats.open().filter(role=role, person=actor).exists() → return True",
    "return seats.open().filter(role=role, person=actor).exists() → return False",
    "seats.open().filter(role=role, person=actor) → seats.open()",
    "seats.open() → seats",
    "role=role → nothing",
    "person=actor → nothing",
]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory) -> list[tuple[tuple[str, str, str], int, bool]]:
    """Every mutant by its name, with its line and whether it survived."""
    written = tmp_path_factory.mktemp("mutants") / "outcome.json"
    sqlite = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}  # a file that can be copied
    command = [*COMMAND, "--mutants-to", str(written), *TESTS]
    done = subprocess.run(command, cwd=ROOT, env=sqlite, text=True, capture_output=True)
    assert written.exists(), done.stdout + done.stderr
    return [(tuple(name), line, survived) for *name, line, survived in json.loads(written.read_text())]


@pytest.mark.prove
def test_nine_of_ten_are_killed(outcome, capsys):
    told_apart = [found for found in outcome if not (found[2] and found[0] in EQUIVALENT)]
    survivors = [found for found in told_apart if found[2]]
    killed = 1 - len(survivors) / len(told_apart)
    left = Counter(module for (module, *_), *_ in survivors)
    with capsys.disabled():
        print()
        for module, number in Counter(module for (module, *_), *_ in told_apart).items():
            print(f"{module}: {number} mutants, {number - left[module]} killed")
        for (module, function, text), line, _ in survivors:
            print(f"Survived: {module}, line {line}, {function}: {text}")
        print(f"{killed:.1%} of {len(told_apart)} killed; {len(outcome) - len(told_apart)} beside them do no harm")
    assert killed >= ENOUGH


@pytest.mark.prove
def test_what_is_named_as_equal_is_there_and_survives(outcome):
    assert set(EQUIVALENT) <= {name for name, _, survived in outcome if survived}, "Strike out what is told apart."


def test_faults_are_planted_everywhere():
    for path in MUTATED:
        assert any(True for _ in mutants(path)), path


def test_the_faults_of_a_small_function(tmp_path):
    (tmp_path / "small.py").write_text(SMALL)
    assert [mutant.text for mutant in mutants(tmp_path / "small.py")] == ITS_FAULTS
