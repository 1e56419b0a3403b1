"""What pages about barriers compose. How many municipalities have one is counted here, for members and for the secretariat."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.barriers.models import Barrier, Change, Report
from klimanet.barriers.models.barriers import BarrierQuerySet
from klimanet.entries.models.reading import with_draft
from klimanet.entries.permissions import Standing
from klimanet.members.models import Network, Organisation, Reach, Reader, Theme
from klimanet.members.models.networks import today
from klimanet.questions.prepared import prepared
from klimanet.text.dates import midnight
from klimanet.text.likeness import Likeness
from klimanet.text.paging import Page, page_of

ALIKE = 5  # shown at once
NOBODY = "ingen"  # sees to it
WAITING = "venter"  # whatever its state: past its date, or not looked at yet


def barriers(network: Network, *, standing: Standing, after: str = "", size: int = 25, **wanted) -> Page:
    """A page of the barriers the person sees, last activity first, each with `weight`: see `weigh`.

    `wanted` is what a BarrierFilter answers. For the secretariat each has its handler's name.
    """
    found = narrowed(Barrier.objects.visible_to(standing).listed().in_network(network).with_author(), **wanted)
    if standing.runs:
        found = found.with_handler(today())
    page = page_of(found, by=["-last_activity_at", "-pk"], after=after, size=size)
    weigh(page.rows, standing=standing)
    return page


def narrowed(
    found: BarrierQuerySet, *, theme: Theme | None = None, state: str = "", handler: str = ""
) -> BarrierQuerySet:
    """`handler` is a seat's key, or NOBODY for what nobody sees to today."""
    if theme:
        found = found.about(theme)
    if state:
        found = found.waiting(today()) if state == WAITING else found.filter(state=state)
    if handler == NOBODY:
        found = found.unhandled(today())
    elif handler:
        found = found.filter(handler=int(handler))
    return found


def barrier(network: Network, number: int, *, standing: Standing, path: str) -> Barrier | None:
    """The barrier with that number, if the person sees it, with their mark, follow and draft (begun at `path`)."""
    seats = tuple(standing.own_seats)
    found = next(iter(_barrier(standing.reach, network.pk, number, seats, path, today())), None)
    if found:
        weigh([found], standing=standing)
    return found


@prepared
def _barrier(
    reach: Reach, network: int, number: int, seats: tuple[int, ...], path: str, day: date
) -> QuerySet[Barrier]:
    found = Barrier.objects.visible_to(reach).in_network(network).numbered(number).with_author()
    return with_draft(found.with_mark(reach.own).with_follow(seats).with_handler(day), reach.own, path)


def alike(network: Network, text: str, *, standing: Standing) -> list[Barrier]:
    """The barriers that are most likely meant by `text`, of those the person sees; the likeliest first."""
    known = Barrier.objects.in_network(network).aggregate(Max("created_at"), Max("edited_at"))
    keys = _likeness(network.pk, *known.values()).nearest(text, most=4 * ALIKE)
    found = Barrier.objects.visible_to(standing).listed().select_related("network").in_bulk(keys)
    likely = [found[key] for key in keys if key in found][:ALIKE]
    weigh(likely, standing=standing)
    return likely


@lru_cache(maxsize=8)
def _likeness(network: int, created_at: datetime | None, edited_at: datetime | None) -> Likeness:
    """Made ready once for as long as no barrier is new or written anew."""
    rows = Barrier.objects.in_network(network).values_list("pk", "title", "text", "rule")
    title_counts_twice = {key: f"{title} {title} {text} {rule}" for key, title, text, rule in rows}
    return Likeness(title_counts_twice)


def weigh(barriers: list[Barrier], *, standing: Standing) -> None:
    """Give each its `weight`: how many municipalities have it, as far as the network may know.

    And `ours`: whether one's own is among them; `everybody`: how many there are in all, which is for the secretariat.
    """
    by_key = {barrier.pk: barrier for barrier in barriers}
    for barrier in barriers:
        barrier.weight, barrier.everybody, barrier.ours = 0, 0, False
    own = tuple(sorted({holding.organisation.pk for holding in standing.holdings}))
    for key, weight, everybody, ours in _weights(tuple(by_key), own, midnight(today().replace(day=1))):
        by_key[key].weight, by_key[key].everybody, by_key[key].ours = weight, everybody, bool(ours)


@prepared
def _weights(barriers: tuple[int, ...], own: tuple[int, ...], month: datetime) -> QuerySet:
    known, ours = Q(pk__in=Report.objects.counted(month)), Q(organisation__in=own)
    counts = {"weight": Count("pk", filter=known), "everybody": Count("pk"), "ours": Count("pk", filter=ours)}
    return Report.objects.filter(barrier__in=barriers).order_by().values_list("barrier").annotate(**counts)


def story(barrier: Barrier, *, standing: Standing) -> list[Change]:
    """From the first to the latest. A reopening says nothing of whose it is and why, but to the secretariat."""
    changes = list(barrier.changes.standing().select_related("report__organisation"))
    for change in changes:
        if change.is_reopening and not standing.runs:
            change.line, change.report = "", None
    return changes


def reports(barrier: Barrier, *, standing: Standing) -> list[Report]:
    """What the person may read with its municipality's name, in Danish order: named ones, one's own, all for the secretariat."""
    found = Report.objects.visible_to(standing).of(barrier).with_all()
    return list(found.order_by("organisation__sort_key", "pk"))


def sheet(network: Network, *, standing: Standing) -> tuple[list[str], Iterator[tuple]]:
    """Heads and rows of every barrier, for the secretariat; beside what the network may know, how many there are in all."""
    heads = [
        *(_("Number"), _("Title"), _("How far"), _("Themes"), _("Kind"), _("Rule"), _("Who can change it")),
        *(_("Municipalities, as the network may know"), _("Municipalities in all")),
        *(_("Who sees to it"), _("Next date"), _("Received")),
    ]
    found = Barrier.objects.visible_to(standing).listed().in_network(network).with_handler(today())
    rows = list(found.prefetch_related("themes").order_by("number"))
    weigh(rows, standing=standing)
    return heads, (
        (
            *(row.number, row.title, str(row.badge[0]), ", ".join(map(str, row.themes.all()))),
            *(row.get_cause_display(), row.rule, row.decided_by, row.weight, row.everybody),
            *(row.handler_name, row.due_on, timezone.localdate(row.received_at)),
        )
        for row in rows
    )


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
