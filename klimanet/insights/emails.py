"""A message to many, as each of them gets it; and what the secretariat is told of when it comes in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.entries.models import Report
from klimanet.insights.models import Recipient
from klimanet.mail.models import Letter
from klimanet.mail.operations import post, stable_id
from klimanet.members.models import Application, Holding, Network
from klimanet.members.permissions import may_run_network
from klimanet.notifications.emails import list_headers
from klimanet.notifications.permissions import wants_mail
from klimanet.text.addresses import path_to
from klimanet.text.markdown import fill_mentions, render


@dataclass(frozen=True)
class Arrival:
    """Something that comes in for the secretariat: what a mail says of it, and the list of the desk that has the rest."""

    subject: Promise
    text: Promise
    view: str


ARRIVALS = {  # by verb
    "application.made": Arrival(
        gettext_lazy("A new application"),
        gettext_lazy("%(name)s, %(organisation)s, applies to become a member of %(network)s."),
        "applications",
    ),
    "application.answered": Arrival(
        gettext_lazy("An applicant has answered"),
        gettext_lazy("%(name)s, %(organisation)s, has answered what you asked about the application to %(network)s."),
        "applications",
    ),
    "report.made": Arrival(
        gettext_lazy("Somebody wants you to look at something"),
        gettext_lazy("A member of %(network)s wants the secretariat to look at something that was written there."),
        "reports",
    ),
}


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
            "choices": settings.SITE + path_to("notifications", network.slug),
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


def tell_of_arrival(line: Line, network: Network, people: Iterable[Person]) -> None:
    """Note that a mail is to go out to each; once, however often it is noted."""
    for person in people:
        with translation.override(person.language):
            post(
                to=person.email,
                subject=str(ARRIVALS[line.verb].subject),
                network=network,
                message_id=stable_id("arrival", line.pk, "person", person.pk),
                origin="arrival",
                about={"line": line.pk, "person": person.pk},
            )


def arrival_letter(*, line: int, person: int) -> Letter | None:
    """From whom, and where the rest stands; None where it is dealt with, or for whoever runs nothing there or wants no mails."""
    told, reader = Line.objects.filter(pk=line).first(), Person.objects.present().filter(pk=person).first()
    thing = _waiting(told) if told else None
    if told is None or thing is None or reader is None:
        return None
    network, arrival = thing.network, ARRIVALS[told.verb]
    if not may_run_network(reader, network) or not wants_mail(reader):
        return None
    with translation.override(reader.language):
        facts: dict = {"network": network}
        if isinstance(thing, Application):
            facts |= {"name": thing.name, "organisation": thing.organisation}
        context = {
            "person": reader,
            "text": str(arrival.text) % facts,
            "address": settings.SITE + path_to(arrival.view, network.slug),
            "choices": settings.SITE + path_to("notifications", network.slug),
        }
        return Letter(
            to=reader.email,
            subject=f"[{network}] {arrival.subject}",
            text=render_to_string("insights/mail/arrival.txt", context),
            headers=list_headers(network, reader),
        )


def _waiting(line: Line) -> Application | Report | None:
    """What came in, as long as it waits for the secretariat."""
    if line.verb == "report.made":
        return Report.objects.waiting().with_thing().filter(pk=line.subject_id).first()
    return Application.objects.waiting().with_questions().filter(pk=line.subject_id).first()
