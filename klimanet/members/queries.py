"""What pages about members compose from several models."""

import datetime
import time
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Count, DateField, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.design.tiles import Tile
from klimanet.members.models import (
    Holding,
    Membership,
    Network,
    Organisation,
    OrganisationKind,
    Profile,
    Seat,
    Seated,
    Term,
    YearlyQuestion,
)
from klimanet.members.models.networks import MembershipQuerySet, today
from klimanet.questions.prepared import prepared
from klimanet.text.addresses import path_to

SOON = datetime.timedelta(days=60)
KEPT_FOR = 60  # seconds that figures of who sits where are kept
NEVER = datetime.date.max  # after every other day, for members with whom nothing is written down


class Place(NamedTuple):
    """An organisation as a network sees it: since when it is a member, None where it is not, and how many people sit there."""

    name: str
    slug: str
    short: str
    kind: str
    column: int | None
    row: int | None
    since: datetime.date | None
    people: int = 0

    @property
    def is_municipality(self) -> bool:
        return self.kind == OrganisationKind.MUNICIPALITY


def places(network: Network, *, counted: bool) -> tuple[Place, ...]:
    """Every municipality, member or not, and whichever other organisation is a member; in Danish order.

    `counted`: with how many people sit there, for members; that may be a minute old.
    """
    people = count_people(network.pk, today(), int(time.monotonic() // KEPT_FOR)) if counted else {}
    return tuple(Place(*row)._replace(people=people.get(row[1], 0)) for row in _places(network.pk, today()))


@prepared
def _places(network: int, day: datetime.date) -> QuerySet:
    running = Q(memberships__until=None) | Q(memberships__until__gte=day)
    here = FilteredRelation(
        "memberships", condition=running & Q(memberships__network=network, memberships__since__lte=day)
    )
    found = Organisation.objects.annotate(here=here, since=F("here__since"))
    found = found.filter(Q(kind=OrganisationKind.MUNICIPALITY) | Q(since__isnull=False))
    return found.values_list("name", "slug", "short", "kind", "tile_column", "tile_row", "since")


@lru_cache(maxsize=32)
def count_people(network: int, day: datetime.date, moment: int) -> dict[str, int]:
    """How many sit in each organisation, by its slug. Counted anew for each moment: everybody looks at the same figures."""
    return dict(_sitting(network, day))


@prepared
def _sitting(network: int, day: datetime.date) -> QuerySet:
    sitting = Holding.objects.open(day).own().in_network(network).filter(seat__suspended_at=None).order_by()
    return sitting.values_list("seat__membership__organisation__slug").annotate(people=Count("person", distinct=True))


def newest(places: tuple[Place, ...], *, since: datetime.date) -> list[Place]:
    """Those whose membership began on `since` or later, latest first."""
    return sorted(
        (place for place in places if place.since and place.since >= since), key=attrgetter("since"), reverse=True
    )


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


def country_map(network: Network, places: tuple[Place, ...], *, linked: bool) -> tuple[Tile, ...]:
    """One tile per municipality; `linked` leads to its page and tells how many people sit there, for members only."""
    return _tiles(network.slug, places, linked, get_language())


@lru_cache(maxsize=32)  # the same facts make the same tiles
def _tiles(network: str, places: tuple[Place, ...], linked: bool, language: str) -> tuple[Tile, ...]:
    return tuple(
        Tile(
            name=place.name,
            short=place.short,
            column=place.column,
            row=place.row,
            state="member" if place.since else "outside",
            label=_tile_label(place, people=linked),
            href=path_to("organisation", network, place.slug) if linked else "",
        )
        for place in places
        if place.column is not None and place.row is not None
    )


def _tile_label(place: Place, *, people: bool) -> str:
    if not place.since:
        return _("%s, not a member") % place.name
    if not people:
        return _("%s, member") % place.name
    return ngettext("%(name)s, member, %(people)s person", "%(name)s, member, %(people)s people", place.people) % {
        "name": place.name,
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
