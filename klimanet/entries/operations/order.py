"""Keeping order: what is reported to the secretariat, and what it hides."""

import uuid

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.entries.models import Comment, Entry, Outcome, Report
from klimanet.entries.permissions import may_hide, may_report, may_settle
from klimanet.entries.writing import let_go, locked_comment, locked_entry
from klimanet.rules.refusals import Refusal, require


def _locked(thing: Entry | Comment) -> tuple[Entry, Entry | Comment]:
    """Its entry, held, and the thing anew."""
    if isinstance(thing, Comment):
        comment = locked_comment(thing)
        return comment.entry, comment
    entry = locked_entry(thing)
    return entry, entry


@transaction.atomic
def report(thing: Entry | Comment, *, reason: str, actor: Person, token: uuid.UUID | None = None) -> Report:
    """Ask the secretariat to look at `thing`; once for each person. Its text comes along as it is now."""
    require(may_report(actor, thing))
    entry, thing = _locked(thing)
    comment = thing if isinstance(thing, Comment) else None
    if comment and comment.deleted_at:
        raise Refusal(_("The comment was deleted in the meantime."))
    if Report.objects.by(actor).of(thing).exists():
        raise Refusal(_("You have told the secretariat about this before."))
    quote = thing.text if comment else f"{entry.title}\n\n{entry.text}"
    facts = {"network": entry.network, "entry": entry, "comment": comment, "person": actor}
    made = Report.objects.create(**facts, reason=reason, quote=quote)
    record("report.made", made, actor=actor, network=entry.network, token=token)
    return made


@transaction.atomic
def settle_report(
    report: Report, *, outcome: str, actor: Person, reason: str = "", token: uuid.UUID | None = None
) -> None:
    """Hide what is reported, or leave it; that deals with everybody's report of it, and each of them is told."""
    require(may_settle(actor, report))
    entry, thing = _locked(report.thing)
    if Report.objects.get(pk=report.pk).settled_at:
        raise Refusal(_("Somebody else dealt with it a moment ago."))
    done = record("report.settled", report, actor=actor, network=report.network, token=token)
    if outcome == Outcome.HIDDEN and thing.hidden_at is None:
        record(_verb(thing, "hidden"), thing, actor=actor, network=entry.network, operation=done, entry=entry.pk)
        _hide(thing, reason=reason, actor=actor, operation=done)
    _settle(thing, outcome=outcome, answer=reason, actor=actor, operation=done, told=report)


@transaction.atomic
def hide(thing: Entry | Comment, *, reason: str, actor: Person, token: uuid.UUID | None = None) -> None:
    """From now on only its author and the secretariat see it; whoever reported it is told."""
    require(may_hide(actor, thing))
    entry, thing = _locked(thing)
    if thing.hidden_at:
        raise Refusal(_("Somebody else hid it a moment ago."))
    done = record(_verb(thing, "hidden"), thing, actor=actor, network=entry.network, token=token, entry=entry.pk)
    _hide(thing, reason=reason, actor=actor, operation=done)
    _settle(thing, outcome=Outcome.HIDDEN, answer=reason, actor=actor, operation=done)


@transaction.atomic
def show_again(thing: Entry | Comment, *, actor: Person, token: uuid.UUID | None = None) -> None:
    """Everybody sees it who saw it before it was hidden."""
    require(may_hide(actor, thing))
    entry, thing = _locked(thing)
    if thing.hidden_at is None:
        return
    thing.hidden_at, thing.hidden_by, thing.hidden_reason = None, None, ""
    thing.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    if isinstance(thing, Comment):
        thing.attachments.update(hidden_at=None)
        if entry.last_activity_at < thing.created_at and not thing.deleted_at:
            entry.last_activity_at = thing.created_at
            entry.save(update_fields=["last_activity_at"])
    record(_verb(thing, "shown"), thing, actor=actor, network=entry.network, token=token, entry=entry.pk)


def _verb(thing: Entry | Comment, done: str) -> str:
    return f"comment.{done}" if isinstance(thing, Comment) else f"entry.{done}"


def _hide(thing: Entry | Comment, *, reason: str, actor: Person, operation: uuid.UUID) -> None:
    if not reason.strip():
        raise Refusal(_("Say why: its author wants to know."), field="reason")
    thing.hidden_at, thing.hidden_by, thing.hidden_reason = timezone.now(), actor, reason
    thing.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    if isinstance(thing, Comment):
        thing.attachments.update(hidden_at=thing.hidden_at)
        _forget_activity(thing, was_answer=let_go(thing, actor=actor, operation=operation))


def _forget_activity(comment: Comment, *, was_answer: bool) -> None:
    """Where nothing came after a comment that is hidden, or only that it was the answer, its entry was active before it."""
    entry = comment.entry
    if was_answer or entry.last_activity_at <= comment.created_at:
        others = entry.comments.present().shown().aggregate(latest=Max("created_at"))["latest"]
        entry.last_activity_at = max(filter(None, [entry.created_at, entry.closed_at, others]))
        entry.save(update_fields=["last_activity_at"])


def _settle(
    thing: Entry | Comment,
    *,
    outcome: str,
    answer: str,
    actor: Person,
    operation: uuid.UUID,
    told: Report | None = None,
) -> None:
    """Every report of it that waits has this outcome; one line for each, except the one that is `told` of already."""
    waiting = list(Report.objects.of(thing).waiting().select_related("network"))
    for found in waiting:
        found.settled_at, found.settled_by, found.outcome = timezone.now(), actor, outcome
        found.answer, found.quote = answer, ""
        found.save(update_fields=["settled_at", "settled_by", "outcome", "answer", "quote"])
        if found != told:
            record("report.settled", found, actor=actor, network=found.network, operation=operation)
