"""What pages about members compose from several models."""

import datetime
from dataclasses import dataclass
from operator import itemgetter

from django.db.models import Count, DateField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klimanet.accounts.models import Person
from klimanet.design.tiles import Tile
from klimanet.members.models import Membership, Network, Organisation, OrganisationKind, Profile, Seat, Term
from klimanet.members.models.networks import MembershipQuerySet, today

SOON = datetime.timedelta(days=60)
NEVER = datetime.date.max  # after every other day, for members with whom nothing is written down


@dataclass(frozen=True)
class Place:
    """An organisation as the network sees it: its membership when it has one today, and how many people sit there."""

    organisation: Organisation
    membership: Membership | None
    people: int


def places(network: Network) -> list[Place]:
    """Every municipality, member or not, and whichever other organisation is a member; in Danish order."""
    people = Count("seats__holdings", filter=Q(seats__suspended_at=None, seats__holdings__ended_at=None))
    memberships = {
        membership.organisation_id: membership for membership in network.memberships.active().annotate(people=people)
    }
    shown = Organisation.objects.filter(Q(kind="municipality") | Q(pk__in=memberships))
    return [
        Place(organisation, membership := memberships.get(organisation.pk), membership.people if membership else 0)
        for organisation in shown
    ]


def newest(places: list[Place], *, since: datetime.date) -> list[Place]:
    """Those whose membership began on `since` or later, latest first."""
    begun = [
        (place.membership.since, place) for place in places if place.membership and place.membership.since >= since
    ]
    return [place for _, place in sorted(begun, key=itemgetter(0), reverse=True)]


def seats(membership: Membership, *, viewer: Person) -> tuple[list[tuple[Seat, Profile]], list[Seat]]:
    """The membership's seats: those held by people whom `viewer` may see, with their profiles, and those vacant."""
    profiles = Profile.objects.visible_to(viewer).filter(network=membership.network)
    profiles = profiles.select_related("person", "network")
    visible = {profile.person_id: profile for profile in profiles}
    every = list(membership.seats.with_holder())
    held = [(seat, visible[seat.holder.pk]) for seat in every if seat.holder and seat.holder.pk in visible]
    return held, [seat for seat in every if not seat.holder]


def country_map(network: Network, places: list[Place], *, linked: bool) -> list[Tile]:
    """One tile per municipality; `linked` leads to its page and tells how many people sit there, for members only."""
    return [
        Tile(
            name=place.organisation.name,
            short=place.organisation.short,
            column=place.organisation.tile_column,
            row=place.organisation.tile_row,
            state="member" if place.membership else "outside",
            label=_tile_label(place, people=linked),
            href=reverse("organisation", args=[network.slug, place.organisation.slug]) if linked else "",
        )
        for place in places
        if place.organisation.tile_column is not None and place.organisation.tile_row is not None
    ]


def _tile_label(place: Place, *, people: bool) -> str:
    if not place.membership:
        return _("%s, not a member") % place.organisation
    if not people:
        return _("%s, member") % place.organisation
    return ngettext("%(name)s, member, %(people)s person", "%(name)s, member, %(people)s people", place.people) % {
        "name": place.organisation,
        "people": place.people,
    }


def to_renew(network: Network) -> MembershipQuerySet:
    """Members that go on and whose period `ends` soon or has ended; then municipalities with no period written down."""
    latest = Term.objects.filter(membership=OuterRef("pk")).order_by("-since").values("until")[:1]
    ends = Coalesce(Subquery(latest), Value(NEVER), output_field=DateField())
    unwritten = Q(ends=NEVER, organisation__kind=OrganisationKind.MUNICIPALITY)
    going_on = network.memberships.active().of_others().filter(until=None).annotate(ends=ends)
    due = going_on.filter(Q(ends__lte=today() + SOON) | unwritten)
    found = due.select_related("organisation", "network").prefetch_related("terms")
    return found.order_by(F("ends"), "organisation__sort_key", "pk")
