"""What of mail waits for the secretariat."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from klimanet.design.panels import SHOWN, Panel, Waiting
from klimanet.mail.models import Message


def dead_letters(network: models.Model, *, reader: object) -> Panel:
    """Whoever runs a network may see them all: a dead letter tells to whom and why, and nothing of what it says."""
    dead = Message.objects.dead().in_network(network)
    address = reverse("mails", args=[network.slug])
    return Panel(
        title=_("E-mails that did not get through"),
        address=address,
        count=dead.count(),
        first=[
            Waiting(title=message.to, address=address, note=message.get_failure_display())
            for message in dead.order_by("-failed_at")[:SHOWN]
        ],
        empty=_("Every e-mail got through."),
    )
