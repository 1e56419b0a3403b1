"""How reactions follow the log: each line waits for each consumer that cares, until that one has handled it."""

import logging
from collections.abc import Callable
from datetime import timedelta
from fnmatch import fnmatchcase

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string

from klimanet.activity.models import Line, Pending

logger = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(hours=1)
SPELL = 100  # lines handled before the caller may look after something else

Consumer = Callable[[Line], object]


def handles(*verbs: str) -> Callable[[Consumer], Consumer]:
    """Says of a consumer that it cares for lines with these verbs alone ("*.opened" is any kind's); without it, for all.

    A consumer is a function of one line, named in settings.CONSUMERS. It only changes rows: they are kept or undone together
    with the note that the line is handled. Mail is such a row; a file or a call to elsewhere would not be.
    """

    def mark(consumer: Consumer) -> Consumer:
        vars(consumer)["verbs"] = verbs
        return consumer

    return mark


def await_consumers(line: Line) -> None:
    """Note for each consumer that cares that the line is to be handled; in the line's own transaction."""
    Pending.objects.bulk_create(Pending(line=line, consumer=name) for name in settings.CONSUMERS if _cares(name, line))


def consume_due() -> int:
    """Let consumers handle what waits for them, at most a spell of it; returns how many were tried. Several workers may run.

    Killed at any moment, a line is either handled or still pending: its consumer's rows and its pending one are one transaction.
    """
    for tried in range(SPELL):
        pending = None
        try:
            with transaction.atomic():
                pending = Pending.objects.due().select_for_update(skip_locked=True, of=("self",)).first()
                if pending is None:
                    return tried
                _consumer(pending.consumer)(pending.line)
                Pending.objects.filter(pk=pending.pk).delete()
        except Exception as error:  # whatever a consumer comes up with, commit included: the other lines go on
            if pending is None:
                raise
            _put_off(pending, repr(error)[:300])
    return SPELL


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
