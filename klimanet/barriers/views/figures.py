"""The barriers in figures, for members: who has which, and what came of it in a half-year."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.barriers.queries import figures as queries
from klimanet.entries.requests import standing_here
from klimanet.members.models.networks import today
from klimanet.members.requests import network_here


@require_safe
def figures(request: SignedInRequest, network: str) -> HttpResponse:
    here, standing = network_here(request, network), standing_here(request, network)
    regions, every_region = queries.by_region(here, standing=standing)
    counted, everywhere, had = queries.municipalities(here, standing=standing)
    context = {
        "network": here,
        "standing": standing,
        "counted": counted,
        "everywhere": everywhere,
        "had": [one for one in had if any(one.number)],
        "tiles": queries.tiles(here, had),
        "themes": queries.by_theme(here, standing=standing),
        "regions": regions,
        "every_region": every_region,
        "half": queries.half_year_of(today()),
    }
    return render(request, "barriers/figures.html", context)


@require_safe
def half_year(request: SignedInRequest, network: str, year: int, half: int) -> HttpResponse:
    here, standing = network_here(request, network), standing_here(request, network)
    if half not in (1, 2) or not 2000 <= year <= today().year:
        raise Http404
    asked = queries.HalfYear(year, half)
    account = queries.account(here, asked, standing=standing)
    context = {"network": here, "standing": standing, "half": asked, "account": account}
    return render(request, "barriers/half_year.html", context)
