"""The secretariat's desk: the board, what is silent, how long things take, and what may be the same."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from statistics import median

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.barriers.models import OPEN, Apart, Barrier, Report, State
from klimanet.barriers.queries.barriers import narrowed, weighed
from klimanet.entries.models import Audience
from klimanet.entries.permissions import Standing
from klimanet.entries.queries import label
from klimanet.members.models import Network
from klimanet.members.models.networks import today
from klimanet.text.dates import number
from klimanet.text.likeness import Likeness
from klimanet.text.paging import Page, page_of

CARDS = 10  # in a column
FEWEST = 3  # barriers that a median is told of
YEAR = timedelta(days=365)
LIKELY = 0.15  # of two that mean the same, in other words, a third and more are as alike; of two that do not, one in a hundred
KEPT, SUGGESTED = 2_000, 10  # pairs, the likeliest


@dataclass(frozen=True)
class Column:
    """How many are in a state, and those of them that are due first."""

    state: State
    count: int
    cards: list[Barrier]


def board(network: Network, *, standing: Standing, **wanted) -> tuple[list[Column], list[Column]]:
    """The open states with their cards; the others, as far as something is there, without."""
    found = narrowed(Barrier.objects.visible_to(standing).listed().in_network(network), **wanted)
    counts = dict(found.order_by().values_list("state").annotate(Count("pk")))
    first_due = [F("due_on").asc(nulls_first=True), F("pk").asc()]
    place = Window(RowNumber(), partition_by="state", order_by=first_due)
    placed = weighed(found.filter(state__in=OPEN), standing=standing).annotate(place=place).filter(place__lte=CARDS)
    cards = list(placed.select_related("network").with_handler(today()).order_by("place"))
    label(cards)
    columns = [Column(state, counts.get(state, 0), [card for card in cards if card.state == state]) for state in OPEN]
    concluded = [Column(state, counts[state], []) for state in State if state not in OPEN and counts.get(state)]
    return columns, concluded


def silent(network: Network, *, standing: Standing, after: str) -> Page:
    """Open ones whose next date is past, or that nobody has looked at; longest first."""
    found = Barrier.objects.visible_to(standing).in_network(network).waiting(today())
    return page_of(
        found.with_silence().with_author().with_handler(today()), by=["silent_since", "pk"], after=after, size=25
    )


@dataclass(frozen=True)
class Pace:
    """How many days it took, for so many of those received; None where that is too few to say."""

    received: int
    days: list[int]

    @property
    def median(self) -> str | None:
        if len(self.days) < FEWEST:
            return None
        middle = median(self.days)
        return number(middle, decimals=0 if middle == int(middle) else 1)


def paces(network: Network, *, standing: Standing) -> list[tuple[str, list[Pace]]]:
    """Overall and per theme: days from received to the first answer and to the first conclusion, of the last year and before."""
    found = Barrier.objects.visible_to(standing).listed().in_network(network).received_here().with_pace()
    rows, lately = list(found.only("received_at").order_by("pk")), timezone.now() - YEAR
    label(rows)
    by_name: dict[str, list[Barrier]] = {_("All"): rows}
    for row in rows:
        for name in row.labels:
            by_name.setdefault(name, []).append(row)
    return [
        (
            name,
            [
                pace
                for year in (True, False)
                for pace in _paces([row for row in of if (row.received_at >= lately) == year])
            ],
        )
        for name, of in by_name.items()
    ]


def _paces(rows: list[Barrier]) -> tuple[Pace, Pace]:
    def took(ends: Iterable[datetime | None]) -> Pace:
        both = zip(rows, ends, strict=True)
        return Pace(len(rows), [_days(row.received_at, end) for row, end in both if end])

    return took(row.answered_at for row in rows), took(row.concluded_at for row in rows)


def _days(since: datetime, until: datetime) -> int:
    return (timezone.localdate(until) - timezone.localdate(since)).days


@dataclass(frozen=True)
class Suggestion:
    """Two that are likely the same; `source` goes into `target`, once the network reads that."""

    source: Barrier
    target: Barrier

    @property
    def both(self) -> tuple[Barrier, Barrier]:
        return self.target, self.source

    @property
    def can_be_merged(self) -> bool:
        return self.target.audience != Audience.SECRETARIAT


def suggestions(network: Network, *, standing: Standing) -> list[Suggestion]:
    """The likeliest pairs of which one at least is open, without what somebody has set apart."""
    listed = Barrier.objects.visible_to(standing).listed().in_network(network)
    facts = list(listed.values_list("pk", "created_at", "edited_at", "hidden_at", "state"))
    latest = max((moment for _key, *moments, _hidden, _state in facts for moment in moments if moment), default=None)
    shown = {key: state for key, *_moments, hidden, state in facts if not hidden}
    apart = set(Apart.objects.in_network(network).values_list("first", "second"))
    pairs = [
        (one, other)
        for one, other in _pairs(network.pk, len(facts), latest)
        if (one, other) not in apart and {one, other} <= shown.keys() and {shown[one], shown[other]} & {*OPEN}
    ][:SUGGESTED]
    wanted = {key for pair in pairs for key in pair}
    found = weighed(Barrier.objects.select_related("network"), standing=standing).in_bulk(wanted)
    return [_suggested(found[one], found[other]) for one, other in pairs]


def _suggested(*pair: Barrier) -> Suggestion:
    """What the network does not read yet goes into the other, else the later into the earlier."""
    target, source = sorted(pair, key=lambda one: (one.audience == Audience.SECRETARIAT, one.number))
    return Suggestion(source, target)


@lru_cache(maxsize=8)
def _pairs(network: int, count: int, latest: datetime | None) -> list[tuple[int, int]]:
    """Made once for as long as there are so many, the latest new or written anew at that moment.

    What the secretariat has not put into words is known by what its reporters said.
    """
    listed = Barrier.objects.in_network(network).listed()
    reported: dict[int, list[str]] = defaultdict(list)
    reports = Report.objects.filter(barrier__in=listed.filter(worded_at=None))
    for key, *said in reports.values_list("barrier", "wanted", "stopped"):
        reported[key] += said
    rows = listed.order_by("pk").values_list("pk", "title", "text", "rule")
    texts = {key: " ".join([title, title, text, rule, *reported[key]]) for key, title, text, rule in rows}
    return Likeness(texts).pairs(least=LIKELY, most=KEPT)
