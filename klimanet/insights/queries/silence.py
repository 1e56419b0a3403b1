"""Which municipalities nobody hears from, and whom to phone there."""

import datetime
from dataclasses import dataclass

from django.db.models import DateField, DateTimeField, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.entries.models import ReadMark, Watermark
from klimanet.insights.models import Call
from klimanet.members.models import Holding, Membership, Network, Organisation, OrganisationKind, Role
from klimanet.members.models.networks import today
from klimanet.text.paging import Page, page_of

NEVER_CALLED = datetime.date(1970, 1, 1)  # so that they stand first


@dataclass(frozen=True)
class Silent:
    """A municipality nobody hears from: since when, whom to phone, what was said last."""

    membership: Membership
    since: datetime.datetime | None  # the last sign of anybody there; None where there never was one
    people: list[Holding]  # the coordinator first
    call: Call | None

    @property
    def organisation(self) -> Organisation:
        return self.membership.organisation


def silent(network: Network) -> QuerySet:
    """Memberships of municipalities where nobody has signed in, read or written for the network's number of days.

    Whoever got a seat within them has not had the time yet. Those never phoned come first, then by the next date agreed: `due`.
    """
    since = timezone.now() - datetime.timedelta(days=network.silent_after)
    signed_in = _held().filter(Q(person__last_login__gte=since) | Q(began_at__gte=since))
    traces = [
        signed_in,
        *(rows.filter(at__gte=since) for rows in (_marks(network), _watermarks(network), _lines(network))),
    ]
    found = network.memberships.active().filter(organisation__kind=OrganisationKind.MUNICIPALITY, since__lt=since)
    for trace in traces:
        found = found.filter(~Exists(trace))
    next_date = Subquery(Call.objects.filter(membership=OuterRef("pk")).latest_first().values("next_on")[:1])
    due = Coalesce(next_date, Value(NEVER_CALLED), output_field=DateField())
    return found.select_related("organisation").annotate(due=due).order_by("due", "organisation__sort_key", "pk")


def to_phone(network: Network) -> QuerySet:
    """The silent ones with whom no later day is agreed."""
    return silent(network).filter(due__lte=today())


def silent_page(network: Network, *, after: str = "") -> Page:
    """A page of `Silent`."""
    found = silent(network).annotate(**_latest(network))
    page = page_of(found, by=["due", "organisation__sort_key", "pk"], after=after, size=25)
    return Page(described(page.rows), page.next)


def described(memberships: list) -> list[Silent]:
    """With people and latest call; the memberships are of `silent` with `_latest`."""
    people: dict[int, list[Holding]] = {}
    for holding in Holding.objects.open().filter(seat__membership__in=memberships).select_related("person", "seat"):
        people.setdefault(holding.seat.membership_id, []).append(holding)
    calls: dict[int, Call] = {}
    for call in Call.objects.filter(membership__in=memberships).latest_first():
        calls.setdefault(call.membership_id, call)
    return [
        Silent(
            membership,
            max(
                filter(None, (membership.signed_at, membership.read_at, membership.marked_at, membership.wrote_at)),
                default=None,
            ),
            sorted(people.get(membership.pk, []), key=lambda holding: holding.seat.role != Role.COORDINATOR),
            calls.get(membership.pk),
        )
        for membership in memberships
    ]


def one(network: Network, membership: Membership) -> Silent:
    """How it stands with one municipality, silent or not."""
    return described(
        list(network.memberships.filter(pk=membership.pk).select_related("organisation").annotate(**_latest(network)))
    )[0]


def _held() -> QuerySet[Holding]:
    return Holding.objects.filter(seat__membership=OuterRef("pk"), ended_at=None)


def _marks(network: Network) -> QuerySet[ReadMark]:
    return ReadMark.objects.filter(entry__network=network, person__in=_people())


def _watermarks(network: Network) -> QuerySet[Watermark]:
    return Watermark.objects.filter(network=network, person__in=_people())


def _lines(network: Network) -> QuerySet[Line]:
    return Line.objects.filter(network_id=network.pk, actor_kind=Person.actor_kind, actor_id__in=_people())


def _people() -> QuerySet:
    """Who sits there, within a question that itself stands within that of the memberships."""
    return Holding.objects.filter(seat__membership=OuterRef(OuterRef("pk")), ended_at=None).values("person")


def _latest(network: Network) -> dict[str, Subquery]:
    """When somebody there last signed in, read, said that they had read it all, and did something."""
    signed = _held().order_by().values("seat__membership").annotate(latest=Max("person__last_login"))
    traces = {
        "read_at": (_marks, "entry__network"),
        "marked_at": (_watermarks, "network"),
        "wrote_at": (_lines, "network_id"),
    }
    latest = {
        name: rows(network).order_by().values(one_for_all).annotate(latest=Max("at"))
        for name, (rows, one_for_all) in traces.items()
    }
    return {
        name: Subquery(rows.values("latest"), output_field=DateTimeField())
        for name, rows in {"signed_at": signed, **latest}.items()
    }
