"""What every page shows of one's notifications: asked of the database once per request."""

from django.db.models import QuerySet
from django.http import HttpRequest

from klimanet.accounts.requests import SignedInRequest, is_signed_in
from klimanet.entries.models import Entry
from klimanet.entries.requests import is_read
from klimanet.members.models import Network, Reach
from klimanet.members.requests import reader
from klimanet.notifications.models import Notification
from klimanet.notifications.operations import mark_seen
from klimanet.questions.prepared import prepared

MOST = 100  # are counted


def unread_here(request: HttpRequest, network: Network) -> list[int]:
    """The entries of the unread notifications that the person may see, one for each notification."""
    kept = vars(request)
    if "unread_notifications" not in kept:
        kept["unread_notifications"] = _unread(reader(request).reach, network.pk) if is_signed_in(request) else []
    return kept["unread_notifications"]


@prepared
def _unread(reach: Reach, network: int) -> QuerySet:
    return Notification.objects.visible_to(reach).in_network(network).unread().values_list("entry", flat=True)[:MOST]


def leave_seen(request: SignedInRequest, entry: Entry) -> None:
    """Note that the person has opened `entry`; asks for more than the count only where there is something to note."""
    unread = unread_here(request, entry.network)
    if entry.pk in unread and is_read(request):
        mark_seen(entry, person=request.user)
        unread[:] = [key for key in unread if key != entry.pk]
