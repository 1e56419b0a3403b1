"""The secretariat's desk: the board, what is silent, how long things take, and what may be the same."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from statistics import median
from typing import NamedTuple

from django.db.models import Count, F, Max, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from klimanet.barriers.models import OPEN, Apart, Barrier, Report, Sequel, State
from klimanet.barriers.models.barriers import BarrierQuerySet, by_now
from klimanet.barriers.models.reports import this_month
from klimanet.barriers.queries.barriers import SHOWN, Wanted, narrowed, own_places, with_weight
from klimanet.entries.models import Audience
from klimanet.entries.permissions import Standing
from klimanet.entries.queries import label
from klimanet.members.models import Network, Reach
from klimanet.members.models.networks import today
from klimanet.questions.prepared import prepared
from klimanet.text.dates import number
from klimanet.text.likeness import Likeness
from klimanet.text.paging import Order, Page

CARDS = 10  # in a column
FEWEST = 3  # barriers that a median is told of
YEAR = timedelta(days=365)
SILENT = Order(("silent_since", "pk"), size=25)
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
    asked = Wanted.by(**wanted)
    counts = dict(_counts(standing.reach, network.pk, asked, today() if asked.asks_day else None))
    cards = _cards(standing.reach, network.pk, asked, own_places(standing), this_month(), today(), CARDS)
    for card in cards:
        card.network = network
    label(cards)
    columns = [Column(state, counts.get(state, 0), [card for card in cards if card.state == state]) for state in OPEN]
    concluded = [Column(state, counts[state], []) for state in State if state not in OPEN and counts.get(state)]
    return columns, concluded


@prepared
def _counts(reach: Reach, network: int, wanted: Wanted, day: date | None) -> QuerySet:
    return _wanted(reach, network, wanted, day).values_list("state").annotate(Count("pk"))


@prepared
def _cards(
    reach: Reach, network: int, wanted: Wanted, own: tuple[int, ...], month: datetime, day: date, most: int
) -> QuerySet[Barrier]:
    """So many of each open state, which alone are looked at more closely."""
    first_due = [F("due_on").asc(nulls_first=True), F("pk").asc()]
    place = Window(RowNumber(), partition_by="state", order_by=first_due)
    placed = _wanted(reach, network, wanted, day).filter(state__in=OPEN).annotate(place=place).filter(place__lte=most)
    found = Barrier.objects.filter(pk__in=placed.values("pk")).with_handler(day).with_reopened_at()
    return with_weight(found, own, month).only(*SHOWN).order_by(*first_due)


def _wanted(reach: Reach, network: int, wanted: Wanted, day: date | None) -> BarrierQuerySet:
    return narrowed(Barrier.objects.visible_to(reach).listed().in_network(network), wanted, day).order_by()


def silent(network: Network, *, standing: Standing, after: str) -> Page:
    """Open ones whose next date is past, or that nobody has looked at since an earlier day; longest first."""
    since, key = SILENT.position(after) or (None, 0)
    position = (date.fromisoformat(since), key) if since else None
    page = SILENT.page(_silent(standing.reach, network.pk, today(), position))
    for row in page.rows:
        row.network = network
    return page


@prepared
def _silent(reach: Reach, network: int, day: date, position: tuple[date, int] | None) -> QuerySet[Barrier]:
    found = Barrier.objects.visible_to(reach).in_network(network).silent(day).with_handler(day)
    return SILENT.beyond(found.only(*SHOWN), position)


@dataclass(frozen=True)
class Pace:
    """How many days it took, for so many of those received."""

    received: int
    days: list[int]

    @property
    def median(self) -> str | None:
        """None where they are too few to say."""
        if len(self.days) < FEWEST:
            return None
        middle = median(self.days)
        return number(middle, decimals=0 if middle == int(middle) else 1)

    def __str__(self) -> str:
        if not self.received:
            return _("None")
        facts = {"days": self.median, "number": number(len(self.days)), "received": number(self.received)}
        if not self.median:
            return _("Too few (%(number)s of %(received)s)") % facts
        return _("%(days)s days (%(number)s of %(received)s)") % facts


class Received(NamedTuple):
    """A barrier that was received here: whether in the last year, and how many days to its first answer and first conclusion."""

    lately: bool
    answered: int | None
    concluded: int | None


def paces(network: Network, *, standing: Standing) -> list[tuple[str, list[Pace]]]:
    """Overall and per theme: days from received to the first answer and to the first conclusion, of the last year and before."""
    english, year_ago = get_language() == "en", timezone.now() - YEAR
    every: dict[int, Received] = {}
    by_name: dict[str, list[Received]] = {}
    for key, name, name_en, since, *ends in _received(standing.reach, network.pk):
        row = every[key] = every.get(key) or Received(since >= year_ago, *(_days(since, end) for end in ends))
        if name:
            by_name.setdefault(name_en if english and name_en else name, []).append(row)
    by_name = {_("All"): list(every.values()), **by_name}
    return [(name, [*_paces(of, lately=True), *_paces(of, lately=False)]) for name, of in by_name.items()]


@prepared
def _received(reach: Reach, network: int) -> QuerySet:
    """A row for each theme of a barrier, in the themes' own order; one without a name, where it has none."""
    found = Barrier.objects.visible_to(reach).listed().in_network(network).received_here()
    facts = ("pk", "themes__name", "themes__name_en", "received_at")  # else it is grouped by every column there is
    themed = found.order_by("themes__rank", "themes").values(*facts).with_pace()
    return themed.values_list(*facts, "answered_at", "concluded_at")


