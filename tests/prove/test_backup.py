"""Every byte of a real backup flipped, a backup cut at many lengths, and restores killed without warning."""

import os
import random
import signal
import time

import pytest

from klimanet.backup.archive import Archive
from klimanet.backup.making import back_up
from klimanet.backup.problems import BackupProblem, Damaged
from klimanet.backup.progress import silent

pytestmark = pytest.mark.prove
KILLS = 20
LINES = 3000

FILL = f"""
from django.db import transaction
from klimanet.activity.operations import record
from klimanet.files.store import keep
from klimanet.members.models import Network
from klimanet.rules.actors import SYSTEM
with transaction.atomic():
    for number in range({LINES}):
        record("network.tried", Network(pk=number), actor=SYSTEM)
for number in range(50):
    keep(f"note %s {{number}}".encode() * 1000, media_type="text/plain")
"""
FINGERPRINT = """
from django.db import connection
from klimanet.backup.progress import silent
from klimanet.backup.survey import survey
print(survey(connection, progress=silent).fingerprint)
"""


def read_through(path) -> None:
    with path.open("rb") as file:
        for _ in Archive(file).members():
            pass


def test_every_byte_of_a_real_backup_counts(db, tmp_path):
    backup = tmp_path / "backup"
    back_up(backup, progress=silent)
    whole = backup.stat().st_size
    with backup.open("r+b", buffering=0) as file:
        for position in range(whole):
            byte = os.pread(file.fileno(), 1, position)
            os.pwrite(file.fileno(), bytes([byte[0] ^ 1 << position % 8]), position)
            with pytest.raises(BackupProblem):
                read_through(backup)
            os.pwrite(file.fileno(), byte, position)
    read_through(backup)
    for length in random.Random(7).sample(range(whole), 2000):
        cut = tmp_path / "cut"
        cut.write_bytes(backup.read_bytes()[:length])
        with pytest.raises(Damaged, match="cut short"):
            read_through(cut)
    print(f"{whole} bytes flipped one by one, 2000 lengths: each refused")


def finish(installation, backup) -> None:
    """Run again what was killed; pg_restore may outlive it for a moment, and is in the way until it has ended."""
    for _ in range(20):
        again = installation.start("restore", str(backup))
        if again.wait() == 0:
            return
        time.sleep(1)
    pytest.fail("A restore that was killed could not be run again.")


def test_a_restore_killed_at_any_moment_leaves_the_old_or_says_so(installation, tmp_path):
    """Killed later and later, from its start to beyond its end."""
    backup, chance, ends = tmp_path / "backup", random.Random(7), {"old": 0, "half": 0, "new": 0}
    installation.shell(FILL % "old")
    installation.run("backup", str(backup))
    new = installation.shell(FINGERPRINT)
    data = tmp_path / ("demo" if "KLIMANET_DEMO" in installation.environment else "klimanet")
    began = time.monotonic()
    installation.run("restore", str(backup), "--replace", "--yes")
    length = time.monotonic() - began
    for kill in range(KILLS):
        installation.shell(FILL % kill)
        old = installation.shell(FINGERPRINT)
        restoring = installation.start("restore", str(backup), "--replace", "--yes")
        time.sleep(length * (0.1 + 0.9 * kill / KILLS) + chance.random() * 0.05)
        os.kill(restoring.pid, signal.SIGKILL)
        restoring.wait()
        if (data / "restoring").exists():
            ends["half"] += 1
            finish(installation, backup)
            assert installation.shell(FINGERPRINT) == new
        else:
            now = installation.shell(FINGERPRINT)
            ends["old" if now == old else "new"] += 1
            assert now in (old, new)
        assert not (data / "restoring").exists()
    assert ends["old"] + ends["half"] > KILLS / 3, "Most kills came when all was over."
    print(f"{KILLS} kills of a restore that takes {length:.1f} s: {ends}")
