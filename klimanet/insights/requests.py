"""Who may be at the desk."""

from klimanet.accounts.requests import SignedInRequest
from klimanet.members.models import Network
from klimanet.members.permissions import may_run_network
from klimanet.members.requests import network_here
from klimanet.rules.refusals import require


def network_run(request: SignedInRequest, slug: str) -> Network:
    """The network at that address, for those who run it; 404 for whoever is not in it."""
    network = network_here(request, slug)
    require(may_run_network(request.user, network))
    return network