def _paces(rows: list[Received], *, lately: bool) -> tuple[Pace, Pace]:
    of = [row for row in rows if row.lately == lately]

    def took(ends: Iterable[int | None]) -> Pace:
        return Pace(len(of), [days for days in ends if days is not None])

    return took(row.answered for row in of), took(row.concluded for row in of)


def _days(since: datetime, until: datetime | None) -> int | None:
    return (timezone.localdate(until) - timezone.localdate(since)).days if until else None


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
    """The likeliest pairs of which one at least is open, without those that somebody said are two."""
    shown, apart = dict(_shown(standing.reach, network.pk)), {tuple(sorted(pair)) for pair in _apart(network.pk)}
    asked = (
        (one, other)
        for state in _latest(standing.reach, network.pk)
        for one, other in _pairs(network.pk, *state)
        if (one, other) not in apart and {one, other} <= shown.keys() and (shown[one] in OPEN or shown[other] in OPEN)
    )
    pairs = list(islice(asked, SUGGESTED))
    wanted = tuple(sorted({key for pair in pairs for key in pair}))
    found = {row.pk: row for row in _alike(wanted, own_places(standing), this_month())}
    for row in found.values():
        row.network = network
    return [_suggested(found[one], found[other]) for one, other in pairs]


@prepared
def _shown(reach: Reach, network: int) -> QuerySet:
    """Key and state of those that are not hidden."""
    listed = Barrier.objects.visible_to(reach).listed().in_network(network)
    return listed.filter(hidden_at=None).order_by().values_list("pk", "state")


@prepared
def _latest(reach: Reach, network: int) -> QuerySet:
    """How many there are, and when the latest was new and written anew: one row; none, where there is no barrier."""
    listed = Barrier.objects.visible_to(reach).listed().in_network(network).filter(kind=Barrier.kind_name).order_by()
    facts = listed.values("kind").annotate(Count("pk"), Max("created_at"), Max("edited_at"))
    return facts.values_list("pk__count", "created_at__max", "edited_at__max")


@prepared
def _apart(network: int) -> QuerySet:
    """Those that were set apart, and those of which one goes on in the other, by now."""
    said = Apart.objects.in_network(network).order_by().values_list("first", "second")
    sequels = Sequel.objects.in_network(network).order_by()
    return said.union(sequels.values_list(by_now("earlier", "pk"), by_now("later", "pk")))


@prepared
def _alike(keys: tuple[int, ...], own: tuple[int, ...], month: datetime) -> QuerySet[Barrier]:
    return with_weight(Barrier.objects.filter(pk__in=keys), own, month).only(*SHOWN)


def _suggested(*pair: Barrier) -> Suggestion:
    """What the network does not read yet goes into the other, else the later into the earlier."""
    target, source = sorted(pair, key=lambda one: (one.audience == Audience.SECRETARIAT, one.number))
    return Suggestion(source, target)


@lru_cache(maxsize=8)
def _pairs(network: int, count: int, created_at: datetime, edited_at: datetime | None) -> list[tuple[int, int]]:
    """Made once for as long as there are so many, the latest new and the latest written anew at those moments.

    What the secretariat has not put into words is known by what its reporters said.
    """
    listed = Barrier.objects.in_network(network).listed()
    reported: dict[int, list[str]] = defaultdict(list)
    reports = Report.objects.standing().filter(barrier__in=listed.filter(worded_at=None))
    for key, *said in reports.values_list("barrier", "wanted", "stopped"):
        reported[key] += said
    rows = listed.order_by("pk").values_list("pk", "title", "text", "rule")
    texts = {key: " ".join([title, title, text, rule, *reported[key]]) for key, title, text, rule in rows}
    return Likeness(texts).pairs(least=LIKELY, most=KEPT)
