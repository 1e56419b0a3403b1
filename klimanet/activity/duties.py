"""What is done once a night, by name in settings.DUTIES: each a function without arguments, called by the worker.

A duty asks the rows what is due (what is older than its time, who was not asked for a year) and is safe to repeat: it may be
done twice after a crash. It keeps its own transactions, short ones, so that nobody who writes waits for it.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from klimanet.activity.models import NightlyDuty

logger = logging.getLogger(__name__)

HOUR = 2  # from when on, local time: after the last who write at night, before the backup
LEASE = timedelta(hours=1)  # until a duty whose worker was killed is begun again
LONGEST_WAIT = timedelta(hours=1)


def last_night() -> datetime:
    """The latest moment from which on the duties are due."""
    now = timezone.localtime()
    tonight = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight <= now else tonight - timedelta(days=1)


def do_nightly() -> int:
    """Do each duty that was not done since last night; returns how many were done. Several workers may run.

    One that fails is tried again later, and holds up no other.
    """
    if unknown := settings.DUTIES.keys() - set(NightlyDuty.objects.values_list("name", flat=True)):
        NightlyDuty.objects.bulk_create([NightlyDuty(name=name) for name in unknown], ignore_conflicts=True)
    return sum(_done(name) for name in settings.DUTIES if _taken(name))


def _taken(name: str) -> bool:
    """Whether it is due and nobody else is at it; it is ours for as long as the lease."""
    now = timezone.now()
    due = NightlyDuty.objects.filter(Q(done_at=None) | Q(done_at__lt=last_night()), name=name, not_before__lte=now)
    return bool(due.update(not_before=now + LEASE))


def _done(name: str) -> bool:
    ours = NightlyDuty.objects.filter(name=name)
    try:
        import_string(settings.DUTIES[name])()
    except Exception as error:  # whatever it comes up with: the others are done
        logger.exception("The nightly duty %s failed.", name)
        wait = min(timedelta(seconds=60 * 2 ** min(ours.get().attempts, 12)), LONGEST_WAIT)
        ours.update(attempts=F("attempts") + 1, not_before=timezone.now() + wait, last_error=repr(error)[:300])
        return False
    ours.update(done_at=timezone.now(), not_before=timezone.now(), attempts=0, last_error="")
    return True
