"""What pages about members compose from several models."""

import datetime
from dataclasses import dataclass
from operator import itemgetter

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klimanet.accounts.models import Person
from klimanet.design.tiles import Tile
from klimanet.members.models import Holding, Membership, Network, Organisation, Profile, Seat, Seated, YearlyQuestion


@dataclass(frozen=True)
class Place:
    """An organisation as the network sees it: its membership when it has one today, and how many people sit there."""

    organisation: Organisation
    membership: Membership | None
    people: int


def places(network: Network) -> list[Place]:
    """Every municipality, member or not, and whichever other organisation is a member; in Danish order."""
    people = Count(
        "seats__holdings__person",
        distinct=True,
        filter=Q(seats__suspended_at=None, seats__holdings__in=Holding.objects.open().own()),
    )
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


@dataclass(frozen=True)
class Held:
    """A seat with whoever sits there; and who stands in or takes over, as far as the viewer may see them."""

    seat: Seat
    profile: Profile
    deputy: Profile | None
    successor: Profile | None


def seats(membership: Membership, *, viewer: Person | Seated) -> tuple[list[Held], list[Seat]]:
    """The membership's seats: those held by people whom `viewer` may see, with their profiles, and those vacant."""
    profiles = Profile.objects.visible_to(viewer).filter(network=membership.network)
    profiles = profiles.select_related("person", "network")
    visible = {profile.person_id: profile for profile in profiles}

    def seen(holding: Holding | None) -> Profile | None:
        return visible.get(holding.person_id) if holding else None

    every = list(membership.seats.with_holder())
    held = [
        Held(seat, profile, seen(seat.deputy), seen(seat.next_holding))
        for seat in every
        if (profile := seen(seat.holding))
    ]
    return held, [seat for seat in every if not seat.holder]


@dataclass(frozen=True)
class Absence:
    """That somebody stands in for a colleague; either of them is None where the viewer may not see them."""

    deputyship: Holding
    absent: Profile | None
    deputy: Profile | None


def absences(profile: Profile, *, viewer: Person) -> list[Absence]:
    """Who stands in for the person, now or soon, and for whom the person does today."""
    around = Holding.objects.lasting().deputies().in_network(profile.network)
    around = around.filter(Q(deputy_for__person=profile.person_id) | Q(person=profile.person_id))
    found = list(around.select_related("deputy_for").order_by("since", "pk"))
    absent = {row: row.deputy_for.person_id for row in found if row.deputy_for}
    people = {*absent.values(), *(row.person_id for row in found)}
    visible = Profile.objects.visible_to(viewer).filter(network=profile.network, person__in=people)
    seen = {row.person_id: row for row in visible.select_related("person")}
    return [Absence(row, seen.get(key), seen.get(row.person_id)) for row, key in absent.items()]


@dataclass(frozen=True)
class Answer:
    """What is known of one seat that was asked about."""

    seat: Seat
    holding: Holding
    confirmed: bool
    waits: bool  # for an answer


def answers(question: YearlyQuestion) -> list[Answer]:
    """Every seat that is held, in order of time."""
    confirmed = set(question.confirmations.values_list("holding", flat=True))
    waiting = set(question.unanswered().values_list("pk", flat=True))
    every = question.membership.seats.with_holder()
    return [
        Answer(seat, seat.holding, seat.holding.pk in confirmed, seat.holding.pk in waiting)
        for seat in every
        if seat.holding
    ]


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
