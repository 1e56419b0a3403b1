"""What the frame of every page shows: the network one is in, its sections, the networks one may switch to."""

from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.views import SCHEME_COOKIE, SCHEMES
from klimanet.members.models import Network
from klimanet.members.models.reading import networks_of
from klimanet.members.requests import my_holdings
from klimanet.notifications.requests import unread_here
from klimanet.text.addresses import path_to

SECTIONS = [
    *(("network", _("Overview")), ("threads", _("Dialogue"))),
    *(("barriers", _("Barriers")), ("members", _("Members"))),
]


def frame(request: HttpRequest) -> dict:
    """Context of every template. Asks the database only for people who are signed in."""
    scheme = request.COOKIES.get(SCHEME_COOKIE)
    match = request.resolver_match
    slug = match.kwargs.get("network") if match else None
    holdings = my_holdings(request)
    networks = networks_of(holdings)
    here = next((network for network in networks if network.slug == slug or len(networks) == 1), None)
    runs = any(holding.network == here and holding.runs for holding in holdings)
    return {
        "demo": settings.DEMO,
        "site": settings.SITE,
        "seeing": vars(request).get("seeing"),
        "contact_address": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "languages": settings.LANGUAGES,
        "colour_scheme": scheme if scheme in SCHEMES else "auto",
        "colour_schemes": [("light", _("Light")), ("dark", _("Dark")), ("auto", _("As my device"))],
        "my_networks": networks,
        "my_network": here,
        "unread_count": len(unread_here(request, here)) if here and slug else 0,  # counted inside alone
        "sections": _sections(here, request.path, runs=runs) if here else [],
    }


def _sections(network: Network, path: str, *, runs: bool) -> list[tuple[str, str, bool]]:
    """Label, address, and whether one is there now."""
    sections = SECTIONS
    if runs:
        sections = [*sections, ("secretariat", _("Secretariat"))]
    addresses = [(str(label), path_to(name, network.slug)) for name, label in sections]
    overview = addresses[0][1]
    return [
        (label, address, path == address or (address != overview and path.startswith(address)))
        for label, address in addresses
    ]
