"""Who may be at the desk, and whether they see the network as somebody else now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.accounts.requests import SignedInRequest, person_of
from klimanet.insights.permissions import may_see_as
from klimanet.members.models import Network
from klimanet.members.permissions import may_run_network
from klimanet.members.requests import network_here
from klimanet.rules.refusals import require

KEY = "seeing"  # in the session
LASTS = timedelta(minutes=15)


@dataclass(frozen=True)
class Seeing:
    """That whoever sent the request sees a network as one of its members does, until then."""

    person: Person
    network: Network
    until: datetime
    by: Person


def network_run(request: SignedInRequest, slug: str) -> Network:
    """The network at that address, for those who run it; 404 for whoever is not in it."""
    network = network_here(request, slug)
    require(may_run_network(request.user, network))
    return network


def see_as(request: SignedInRequest, person: Person, network: Network) -> None:
    """From the next request on; in every tab of this browser, since it is kept in the session."""
    kept = {"person": person.pk, "network": network.pk, "by": request.user.pk}
    request.session[KEY] = kept | {"until": (timezone.now() + LASTS).timestamp()}


def see_oneself(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def is_seeing(request: HttpRequest) -> bool:
    """Whether it was begun in this browser; it may be over by now."""
    return KEY in request.session


def seeing_now(request: HttpRequest) -> Seeing | None:
    """None where it is over: its time is up, or one of the two may no longer; asked of the database at every request."""
    kept, watcher = request.session[KEY], person_of(request)
    person = Person.objects.filter(pk=kept["person"]).first()
    network = Network.objects.filter(pk=kept["network"]).first()
    if not (watcher and person and network) or watcher.pk != kept["by"]:
        return None
    until = datetime.fromtimestamp(kept["until"], tz=timezone.get_default_timezone())
    if timezone.now() >= until or not may_see_as(watcher, person, network):
        return None
    return Seeing(person, network, until, watcher)
