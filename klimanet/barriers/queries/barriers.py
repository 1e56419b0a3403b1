"""What pages about barriers compose. How many municipalities have one is counted here, for members and for the secretariat."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache, partial
from typing import NamedTuple, Self

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.activity.models import Line
from klimanet.barriers.models import Answer, Barrier, Consent, Helped, Note, Report
from klimanet.barriers.models.barriers import BarrierQuerySet
from klimanet.barriers.models.reports import FIGURES, this_month
from klimanet.barriers.permissions import is_rewritten_by, reporting_for, speaks_for
from klimanet.entries import queries as entries
from klimanet.entries.models import Entry
from klimanet.entries.models.reading import with_draft
from klimanet.entries.permissions import Standing
from klimanet.members.models import Network, Organisation, Reach, Reader, Theme
from klimanet.members.models.networks import today
from klimanet.questions.prepared import prepared
from klimanet.text.likeness import Likeness
from klimanet.text.paging import Order, Page

ALIKE = 5  # shown at once
NOBODY = "ingen"  # sees to it
LISTED, MANY = (Order(("-last_activity_at", "-pk"), size=size) for size in (25, 50))
NOTES = Order(("-at", "-pk"), size=10)
REPORTS = Order(("organisation__sort_key", "pk"), size=20)
# In lists.
SHOWN = ("network", "kind", "number", "title", "state", "audience", "hidden_at", "due_on", "last_activity_at")
WAITING = "venter"  # whatever its state: past its date, or not looked at yet


class Wanted(NamedTuple):
    """Which barriers to list, of the current ones: all that a BarrierFilter answers, by key."""

    theme: int | None = None
    state: str | None = None
    handler: int | None = None  # a seat
    is_waiting: bool = False
    is_unhandled: bool = False  # today

    @property
    def asks_day(self) -> bool:
        return self.is_waiting or self.is_unhandled

    @classmethod
    def by(cls, *, theme: Theme | None = None, state: str = "", handler: str = "") -> Self:
        """`state` is one of State or WAITING; `handler` a seat's key, or NOBODY for what nobody sees to today."""
        return cls(
            theme=theme.pk if theme else None,
            state=state if state and state != WAITING else None,
            handler=int(handler) if handler and handler != NOBODY else None,
            is_waiting=state == WAITING,
            is_unhandled=handler == NOBODY,
        )


def barriers(network: Network, *, standing: Standing, after: str = "", order: Order = LISTED, **wanted) -> Page:
    """A page of the barriers the person sees, last activity first, each with `weight`: see `weighed`.

    `wanted` is what a BarrierFilter answers. For the secretariat each has its handler's name.
    """
    asked, position = Wanted.by(**wanted), order.position(after)
    question = _barriers if order is LISTED else _many
    rows = question(
        *(standing.reach, network.pk, asked, own_places(standing), this_month()),
        *(today() if standing.runs or asked.asks_day else None, standing.runs, position),
    )
    for row in rows:
        row.network = network
    return order.page(rows)


def _listed(
    reach: Reach,
    network: int,
    wanted: Wanted,
    own: tuple[int, ...],
    month: datetime,
    day: date | None,
    runs: bool,
    position: tuple[datetime, int] | None,
    order: Order,
) -> QuerySet[Barrier]:
    found = narrowed(Barrier.objects.visible_to(reach).listed().in_network(network), wanted, day)
    if runs and day:
        found = found.with_handler(day).with_reopened_at()
    return order.beyond(with_weight(found, own, month).only(*SHOWN), position)


_barriers, _many = prepared(partial(_listed, order=LISTED)), prepared(partial(_listed, order=MANY))


def narrowed(found: BarrierQuerySet, wanted: Wanted, day: date | None) -> BarrierQuerySet:
    if wanted.theme:
        found = found.about(wanted.theme)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.is_waiting and day:
        found = found.waiting(day)
    if wanted.is_unhandled and day:
        found = found.unhandled(day)
    return found.filter(handler=wanted.handler) if wanted.handler else found


