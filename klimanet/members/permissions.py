"""Who may do what with networks, memberships, seats and profiles."""

from dataclasses import dataclass

from klimanet.accounts.models import Person
from klimanet.members.models import Application, Holding, Membership, Network, Profile, Role, Seat
from klimanet.rules.actors import SYSTEM, Actor, Applicant


def may_add_network(actor: Actor) -> bool:
    return actor is SYSTEM


def may_run_network(actor: Actor, network: Network) -> bool:
    """The secretariat's own: admit and dismiss organisations, suspend seats, edit the public page, choose the contact."""
    return actor is SYSTEM or (
        isinstance(actor, Person) and Holding.objects.active().of(actor).in_network(network).running().exists()
    )


@dataclass(frozen=True)
class SeatPowers:
    """What somebody may do with the seats of one membership: the roles they may give, and whether they run the network."""

    roles: list[Role]
    runs: bool

    def vacates(self, seat: Seat) -> bool:
        """Whoever may give its role; but while the seat is suspended, only those who run the network."""
        return seat.role in self.roles and (self.runs or seat.suspended_at is None)


def seat_powers(actor: Actor, membership: Membership) -> SeatPowers:
    """The secretariat's in every membership, the coordinator's in their own; running the network is the association's."""
    runs = may_run_network(actor, membership.network)
    if membership.organisation_id == membership.network.association_id:
        return SeatPowers([Role.SECRETARIAT, Role.COLLEAGUE] if runs else [], runs)
    if runs:
        return SeatPowers([Role.MEMBER, Role.COORDINATOR, Role.OBSERVER], runs)
    coordinates = isinstance(actor, Person) and Holding.objects.active().of(actor).coordinating(membership).exists()
    return SeatPowers([Role.MEMBER, Role.COORDINATOR] if coordinates else [], runs)


def may_give_seat(actor: Actor, membership: Membership, role: str) -> bool:
    return role in seat_powers(actor, membership).roles


def may_vacate(actor: Actor, seat: Seat) -> bool:
    return seat_powers(actor, seat.membership).vacates(seat)


def may_change_profile(actor: Actor, profile: Profile) -> bool:
    """What a person shows of themselves is theirs alone; the installation may set it up."""
    return actor is SYSTEM or (isinstance(actor, Person) and actor.pk == profile.person_id)


def may_apply(actor: Actor, email: str) -> bool:
    """Whoever has proven the address."""
    return isinstance(actor, Applicant) and actor.email == Person.objects.normalize_email(email)


def may_answer(actor: Actor, application: Application) -> bool:
    """What is asked about an application is answered from its address alone."""
    return isinstance(actor, Applicant) and actor.email == application.email
