"""Where the person who sent a request sits today: asked of the database once per request."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from klimanet.accounts.requests import SignedInRequest, person_of
from klimanet.members.models import Holding, Membership, Network, Organisation, Seat, Seated, seated


def my_holdings(request: HttpRequest) -> list[Holding]:
    """Where the person who is signed in sits today, with access; none for a visitor."""
    kept = vars(request)
    if "my_holdings" not in kept:
        person = person_of(request)
        kept["my_holdings"] = seated(person).holdings if person else []
    return kept["my_holdings"]


def holdings_in(request: HttpRequest, network: str) -> list[Holding]:
    """The person's holdings in the network at that address, as `Network.objects.visible_to` says of rows; 404 where none."""
    found = [holding for holding in my_holdings(request) if holding.network.slug == network]
    if not found:
        raise Http404
    return found


def reader(request: SignedInRequest) -> Seated:
    """Whoever asks, with where they sit: for `visible_to`, so that it need not be asked again."""
    return Seated(request.user, my_holdings(request))


def network_here(request: HttpRequest, slug: str) -> Network:
    return holdings_in(request, slug)[0].network


def seat_here(request: SignedInRequest, slug: str, seat: int) -> Seat:
    """The seat, with whoever sits there."""
    seats = Seat.objects.visible_to(request.user).with_holder()
    return get_object_or_404(seats, pk=seat, membership__network=network_here(request, slug))


def membership_here(request: HttpRequest, slug: str, organisation: str) -> Membership:
    """Of an organisation that is a member today."""
    network = network_here(request, slug)
    found = get_object_or_404(Organisation.objects.known_in(network), slug=organisation)
    return get_object_or_404(network.memberships.active(), organisation=found)
