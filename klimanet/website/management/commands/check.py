"""Is everything in place? Django's own checks, then this installation's."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import get_connection
from django.core.management.base import CommandError
from django.core.management.commands.check import Command as DjangoCheck
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Max

from klimanet.activity.models import Pending
from klimanet.mail.models import Message

MAIL_TIMEOUT = 5  # seconds
PATIENCE = timedelta(minutes=15)


class Command(DjangoCheck):
    help = "Check settings, database, folders and mail; says in a sentence what is wrong."

    def handle(self, *app_labels, **options) -> None:
        super().handle(*app_labels, **options)
        if app_labels or options["tags"] or options["list_tags"]:
            return
        if problems := list(self._problems()):
            raise CommandError("\n".join(problems))
        self.stdout.write("Settings, database, folders and mail are in order.")

    def _problems(self) -> Iterator[str]:
        yield from settings_problems()
        yield from database_problems()
        yield from folder_problems()
        yield from mail_problems()


def settings_problems() -> Iterator[str]:
    if settings.DEMO:
        return
    if not os.environ.get("KLIMANET_SITE"):
        yield "KLIMANET_SITE is not set, so links in mails lead to localhost. Set it to the site's address."
    elif not settings.HTTPS:
        yield "KLIMANET_SITE does not begin with https://, so passwords and sessions travel in the open."
    if not os.environ.get("KLIMANET_FROM"):
        yield "KLIMANET_FROM is not set, so mails have no sender that people can answer."


def database_problems() -> Iterator[str]:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        tables = connection.introspection.table_names()
    except DatabaseError as error:
        yield f"The database does not answer: {error}"
        return
    if waiting:
        yield f"{len(waiting)} migrations are waiting. Run: klimanet migrate"
    else:
        yield from log_problems()
    if settings.CACHES["default"]["LOCATION"] not in tables:
        yield "The table for sign-in counters is missing. Run: klimanet createcachetable"


def log_problems() -> Iterator[str]:
    late = Pending.objects.older_than(PATIENCE).values("consumer").annotate(lines=Count("id"), error=Max("last_error"))
    for consumer in late.order_by("consumer"):
        reason = f"Its last error: {consumer['error']}" if consumer["error"] else "Does the worker run?"
        yield (
            f"{consumer['lines']} lines of the activity log have waited more than {PATIENCE.seconds // 60} minutes "
            f"for {consumer['consumer']}. {reason}"
        )


def folder_problems() -> Iterator[str]:
    for folder in (settings.MEDIA_ROOT, *([settings.MAILBOX] if settings.DEMO else [])):
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            yield f"The folder {folder} cannot be written: {error.strerror}."


def mail_problems() -> Iterator[str]:
    if settings.DEMO:
        return
    connection = get_connection(timeout=MAIL_TIMEOUT, fail_silently=False)
    try:
        connection.open()
        connection.close()
    except OSError as error:
        yield str(error)
    with suppress(DatabaseError):  # which is told of above
        late, dead = Message.objects.waiting().older_than(PATIENCE), Message.objects.dead()
        if last := late.order_by("-id").first():
            reason = f"The last error: {last.last_error}" if last.last_error else "Does the worker run?"
            yield f"{late.count()} mails have waited more than {PATIENCE.seconds // 60} minutes. {reason}"
        if last := dead.order_by("-failed_at").first():
            yield (
                f"{dead.count()} mails did not get through; each secretariat finds those of its network at "
                f"/<network>/sekretariat/mails/. The last error: {last.last_error}"
            )