def barrier(network: Network, number: int, *, standing: Standing, path: str) -> Barrier | None:
    """The barrier with that number, if the person sees it, with their mark, follow and draft (begun at `path`)."""
    asked = (standing.reach, network.pk, number, tuple(standing.own_seats), path)
    return next(iter(_barrier(*asked, today(), own_places(standing), this_month(), standing.runs)), None)


@prepared
def _barrier(
    reach: Reach,
    network: int,
    number: int,
    seats: tuple[int, ...],
    path: str,
    day: date,
    own: tuple[int, ...],
    month: datetime,
    runs: bool,
) -> QuerySet[Barrier]:
    found = Barrier.objects.visible_to(reach).in_network(network).numbered(number).with_author()
    found = with_weight(found, own, month).with_links()
    if runs:
        found = with_estimates(found)
    return with_draft(found.with_mark(reach.own).with_follow(seats).with_handler(day), reach.own, path)


def alike(network: Network, text: str, *, standing: Standing) -> list[Barrier]:
    """The barriers that are most likely meant by `text`, the likeliest first, of those the person sees.

    And of those that their municipality has reported, seen by the network or not: else two of it report the same.
    """
    known = known_to(standing).in_network(network).values_list("pk", Coalesce("goes_on_in", "pk"))
    keys = nearest(network, text, among=dict(known), most=ALIKE)
    found = weighed(Barrier.objects.select_related("network"), standing=standing).in_bulk(keys)
    return [found[key] for key in keys]


def known_to(standing: Standing) -> BarrierQuerySet:
    """Those the person sees, and those that their municipality has reported, seen by the network or not."""
    own = Report.objects.standing().of_any(reporting_for(standing)).values("barrier")
    return Barrier.objects.filter(Q(pk__in=Barrier.objects.visible_to(standing).values("pk")) | Q(pk__in=own))


def nearest(network: Network, text: str, *, among: Mapping[int, int], most: int) -> list[int]:
    """Keys of the network's barriers that are most like `text`, the likeliest first.

    `among` are those that may be told of, each with the key of what it stands for: what it was merged into, or itself.
    """
    latest = Barrier.objects.in_network(network).aggregate(Max("created_at"), Max("edited_at"))
    found = (among[key] for key in _likeness(network.pk, *latest.values()).nearest(text) if key in among)
    return list(dict.fromkeys(end for end in found if end in among))[:most]


def as_compared(title: str, text: str, rule: str) -> str:
    """What it says, for `nearest`: the title counts twice."""
    return f"{title} {title} {text} {rule}"


@lru_cache(maxsize=2)  # a few megabytes each
def _likeness(network: int, created_at: datetime | None, edited_at: datetime | None) -> Likeness:
    """Made ready once for as long as no barrier is new or written anew."""
    rows = Barrier.objects.in_network(network).values_list("pk", "title", "text", "rule")
    return Likeness({key: as_compared(*said) for key, *said in rows})


def weighed(barriers: BarrierQuerySet, *, standing: Standing) -> BarrierQuerySet:
    """With `weight`: how many municipalities have each, as far as the network may know.

    And `ours`: the key of what one's own has reported of it; `everybody`: how many there are in all, which is for the secretariat.
    """
    return with_weight(barriers, own_places(standing), this_month())


def with_weight(barriers: BarrierQuerySet, own: Iterable[int], month: datetime) -> BarrierQuerySet:
    """`own` are keys of organisations, `month` the moment it began."""
    reports = Report.objects.filter(barrier=OuterRef("pk"))
    facts = {
        "weight": _count(reports.counted(month), of="organisation"),
        "everybody": _count(reports.standing()),
        "ours": Subquery(reports.standing().of_any(own).order_by("pk").values("pk")[:1]),
    }
    return barriers.annotate(**facts)


