"""A network's front page: the public page for visitors, the overview for its members."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from klimanet.accounts.requests import person_of
from klimanet.entries.permissions import Standing
from klimanet.members.models import Network
from klimanet.members.requests import my_holdings
from klimanet.website import queries


@login_not_required
@require_safe
def front(request: HttpRequest, network: str) -> HttpResponse:
    """One address for both; a member reads the public page at `?side=offentlig`."""
    person = person_of(request)
    holdings = [holding for holding in my_holdings(request) if holding.network.slug == network]
    if person and holdings and request.GET.get("side") != "offentlig":
        here = holdings[0].network
        return render(request, "website/overview.html", queries.overview(here, standing=Standing(person, holdings)))
    found = get_object_or_404(Network.objects.public().select_related("association", "contact"), slug=network)
    suspended = person is not None and Network.objects.suspended_for(person).contains(found)
    return render(
        request, "website/public.html", {**queries.public_page(found), "inside": bool(holdings), "suspended": suspended}
    )
