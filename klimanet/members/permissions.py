"""Who may do what with networks, memberships, seats and profiles."""

from klimanet.accounts.models import Person
from klimanet.members.models import Holding, Membership, Network, Profile, Role, Seat
from klimanet.rules.actors import SYSTEM, Actor


def _holds(actor: Actor, network: Network, role: Role, **seat) -> bool:
    return (
        isinstance(actor, Person)
        and Holding.objects.active().in_network(network).filter(person=actor, seat__role=role, **seat).exists()
    )


def may_add_network(actor: Actor) -> bool:
    return actor is SYSTEM


def may_run_network(actor: Actor, network: Network) -> bool:
    """The secretariat's own: admit and dismiss organisations, suspend seats, edit the public page, choose the contact."""
    return actor is SYSTEM or _holds(actor, network, Role.SECRETARIAT)


def may_fill_seats(actor: Actor, membership: Membership) -> bool:
    """Bring people into an organisation's seats and let them go: the secretariat, and the organisation's coordinator."""
    return may_run_network(actor, membership.network) or _holds(
        actor, membership.network, Role.COORDINATOR, seat__membership=membership
    )


def grantable_roles(actor: Actor, membership: Membership) -> list[Role]:
    """The roles `actor` may give in this membership. Running the network is for the association's own people."""
    if membership.organisation_id == membership.network.association_id:
        return [Role.SECRETARIAT, Role.COLLEAGUE] if may_run_network(actor, membership.network) else []
    if may_run_network(actor, membership.network):
        return [Role.MEMBER, Role.COORDINATOR, Role.OBSERVER]
    return [Role.MEMBER, Role.COORDINATOR] if may_fill_seats(actor, membership) else []


def may_vacate(actor: Actor, seat: Seat) -> bool:
    """End somebody's time in a seat: whoever may give its role."""
    return seat.role in grantable_roles(actor, seat.membership)


def may_change_profile(actor: Actor, profile: Profile) -> bool:
    """What a person shows of themselves is theirs alone; the installation may set it up."""
    return actor is SYSTEM or (isinstance(actor, Person) and actor.pk == profile.person_id)
