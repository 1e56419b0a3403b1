"""Who reads: a person, and where they sit while they do."""

from dataclasses import dataclass

from klimanet.accounts.models import Person
from klimanet.members.models.networks import Holding, HoldingQuerySet, Network


@dataclass(frozen=True)
class Seated:
    """A person with the seats that give them access now, asked of the database once for everything a page shows."""

    person: Person
    holdings: list[Holding]

    @property
    def networks(self) -> list[Network]:
        return list({holding.network: None for holding in self.holdings})

    @property
    def seats_by_network(self) -> dict[int, list[Holding]]:
        """The holdings by the network's key."""
        found: dict[int, list[Holding]] = {}
        for holding in self.holdings:
            found.setdefault(holding.seat.membership.network_id, []).append(holding)
        return found


Reader = Person | Seated  # whom `visible_to` takes; a Person's seats are asked for there and then


def seated(reader: Reader) -> Seated:
    if isinstance(reader, Seated):
        return reader
    return Seated(reader, list(Holding.objects.active().of(reader).with_network()))


def seated_each(holdings: HoldingQuerySet) -> list[Seated]:
    """The people who have these holdings, each with those of their own among them."""
    found: dict[int, list[Holding]] = {}
    for holding in holdings.with_network().select_related("person"):
        found.setdefault(holding.person_id, []).append(holding)
    return [Seated(held[0].person, held) for held in found.values()]
