"""What of the entries waits for the secretariat."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from klimanet.design.panels import Panel, Waiting, first_of
from klimanet.entries.models import Report
from klimanet.members.models import Network, Seated
from klimanet.text.addresses import path_to
from klimanet.text.dates import short


def reports(network: Network, *, reader: Seated) -> Panel:
    """What somebody wants the secretariat to look at, oldest first."""
    waiting = Report.objects.visible_to(reader).in_network(network).waiting()
    count, first = first_of(waiting.with_thing().order_by("created_at", "pk"))
    return Panel(
        title=_("Told to the secretariat"),
        address=path_to("reports", network.slug),
        count=count,
        first=[
            Waiting(
                title=Truncator(row.reason).chars(80),
                address=path_to("report", network.slug, row.pk),
                note=f"{row.person.name}, {short(row.created_at)}",
            )
            for row in first
        ],
        empty=_("Nobody has told you of anything."),
    )
