"""What members are told by mail. No link in a mail acts: each leads to a page where one signs in."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.mail.models import Letter
from klimanet.mail.operations import post
from klimanet.members.models import Holding
from klimanet.rules.actors import SYSTEM, Actor


def welcome(holding: Holding, *, invited_by: Actor) -> None:
    """Tell a person that they have a seat."""
    about = {"holding": holding.pk, "invited_by": invited_by.pk if isinstance(invited_by, Person) else None}
    with translation.override(holding.person.language):
        subject = _subject(holding)
    post(to=holding.person.email, subject=subject, network=holding.network, origin="welcome", about=about)


def letter(*, holding: int, invited_by: int | None) -> Letter | None:
    """The mail, in the person's own language; None where the seat is no longer theirs."""
    found = Holding.objects.active().filter(pk=holding).with_network().select_related("person").first()
    if found is None:
        return None
    with translation.override(found.person.language):
        context = {
            "holding": found,
            "network": found.network,
            "invited_by": Person.objects.filter(pk=invited_by or 0).first() or SYSTEM,
            "address": settings.SITE + reverse("network", args=[found.network.slug]),
        }
        text = render_to_string("members/mail/welcome.txt", context)
        return Letter(to=found.person.email, subject=_subject(found), text=text)


def _subject(holding: Holding) -> str:
    return _("Welcome to %s") % holding.network
