"""Killed without warning, again and again: no message is lost, and what was acknowledged stays."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from tests.structure import ROOT

pytestmark = pytest.mark.prove
MESSAGES = 3000
KILLS = 25

WRITE = f"""
from klimanet.mail.operations import post
for number in range({MESSAGES}):
    post(to="a@b.example", subject=f"Nr. {{number}}", text="Tekst")
"""
EXPIRE = "from klimanet.mail.models import Message; Message.objects.filter(sent_at=None).update(leased_until=None)"
STATE = "from klimanet.mail.models import Message; print(Message.objects.filter(sent_at=None).count())"
READ = "from klimanet.mail.mailbox import received; print('\\n'.join(message.subject for message in received()))"


class Demo:
    def __init__(self, folder) -> None:
        self.environment = {**os.environ, "KLIMANET_DEMO": "1", "KLIMANET_DATA": str(folder)}
        self.environment.pop("DATABASE_URL", None)
        self.environment["DJANGO_SETTINGS_MODULE"] = "config.settings"

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "django", *words]

    def run(self, *words: str) -> str:
        done = subprocess.run(self.command(*words), cwd=ROOT, env=self.environment, text=True, capture_output=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shell(self, code: str) -> str:
        return self.run("shell", "--verbosity", "0", "--command", code)


def test_a_worker_killed_at_any_moment_loses_no_message(tmp_path):
    demo = Demo(tmp_path)
    demo.run("migrate", "--verbosity", "0")
    demo.run("createcachetable")
    demo.shell(WRITE)
    chance, interrupted = random.Random(7), 0
    for _ in range(KILLS):
        worker = subprocess.Popen(demo.command("worker"), cwd=ROOT, env=demo.environment)
        time.sleep(0.8 + chance.random() * 0.6)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        interrupted += demo.shell(STATE).strip() != "0"
        demo.shell(EXPIRE)  # instead of waiting two minutes for the lease
    demo.run("worker", "--once")
    assert demo.shell(STATE).strip() == "0"
    assert interrupted > KILLS / 3, "Most kills came when nothing was left to do."
    arrived = Counter(demo.shell(READ).split("\n"))
    expected = {f"Nr. {number}" for number in range(MESSAGES)}
    assert expected <= set(arrived)
    twice = [subject for subject, times in arrived.items() if times > 1]
    assert len(twice) <= KILLS, "Only what was under way at a kill may arrive again."
    print(
        f"{MESSAGES} messages, {KILLS} kills, {interrupted} of them in the midst of it: none lost, {len(twice)} arrived twice"
    )
