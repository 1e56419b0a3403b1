"""Who may do what with networks, memberships, seats and profiles."""

from klimanet.accounts.models import Person
from klimanet.members.models import Holding, Membership, Network, Profile, Role, Seat
from klimanet.rules.actors import SYSTEM, Actor


def may_add_network(actor: Actor) -> bool:
    return actor is SYSTEM


def may_run_network(actor: Actor, network: Network) -> bool:
    """The secretariat's own: admit and dismiss organisations, suspend seats, edit the public page, choose the contact."""
    return actor is SYSTEM or (
        isinstance(actor, Person) and Holding.objects.active().of(actor).in_network(network).running().exists()
    )


def may_fill_seats(actor: Actor, membership: Membership) -> bool:
    """Bring people into an organisation's seats and let them go: the secretariat, and the organisation's coordinator."""
    return may_run_network(actor, membership.network) or (
        isinstance(actor, Person) and Holding.objects.active().of(actor).coordinating(membership).exists()
    )


def grantable_roles(actor: Actor, membership: Membership) -> list[Role]:
    """The roles `actor` may give in this membership. Running the network is for the association's own people."""
    runs = may_run_network(actor, membership.network)
    if membership.organisation_id == membership.network.association_id:
        return [Role.SECRETARIAT, Role.COLLEAGUE] if runs else []
    if runs:
        return [Role.MEMBER, Role.COORDINATOR, Role.OBSERVER]
    return [Role.MEMBER, Role.COORDINATOR] if may_fill_seats(actor, membership) else []


def may_vacate(actor: Actor, seat: Seat) -> bool:
    """End somebody's time in a seat: whoever may give its role."""
    return seat.role in grantable_roles(actor, seat.membership)


def may_change_profile(actor: Actor, profile: Profile) -> bool:
    """What a person shows of themselves is theirs alone; the installation may set it up."""
    return actor is SYSTEM or (isinstance(actor, Person) and actor.pk == profile.person_id)
