"""What waits for the secretariat when people are erased."""

from itertools import chain, islice

from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.design.panels import SHOWN, Panel, Waiting, first_of
from klimanet.members.models import Network, Seated
from klimanet.privacy.models import ErasureRequest, NameLeft
from klimanet.privacy.queries import places_of
from klimanet.text.addresses import path_to


def erasures(network: Network, *, reader: Seated) -> Panel:
    """Who asked to be erased, with the day; then texts in which the name of somebody who was erased still stands."""
    address = path_to("erasures", network.slug)
    askers, asked = first_of(ErasureRequest.objects.in_network(network).oldest_first())
    texts, left = first_of(NameLeft.objects.in_network(network).waiting().with_sight(reader).order_by("pk"))
    people = (
        Waiting(
            request.person.name,
            path_to("person_erasure", network.slug, request.person_id),
            _("Asked to be erased"),
            timezone.localdate(request.due_at),
        )
        for request in asked
    )
    names = (Waiting(place.title, address, _("Holds the name of somebody who was erased")) for place in places_of(left))
    return Panel(
        title=_("To be erased"),
        address=address,
        count=askers + texts,
        first=list(islice(chain(people, names), SHOWN)),
        empty=_("Nobody has asked to be erased."),
    )
