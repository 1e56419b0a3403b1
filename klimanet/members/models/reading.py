"""Who reads: a person, and where they sit while they do."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from klimanet.accounts.models import Person
from klimanet.members.models.networks import Holding, HoldingQuerySet, Network, today
from klimanet.questions.prepared import prepared

NOBODY = 0  # no row has this key


class Place(NamedTuple):
    """Where somebody sits in one network: for which organisations, and whether in a seat that runs it. All by key."""

    network: int
    organisations: tuple[int, ...]
    runs: bool


class Reach(NamedTuple):
    """How far a person sees, by the seats that give them access: all that `visible_to` needs to know."""

    person: int
    places: tuple[Place, ...]
    beside: "Reach | None" = None  # whoever looks on: only what both may see is shown

    @property
    def alone(self) -> "Reach":
        """For rows of which whoever looks on sees more."""
        return self._replace(beside=None)

    @property
    def own(self) -> int:
        """Whose drafts, marks and notifications may be shown: nobody's, while somebody looks on."""
        return NOBODY if self.beside else self.person


def anybody_in(network: Network) -> Reach:
    """As everybody there sees it, wherever they sit."""
    return Reach(NOBODY, (Place(network.pk, (), runs=False),))


@dataclass(frozen=True)
class Seated:
    """A person with the seats that give them access now, asked of the database once for everything a page shows."""

    person: Person
    holdings: list[Holding]

    @property
    def networks(self) -> list[Network]:
        return networks_of(self.holdings)

    @property
    def own_seats(self) -> list[int]:
        """Where they sit themselves, by key: what they follow or mute while they stand in for somebody is their own."""
        return [holding.seat_id for holding in self.holdings if holding.is_own]

    @cached_property
    def reach(self) -> Reach:
        held: dict[int, list[Holding]] = {}
        for holding in self.holdings:
            held.setdefault(holding.seat.membership.network_id, []).append(holding)
        places = (
            Place(
                network,
                tuple(sorted({holding.seat.membership.organisation_id for holding in holdings})),
                any(holding.runs for holding in holdings),
            )
            for network, holdings in sorted(held.items())
        )
        beside = self.person.seen_by.reach if self.person.seen_by else None
        return Reach(self.person.pk, tuple(places), beside)


def networks_of(holdings: list[Holding]) -> list[Network]:
    return list({holding.network: None for holding in holdings})


Reader = Person | Seated | Reach  # whom `visible_to` takes; a Person's seats are asked for there and then


def reach_of(reader: Reader) -> Reach:
    return reader if isinstance(reader, Reach) else seated(reader).reach


def seated(reader: Person | Seated) -> Seated:
    if isinstance(reader, Seated):
        return reader
    held = _held_by(reader.pk, today())
    if reader.seen_by:  # nothing of networks that whoever looks on does not run
        run = [holding.network for holding in reader.seen_by.holdings if holding.runs]
        held = [holding for holding in held if holding.network in run]
    return Seated(reader, held)


@prepared
def _held_by(person: int, day: date) -> HoldingQuerySet:
    return Holding.objects.active(day).of(person).with_network()


def seated_each(holdings: HoldingQuerySet) -> list[Seated]:
    """The people who have these holdings, each with those of their own among them."""
    found: dict[int, list[Holding]] = {}
    for holding in holdings.with_network().select_related("person"):
        found.setdefault(holding.person_id, []).append(holding)
    return [Seated(held[0].person, held) for held in found.values()]
