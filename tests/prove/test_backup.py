"""Every byte of a real backup flipped, a backup cut at many lengths, made while everybody writes; and restores killed without
warning."""

import hashlib
import logging
import os
import random
import re
import signal
import time

import pytest

from klimanet.backup.archive import Archive
from klimanet.backup.making import back_up
from klimanet.backup.problems import BackupProblem, Damaged
from klimanet.backup.progress import silent
from klimanet.mail.tests.server import mail_server
from tests.prove.clients import Crowd, Done, Member, Writer
from tests.prove.site import Site, wait_for
from tests.prove.test_following import TABLE

pytestmark = pytest.mark.prove
KILLS = 20
MEMBERS, WRITERS = 4, 2
FIRST = 100  # writes that are acknowledged before the backup begins, and as many after it has ended
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

BUSY = f"""
import json
from bench.data import SLUG, build, newest_threads, visitors
from bench.pages import signed_in
from klimanet.accounts.models import Person
from klimanet.notifications.models import MailChoice
build(1)
{TABLE}
MailChoice.objects.bulk_create(MailChoice(person=person, at_once=False) for person in Person.objects.all())
print(json.dumps({{
    "people": [
        {{"person": person.pk, "network": SLUG, "cookies": signed_in(person)}} for person in visitors()[:{MEMBERS + WRITERS}]
    ],
    "entries": list(newest_threads().values_list("pk", flat=True)[:10]),
}}))
"""
WRITTEN = """
import json
from klimanet.dialogues.models import Thread
from klimanet.entries.models import Attachment, Comment
print(json.dumps({
    "texts": [
        *Comment.objects.filter(text__startswith="Storm ").values_list("text", flat=True),
        *Thread.objects.filter(title__startswith="Storm ").values_list("title", flat=True),
    ],
    "files": dict(Attachment.objects.filter(comment__text__startswith="Storm ").values_list("comment__text", "blob__digest")),
}))
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


def test_a_backup_made_while_everybody_writes_is_of_one_moment(own_database, second_database, tmp_path, caplog):
    """All that was acknowledged before it began is in it, nothing that began after it ended; of what came between, each
    writer's first, as far as the moment."""
    caplog.set_level(logging.WARNING, logger="mail.log")
    backup, done = tmp_path / "backup", Done()
    with mail_server() as mails:
        busy = Site(tmp_path / "busy", own_database, mail_port=mails.port)
        facts = busy.tell(BUSY)
        members = [
            Member(busy, person, facts["entries"], done, seed=seed)
            for seed, person in enumerate(facts["people"][:MEMBERS])
        ]
        writers = [
            Writer(busy, person, facts["entries"][-seed], done, seed=MEMBERS + seed)
            for seed, person in enumerate(facts["people"][MEMBERS:])
        ]
        with busy.served(), Crowd(members, writers) as crowd:

            def written(enough: int) -> bool:
                crowd.check()
                return len(done.written) >= enough

            wait_for(lambda: written(FIRST), what="others write")
            before, began = {each.text for each in done.written}, time.time()
            busy.run("backup", str(backup))
            ended = time.time()
            enough = len(done.written) + FIRST
            wait_for(lambda: written(enough), what="others write on")
        empty = Site(tmp_path / "empty", second_database, mail_port=mails.port)
        told = empty.run("verify", str(backup))
        if second_database:
            empty.run(
                "createcachetable"
            )  # an empty database is one that can be reached; its tables come with the backup
        empty.run("restore", str(backup))
        found = empty.tell(WRITTEN)
        (fingerprint,) = re.findall(r"^Fingerprint (\w+)$", told, re.MULTILINE)
        assert empty.shell(FINGERPRINT).strip() == fingerprint
    texts = set(found["texts"])
    assert len(texts) == len(found["texts"])
    assert before <= texts
    assert texts & {each.text for each in done.written if each.began_at > ended} == set()
    for seed in range(MEMBERS + WRITERS):
        own = [each.text for each in done.written if each.text.startswith(f"Storm {seed}-")]
        assert [text in texts for text in own] == sorted((text in texts for text in own), reverse=True)
    files = {each.text: each.file for each in done.written if each.file and each.text in texts}
    assert files and found["files"] == files
    kept = tmp_path / "empty" / "klimanet" / "files"
    for digest in files.values():
        assert hashlib.sha256((kept / digest[:2] / digest).read_bytes()).hexdigest() == digest
    meanwhile = [each for each in done.written if each.began_at < ended and each.acknowledged_at > began]
    assert meanwhile, "Nobody wrote while the backup was made."
    slowest, otherwise = (
        max(each.acknowledged_at - each.began_at for each in done.written if (each in meanwhile) is wanted)
        for wanted in (True, False)
    )
    (rows,) = re.findall(r"([\d,]+) rows", told)
    print(
        f"{rows} rows, {backup.stat().st_size:,} bytes, {ended - began:.1f} s; meanwhile {len(meanwhile)} writes were "
        f"acknowledged, the slowest after {slowest:.2f} s, "
        f"before and afterwards {otherwise:.2f} s; of {len(done.written)} writes {len(texts)} are in the backup, "
        f"{len(before)} of which were there before it began"
    )
