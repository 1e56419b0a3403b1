"""Who may look through whose eyes. Everything else at the desk is for those who run the network."""

from klimanet.accounts.models import Person
from klimanet.members.models import Holding, Network
from klimanet.members.permissions import may_run_network
from klimanet.rules.actors import Actor


def may_see_as(actor: Actor, person: Person, network: Network) -> bool:
    """The secretariat's, for whoever has access to the network and does not run it."""
    held = Holding.objects.active().in_network(network).of(person)
    return (
        isinstance(actor, Person) and may_run_network(actor, network) and held.exists() and not held.running().exists()
    )
