"""What those around a seat are told when somebody leaves it, or is away."""

import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.mail.models import Letter
from klimanet.mail.operations import post
from klimanet.members.models import Handover, Holding, Membership, Network
from klimanet.rules.actors import Actor
from klimanet.text.addresses import path_to

MORNING = datetime.timedelta(hours=7)  # when somebody is told on the day that they begin


def tell_of_leaving(handover: Handover, *, actor: Actor) -> None:
    """Tell whoever takes over, on the morning they begin; and those who give the seats, where it was not they who did it."""
    leaver, after = handover.holding, handover.successor
    if after:
        with translation.override(after.person.language):
            subject = _("You have taken over a seat in %s") % leaver.network
        send_after = after.began_at + MORNING if after.since else None
        post(
            to=after.person.email,
            subject=subject,
            network=leaver.network,
            send_after=send_after,
            origin="takeover",
            about={"handover": handover.pk},
        )
    if isinstance(actor, Person) and actor.pk == leaver.person_id:
        for person in answering(leaver.seat.membership):
            if person.pk != actor.pk:
                with translation.override(person.language):
                    subject = _("Somebody leaves a seat in %s") % leaver.network
                post(
                    to=person.email,
                    subject=subject,
                    network=leaver.network,
                    origin="leaving",
                    about={"handover": handover.pk, "person": person.pk},
                )


def answering(membership: Membership) -> list[Person]:
    """Who answers for a membership's seats: its coordinators, else the secretariat."""
    held = Holding.objects.active().in_network(membership.network)
    coordinators = held.coordinating(membership).people()
    return list(coordinators) or list(held.running().people())


def takeover_letter(*, handover: int) -> Letter | None:
    """To whoever took the seat over; None where they did not, after all."""
    found = Handover.objects.with_people().filter(pk=handover).first()
    if found is None or found.successor is None:
        return None
    if not Holding.objects.active().contains(found.successor):
        return None
    person = found.successor.person
    with translation.override(person.language):
        return _letter(person, _("You have taken over a seat in %s") % _network(found), "takeover.txt", handover=found)


def leaving_letter(*, handover: int, person: int) -> Letter | None:
    """To whoever gives the seats; None where they do so no longer, or where it was taken back."""
    found = Handover.objects.with_people().filter(pk=handover).first()
    reader = Person.objects.filter(pk=person).first()
    if found is None or reader is None or not Handover.objects.visible_to(reader).contains(found):
        return None
    with translation.override(reader.language):
        return _letter(reader, _("Somebody leaves a seat in %s") % _network(found), "leaving.txt", handover=found)


def _network(handover: Handover) -> Network:
    return handover.holding.network


def _letter(person: Person, subject: str, template: str, *, handover: Handover) -> Letter:
    address = path_to("handover", _network(handover).slug, handover.pk)
    context = {
        "person": person,
        "network": _network(handover),
        "handover": handover,
        "address": settings.SITE + address,
    }
    return Letter(to=person.email, subject=subject, text=render_to_string(f"members/mail/{template}", context))


def tell_deputy(deputy: Holding) -> None:
    """Tell somebody that they are to stand in."""
    with translation.override(deputy.person.language):
        subject = _("You stand in for a colleague in %s") % deputy.network
    post(
        to=deputy.person.email,
        subject=subject,
        network=deputy.network,
        origin="deputy",
        about={"deputy": deputy.pk},
    )


def deputy_letter(*, deputy: int) -> Letter | None:
    """None where it is over, or where the person may no longer read it."""
    found = Holding.objects.lasting().deputies().with_network().filter(pk=deputy).select_related("person").first()
    if found is None or not Network.objects.visible_to(found.person).contains(found.network):
        return None
    with translation.override(found.person.language):
        address = path_to("person", found.network.slug, found.person_id)
        context = {"deputy": found, "network": found.network, "address": settings.SITE + address}
        text = render_to_string("members/mail/deputy.txt", context)
        subject = _("You stand in for a colleague in %s") % found.network
        return Letter(to=found.person.email, subject=subject, text=text)
