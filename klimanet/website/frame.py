"""What the frame of every page shows: the network one is in, its sections, the networks one may switch to."""

from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.accounts.requests import person_of
from klimanet.accounts.views import SCHEME_COOKIE, SCHEMES
from klimanet.members.models import Network
from klimanet.members.permissions import may_run_network

SECTIONS = [("network", _("Overview")), ("members", _("Members"))]


def frame(request: HttpRequest) -> dict:
    """Context of every template. Asks the database only for people who are signed in."""
    scheme = request.COOKIES.get(SCHEME_COOKIE)
    match = request.resolver_match
    slug = match.kwargs.get("network") if match else None
    person = person_of(request)
    networks = list(Network.objects.visible_to(person)) if person else []
    here = next((network for network in networks if network.slug == slug), None)
    return {
        "demo": settings.DEMO,
        "site": settings.SITE,
        "contact_address": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "languages": settings.LANGUAGES,
        "colour_scheme": scheme if scheme in SCHEMES else "auto",
        "colour_schemes": [("light", _("Light")), ("dark", _("Dark")), ("auto", _("As my device"))],
        "my_networks": networks,
        "my_network": here,
        "sections": _sections(person, here, request.path) if person and here else [],
    }


def _sections(person: Person, network: Network, path: str) -> list[tuple[str, str, bool]]:
    """Label, address, and whether one is there now."""
    sections = SECTIONS
    if may_run_network(person, network):
        sections = [*sections, ("secretariat", _("Secretariat"))]
    addresses = [(str(label), reverse(name, args=[network.slug])) for name, label in sections]
    overview = addresses[0][1]
    return [
        (label, address, path == address or (address != overview and path.startswith(address)))
        for label, address in addresses
    ]
