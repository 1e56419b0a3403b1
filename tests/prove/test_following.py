"""The worker is killed again and again while the log grows: each line is handled exactly once by each consumer."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from itertools import count

import pytest

from tests.prove.consuming import CONSUMERS
from tests.prove.test_killed import Demo
from tests.structure import ROOT

pytestmark = pytest.mark.prove
WRITERS = 4
LINES = 500  # by each writer
KILLS = 25
FOLLOWED = f"""
import sys
from django.conf import settings
from django.core.management import execute_from_command_line
settings.CONSUMERS = {CONSUMERS}
execute_from_command_line(["klimanet", *sys.argv[1:]])
"""

TABLE = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE handled (line bigint, consumer varchar(20))")
"""
# Some transactions write two lines, some are undone, and on PostgreSQL they are committed in any order.
WRITE = f"""
import random, time
from django.db import transaction
from klimanet.activity.operations import record
from klimanet.members.models import Network
from klimanet.rules.actors import SYSTEM
chance, written = random.Random(%d), 0
while written < {LINES}:
    lines = chance.choice((1, 2))
    try:
        with transaction.atomic():
            for _ in range(lines):
                record("network.tried", Network(pk=chance.randrange(50)), actor=SYSTEM)
                time.sleep(chance.random() * 0.01)
            if chance.random() < 0.1:
                raise InterruptedError
        written += lines
    except InterruptedError:
        pass
"""
KILLED_AT = """
import os, signal
from django.core.management import call_command
from django.db import connection
steps = 0
def kill(execute, *query):
    global steps
    steps += 1
    if steps == %d:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(*query)
with connection.execute_wrapper(kill):
    call_command("worker", "--once")
"""
LEFT = "from klimanet.activity.models import Pending; print(Pending.objects.count())"
LOG = "from klimanet.activity.models import Line; print(*Line.objects.values_list('id', flat=True))"
HANDLED = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT line, consumer FROM handled")
    print(*(f"{line}-{consumer}" for line, consumer in cursor.fetchall()))
"""


class Installation(Demo):
    """Two consumers follow its log; on the database that the proof itself runs on."""

    def __init__(self, folder, address: str) -> None:
        super().__init__(folder)
        if address:
            del self.environment["KLIMANET_DEMO"]
            self.environment["DATABASE_URL"] = address

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", FOLLOWED, *words]

    def start(self, *words: str) -> subprocess.Popen:
        return subprocess.Popen(
            self.command(*words), cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def expected(self) -> set[str]:
        return {f"{line}-{consumer}" for line in self.shell(LOG).split() for consumer in CONSUMERS}

    def handled(self) -> list[str]:
        return self.shell(HANDLED).split()

    def finish(self) -> None:
        while self.shell(LEFT).strip() != "0":
            self.run("worker", "--once")


def test_workers_killed_at_any_moment_handle_each_line_once(installation):
    writers = [installation.start("shell", "--command", WRITE % seed) for seed in range(WRITERS)]
    chance, interrupted = random.Random(7), 0
    workers = [installation.start("worker") for _ in range(2)]
    for kill in range(KILLS):
        time.sleep(0.6 + chance.random() * 0.4)
        victim = workers[kill % 2]
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()
        interrupted += installation.shell(LEFT).strip() != "0"
        workers[kill % 2] = installation.start("worker")
    for worker in workers:
        worker.kill()
        worker.wait()
    assert [writer.wait() for writer in writers] == [0] * WRITERS
    installation.finish()
    handled = Counter(installation.handled())
    assert set(handled) == installation.expected()
    assert len(handled) >= WRITERS * LINES * len(CONSUMERS)
    assert {what: times for what, times in handled.items() if times > 1} == {}
    assert interrupted > KILLS / 3, "Most kills came when nothing was left to do."
    print(
        f"{len(handled)} times a line was handled, {KILLS} kills, {interrupted} in the midst of it: each exactly once"
    )


def test_a_worker_killed_before_each_of_its_statements_handles_each_line_once(installation):
    """The kill before the statement that follows a commit is the kill right after that commit."""
    write = WRITE.replace(f"< {LINES}", "< 2")
    killed = 0
    for step in count(1):
        installation.shell(write % step)
        worker = installation.start("shell", "--command", KILLED_AT % step)
        if worker.wait() == 0:  # it had no such step
            break
        assert worker.returncode == -signal.SIGKILL
        killed += 1
        handled = installation.handled()
        assert len(handled) == len(set(handled))
    installation.finish()
    assert sorted(installation.handled()) == sorted(installation.expected())
    assert killed > 10
    print(f"killed before each of {killed} statements: each line handled exactly once")
