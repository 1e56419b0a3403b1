"""What is wrong is found once, told in a sentence to the operator and by a code to whoever asks from outside."""

import os
import shutil
import threading
from collections import namedtuple
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings
from django.utils import timezone

from klimanet.activity.duties import do_nightly
from klimanet.activity.models import Line, NightlyDuty, Pending
from klimanet.activity.operations import record
from klimanet.backup.state import note_backup
from klimanet.mail.models import Message
from klimanet.mail.operations import post
from klimanet.rules.actors import SYSTEM
from klimanet.website import life
from klimanet.website.health import problems_of_running
from tests import cast
from tests.building import make_dead_letter

Disk = namedtuple("Disk", "total used free")


def sentences() -> list[str]:
    return [problem.sentence for problem in problems_of_running()]


def readyz() -> tuple[int, list[str]]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.content.decode().splitlines()


def back_up(*, hours_ago: int) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=hours_ago)):
        note_backup(1)


@pytest.fixture
def sound(db, settings):
    """An installation with nothing wrong: its worker lives, and last night's duties are done and its backup was made."""
    back_up(hours_ago=9)
    do_nightly()
    with life.showing_life() as own:
        yield own


def let_time_pass(own: life.Life, duty: str = "", *, seen: timedelta = timedelta(), at_it: timedelta = timedelta()):
    """As if the worker had shown itself `seen` ago, `at_it` long at its duty."""
    own.now = (duty, timezone.now() - at_it)
    own.show()
    then = (timezone.now() - seen).timestamp()
    os.utime(own.path, (then, then))


def test_where_all_is_well_the_site_is_ready_and_there_is_nothing_to_tell(sound):
    assert readyz() == (200, ["ready"])
    assert sentences() == []


def test_the_process_answers_whatever_else_is_broken():
    """Without the mark `db`, pytest-django lets nobody at the database."""
    assert Client().get("/healthz").content == b"ok"


@override_settings(SECURE_SSL_REDIRECT=True)
def test_whoever_watches_may_ask_on_the_machine_itself(sound):
    assert (Client().get("/healthz").status_code, readyz()[0]) == (200, 200)


def test_without_a_backup_the_site_is_ready_and_says_so(sound, settings):
    (settings.DATA / "last-backup").unlink()
    assert readyz() == (200, ["ready", "backup-none"])
    (settings.DATA / "last-backup").write_text("cut sho")
    assert sentences() == ["No backup was ever made. Make one: klimanet backup FILE"]
    settings.DEMO = True
    assert readyz() == (200, ["ready"])


def test_a_backup_that_is_too_old(sound, settings):
    back_up(hours_ago=27)
    assert readyz() == (200, ["ready", "backup-old"])


def test_a_mail_that_did_not_get_through(sound):
    make_dead_letter()
    assert readyz() == (200, ["ready", "mail-dead"])
    (told,) = sentences()
    assert told.startswith("1 mails did not get through;")
    assert told.endswith("The last error: 550 5.1.1 No such user")


def test_a_worker_that_is_gone(sound):
    let_time_pass(sound, seen=timedelta(minutes=3))
    assert readyz() == (200, ["ready", "worker-away"])
    sound.path.unlink()
    assert sentences() == ["No worker gives a sign of life. Start one: klimanet worker"]


def test_a_worker_that_is_stuck_says_at_what(sound):
    let_time_pass(sound, "deliver_due", at_it=timedelta(minutes=9))
    assert sentences() == []
    let_time_pass(sound, "deliver_due", at_it=timedelta(minutes=11))
    (told,) = sentences()
    assert told.startswith("A worker has been at deliver_due since ")
    assert readyz() == (200, ["ready", "worker-stuck"])
    let_time_pass(sound, at_it=timedelta(minutes=11))  # it waits for work
    assert sentences() == []


def test_a_worker_shows_itself_while_it_is_stuck(settings, monkeypatch):
    """By a thread of its own; stopped in peace, nothing of it stays; one that was killed is forgotten."""
    monkeypatch.setattr(life, "BEAT", 0.01)
    settings.WORKERS.mkdir()
    killed = settings.WORKERS / "elsewhere-7"
    killed.write_text(f"{timezone.now().isoformat()} deliver_due\n")
    os.utime(killed, (0, 0))
    shown = threading.Event()
    with life.showing_life() as own:
        with own.at("deliver_due"):
            while not shown.wait(0.01):
                if [worker.duty for worker in life.workers()] == ["deliver_due"]:
                    shown.set()
        assert own.now[0] == ""
    assert life.workers() == []
    assert list(settings.WORKERS.iterdir()) == []


