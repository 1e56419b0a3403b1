"""What can be wrong with an installation: each rule once, for `klimanet check`, `/readyz` and the metrics alike."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import get_connection
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Max
from django.utils import timezone

from klimanet.activity.models import NightlyDuty, Pending
from klimanet.backup.state import last_backup
from klimanet.mail.models import Message
from klimanet.website.life import workers

MAIL_TIMEOUT = 5  # seconds
WRITE_TIMEOUT = 1  # second that a trial may wait for others who write
PATIENCE = timedelta(minutes=15)  # that a line or a mail may wait
AWAY_AFTER = timedelta(minutes=2)  # without a sign of life
STUCK_AFTER = timedelta(minutes=10)  # at one duty
NIGHTLY_EVERY = timedelta(hours=26)  # every night, and it may begin two hours later than the night before
BACKUP_EVERY = timedelta(hours=26)  # nightly, and it may take two hours longer than the night before
LOW_SHARE, LOW_BYTES = 0.1, 10_000_000_000  # free on the disk: little when it is less than both


@dataclass(frozen=True)
class Problem:
    """Something wrong: a code for whoever asks from outside, which tells nothing of this place; a sentence for the operator."""

    code: str
    sentence: str
    stops: bool = False  # requests fail: no visitor should be sent here


def problems_of_setup() -> Iterator[Problem]:
    """What an operator asks about by hand: settings, and the mail server, which takes a conversation."""
    if settings.DEMO:
        return
    if not os.environ.get("KLIMANET_SITE"):
        told = "KLIMANET_SITE is not set, so links in mails lead to localhost. Set it to the site's address."
        yield Problem("site", told)
    elif not settings.HTTPS:
        told = "KLIMANET_SITE does not begin with https://, so passwords and sessions travel in the open."
        yield Problem("https", told)
    if not os.environ.get("KLIMANET_FROM"):
        yield Problem("sender", "KLIMANET_FROM is not set, so mails have no sender that people can answer.")
    mail_server = get_connection(timeout=MAIL_TIMEOUT, fail_silently=False)
    try:
        mail_server.open()
        mail_server.close()
    except OSError as error:
        yield Problem("mail-server", str(error))


def problems_of_running() -> Iterator[Problem]:
    """What can be asked every few seconds: disk, database, worker, what waits, the last backup."""
    yield from disk_problems()
    yield from folder_problems()
    stopping = list(database_problems())
    yield from stopping
    if not stopping:
        yield from log_problems()
        yield from duty_problems()
        yield from mail_problems()
    yield from worker_problems()
    yield from backup_problems()


def disk_problems() -> Iterator[Problem]:
    disk = shutil.disk_usage(settings.DATA)
    told = f"{disk.free / 1e9:.1f} GB ({disk.free / disk.total:.0%}) are free on the disk of {settings.DATA}."
    if disk.free < settings.REQUEST_MAX_BYTES:
        yield Problem("disk-full", f"The disk is full: {told}", stops=True)
    elif disk.free < min(LOW_BYTES, LOW_SHARE * disk.total):
        yield Problem("disk-low", f"The disk is filling up: {told}")


def folder_problems() -> Iterator[Problem]:
    for folder in (settings.MEDIA_ROOT, *([settings.MAILBOX] if settings.DEMO else [])):
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            yield Problem("folder-not-writable", f"The folder {folder} cannot be written: {error.strerror}.")


def database_problems() -> Iterator[Problem]:
    """All of them stop: without a database that can be written nobody even signs in."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        tables = connection.introspection.table_names()
    except DatabaseError as error:
        yield Problem("database-away", f"The database does not answer: {error}", stops=True)
        return
    if waiting:
        told = f"{len(waiting)} migrations are waiting. Run: klimanet migrate"
        yield Problem("migrations-waiting", told, stops=True)
    if settings.CACHES["default"]["LOCATION"] not in tables:
        told = "The table for sign-in counters is missing. Run: klimanet createcachetable"
        yield Problem("counters-missing", told, stops=True)
    if not waiting:
        try:
            _write_and_undo()
        except DatabaseError as error:
            yield Problem("database-not-writable", f"The database cannot be written: {error}", stops=True)


