"""What follows what the secretariat did at the desk, and what comes in for it."""

from collections.abc import Callable
from functools import partial

from klimanet.accounts.models import Person
from klimanet.activity.consuming import handles
from klimanet.activity.models import Line
from klimanet.insights.emails import ARRIVALS, tell_of_arrival, write_down
from klimanet.insights.models import Recipient
from klimanet.members.models import Holding, Network


@handles("broadcast.sent")
def post_broadcast(line: Line) -> Callable[[], object] | None:
    """A mail for each whom it is meant for."""
    waiting = Recipient.objects.filter(broadcast=line.subject_id, message=None)
    return partial(write_down, list(waiting.select_related("person", "broadcast__network")))


@handles(*ARRIVALS)
def tell_secretariat(line: Line) -> Callable[[], object] | None:
    """A mail for each who runs the network, but for the one who did it."""
    network = Network.objects.filter(pk=line.network_id or 0).first()
    if network is None:
        return None
    running = Holding.objects.active().in_network(network).running()
    if line.actor_kind == Person.actor_kind:
        running = running.exclude(person=line.actor_id)
    return partial(tell_of_arrival, line, network, list(running.people()))
