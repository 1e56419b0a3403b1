"""What the demo does while it is filled happened earlier."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db.models import Max, QuerySet
from django.utils import timezone

from klimanet.activity.models import Line, Pending
from klimanet.members.models.networks import today
from klimanet.text import dates
from klimanet.text.dates import midnight

NEWS = timedelta(days=9)  # what is older than this, everybody has read, and nobody is told of


def moment(when: int | str) -> datetime:
    """So many days ago, while somebody was at work; or the day that an ISO date names."""
    if isinstance(when, str):
        return midnight(date.fromisoformat(when))
    day = today() - timedelta(days=when)
    weekend = max(day.weekday() - 4, 0)  # days since Friday, on which it was done instead, after all else
    at = midnight(day - timedelta(days=weekend)) + timedelta(hours=9 + 3 * weekend, minutes=7 * when % 180)
    return min(at, timezone.now())


def working_day(days: int) -> date:
    """In so many days, or the next day on which somebody is at work."""
    return dates.working_day(today() + timedelta(days=days))


@contextmanager
def dated(at: datetime) -> Iterator[None]:
    """What is done meanwhile happened `at`; unless that is news, nobody is told of it.

    The log itself only grows. Here, in a demo that is being filled, its newest lines get the time they would have had.
    """
    latest = Line.objects.aggregate(latest=Max("pk"))["latest"] or 0
    yield
    QuerySet(Line).filter(pk__gt=latest).update(at=at)
    if at < timezone.now() - NEWS:
        Pending.objects.filter(consumer="notifications", line__gt=latest).delete()