def _count(rows: QuerySet, by: str = "barrier", of: str = "pk") -> Coalesce:
    """How many of `rows` differ in `of`; all of them are of the one barrier that `by` leads to."""
    number = Count(of, distinct=of != "pk")  # who took it back and reported it anew is counted by both
    return Coalesce(Subquery(rows.order_by().values(by).annotate(number=number).values("number")), 0)


def with_estimates(barriers: BarrierQuerySet) -> BarrierQuerySet:
    """With what municipalities estimate: costs and emissions added up, delays from the shortest to the longest."""
    every = Report.objects.standing().filter(barrier=OuterRef("pk")).order_by().values("barrier")
    ways = {"months_low": Min, "months_high": Max}
    facts = {name: Subquery(every.annotate(all=ways.get(name, Sum)(name)).values("all")) for name in FIGURES}
    return barriers.annotate(**facts)


def estimates(barrier: Barrier) -> list[tuple[str, str]]:
    """The same of one, as a report tells its own."""
    return Report(**{name: getattr(barrier, name) for name in FIGURES}).figures()


def own_places(standing: Standing) -> tuple[int, ...]:
    return tuple(sorted({holding.organisation.pk for holding in standing.holdings}))


def reports(barrier: Barrier, *, standing: Standing, after: str = "") -> Page:
    """What the person may read with its municipality's name, in Danish order: named ones, one's own, all for the secretariat."""
    page = REPORTS.page(_reports(standing.reach, barrier.pk, REPORTS.position(after)))
    for report in page.rows:
        report.is_own = speaks_for(standing, report)
    return page


@prepared
def _reports(reach: Reach, barrier: int, position: tuple[str, int] | None) -> QuerySet[Report]:
    found = Report.objects.visible_to(reach).standing().of(barrier).select_related("organisation")
    return REPORTS.beyond(found, position)


def notes(barrier: Barrier, *, standing: Standing, after: str = "") -> Page:
    """What the secretariat noted of it, and of what goes on in it: the latest, or those before cursor `after`; the newest last."""
    page = NOTES.page(_notes(standing.reach, barrier.pk, NOTES.position(after)))
    for note in page.rows:
        note.is_own = is_rewritten_by(standing, note)
    return Page(page.rows[::-1], page.next)


def was_deleted(note: int, *, network: Network) -> bool:
    """Whether there was a note with that key."""
    return Line.objects.in_network(network).filter(verb="barrier.note_removed", facts__note=note).exists()


@prepared
def _notes(reach: Reach, barrier: int, position: tuple[datetime, int] | None) -> QuerySet[Note]:
    return NOTES.beyond(Note.objects.visible_to(reach).for_barrier(barrier), position)


def names(barrier: Barrier, *, standing: Standing) -> entries.Names:
    """Those around it, and the municipalities with it: `named` by the network, in no order; `own`, by the key of their report.

    And by that key, those that took it back: one's own, for the secretariat all (`lacking`); and which of these the person
    may bring back (`again`).
    """
    voices = tuple(organisation.pk for organisation in reporting_for(standing))
    return entries.Names(barrier, _names(standing.reach, barrier.pk, voices, standing.runs))


@prepared
def _names(reach: Reach, barrier: int, voices: tuple[int, ...], runs: bool) -> QuerySet:
    reports = Report.objects.of(barrier).annotate(name=F("organisation__name"), slug=F("organisation__slug"))
    seen = Report.objects.visible_to(reach).of(barrier)
    named = Organisation.objects.filter(pk__in=seen.named().values("organisation"))
    lacking = reports.filter(pk__in=seen.lacking().values("pk"))
    again = lacking.changed_by(voices, runs=runs)
    parts = (("named", named), ("own", reports.standing().of_any(voices)), ("lacking", lacking), ("again", again))
    return entries.names_around(barrier, *parts)


