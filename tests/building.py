"""What tests build, through the same operations as everybody."""

import datetime
import itertools

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from conftest import EXAMPLE_FILE
from klimanet.accounts.models import Person
from klimanet.barriers.models import (
    Act,
    Argument,
    Barrier,
    Change,
    Difference,
    Effect,
    Enclosure,
    Means,
    Note,
    Outcome,
    Sequel,
    State,
    Step,
)
from klimanet.barriers.models import Report as BarrierReport
from klimanet.barriers.models.barriers import UNDOABLE
from klimanet.barriers.operations.notes import write_note
from klimanet.barriers.operations.outcomes import note_outcome, tell_effect
from klimanet.barriers.operations.reports import report_new
from klimanet.barriers.operations.states import move, word
from klimanet.barriers.operations.steps import plan_step
from klimanet.dialogues.models import Thread
from klimanet.dialogues.operations import open_thread
from klimanet.entries.models import Comment
from klimanet.entries.operations.comments import add_comment
from klimanet.entries.operations.following import keep_draft
from klimanet.entries.operations.order import report
from klimanet.entries.writing import begin
from klimanet.insights.models import Broadcast
from klimanet.insights.operations import send_broadcast
from klimanet.insights.queries.broadcasts import readers
from klimanet.mail.models import Failure, Message
from klimanet.members.emails import welcome
from klimanet.members.models import (
    Application,
    Handover,
    Holding,
    Membership,
    Network,
    Organisation,
    Profile,
    Role,
    Term,
)
from klimanet.members.models.contracts import term_of
from klimanet.members.models.networks import today
from klimanet.members.operations.applications import apply
from klimanet.members.operations.contracts import agree
from klimanet.members.operations.leaving import leave_seat
from klimanet.members.operations.networks import admit
from klimanet.members.operations.profiles import change_profile
from klimanet.members.operations.seats import give_seat
from klimanet.members.operations.yearly import ask_yearly
from klimanet.privacy.models import NameLeft, digest_of
from klimanet.rules.actors import SYSTEM, Applicant
from tests import cast

numbers = itertools.count(1)
LONG_AGO = datetime.date(2020, 1, 1)


def make_membership(slug: str = "vejle", network: Network | None = None) -> Membership:
    organisation = Organisation.objects.get(slug=slug)
    network = network or cast.network()
    existing = network.memberships.active().of(organisation).first()
    return existing or admit(network, organisation=organisation, since=LONG_AGO, actor=SYSTEM)


def make_person(
    *,
    organisation: str = "vejle",
    network: Network | None = None,
    role: Role = Role.MEMBER,
    listed: bool = True,
    **facts,
) -> Person:
    """Somebody new with a seat; `facts` are name, email, title, words."""
    number = next(numbers)
    membership = make_membership(organisation, network)
    holding = give_seat(
        membership,
        email=facts.get("email", f"ny-{number}@{organisation}.example"),
        name=facts.get("name", f"Ny Person {number}"),
        title=facts.get("title", "Konsulent"),
        role=role,
        actor=SYSTEM,
    )
    profile = Profile.objects.get(network=membership.network, person=holding.person)
    change_profile(
        profile, listed=listed, themes=membership.network.themes.all()[:2], words=facts.get("words", ""), actor=SYSTEM
    )
    return holding.person


def make_term(organisation: str = "odense", **facts) -> Term:
    """What is agreed with a member: this year, unless `facts` say otherwise."""
    membership, year = make_membership(organisation), today().year
    agreed = {"since": datetime.date(year, 1, 1), "until": datetime.date(year, 12, 31), "price": 9_500}
    agree(membership, **agreed | {"billing_reference": "", "ean": ""} | facts, actor=SYSTEM)
    return term_of(membership)


def make_thread(key: str = "aase", *, network: Network | None = None, **facts) -> Thread:
    """A question from one of the cast, to the whole network unless `facts` say otherwise."""
    return open_thread(
        network or cast.network(),
        actor=cast.person(key),
        **{"title": "Hvad gør I?", "text": "Vi er i tvivl."} | facts,
    )


def make_comment(thread: Thread, key: str = "anders", *, text: str = "Det gør vi sådan.", **facts) -> Comment:
    return add_comment(thread, actor=cast.person(key), text=text, **facts)


