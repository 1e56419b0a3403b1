"""What members are told by mail. No link in a mail acts: each leads to a page where one signs in."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from klimanet.mail.operations import post
from klimanet.members.models import Holding
from klimanet.rules.actors import Actor


def welcome(holding: Holding, *, invited_by: Actor) -> None:
    """Tell a person that they have a seat, in their own language."""
    network = holding.seat.membership.network
    with translation.override(holding.person.language):
        context = {
            "holding": holding,
            "network": network,
            "invited_by": invited_by,
            "address": settings.SITE + reverse("network", args=[network.slug]),
        }
        post(
            to=holding.person.email,
            subject=_("Welcome to %s") % network,
            text=render_to_string("members/mail/welcome.txt", context),
        )
