"""A message to many, as each of them gets it."""

from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from klimanet.insights.models import Recipient
from klimanet.mail.models import Letter
from klimanet.mail.operations import post, stable_id
from klimanet.members.models import Holding
from klimanet.notifications.emails import list_headers
from klimanet.notifications.permissions import wants_mail
from klimanet.text.markdown import fill_mentions, render


def write_down(recipients: Iterable[Recipient]) -> None:
    """Note that a mail is to go out to each; once, however often it is noted."""
    for recipient in recipients:
        with translation.override(recipient.person.language):
            recipient.message = post(
                to=recipient.person.email,
                subject=_("A message from %s") % recipient.broadcast.network,
                network=recipient.broadcast.network,
                message_id=stable_id("broadcast", recipient.broadcast_id, "person", recipient.person_id),
                origin="broadcast",
                about={"recipient": recipient.pk},
            )
        recipient.save(update_fields=["message"])


def letter(*, recipient: int) -> Letter | None:
    """The mail, with the author's words as they are; None for whoever has no access any longer, or wants no mails."""
    found = (
        Recipient.objects.select_related("person", "broadcast__network", "broadcast__author")
        .filter(pk=recipient)
        .first()
    )
    if found is None or not wants_mail(found.person):
        return None
    broadcast, network, person = found.broadcast, found.broadcast.network, found.person
    if not Holding.objects.active().in_network(network).of(person).exists():
        return None
    with translation.override(person.language):
        context = {
            "broadcast": broadcast,
            "network": network,
            "html": mark_safe(as_shown(broadcast.text).replace('href="/', f'href="{settings.SITE}/')),
            "choices": settings.SITE + reverse("notifications", args=[network.slug]),
        }
        return Letter(
            to=person.email,
            subject=f"[{network}] {broadcast.subject}",
            text=render_to_string("insights/mail/broadcast.txt", context),
            html=render_to_string("insights/mail/broadcast.html", context),
            headers={"Reply-To": broadcast.author.email, **list_headers(network, person)},
        )


def as_shown(text: str) -> str:
    """Its HTML; whom an id would name in a conversation is nobody's business here."""
    return fill_mentions(render(text), lambda key: f"@{key}")
