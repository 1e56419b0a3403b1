"""What members are told by mail. No link in a mail acts: each leads to a page where one signs in."""

from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.mail.models import Lane, Letter
from klimanet.mail.operations import post
from klimanet.members.models import Application, Holding, Network, Question
from klimanet.rules.actors import SYSTEM, Actor
from klimanet.text.addresses import path_to


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
            "address": settings.SITE + path_to("network", found.network.slug),
        }
        text = render_to_string("members/mail/welcome.txt", context)
        return Letter(to=found.person.email, subject=_subject(found), text=text)


def _subject(holding: Holding) -> str:
    return _("Welcome to %s") % holding.network


def code(network: Network, *, email: str, code: str) -> None:
    """The code that proves an address."""
    _post_code(network, email, _("Your code for %s") % network, "members/mail/code.txt", {"code": code})


def already_in(network: Network, *, email: str) -> None:
    """What somebody with a seat gets in place of a code."""
    _post_code(network, email, _("You are a member of %s already") % network, "members/mail/already_in.txt", {})


def no_application(network: Network, *, email: str) -> None:
    """What somebody gets in place of a code who asks for an application that is not there."""
    subject = _("No application for %s from this address") % network
    _post_code(network, email, subject, "members/mail/no_application.txt", {})


def _post_code(network: Network, email: str, subject: str, template: str, context: dict) -> None:
    """By the lane of codes, whatever it says: as fast, out of time as soon, and listed nowhere."""
    addresses = {
        "sign_in": settings.SITE + path_to(settings.LOGIN_URL),
        "apply": settings.SITE + path_to("apply", network.slug),
    }
    text = render_to_string(template, context | addresses | {"network": network})
    lifetime = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    post(to=email, subject=subject, text=text, lane=Lane.CODE, lifetime=lifetime)


def application_received(application: Application) -> None:
    _post_about(application, "application_received", application=application.pk)


def application_question(question: Question) -> None:
    _post_about(question.application, "application_question", question=question.pk)


def application_declined(application: Application) -> None:
    _post_about(application, "application_declined", application=application.pk)


def _post_about(application: Application, origin: str, /, **about: int | None) -> None:
    with translation.override(application.language):
        subject = _your_application(application)
    post(to=application.email, subject=subject, network=application.network, origin=origin, about=about)


def _your_application(application: Application) -> str:
    return _("Your application to %s") % application.network


def received_letter(*, application: int) -> Letter | None:
    """That we have it; None where it has been decided by then, which is told by itself."""
    undecided = Application.objects.with_questions().undecided()
    return _application_letter(undecided.filter(pk=application).first(), "members/mail/application_received.txt")


def question_letter(*, question: int) -> Letter | None:
    """What the secretariat asks; None where it is answered, or no longer needs to be."""
    asked = Question.objects.unanswered().filter(pk=question).first()
    undecided = Application.objects.with_questions().undecided()
    application = undecided.filter(pk=asked.application_id).first() if asked else None
    return _application_letter(application, "members/mail/application_question.txt", question=asked)


def declined_letter(*, application: int) -> Letter | None:
    decided = Application.objects.with_questions().decided()
    return _application_letter(decided.filter(pk=application).first(), "members/mail/application_declined.txt")


def _application_letter(application: Application | None, template: str, **context) -> Letter | None:
    if application is None:
        return None
    network = application.network
    with translation.override(application.language):
        context |= {
            "application": application,
            "network": network,
            "address": settings.SITE + path_to("own_application", network.slug),
        }
        text = render_to_string(template, context)
        return Letter(to=application.email, subject=_your_application(application), text=text)
