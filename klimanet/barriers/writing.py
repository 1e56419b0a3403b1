"""What writing a barrier shares."""

from django.utils.translation import gettext as _

from klimanet.members.models import Holding, Network
from klimanet.rules.refusals import Refusal


def whoever_sees_to_it(network: Network) -> Holding:
    """The contact person where they run the network, else whoever has run it longest."""
    running = Holding.objects.active().in_network(network).running().own().with_network().select_related("person")
    holdings = sorted(running, key=lambda holding: (holding.person_id != network.contact_id, holding.pk))
    if not holdings:
        raise Refusal(_("Nobody runs the network at the moment, so nobody would answer."))
    return holdings[0]
