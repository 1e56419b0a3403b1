"""Lets the cast talk: the demo's conversations, through the same operations that people use, dated back afterwards."""

from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.dialogues.models import ANSWER_WITHIN, State, Thread
from klimanet.dialogues.operations import close_thread, mark_answer, open_thread, share_question
from klimanet.entries.models import Comment, Entry, Watermark
from klimanet.entries.operations.arranging import pin
from klimanet.entries.operations.care import look_after
from klimanet.entries.operations.comments import add_comment
from klimanet.entries.operations.following import approve
from klimanet.entries.operations.order import report
from klimanet.members.models import Holding, Network, Organisation
from klimanet.members.models.networks import today
from klimanet.text import dates
from klimanet.website.demo.cast import BY_KEY, NETWORK
from klimanet.website.demo.conversations import CONVERSATIONS, Conversation, Said
from klimanet.website.demo.dating import NEWS, dated, working_day


def talk() -> None:
    """Every conversation, oldest first; only what is new is told by mail, or still unread."""
    people = {person.email: person for person in Person.objects.filter(email__in=[m.email for m in BY_KEY.values()])}
    cast = {key: people[member.email] for key, member in BY_KEY.items()}
    for conversation in CONVERSATIONS:
        _hold(conversation, cast)
    _keep_order(cast)
    for holding in Holding.objects.active().with_network():
        facts = {"defaults": {"at": timezone.now() - NEWS}}
        Watermark.objects.get_or_create(person=holding.person, network=holding.network, **facts)


def _hold(conversation: Conversation, cast: dict[str, Person]) -> None:
    network = Network.objects.get(slug=conversation.network)
    began = timezone.now() - timedelta(days=conversation.days_ago)
    with dated(began):
        thread = _open(network, conversation, cast)
    latest = began
    for said in conversation.said:
        latest = began + timedelta(hours=said.hours)
        with dated(latest):
            _say(thread, said, at=latest, author=cast[said.who], asker=cast[conversation.who])
    if conversation.closed:
        latest += timedelta(hours=1)
        with dated(latest):
            close_thread(thread, summary=conversation.closed, actor=cast[conversation.who])
        Entry.objects.filter(pk=thread.pk).update(closed_at=latest)
    Entry.objects.filter(pk=thread.pk).update(created_at=began, last_activity_at=latest)
    if thread.is_question:
        Entry.objects.filter(pk=thread.pk).update(due_on=dates.working_day(began.date() + ANSWER_WITHIN))


def _open(network: Network, conversation: Conversation, cast: dict[str, Person]) -> Thread:
    thread = open_thread(
        network,
        title=conversation.title,
        text=conversation.text,
        is_question=conversation.question,
        audience=conversation.audience,
        themes=network.themes.filter(slug__in=conversation.themes),
        circle=Organisation.objects.named(list(conversation.circle)),
        addressed=Organisation.objects.named(list(conversation.addressed)),
        actor=cast[conversation.who],
    )
    if conversation.audience == "public":
        approve(thread, actor=cast["karen"])
    for key in conversation.same:
        share_question(thread, actor=cast[key])
    return thread


def _keep_order(cast: dict[str, Person]) -> None:
    """What the secretariat does beside talking: one question taken, one thread on top, one report that waits."""
    threads = Thread.objects.filter(network__slug=NETWORK, audience__in=["public", "network"], closed_at=None)
    waiting = threads.filter(state=State.OPEN).order_by("pk")[0]
    seat = Holding.objects.active().of(cast["karen"]).in_network(waiting.network).running()[0].seat_id
    look_after(waiting, handler=seat, due_on=working_day(2), actor=cast["karen"])
    pin(threads.filter(audience="public").latest("pk"), until=today() + timedelta(days=10), actor=cast["karen"])
    with_file = Comment.objects.filter(entry__in=threads, attachments__isnull=False).exclude(author=cast["mette"])
    reason = "I bilaget står en borgers navn og adresse. Det bør ikke ligge her."
    report(with_file.latest("pk"), reason=reason, actor=cast["mette"])


def _say(thread: Thread, said: Said, *, at: datetime, author: Person, asker: Person) -> None:
    attachments = [SimpleUploadedFile(said.attachment, said.content.encode())] if said.attachment else []
    comment = add_comment(thread, text=said.text, attachments=attachments, actor=author)
    if said.answer:
        mark_answer(thread, comment=comment, actor=asker)
    Comment.objects.filter(pk=comment.pk).update(created_at=at)
    comment.attachments.update(created_at=at)