def test_the_log_is_not_followed(sound, settings):
    settings.CONSUMERS = {"told": "builtins.print"}
    with transaction.atomic():
        record("network.tried", cast.network(), actor=SYSTEM)
    assert sentences() == []
    then = timezone.now() - timedelta(minutes=16)
    models.QuerySet(Line).filter(verb="network.tried").update(at=then)
    assert sentences() == [], "A consumer has put it off."
    Pending.objects.filter(consumer="told").update(not_before=then)
    (told,) = sentences()
    assert told == "1 lines of the activity log have waited more than 15 minutes for told. Does the worker run?"
    Pending.objects.update(last_error="OSError('full')")
    (told,) = sentences()
    assert told.endswith("Its last error: OSError('full')")
    assert readyz() == (200, ["ready", "log-late"])


def test_what_is_done_every_night_was_not(sound, settings):
    settings.DUTIES = {"clear": "builtins.list"}
    assert readyz() == (200, ["ready", "duty-late"])
    (told,) = sentences()
    assert told == "What is done every night under the name of clear was not done so far. Does the worker run?"
    do_nightly()
    assert sentences() == []
    NightlyDuty.objects.update(done_at=timezone.now() - timedelta(hours=27), last_error="OSError('full')")
    (told,) = sentences()
    assert "was not done since " in told
    assert told.endswith("Its last error: OSError('full')")


def test_mail_does_not_go_out(sound):
    Message.objects.all().delete()
    then = timezone.now() - timedelta(minutes=16)
    first, second, later = (post(to="a@b.example", subject="S", text="T") for _ in range(3))
    Message.objects.update(created_at=then)
    Message.objects.filter(pk=second.pk).update(send_after=then)
    Message.objects.filter(pk=later.pk).update(send_after=timezone.now())  # not meant to go before now
    (told,) = sentences()
    assert told.startswith("2 mails have waited more than 15 minutes, the oldest since ")
    Message.objects.filter(pk=first.pk).update(fence=1, send_after=timezone.now(), last_error="550 no")
    (told,) = sentences()
    assert told.endswith("Its last error: 550 no")
    assert readyz() == (200, ["ready", "mail-late"])
    Message.objects.update(sent_at=timezone.now())
    assert sentences() == []


@pytest.mark.parametrize(
    ("free", "status", "lines"),
    [(60e9, 200, ["ready"]), (9e9, 200, ["ready", "disk-low"]), (1e8, 503, ["not ready", "disk-full"])],
)
def test_the_disk_fills_up(sound, monkeypatch, free, status, lines):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(400e9, 400e9 - free, free))
    assert readyz() == (status, lines)


def test_migrations_are_waiting(sound):
    MigrationRecorder.Migration.objects.filter(app="website").delete()
    assert readyz() == (503, ["not ready", "migrations-waiting"])


def test_sign_in_cannot_be_counted(sound):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cache")
    assert readyz() == (503, ["not ready", "counters-missing"])


def test_a_database_that_can_only_be_read(sound):
    sqlite = connection.vendor == "sqlite"
    connection.check_constraints()  # of what was written so far: PostgreSQL may not look it up any more then
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = 1" if sqlite else "SET LOCAL transaction_read_only = on")
        try:
            assert readyz() == (503, ["not ready", "database-not-writable"])
        finally:
            if sqlite:  # PostgreSQL's setting ends with the transaction
                cursor.execute("PRAGMA query_only = 0")


def test_a_database_that_is_away(sound, monkeypatch):
    def gone(*_):
        raise OperationalError("connection to server at db.secret.example failed")

    monkeypatch.setattr("klimanet.website.health.MigrationExecutor", gone)
    assert readyz() == (503, ["not ready", "database-away"])
    assert "db.secret.example" in sentences()[0]


def test_asking_how_we_are_writes_nothing_and_leaves_the_connection_as_it_was(sound):
    setting = "PRAGMA busy_timeout" if connection.vendor == "sqlite" else "SHOW statement_timeout"
    with connection.cursor() as cursor:
        cursor.execute(setting)
        before = cursor.fetchone()
        readyz()
        cursor.execute(setting)
        assert cursor.fetchone() == before
        cursor.execute("SELECT count(*) FROM django_session WHERE session_key LIKE 'trial-%%'")
        assert cursor.fetchone() == (0,)