def said_before(barrier: Barrier, *, organisation: Organisation) -> Report | None:
    """What the municipality says of it; where it has taken back all it said, what it took back last."""
    reports = Report.objects.of(barrier).of_any([organisation]).with_all()
    return reports.order_by(F("withdrawn_at").desc(nulls_first=True)).first()


def taken_back(barrier: Barrier, *, standing: Standing) -> list[Report]:
    """What the person may bring back, of municipalities that have no other report standing."""
    found = Report.objects.visible_to(standing).of(barrier).lacking()
    own = found.changed_by(reporting_for(standing), runs=standing.runs)
    return list(own.with_all().order_by("organisation__sort_key"))


def sheet(network: Network, *, standing: Standing) -> tuple[list[str], Iterator[tuple]]:
    """Heads and rows of every barrier, for the secretariat; beside what the network may know, how many there are in all.

    What they say of whether it helped counts everybody, and each of several outcomes.
    """
    heads = [
        *(_("Number"), _("Title"), _("How far"), _("Themes"), _("Kind"), _("Rule"), _("Who can change it")),
        *(_("Municipalities, as the network may know"), _("Municipalities in all"), _("May be quoted")),
        *(_("It helped"), _("It helped in part"), _("It did not help")),
        *(_("Months of delay, at least"), _("Months of delay, at most")),
        *(_("Dearer by at least, kr."), _("Dearer by at most, kr.")),
        *(_("t CO₂e a year, at least"), _("t CO₂e a year, at most")),
        *(_("Who sees to it"), _("Next date"), _("Received")),
    ]
    found = Barrier.objects.visible_to(standing).listed().in_network(network).with_handler(today())
    said = Answer.objects.said().filter(report__barrier=OuterRef("pk"))
    facts = {"quotable": _count(Report.objects.filter(barrier=OuterRef("pk"), consent=Consent.PUBLIC))}
    facts |= {helped.value: _count(said.filter(helped=helped), "report__barrier") for helped in Helped}
    rows = (
        with_estimates(weighed(found, standing=standing))
        .annotate(**facts)
        .prefetch_related("themes")
        .order_by("number")
    )
    return heads, (
        (
            *(row.number, row.title, str(row.badge[0]), ", ".join(map(str, row.themes.all()))),
            *(row.get_cause_display(), row.rule, row.decided_by, row.weight, row.everybody),
            *(getattr(row, name) for name in (*facts, *FIGURES)),
            *(row.handler_name, row.due_on, timezone.localdate(row.received_at)),
        )
        for row in list(rows)
    )


def around(barrier: Barrier, *, standing: Standing) -> dict[str, list[Entry]]:
    """What belongs with it, and what was merged into it, of what the person sees."""
    found = entries.linked(barrier, reader=standing, merged=True) if barrier.has_links else []
    merged = [one for one in found if one.merged_into_id == barrier.pk]
    return {"merged": merged, "linked": [one for one in found if one not in merged]}


def reported(barrier: int, *, reader: Reader) -> Barrier:
    """A barrier for those who reported it, seen by the network or not; with who sees to it, and whether the reader `sees` it."""
    facts = {"sees": Exists(Barrier.objects.visible_to(reader).filter(pk=OuterRef("pk")))}
    return Barrier.objects.by_key(barrier).with_author().with_handler(today()).annotate(**facts).get()


def own_reports(network: Network, *, organisations: list[Organisation]) -> tuple[list[Report], list[Report]]:
    """What these municipalities have reported, latest first, however far its barrier is; and what they have taken back."""
    theirs = Report.objects.in_network(network).of_any(organisations).with_all()
    found = list(theirs.select_related("barrier__goes_on_in", "merging__source").order_by("-pk"))
    return [one for one in found if not one.withdrawn_at], [one for one in found if one.withdrawn_at]


def waiting(network: Network, *, reader: Reader) -> QuerySet[Barrier]:
    """Open barriers that somebody should have looked at by now, longest first."""
    found = Barrier.objects.visible_to(reader).in_network(network).waiting(today())
    return found.with_author().order_by("due_on", "pk")