def _write_and_undo() -> None:
    """A row of a table that everybody writes to, undone before anybody sees it."""
    with _impatient(), transaction.atomic():
        Session.objects.create(session_key=f"trial-{secrets.token_hex(8)}", expire_date=timezone.now())
        transaction.set_rollback(True)


@contextmanager
def _impatient() -> Iterator[None]:
    """Whoever asks how we are must not wait as long as whoever writes a comment may."""
    if connection.vendor == "sqlite":
        ask, say = "PRAGMA busy_timeout", "PRAGMA busy_timeout = {}"
    else:
        ask, say = "SHOW statement_timeout", "SET statement_timeout = '{}'"
    with connection.cursor() as cursor:
        cursor.execute(ask)
        (usual,) = cursor.fetchone()
        cursor.execute(say.format(WRITE_TIMEOUT * 1000))  # both in milliseconds
        try:
            yield
        finally:
            cursor.execute(say.format(usual))


def log_problems() -> Iterator[Problem]:
    late = Pending.objects.late(PATIENCE).values("consumer").annotate(lines=Count("id"), error=Max("last_error"))
    for consumer in late.order_by("consumer"):
        reason = f"Its last error: {consumer['error']}" if consumer["error"] else "Does the worker run?"
        yield Problem(
            "log-late",
            f"{consumer['lines']} lines of the activity log have waited more than {_minutes(PATIENCE)} "
            f"for {consumer['consumer']}. {reason}",
        )


def duty_problems() -> Iterator[Problem]:
    known = {duty.name: duty for duty in NightlyDuty.objects.all()}
    for name in settings.DUTIES:
        duty = known.get(name) or NightlyDuty(name=name)
        if duty.done_at is None or timezone.now() - duty.done_at > NIGHTLY_EVERY:
            last = f"since {_moment(duty.done_at)}" if duty.done_at else "so far"
            reason = f"Its last error: {duty.last_error}" if duty.last_error else "Does the worker run?"
            yield Problem(
                "duty-late", f"What is done every night under the name of {name} was not done {last}. {reason}"
            )


def mail_problems() -> Iterator[Problem]:
    late = Message.objects.late(PATIENCE)
    if oldest := late.order_by("created_at", "id").first():
        reason = f"Its last error: {oldest.last_error}" if oldest.last_error else "Does the worker run?"
        yield Problem(
            "mail-late",
            f"{late.count()} mails have waited more than {_minutes(PATIENCE)}, "
            f"the oldest since {_moment(oldest.created_at)}. {reason}",
        )
    dead = Message.objects.dead()
    if latest := dead.order_by("-failed_at").first():
        yield Problem(
            "mail-dead",
            f"{dead.count()} mails did not get through; each secretariat finds those of its network at "
            f"/<network>/sekretariat/mails/. The last error: {latest.last_error}",
        )


def worker_problems() -> Iterator[Problem]:
    now, known = timezone.now(), workers()
    if not known:
        yield Problem("worker-away", "No worker gives a sign of life. Start one: klimanet worker")
    elif now - known[0].seen_at > AWAY_AFTER:
        yield Problem("worker-away", f"No worker has given a sign of life since {_moment(known[0].seen_at)}.")
    for worker in known:
        if now - worker.seen_at <= AWAY_AFTER and worker.duty and now - worker.since > STUCK_AFTER:
            told = f"A worker has been at {worker.duty} since {_moment(worker.since)}; what else there is to do waits."
            yield Problem("worker-stuck", told)


def backup_problems() -> Iterator[Problem]:
    if settings.DEMO:
        return
    last = last_backup()
    if last is None:
        yield Problem("backup-none", "No backup was ever made. Make one: klimanet backup FILE")
    elif timezone.now() - last > BACKUP_EVERY:
        yield Problem("backup-old", f"The last backup was made at {_moment(last)}.")


def _minutes(span: timedelta) -> str:
    return f"{span.seconds // 60} minutes"


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
