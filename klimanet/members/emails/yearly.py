"""The yearly question, and who is told that nobody can answer it."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.mail.models import Letter
from klimanet.mail.operations import post, stable_id
from klimanet.members.models import Holding, Membership, Network, YearlyQuestion
from klimanet.members.models.networks import today
from klimanet.members.permissions import may_answer_yearly, may_run_network
from klimanet.text.addresses import path_to


def ask(question: YearlyQuestion) -> None:
    """Ask its coordinators; where it has none, tell the secretariat, once a day for all such memberships together."""
    membership, network = question.membership, question.membership.network
    held = Holding.objects.active().in_network(network)
    for person in held.coordinating(membership).people():
        with translation.override(person.language):
            post(
                to=person.email,
                subject=_("Is it still you in %s?") % network,
                network=network,
                message_id=stable_id("yearly", question.pk, "person", person.pk),
                origin="yearly",
                about={"question": question.pk, "person": person.pk},
            )
    if Membership.objects.without_coordinator().contains(membership):
        for person in held.running().own().people():
            with translation.override(person.language):
                post(
                    to=person.email,
                    subject=_("Members without a coordinator in %s") % network,
                    network=network,
                    message_id=stable_id("uncoordinated", network.pk, str(today()), "person", person.pk),
                    origin="uncoordinated",
                    about={"network": network.pk, "person": person.pk},
                )


def yearly_letter(*, question: int, person: int) -> Letter | None:
    """To a coordinator; None where they are one no longer, or where everything is answered."""
    found = YearlyQuestion.objects.current().unanswered().with_organisation().filter(pk=question).first()
    reader = Person.objects.filter(pk=person).first()
    if found is None or reader is None or not may_answer_yearly(reader, found):
        return None
    membership = found.membership
    with translation.override(reader.language):
        address = path_to("yearly_question", membership.network.slug, membership.organisation.slug)
        context = {"person": reader, "question": found, "address": settings.SITE + address}
        text = render_to_string("members/mail/yearly.txt", context)
        return Letter(to=reader.email, subject=_("Is it still you in %s?") % membership.network, text=text)


def uncoordinated_letter(*, network: int, person: int) -> Letter | None:
    """To one of the secretariat: who was asked and has nobody to answer."""
    found = Network.objects.filter(pk=network).first()
    reader = Person.objects.filter(pk=person).first()
    if found is None or reader is None or not may_run_network(reader, found):
        return None
    questions = YearlyQuestion.objects.current().in_network(found).unanswered().without_coordinator()
    rows = list(questions.with_organisation())
    if not rows:
        return None
    with translation.override(reader.language):
        address = path_to("yearly_questions", found.slug)
        context = {"person": reader, "network": found, "questions": rows, "address": settings.SITE + address}
        text = render_to_string("members/mail/uncoordinated.txt", context)
        return Letter(to=reader.email, subject=_("Members without a coordinator in %s") % found, text=text)
