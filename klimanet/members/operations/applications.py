"""Who asks to become a member: they apply, the secretariat asks back and decides, unless they withdraw."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.members import emails
from klimanet.members.models import Application, Holding, Network, Organisation
from klimanet.members.operations.networks import admit
from klimanet.members.operations.seats import give_seat
from klimanet.members.permissions import may_answer, may_apply, may_run_network, may_withdraw
from klimanet.rules.actors import Actor, Applicant
from klimanet.rules.refusals import Refusal, require


def send_code(network: Network, *, email: str, code: str, returning: bool) -> None:
    """Mail the code to whoever applies, or comes `returning` to their application.

    An address with a seat, or without an application to return to, gets another mail by the same way: whoever asks for it here
    learns nothing.
    """
    email = Person.objects.normalize_email(email)
    seated = Holding.objects.open().in_network(network).filter(person__email=email).exists()
    known = Application.objects.in_network(network).from_address(email).exists()
    if seated:
        emails.already_in(network, email=email)
    elif returning and not known:
        emails.no_application(network, email=email)
    else:
        emails.code(network, email=email, code=code)


@transaction.atomic
def apply(
    network: Network,
    *,
    email: str,
    name: str,
    title: str,
    organisation: Organisation,
    why: str,
    actor: Actor,
    token: uuid.UUID | None = None,
) -> Application:
    """Ask for a seat for `organisation`; an application from this address that is still open is left as it is."""
    require(may_apply(actor, email))
    email = Person.objects.normalize_email(email)
    if Holding.objects.open().in_network(network).filter(person__email=email).exists():
        raise Refusal(_("You are a member already. Sign in with this address."))
    written = {"name": name, "title": title, "why": why, "language": get_language() or "da"}
    try:
        with transaction.atomic():
            application = Application.objects.create(network=network, organisation=organisation, email=email, **written)
    except IntegrityError:  # there is one, perhaps since a moment ago
        return Application.objects.in_network(network).from_address(email)[0]
    record("application.made", application, actor=Applicant(email, application.pk), network=network, token=token)
    emails.application_received(application)
    return application


@transaction.atomic
def ask_back(application: Application, *, text: str, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Ask the applicant something before deciding; they get a mail."""
    require(may_run_network(actor, application.network))
    application = _locked(application)
    _refuse_decided(application)
    if application.questions.unanswered().exists():
        raise Refusal(_("The applicant has not answered the last question yet."), field="text")
    asked_by = actor if isinstance(actor, Person) else None
    question = application.questions.create(text=text, asked_by=asked_by)
    record("application.asked", application, actor=actor, network=application.network, token=token)
    emails.application_question(question)


@transaction.atomic
def answer_back(application: Application, *, answer: str, actor: Actor, token: uuid.UUID | None = None) -> None:
    """The applicant's answer to what they were asked."""
    require(may_answer(actor, application))
    application = _locked(application)
    _refuse_decided(application)
    question = application.questions.unanswered().first()
    if question is None:
        return
    question.answer, question.answered_at = answer, timezone.now()
    question.save(update_fields=["answer", "answered_at"])
    record("application.answered", application, actor=actor, network=application.network, token=token)


@transaction.atomic
def withdraw(application: Application, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """The applicant takes it back before it is decided; they may apply again."""
    require(may_withdraw(actor, application))
    application = _locked(application)
    if application.withdrawn:
        return
    _refuse_decided(application)
    _decide(application, actor=actor, withdrawn=True)
    record("application.withdrawn", application, actor=actor, network=application.network, token=token)


@transaction.atomic
def approve(
    application: Application,
    *,
    role: str,
    actor: Actor,
    since: datetime.date | None = None,
    token: uuid.UUID | None = None,
) -> None:
    """Give the applicant a seat; with `since`, their municipality is admitted from that day first. They get a mail."""
    require(may_run_network(actor, application.network))
    application = _locked(application)
    if application.approved:
        return
    _refuse_decided(application)
    network, organisation = application.network, application.organisation
    membership = network.memberships.active().of(organisation).first()
    if membership is None and since:
        membership = admit(network, organisation=organisation, since=since, actor=actor)
    if membership is None:
        raise Refusal(_("%s is not a member today. Admit it first, or together with this.") % organisation)
    give_seat(
        membership,
        email=application.email,
        name=application.name,
        title=application.title,
        language=application.language,
        role=role,
        actor=actor,
    )
    _decide(application, actor=actor, approved=True)
    record("application.approved", application, actor=actor, network=network, token=token)


@transaction.atomic
def decline(application: Application, *, reason: str, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Say no, and why; the applicant gets a mail."""
    require(may_run_network(actor, application.network))
    application = _locked(application)
    if application.decided_at and not (application.approved or application.withdrawn):
        return
    _refuse_decided(application)
    _decide(application, actor=actor, reason=reason)
    record("application.declined", application, actor=actor, network=application.network, token=token)
    emails.application_declined(application)


def _locked(application: Application) -> Application:
    found = Application.objects.select_for_update(of=("self",)).select_related("network", "organisation")
    return found.get(pk=application.pk)


def _refuse_decided(application: Application) -> None:
    if application.withdrawn:
        raise Refusal(_("The applicant has withdrawn the application meanwhile."))
    if application.decided_at:
        raise Refusal(_("The application has been decided meanwhile."))


def _decide(
    application: Application, *, actor: Actor, approved: bool = False, withdrawn: bool = False, reason: str = ""
) -> None:
    application.decided_at = timezone.now()
    application.decided_by = actor if isinstance(actor, Person) else None
    application.approved, application.withdrawn, application.reason = approved, withdrawn, reason
    application.save(update_fields=["decided_at", "decided_by", "approved", "withdrawn", "reason"])
