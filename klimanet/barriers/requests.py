"""What a request's address names."""

from django.shortcuts import get_object_or_404

from klimanet.accounts.requests import SignedInRequest
from klimanet.barriers.models import Barrier
from klimanet.barriers.models.barriers import BarrierQuerySet
from klimanet.members.models import Network
from klimanet.members.requests import network_here, reader


def barrier_here(request: SignedInRequest, network: str, number: int) -> Barrier:
    """The barrier with that number; 404 where the person does not see it."""
    here = network_here(request, network)
    return get_object_or_404(
        Barrier.objects.visible_to(reader(request)).in_network(here).with_author().numbered(number)
    )


def barriers_here(request: SignedInRequest, network: Network) -> BarrierQuerySet:
    """Those that go on, of what the person sees."""
    return Barrier.objects.visible_to(reader(request)).in_network(network).listed().with_author()
