"""What the secretariat's desk shows: each package says what of its own waits, and the desk sets it side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Window
from django.utils import timezone

SHOWN = 5  # things of each panel


def first_of(found: QuerySet) -> tuple[int, list]:
    """How many there are, and the first of them: one question, since the desk puts it to every package."""
    rows = list(found.annotate(of_all=Window(Count("pk")))[:SHOWN])
    return rows[0].of_all if rows else 0, rows


@dataclass(frozen=True)
class Waiting:
    """One thing that somebody should do something about: where, and in a few words why now."""

    title: str
    address: str
    note: str = ""
    due: date | None = None  # its next date; past it, the thing is late

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < timezone.localdate()


@dataclass(frozen=True)
class Panel:
    """One list of the desk, most urgent first. `count` is of all there is, `first` the handful that the desk shows.

    A package offers one by a function `(network, *, reader: Seated) -> Panel` in its `panels.py`, named in `settings.PANELS`.
    """

    title: str
    address: str  # of the whole list, where each thing is dealt with
    count: int
    first: Sequence[Waiting]
    empty: str  # what stands there when nothing waits

    @property
    def late(self) -> int:
        """How many of those shown are late."""
        return sum(waiting.is_late for waiting in self.first)
