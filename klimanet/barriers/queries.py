"""What pages about barriers compose. How many municipalities have one is counted here, for members and for the secretariat."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from klimanet.barriers.models import Barrier, Change, Report
from klimanet.entries.models.entries import EntryQuerySet
from klimanet.entries.models.reading import with_draft
from klimanet.entries.permissions import Standing
from klimanet.members.models import Network, Organisation, Reach, Reader, Theme
from klimanet.members.models.networks import today
from klimanet.questions.prepared import prepared
from klimanet.text.dates import midnight
from klimanet.text.likeness import Likeness
from klimanet.text.paging import Page, page_of

ALIKE = 5  # shown at once
WAITING = "venter"  # whatever its state: past its date, or not looked at yet


def barriers(
    network: Network, *, standing: Standing, theme: Theme | None = None, state: str = "", after: str = ""
) -> Page:
    """A page of the barriers the person sees, last activity first, each with `weight`: see `_weighed`."""
    found = Barrier.objects.visible_to(standing).listed().in_network(network).with_author()
    if theme:
        found = found.about(theme)
    if state:
        found = found.waiting(today()) if state == WAITING else found.filter(state=state)
    return page_of(_weighed(found, _own(standing), _month()), by=["-last_activity_at", "-pk"], after=after, size=25)


def barrier(network: Network, number: int, *, standing: Standing, path: str) -> Barrier | None:
    """The barrier with that number, if the person sees it, with their mark, follow and draft (begun at `path`)."""
    seats = tuple(standing.own_seats)
    keys = (network.pk, number, seats, _own(standing))
    return next(iter(_barrier(standing.reach, *keys, path, today(), _month())), None)


@prepared
def _barrier(
    reach: Reach,
    network: int,
    number: int,
    seats: tuple[int, ...],
    own: tuple[int, ...],
    path: str,
    day: date,
    month: datetime,
) -> QuerySet[Barrier]:
    found = Barrier.objects.visible_to(reach).in_network(network).numbered(number).with_author()
    found = found.with_mark(reach.own).with_follow(seats).with_handler(day)
    return with_draft(_weighed(found, own, month), reach.own, path)


def alike(network: Network, text: str, *, standing: Standing) -> list[Barrier]:
    """The barriers that are most likely meant by `text`, of those the person sees; the likeliest first."""
    known = Barrier.objects.in_network(network).aggregate(Max("created_at"), Max("edited_at"))
    keys = _likeness(network.pk, *known.values()).nearest(text, most=4 * ALIKE)
    seen = _weighed(Barrier.objects.visible_to(standing).listed(), _own(standing), _month()).select_related("network")
    found = seen.in_bulk(keys)
    return [found[key] for key in keys if key in found][:ALIKE]


@lru_cache(maxsize=8)
def _likeness(network: int, created_at: datetime | None, edited_at: datetime | None) -> Likeness:
    """Made ready once for as long as no barrier is new or written anew."""
    rows = Barrier.objects.in_network(network).values_list("pk", "title", "text", "rule")
    return Likeness(
        {key: f"{title} {title} {text} {rule}" for key, title, text, rule in rows}
    )  # what it is called says most


def _month() -> datetime:
    """When the present one began."""
    return midnight(today().replace(day=1))


def _own(standing: Standing) -> tuple[int, ...]:
    return tuple(sorted({holding.organisation.pk for holding in standing.holdings}))


def _weighed(barriers: EntryQuerySet[Barrier], own: tuple[int, ...], month: datetime) -> EntryQuerySet:
    """With `weight`: how many municipalities have it, as far as the network may know; and `ours`: whether one of `own` does.

    `everybody` is how many there are in all, which is for the secretariat.
    """
    reports = Report.objects.filter(barrier=OuterRef("pk")).order_by()
    return barriers.annotate(
        weight=_count(reports.counted(month)), everybody=_count(reports), ours=Exists(reports.of_any(own))
    )


def _count(reports: QuerySet[Report]) -> Coalesce:
    return Coalesce(Subquery(reports.values("barrier").annotate(n=Count("pk")).values("n")), 0)


@dataclass(frozen=True)
class Told:
    """One thing that happened to a barrier, as it may be told: to the month, for members."""

    at: datetime
    state: str
    line: str
    change: Change


def story(barrier: Barrier, *, standing: Standing) -> list[Told]:
    """From the first to the latest. A reopening says nothing of whose it is, but to the secretariat."""
    changes = barrier.changes.standing().select_related("report__organisation")
    return [
        Told(
            at=change.at,
            state=change.get_state_display(),
            line=change.line if standing.runs or not change.is_reopening else "",
            change=change,
        )
        for change in changes
    ]


def reports(barrier: Barrier, *, standing: Standing) -> list[Report]:
    """What the person may read with its municipality's name, in Danish order: named ones, one's own, all for the secretariat."""
    found = Report.objects.visible_to(standing).of(barrier).with_all()
    return list(found.order_by("organisation__sort_key", "pk"))


def merged(barrier: Barrier, *, standing: Standing) -> list[Barrier]:
    """What was merged into it, for whoever may tell them apart again."""
    found = Barrier.objects.visible_to(standing).merged_into_entry(barrier)
    return list(found) if standing.runs else []


def handler_name(barrier: Barrier) -> str | None:
    """Who sees to it today, also where the network does not see it yet."""
    return Barrier.objects.by_key(barrier.pk).with_handler(today()).get().handler_name


def own_reports(network: Network, *, organisations: list[Organisation]) -> QuerySet[Report]:
    """What these municipalities have reported, latest first, however far its barrier is."""
    return Report.objects.in_network(network).of_any(organisations).with_all().order_by("-pk")


def waiting(network: Network, *, reader: Reader) -> QuerySet[Barrier]:
    """Open barriers that somebody should have looked at by now, longest first."""
    found = Barrier.objects.visible_to(reader).in_network(network).waiting(today())
    return found.with_author().order_by("due_on", "pk")
