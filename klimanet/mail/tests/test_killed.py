"""Killed at any moment, or without room on the disk, a worker loses no message; twice arrives only what cannot be helped."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.core import mail
from django.db import OperationalError, connection

from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due
from klimanet.mail.tests.server import mail_server
from klimanet.mail.tests.test_mail import note
from tests.structure import ROOT

DELIVERING = "import django; django.setup(); from klimanet.mail.tests.delivering import main; main()"


def database() -> str:
    """The address of the database that the test itself runs on."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    sign_in = f"{facts['USER']}:{facts['PASSWORD']}"
    return f"postgres://{sign_in}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


@pytest.mark.parametrize("messages", [2, pytest.param(12, marks=pytest.mark.prove)])
def test_killed_before_any_statement_a_worker_loses_nothing(committed, tmp_path, messages):
    """The kill before a statement that follows a commit is the kill right after that commit."""
    with mail_server() as server:
        environment = {
            **os.environ,
            "DATABASE_URL": database(),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "KLIMANET_DATA": str(tmp_path),
            "KLIMANET_SMTP_PORT": str(server.port),
        }
        done = subprocess.run(
            [sys.executable, "-c", DELIVERING, str(messages)],
            cwd=ROOT,
            env=environment,
            text=True,
            capture_output=True,
        )
    assert done.returncode == 0, done.stderr
    kills = done.stdout.splitlines()
    after_250 = [sql for sql in kills if sql.startswith("UPDATE") and '"sent_at" =' in sql.partition("WHERE")[0]]
    arrived = Counter(server.ids)
    assert arrived.keys() == set(Message.objects.values_list("message_id", flat=True))
    assert len(arrived) == messages * (len(kills) + 1)
    twice = [message_id for message_id, times in arrived.items() if times > 1]
    assert len(twice) == len(after_250) == messages, "Twice: what was killed between the server's 250 and our commit."
    assert set(arrived.values()) == {1, 2}
    print(f"{len(arrived)} messages, {len(kills)} kills: none lost, {len(twice)} arrived twice")


@contextmanager
def full_disk() -> Iterator[None]:
    """No page can be added to the database: SQLite's own words; elsewhere the same words for every row that is written."""
    if connection.vendor != "sqlite":

        def refuse(execute, sql, *rest):
            if sql.startswith(("INSERT", "UPDATE")):
                raise OperationalError("disk is full")
            return execute(sql, *rest)

        with connection.execute_wrapper(refuse):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        cursor.execute("PRAGMA max_page_count = 4294967294")


def test_a_disk_that_is_full_loses_no_message(committed):
    acknowledged = [note(to=f"before{number}@b.example", text="Tekst" * 1000).to for number in range(3)]
    with full_disk():
        with pytest.raises(OperationalError, match="full"):
            for number in range(10_000):
                acknowledged.append(note(to=f"during{number}@b.example", text="Tekst" * 1000).to)
        with suppress(OperationalError):  # where there is room to note it, mail goes out
            deliver_due()
    Message.objects.waiting().update(leased_until=None)  # instead of waiting until the lease is over
    while deliver_due():
        pass
    assert {message.to[0] for message in mail.outbox} == set(acknowledged)
    assert Message.objects.filter(sent_at=None).count() == 0