def make_application(*, organisation: str = "odense", network: Network | None = None, **facts) -> Application:
    """From somebody new whose address is proven; `facts` are email, name, title, why."""
    email = facts.pop("email", f"ansoeger-{next(numbers)}@{organisation}.example")
    written = {"name": "Ea Nystrøm", "title": "Klimakonsulent", "why": "Jeg er ny og alene om klimaet."} | facts
    place = Organisation.objects.get(slug=organisation)
    return apply(network or cast.network(), email=email, organisation=place, actor=Applicant(email.lower()), **written)


def make_handover(*, organisation: str = "aabenraa", **facts) -> Handover:
    """Of somebody who has left, for the secretariat to read; `facts` are what `leave_seat` is told."""
    leaver = make_person(organisation=organisation, name="Bent Krogh", listed=False)
    return leave_seat(leaver.holdings.get(), actor=SYSTEM, **{"note": "Ring til Borgmesteren."} | facts)


def make_dead_letter(key: str = "anders", *, network: Network | None = None, **facts) -> Message:
    """A welcome to one of the cast that their mail server refused; `facts` are fields of the message."""
    network = network or cast.network()
    holding = Holding.objects.active().of(cast.person(key)).in_network(network)[0]
    welcome(holding, invited_by=SYSTEM)
    message = Message.objects.filter(origin="welcome").latest("pk")
    given_up = {"failed_at": timezone.now(), "failure": Failure.ADDRESS, "last_error": "550 5.1.1 No such user"}
    Message.objects.filter(pk=message.pk).update(**given_up | facts)
    message.refresh_from_db()
    return message


def any_dead_letter() -> Message:
    return Message.objects.dead().in_network(cast.network()).first() or make_dead_letter()


def make_broadcast(key: str = "karen", *, network: Network | None = None, **facts) -> Broadcast:
    """A message to everybody, unless `facts` name a theme, a region or a role."""
    network = network or cast.network()
    group = {name: facts[name] for name in ("theme", "region", "role") if name in facts}
    facts = {"expected": readers(network, **group).reached.count()} | facts
    return send_broadcast(network, actor=cast.person(key), **{"subject": "Nyt møde", "text": "Vi **ses**."} | facts)


def any_broadcast() -> Broadcast:
    """Laid down without its operation, so that asking for an address leaves no line."""
    network = cast.network()
    facts = {"author": cast.person("karen"), "subject": "Nyt møde", "text": "Vi **ses**."}
    return Broadcast.objects.in_network(network).first() or Broadcast.objects.create(network=network, **facts)


def make_name_left(*, network: Network | None = None) -> NameLeft:
    """As if Torben had been erased, and his name stood at the beginning of a thread's text."""
    thread = make_thread("line", network=network) if network else cast.thread()
    return NameLeft.objects.create(
        person=cast.person("torben"),
        network=thread.network,
        kind="entries.entry",
        key=thread.pk,
        column="text",
        spans=[[0, 2]],
        digest=digest_of(thread.text),
        entry=thread,
    )


def any_name_left() -> NameLeft:
    return NameLeft.objects.in_network(cast.network()).first() or make_name_left()


def make_report(key: str = "anders", **facts) -> BarrierReport:
    """Of a barrier that nobody has reported yet."""
    said = {"summary": "Vi må ikke eje solceller selv", "stopped": "Et selskab koster mere, end taget giver."}
    return report_new(cast.network(), actor=cast.person(key), **said | facts)


def assess(barrier: Barrier, *, title: str = "", text: str = "Kommuner skal lægge solceller i et selskab.") -> Change:
    """Karen has written what it is, and the network reads it."""
    word(barrier, title=title or barrier.title, text=text, actor=cast.person("karen"))
    return advance(barrier, State.ASSESSED)


def advance(barrier: Barrier, *states: State, line: str = "") -> Change:
    """Karen takes it from state to state."""
    for state in states:
        facts = {"line": line or f"Nu er den {state.label}.", "due_on": today() + datetime.timedelta(days=30)}
        change = move(barrier, state=state, actor=cast.person("karen"), **facts)
    return change


def make_step(**facts) -> Step:
    """Karen's: a letter that the network reads."""
    facts = {"title": "Brev til ministeren", "text": "Kære minister", "means": Means.LETTER} | facts
    return plan_step(cast.network(), actor=cast.person("karen"), **facts)


def make_outcome(**facts) -> Outcome:
    """Karen's: an act that nobody is told of yet."""
    facts = {"title": "Lov om solceller", "text": "Vedtaget.", "act": Act.ACT} | facts
    return note_outcome(cast.network(), actor=cast.person("karen"), **facts)


