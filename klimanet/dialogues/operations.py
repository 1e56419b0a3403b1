"""Asking, answering and closing."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.dialogues.models import SameQuestion, State, Thread, first_date
from klimanet.dialogues.permissions import may_answer, may_share, sharing
from klimanet.entries.models import Audience, Comment, Entry
from klimanet.entries.operations.following import link
from klimanet.entries.permissions import may_close, may_contribute, may_edit, may_see, standing
from klimanet.entries.writing import begin, forget_draft, locked_kind, rewrite, takes_in_files
from klimanet.files.intake import Kept
from klimanet.members.models import Network, Organisation, Theme
from klimanet.rules.refusals import Refusal, require


def _locked_alone(thread: Thread) -> Thread:
    """Refused where it was merged into another: that one goes on."""
    thread = locked_kind(thread)
    if thread.merged_into_id:
        raise Refusal(_("It was merged into another thread a moment ago."))
    return thread


@takes_in_files
@transaction.atomic
def open_thread(
    network: Network,
    *,
    title: str,
    text: str,
    actor: Person,
    is_question: bool = True,
    audience: str = Audience.NETWORK,
    themes: Iterable[Theme] = (),
    circle: Iterable[Organisation] = (),
    addressed: Iterable[Organisation] = (),
    organisation: Organisation | None = None,
    attachments: Iterable[Kept] = (),
    source: Entry | None = None,
    draft: str = "",
    token: uuid.UUID | None = None,
) -> Thread:
    """Ask a question or open a discussion; `source` is the entry it came from, `draft` where it was begun, if not from that."""
    require(may_contribute(actor, network))
    addressed = _addressed(addressed, is_question=is_question, audience=audience, circle=circle)
    thread = Thread(
        network=network,
        title=title,
        audience=audience,
        is_question=is_question,
        state=State.OPEN if is_question else "",
        due_on=first_date() if is_question else None,
    )
    begin(
        thread,
        author=actor,
        organisation=organisation,
        text=text,
        themes=themes,
        circle=circle,
        attachments=attachments,
    )
    thread.addressed.set(addressed)
    if source is not None and may_see(actor, source):
        link(thread, target=source, actor=actor)
    forget_draft(actor, draft or Thread.begin_address(network, source))
    record("thread.opened", thread, actor=actor, network=network, token=token, entry=thread.pk)
    return thread


@takes_in_files
@transaction.atomic
def edit_thread(
    thread: Thread,
    *,
    title: str,
    text: str,
    is_question: bool,
    audience: str,
    actor: Person,
    themes: Iterable[Theme] = (),
    circle: Iterable[Organisation] = (),
    addressed: Iterable[Organisation] = (),
    attachments: Iterable[Kept] = (),
    token: uuid.UUID | None = None,
) -> None:
    """Change one's own thread; what it said before stays to be read."""
    require(may_edit(actor, thread))
    thread = locked_kind(thread)
    addressed = _addressed(addressed, is_question=is_question, audience=audience, circle=circle)
    if thread.is_question != is_question:
        thread.is_question, thread.answer = is_question, None
        thread.state = State.CLOSED if thread.closed_at else State.OPEN if is_question else ""
        thread.due_on = first_date() if is_question else None
    rewrite(
        thread,
        author=actor,
        title=title,
        text=text,
        audience=audience,
        themes=themes,
        circle=circle,
        attachments=attachments,
    )
    newly = set(addressed) - set(thread.addressed.all())
    thread.addressed.set(addressed)
    record("thread.edited", thread, actor=actor, network=thread.network, token=token, entry=thread.pk)
    if newly:
        record("thread.addressed", thread, actor=actor, network=thread.network, entry=thread.pk)


def _addressed(
    addressed: Iterable[Organisation], *, is_question: bool, audience: str, circle: Iterable[Organisation]
) -> list[Organisation]:
    """Whom a question is addressed to; they must be among those who can read it."""
    addressed = list(addressed) if is_question else []
    if addressed and audience in (Audience.ORGANISATION, Audience.SECRETARIAT):
        raise Refusal(_("Those you ask could not read it. Choose the network, or name them as readers."), "addressed")
    if audience == Audience.CIRCLE and set(addressed) - set(circle):
        raise Refusal(_("Those you ask could not read it. Name them as readers too."), field="addressed")
    return addressed


@transaction.atomic
def mark_answer(thread: Thread, *, comment: Comment | None, actor: Person, token: uuid.UUID | None = None) -> None:
    """Say which comment answered the question; None opens it again."""
    require(may_answer(actor, thread))
    thread = _locked_alone(thread)
    if not thread.is_question:
        raise Refusal(_("Only a question has an answer."))
    if comment and not Comment.objects.present().shown().of(thread).filter(pk=comment.pk).exists():
        raise Refusal(_("The comment was deleted in the meantime."))
    if thread.answer_id == (comment.pk if comment else None):
        return
    thread.last_activity_at = timezone.now()
    thread.mark(comment)
    verb = "thread.answered" if comment else "thread.unanswered"
    comment_id = comment.pk if comment else None
    record(verb, thread, actor=actor, network=thread.network, token=token, entry=thread.pk, comment=comment_id)


@transaction.atomic
def close_thread(thread: Thread, *, summary: str, actor: Person, token: uuid.UUID | None = None) -> None:
    """End it with what came of it; nobody comments any longer."""
    require(may_close(actor, thread))
    thread = _locked_alone(thread)
    if thread.closed_at:
        raise Refusal(_("It is closed already."))
    thread.closed_at = thread.last_activity_at = timezone.now()
    thread.state, thread.summary = State.CLOSED, summary
    thread.save(update_fields=["closed_at", "state", "summary", "last_activity_at"])
    record("thread.closed", thread, actor=actor, network=thread.network, token=token, entry=thread.pk)


@transaction.atomic
def reopen_thread(thread: Thread, *, actor: Person, token: uuid.UUID | None = None) -> None:
    require(may_close(actor, thread))
    thread = _locked_alone(thread)
    if not thread.closed_at:
        return
    thread.closed_at, thread.last_activity_at = None, timezone.now()
    thread.state = "" if not thread.is_question else State.ANSWERED if thread.answer_id else State.OPEN
    thread.due_on = first_date() if thread.is_question else None
    thread.save(update_fields=["closed_at", "state", "due_on", "last_activity_at"])
    record("thread.reopened", thread, actor=actor, network=thread.network, token=token, entry=thread.pk)


@transaction.atomic
def share_question(thread: Thread, *, actor: Person, token: uuid.UUID | None = None) -> None:
    """Say that one's municipality has the same question; said once for each, however many press."""
    require(may_share(actor, thread))
    thread = _locked_alone(thread)
    if not thread.is_question:
        raise Refusal(_("Only a question can be shared."))
    for organisation in sharing(standing(actor, thread.network), thread):
        SameQuestion.objects.get_or_create(thread=thread, organisation=organisation, defaults={"person": actor})
    record("question.shared", thread, actor=actor, network=thread.network, token=token, entry=thread.pk)


@transaction.atomic
def unshare_question(thread: Thread, *, actor: Person, token: uuid.UUID | None = None) -> None:
    require(may_share(actor, thread))
    thread = _locked_alone(thread)
    thread.same_questions.filter(organisation__in=sharing(standing(actor, thread.network), thread)).delete()
    record("question.unshared", thread, actor=actor, network=thread.network, token=token, entry=thread.pk)
