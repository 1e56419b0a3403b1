"""How far a barrier has come: the secretariat says so in a line, may take it back for a while, and a municipality may reopen it."""

import datetime
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.barriers import emails
from klimanet.barriers.models import OPEN, Barrier, Change, Effect, State, Step
from klimanet.barriers.models.barriers import date_once_open_again
from klimanet.barriers.permissions import may_reopen, may_take_back, own_reports
from klimanet.barriers.writing import (
    call_off,
    held,
    locked_alone,
    move_to,
    plan_again,
    refuse_built_on,
    refuse_overtaken,
    refuse_to_reopen,
    undo,
)
from klimanet.entries.mentions import keep_mentions, with_ids
from klimanet.entries.models import Audience, Revision
from klimanet.members.models import Organisation
from klimanet.members.models.networks import today
from klimanet.members.permissions import may_run_network
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal, require


@transaction.atomic
def word(barrier: Barrier, *, title: str, text: str, actor: Person, token: uuid.UUID | None = None, **facts) -> None:
    """Write what the barrier is, for the network to read; `facts` are cause, rule, rule_link, decided_by, and themes."""
    require(may_run_network(actor, barrier.network))
    barrier = locked_alone(barrier)
    themes, text = facts.pop("themes", None), with_ids(text, actor, barrier.network)
    if barrier.worded_at and (barrier.title, barrier.text) != (title, text):  # before that, it is a reporter's own line
        Revision.objects.create(
            entry=barrier, title=barrier.title, text=barrier.text, written_at=barrier.edited_at or barrier.worded_at
        )
    barrier.title, barrier.edited_at = title, timezone.now()
    barrier.worded_at = barrier.worded_at or barrier.edited_at
    barrier.write(text)
    for name, value in facts.items():
        setattr(barrier, name, value)
    barrier.save()
    if themes is not None:
        barrier.themes.set(themes)
    keep_mentions(barrier, None, barrier.text)
    verb = "barrier.worded" if barrier.audience == Audience.SECRETARIAT else "barrier.edited"
    record(verb, barrier, actor=actor, network=barrier.network, token=token, entry=barrier.pk)


@transaction.atomic
def move(
    barrier: Barrier,
    *,
    state: str,
    line: str,
    actor: Person,
    due_on: datetime.date | None = None,
    called_off: Iterable[Step] = (),
    based_on: int | None = None,
    token: uuid.UUID | None = None,
) -> Change:
    """Take it to another state; those who reported it get `line` by mail, unless it is taken back within 15 minutes.

    `based_on` is the change it stood at when that was decided: refused where somebody has changed it since.
    `due_on` is the next date, asked for while it stays open. Once it is assessed the network reads it, in the secretariat's words.
    Planned work for it that nobody needs any longer once it is over is `called_off`.
    """
    require(may_run_network(actor, barrier.network))
    steps = held(called_off, barrier)
    barrier = locked_alone(barrier)
    refuse_overtaken(barrier, based_on, field="state")
    state = State(state)
    if state not in barrier.next_states():
        raise Refusal(_("It cannot go there from where it is now. Look at it again."), field="state")
    if state in OPEN:
        if due_on is None:
            raise Refusal(_("Write when you look at it again."), field="due_on")
        if due_on < today():
            raise Refusal(_("That day is over. Choose today or a later day."), field="due_on")
    if state == State.ASSESSED and barrier.worded_at is None:
        raise Refusal(
            _("Write in your own words what it is first: once it is assessed, the network reads it."), field="state"
        )
    change = move_to(barrier, state, line=line, due_on=due_on, person=actor)
    call_off(steps, barrier, change)
    verb = "barrier.opened" if barrier.audience != change.audience_before else "barrier.moved"
    network = barrier.network
    done = record(verb, barrier, actor=actor, network=network, token=token, entry=barrier.pk, state=state)
    for step in steps:
        record("step.resulted", step, actor=actor, network=network, operation=done, entry=step.pk)
    emails.changed(change)
    return change


@transaction.atomic
def take_back(change: Change, *, actor: Person, token: uuid.UUID | None = None) -> None:
    """As if it had not been done; nobody has been told yet. Who opened it again, and took that back, stays untold."""
    require(may_take_back(actor, change))
    steps = held(change.called_off.all(), change.barrier)
    barrier = locked_alone(change.barrier)
    change = Change.objects.get(pk=change.pk)
    if change.undone_at:
        return
    if Effect.objects.filter(change=change).exists():
        raise Refusal(_("It came with an outcome. Take that back."))
    refuse_built_on(change, barrier)
    if not change.is_undoable:
        raise Refusal(_told_of(change))
    undo(change, barrier)
    network = barrier.network
    verb, by = ("barrier.not_reopened", SYSTEM) if change.is_reopening else ("barrier.unmoved", actor)
    done = record(verb, barrier, actor=by, network=network, token=token, entry=barrier.pk)
    for step in plan_again(steps, change):
        record("step.resulted", step, actor=actor, network=network, operation=done, entry=step.pk)


@transaction.atomic
def reopen(
    barrier: Barrier,
    *,
    reason: str,
    actor: Person,
    organisation: Organisation | None = None,
    token: uuid.UUID | None = None,
) -> None:
    """A municipality that has it says that it is not over, and why; the secretariat alone reads who and why.

    The others are told as where the secretariat opens it again. `organisation` is asked of whoever speaks for several that have it.
    """
    require(may_reopen(actor, barrier))
    barrier = locked_alone(barrier)
    reports = own_reports(actor, barrier)
    found = list(reports.of_any([organisation]) if organisation else reports)
    refuse_to_reopen(barrier, found)
    if len(found) > 1:
        raise Refusal(_("Choose the municipality that opens it again."), field="organisation")
    change = move_to(barrier, State.CLARIFYING, line=reason, due_on=date_once_open_again(), report=found[0])
    record("barrier.reopened", barrier, actor=SYSTEM, network=barrier.network, token=token, entry=barrier.pk)
    emails.changed(change)
    emails.reopened(change)


def _told_of(change: Change) -> str:
    if change.is_reopening:
        return _("The secretariat has been told that you opened it again. Write to those who see to it instead.")
    return _("Those who reported it have been told. Write a new line instead.")
