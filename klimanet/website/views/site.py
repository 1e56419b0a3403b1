"""Pages of the installation as a whole."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from klimanet.accounts.requests import SignedInRequest, person_of
from klimanet.members.models import Network
from klimanet.privacy.declarations import personal
from klimanet.text.addresses import path_to
from klimanet.website import queries


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "website/home.html", {"networks": queries.networks(viewer=person_of(request))})


@require_safe
def start(request: SignedInRequest) -> HttpResponse:
    """Where one lands after signing in: in one's network, or among them."""
    networks = list(Network.objects.visible_to(request.user))
    return redirect("network", networks[0].slug) if len(networks) == 1 else redirect("home")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "website/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "website/privacy.html", {"declared": personal()})


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /konto/",
        "Disallow: /demo/",
        f"Sitemap: {settings.SITE}{path_to('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