def make_effect(barrier: Barrier, *, difference: str = Difference.REMOVES, **facts) -> Effect:
    """Of an outcome of its own, unless `facts` name one."""
    outcome = facts.pop("outcome", None) or make_outcome(**facts)
    line = "Nu må I gerne."
    return tell_effect(outcome, barrier=barrier, difference=difference, line=line, actor=cast.person("karen"))


def make_told_effect(barrier: Barrier, **facts) -> Effect:
    """Those who reported the barrier have been told, so that they may say whether it helped."""
    effect = make_effect(barrier, **facts)
    effect.at -= UNDOABLE
    effect.save(update_fields=["at"])
    return effect


def any_step() -> Step:
    """Laid down without its operation, as the next ones, so that asking for an address leaves no line."""
    step = Step(network=cast.network(), title="Brev", means=Means.LETTER)
    step.reach()
    return Step.objects.in_network(cast.network()).first() or _laid_down(step)


def any_argument() -> Argument:
    step, facts = any_step(), {"text": "Derfor.", "person": cast.person("karen")}
    return Argument.objects.of(step).first() or Argument.objects.create(
        step=step, barrier=cast.barrier_report().barrier, **facts
    )


def any_outcome() -> Outcome:
    outcome = Outcome(network=cast.network(), title="Lov", state=Act.ACT, asks_on=today())
    return Outcome.objects.in_network(cast.network()).first() or _laid_down(outcome)


def any_effect() -> Effect:
    """On the barrier that is there before every test."""
    barrier = cast.barrier_report().barrier
    facts = {"line": "Intet nyt.", "person": cast.person("karen"), "at": timezone.now() - UNDOABLE}
    return Effect.objects.for_barrier(barrier).first() or Effect.objects.create(
        outcome=any_outcome(), barrier=barrier, difference=Difference.EASES, **facts
    )


def any_sequel() -> Sequel:
    """Of the barrier that is there before every test."""
    barrier, later = cast.barrier_report().barrier, Barrier(network=cast.network(), title="Den næste")
    later.state, later.due_on = State.ASSESSED, today()
    return Sequel.objects.of(barrier).first() or Sequel.objects.create(earlier=barrier, later=_laid_down(later))


def make_note(barrier: Barrier, key: str = "karen", *, text: str = "Ring til ministeriet.") -> Note:
    return write_note(barrier, text=text, actor=cast.person(key))


def any_note() -> Note:
    """On the barrier that is there before every test; Karen's."""
    barrier, facts = cast.barrier_report().barrier, {"text": "Ring.", "person": cast.person("karen")}
    return Note.objects.for_barrier(barrier).first() or Note.objects.create(barrier=barrier, **facts)


def any_enclosure() -> Enclosure:
    """The file that is there before every test, with the report that is."""
    report, blob = cast.barrier_report(), cast.thread().attachments.first().blob
    facts = {"name": "notat.txt", "person": report.person}
    return Enclosure.objects.of(report).first() or Enclosure.objects.create(report=report, blob=blob, **facts)


def _laid_down(entry):
    with transaction.atomic():
        begin(entry, author=cast.person("karen"), organisation=None, text="")
    return entry


def make_examples() -> None:
    """What every page can be opened with: see `cast.EXAMPLES`."""
    thread = make_thread(title="Hvem har prøvet det?", text="Vi ved ikke, hvor vi skal begynde.")
    cast.EXAMPLES["thread"] = thread.pk
    application = make_application(email="eksempel@odense.example")
    cast.EXAMPLES["application"] = application.pk
    Message.objects.filter(to=application.email).delete()  # nobody waits for it
    comment = make_comment(thread, attachments=[SimpleUploadedFile("notat.txt", EXAMPLE_FILE)])
    report(comment, reason="Er det rigtigt?", actor=cast.person("nadia"))
    anders = cast.person("anders")
    facts = {"network": thread.network, "path": thread.get_absolute_url(), "fields": {"text": "Og en ting til"}}
    keep_draft(anders, actor=anders, **facts)
    cast.EXAMPLES["handover"] = make_handover().pk
    ask_yearly(make_membership("odense"), actor=SYSTEM)
    example = make_report()
    cast.EXAMPLES["barrier_report"] = example.pk
    assess(example.barrier)
    Message.objects.exclude(origin="notification").delete()  # of old news
