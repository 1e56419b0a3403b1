"""Who sits where, as the secretariat asks for it; and the same for a spreadsheet."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Count, FilteredRelation, Max, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.utils.translation import gettext as _

from klimanet.accounts.models import Position
from klimanet.members.models import Network, Organisation, OrganisationKind, Region, RegionPeriod, Role, Seat
from klimanet.members.models.networks import today
from klimanet.text.sorting import danish_key

ORDER = ["membership__organisation__sort_key", "membership__organisation_id", "pk"]


def _matching(seats: QuerySet[Seat], text: str) -> QuerySet[Seat]:
    """Where name, address or organisation hold every word of `text`."""
    for word in text.split():
        key = danish_key(word)
        named = Q(now__person__sort_key__contains=key) | Q(membership__organisation__sort_key__contains=key)
        seats = seats.filter((named if key else Q(pk=None)) | Q(now__person__email__contains=word.lower()))
    return seats


def _in_region(seats: QuerySet[Seat], region: Region) -> QuerySet[Seat]:
    return seats.filter(membership__organisation__in=Organisation.objects.in_region(region, today()))


STATES: dict[str, Q] = {
    "adgang": Q(now__person__is_active=True, suspended_at=None),
    "pause": Q(suspended_at__isnull=False),
    "aldrig": Q(now__person__isnull=False, now__person__last_login=None),
    "laast": Q(now__person__is_active=False),
    "ledig": Q(now=None),
}
NARROWING: dict[str, Callable[[QuerySet[Seat], Any], QuerySet[Seat]]] = {
    "q": _matching,
    "role": lambda seats, role: seats.filter(role=role),
    "region": _in_region,
    "organisation": lambda seats, organisation: seats.filter(membership__organisation=organisation),
    "state": lambda seats, state: seats.filter(STATES[state]),
}


def seats(network: Network, answers: dict) -> QuerySet[Seat, Any]:
    """Every seat in a membership of today, taken or not, with `now` (its holding); narrowed by the filter's answers."""
    found: Any = Seat.objects.filter(membership__in=network.memberships.active()).annotate(
        now=FilteredRelation("holdings", condition=Q(holdings__ended_at=None))
    )
    for name, answer in answers.items():
        found = NARROWING[name](found, answer)
    return found.select_related("membership__organisation", "now__person").order_by(*ORDER)


def people_sheet(network: Network, answers: dict) -> tuple[list[str], Iterator[tuple]]:
    """Heads and rows of what the list shows, one row per seat."""
    heads = [
        *(_("Organisation"), _("Region"), _("Role"), _("Name"), _("Job title"), _("Manager or staff"), _("E-mail")),
        *(_("Phone"), _("In the seat since"), _("Suspended since"), _("Last signed in")),
    ]
    columns = (
        *("membership__organisation__name", "region", "role", "now__person__name", "now__person__title"),
        *("now__person__position", "now__person__email", "now__person__phone", "now__began_at", "suspended_at"),
        "now__person__last_login",
    )
    found = seats(network, answers).select_related(None).annotate(region=_region("membership__organisation"))
    roles, positions = _words(Role), _words(Position)
    rows = (
        (*row[:2], roles[row[2]], *row[3:5], positions.get(row[5]), *row[6:])
        for row in found.values_list(*columns).iterator()
    )
    return heads, rows


def organisations_sheet(network: Network) -> tuple[list[str], Iterator[tuple]]:
    heads = [
        *(
            _("Organisation"),
            _("Kind"),
            _("Municipality code"),
            _("Region"),
            _("Member from"),
            _("Last day as a member"),
        ),
        *(_("Seats"), _("People"), _("Last signed in")),
    ]
    taken = Q(seats__holdings__ended_at=None, seats__holdings__isnull=False)
    found = network.memberships.active().annotate(
        region=_region("organisation"),
        seat_count=Count("seats", distinct=True),
        people=Count("seats__holdings__person", filter=taken, distinct=True),
        signed_in=Max("seats__holdings__person__last_login", filter=taken),
    )
    columns = (
        *("organisation__name", "organisation__kind", "organisation__code", "region", "since", "until"),
        *("seat_count", "people", "signed_in"),
    )
    kinds = _words(OrganisationKind)
    ordered = found.order_by("organisation__sort_key", "pk").values_list(*columns)
    return heads, ((row[0], kinds[row[1]], *row[2:]) for row in ordered.iterator())


def _words(choices: type[TextChoices]) -> dict[str, str]:
    """In the language of whoever asks: the rows are told later."""
    return {value: str(label) for value, label in choices.choices}


def _region(organisation: str) -> Subquery:
    periods = RegionPeriod.objects.on(today()).filter(organisation=OuterRef(organisation))
    return Subquery(periods.values("region__name")[:1])
