"""Who may have whom forgotten."""

from klimanet.accounts.models import Person
from klimanet.members.models import Holding, Network
from klimanet.members.permissions import may_run_network
from klimanet.rules.actors import SYSTEM, Actor


def may_ask_erasure(actor: Actor, person: Person) -> bool:
    """What is kept of a person is theirs: to see, to agree to, to have erased."""
    return isinstance(actor, Person) and actor.pk == person.pk


def may_erase(actor: Actor, person: Person) -> bool:
    """At once: whoever runs every network in which the person sits, or sat where they sit nowhere; never themselves.

    Somebody who sits in the networks of two secretariats asks for it by their own hand.
    """
    if actor is SYSTEM:
        return True
    held = Holding.objects.of(person)
    places = held.open() if held.open().exists() else held
    networks = Network.objects.filter(pk__in=places.values("seat__membership__network"))
    return actor.pk != person.pk and bool(networks) and all(may_run_network(actor, network) for network in networks)
