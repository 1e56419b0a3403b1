"""How reactions follow the log: each line waits for each consumer that cares, until that one has handled it."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from secrets import randbelow

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string

from klimanet.activity.models import Line, Pending

logger = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(hours=1)
SPELL = 100  # lines handled before the caller may look after something else
AHEAD = 8  # lines among which one is chosen when another worker was faster with the first

Consumer = Callable[[Line], Callable[[], object] | datetime | None]


def handles(*verbs: str) -> Callable[[Consumer], Consumer]:
    """Says of a consumer that it cares for lines with these verbs alone ("*.opened" is any kind's); without it, for all.

    A consumer is a function of one line, named in settings.CONSUMERS. It reads, takes the time it needs, and answers with a
    function that writes, or None: people who write meanwhile do not wait for it. That function only changes rows: they are kept
    or undone together with the note that the line is handled. Mail is such a row; a file or a call to elsewhere would not be.

    Where it is too early, it answers with the moment from which it is to be called again.
    """

    def mark(consumer: Consumer) -> Consumer:
        vars(consumer)["verbs"] = verbs
        return consumer

    return mark


def await_consumers(line: Line) -> None:
    """Note for each consumer that cares that the line is to be handled; in the line's own transaction."""
    Pending.objects.bulk_create(Pending(line=line, consumer=name) for name in settings.CONSUMERS if _cares(name, line))


def consume_due(*, is_over: Callable[[], bool] = lambda: False) -> int:
    """Let consumers handle what waits for them, at most a spell of it; returns how many were tried. Several workers may run.

    The caller says when it `is_over`, even before that.

    Killed at any moment, a line is either handled or still pending: its consumer's rows and its pending one are one transaction.
    """
    faster = False  # another worker, with the line before
    for tried in range(SPELL):
        pending = None if is_over() else _next(randbelow(AHEAD) if faster else 0)
        if pending is None:
            return tried
        try:
            faster = not _handled(pending)
        except Exception as error:  # whatever a consumer comes up with, commit included: the other lines go on
            _put_off(pending, repr(error)[:300])
    return SPELL


def _next(place: int) -> Pending | None:
    """What is due at that place, or the last before it."""
    waiting = list(Pending.objects.due().select_related("line")[: place + 1])
    return waiting[-1] if waiting else None


def _handled(pending: Pending) -> bool:
    """Whether it was by us."""
    write = _consumer(pending.consumer)(pending.line)
    if isinstance(write, datetime):
        return bool(Pending.objects.filter(pk=pending.pk).update(not_before=write))
    with transaction.atomic():
        ours, _ = Pending.objects.filter(pk=pending.pk).delete()
        if ours and write:
            write()
    return bool(ours)


def _cares(name: str, line: Line) -> bool:
    return any(fnmatchcase(line.verb, verb) for verb in getattr(_consumer(name), "verbs", ["*"]))


def _consumer(name: str) -> Consumer:
    return import_string(settings.CONSUMERS[name])


def _put_off(pending: Pending, error: str) -> None:
    logger.warning("Line %s was not handled by %s: %s", pending.line_id, pending.consumer, error)
    wait = min(timedelta(seconds=5 * 2 ** min(pending.attempts, 12)), LONGEST_WAIT)
    Pending.objects.filter(pk=pending.pk).update(
        attempts=F("attempts") + 1, not_before=timezone.now() + wait, last_error=error
    )
