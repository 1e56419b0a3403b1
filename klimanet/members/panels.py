"""What of the members' coming and going waits for the secretariat."""

from django.urls import reverse
from django.utils.translation import gettext as _

from klimanet.design.panels import Panel, Waiting
from klimanet.members.models import Application, Network, Seated
from klimanet.text.dates import short

SHOWN = 5


def applications(network: Network, *, reader: Seated) -> Panel:
    """Those that wait for the secretariat, oldest first; not those that wait for an answer of the applicant's."""
    waiting = Application.objects.visible_to(reader.person).in_network(network).waiting()
    first = waiting.with_questions().order_by("pk")[:SHOWN]
    return Panel(
        title=_("Applications"),
        address=reverse("applications", args=[network.slug]),
        count=waiting.count(),
        first=[
            Waiting(
                title=f"{application.name}, {application.organisation}",
                address=reverse("application", args=[network.slug, application.pk]),
                note=short(application.made_at),
            )
            for application in first
        ],
        empty=_("No applications are waiting"),
    )
