"""A plugin for pytest: runs the tests once, then against each mutant those that come by its lines, each time in a fork.

A fork has the program as it stands and a copy of the database, so that nothing is begun anew but the tests themselves.
"""

import gc
import json
import os
import shutil
import signal
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from types import FrameType, FunctionType

import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from tests.prove.mutating import Mutant, mutants
from tests.structure import modules

MUTATED = [*modules("*/permissions.py"), *modules("members/operations/[!_]*.py"), *modules("members/writing.py")]
FILES = {str(path) for path in MUTATED}
SURVIVED, KILLED, FAULT = range(3)  # how a fork ends
PATIENCE = 120  # seconds for one test, on a busy machine too: a mutant that runs for ever is noticed


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutate", default="*", help="only modules whose path fits")
    parser.addoption("--at-once", type=int, default=os.cpu_count(), help="how many forks")
    parser.addoption("--mutants-to", type=Path, help="where the outcome is written")


class Watch:
    """By which lines of the mutated modules each test comes, and how long it takes."""

    def __init__(self) -> None:
        self.met: dict[tuple[str, int], set[pytest.Item]] = defaultdict(set)
        self.seconds: dict[pytest.Item, float] = {}

    def run(self, items: list[pytest.Item]) -> None:
        for self.item in items:
            began = time.monotonic()
            sys.settrace(self.see)
            passed = passes(self.item)
            sys.settrace(None)
            assert passed, f"{self.item.nodeid} fails by itself."
            self.seconds[self.item] = time.monotonic() - began

    def see(self, frame: FrameType, event: str, argument: object) -> Callable | None:
        place = frame.f_code.co_filename, frame.f_lineno
        if place[0] not in FILES:
            return None
        self.met[place].add(self.item)
        return self.see

    def meeting(self, mutant: Mutant) -> list[pytest.Item]:
        """The tests that come by, quickest first."""
        met = set().union(*(self.met[str(mutant.path), line] for line in mutant.statement))
        return sorted(met, key=self.seconds.__getitem__)


def passes(item: pytest.Item) -> bool:
    return not any(report.failed for report in runtestprotocol(item, nextitem=item.session, log=False))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    # What several do at once is proven elsewhere, and each such test has to fill the database anew.
    items = [item for item in session.items if "transactional_db" not in item.fixturenames]
    watched, wanted = Watch(), session.config.getoption("mutate")
    passes(items[0])  # brings the database in, which is no test's own doing
    watched.run(items)
    connections.close_all()
    say(session, f"{len(items)} tests, {sum(watched.seconds.values()):.0f} s")
    in_a_fork(session, sorted(items, key=watched.seconds.__getitem__))
    assert os.wait()[1] == SURVIVED, "A test fails in a fork with no mutant in it: what is killed would say nothing."
    found = [mutant for path in MUTATED if fnmatch(str(path), wanted) for mutant in mutants(path)]
    survived = survivors(session, found, watched)
    outcome = [(*mutant.name, mutant.line, mutant in survived) for mutant in found]
    session.config.getoption("mutants_to").write_text(json.dumps(outcome, ensure_ascii=False, indent=1))
    return True


def say(session: pytest.Session, text: str) -> None:
    session.config.pluginmanager.getplugin("terminalreporter").write_line(text, flush=True)


def survivors(session: pytest.Session, found: list[Mutant], watched: Watch) -> set[Mutant]:
    functions, survived, running = mutated_functions(), set(), {}

    def see_one_end() -> None:
        pid, status = os.wait()
        mutant, ended = running.pop(pid), os.waitstatus_to_exitcode(status)
        assert ended != FAULT, mutant
        if ended == SURVIVED:
            survived.add(mutant)
            say(session, f"Survived: {mutant.path.parent.name}/{mutant.path.stem} {mutant.line}: {mutant.text}")

    for mutant in found:
        if len(running) == session.config.getoption("at_once"):
            see_one_end()
        function = functions[str(mutant.path), mutant.function]
        as_written, function.__code__ = function.__code__, mutant.code
        running[in_a_fork(session, watched.meeting(mutant))] = mutant
        function.__code__ = as_written
    while running:
        see_one_end()
    return survived


def mutated_functions() -> dict[tuple[str, str], FunctionType]:
    """Each by its file and qualified name, whatever decorates it."""
    gc.unfreeze()  # the suite freezes what it has loaded, and that is not among the objects then
    functions = [thing for thing in gc.get_objects() if type(thing) is FunctionType]  # lazy objects pretend to another
    named = [((function.__code__.co_filename, function.__code__.co_qualname), function) for function in functions]
    return {name: function for name, function in named if name[0] in FILES}


def in_a_fork(session: pytest.Session, items: list[pytest.Item]) -> int:
    """Run them until the first fails; returns the process, that ends with SURVIVED, KILLED, or by a signal."""
    if pid := os.fork():
        return pid
    ended = FAULT
    try:
        folders, database = session.config._tmp_path_factory, connections["default"].settings_dict
        folders._basetemp = own = folders.mktemp("fork")
        database["NAME"] = shutil.copy(database["NAME"], own)
        ended = SURVIVED if all(_passes_in_time(item) for item in items) else KILLED
        shutil.rmtree(own)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(ended)


def _passes_in_time(item: pytest.Item) -> bool:
    signal.alarm(PATIENCE)
    return passes(item)
