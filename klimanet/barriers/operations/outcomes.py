"""Noting what was decided, telling those who reported a barrier what difference it makes, and asking them whether it helped."""

import datetime
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.barriers import emails
from klimanet.barriers.models import (
    ASK_AFTER,
    ASKED_ABOUT,
    Act,
    Answer,
    Barrier,
    Difference,
    Effect,
    Outcome,
    Report,
    Step,
)
from klimanet.barriers.permissions import may_answer, may_ask
from klimanet.barriers.writing import (
    call_off,
    carry_on,
    held,
    locked_alone,
    move_to,
    plan_again,
    refuse_built_on,
    refuse_overtaken,
    refuse_to_answer,
    refuse_to_tell,
    undo,
)
from klimanet.entries.models import Audience, Entry
from klimanet.entries.operations.following import link
from klimanet.entries.permissions import may_see
from klimanet.entries.writing import begin, close_up, forget_draft, locked_kind, open_up, rewrite, takes_in_files
from klimanet.files.intake import Kept
from klimanet.members.models import Network, Organisation, Theme
from klimanet.members.models.networks import today
from klimanet.members.permissions import may_run_network
from klimanet.rules.actors import SYSTEM, Actor
from klimanet.rules.refusals import Refusal, require


@takes_in_files
@transaction.atomic
def note_outcome(
    network: Network,
    *,
    title: str,
    text: str,
    act: str,
    actor: Person,
    in_force_on: datetime.date | None = None,
    asks_on: datetime.date | None = None,
    organisation: Organisation | None = None,
    themes: Iterable[Theme] = (),
    attachments: Iterable[Kept] = (),
    source: Entry | None = None,
    steps: Iterable[Step] = (),
    draft: str = "",
    token: uuid.UUID | None = None,
    **facts,
) -> Outcome:
    """Note a decision; `facts` are rule, rule_link, adopted_on and evidence. Only the secretariat reads it yet.

    `steps` led to it; `source` is what it is noted from, which it is linked with, unless that is a step; `draft` is where
    it was begun, if not from that.
    """
    require(may_run_network(actor, network))
    _refuse_days(facts.get("adopted_on"), in_force_on, asks_on)
    outcome = Outcome(
        network=network,
        title=title,
        state=act,
        audience=Audience.SECRETARIAT,
        in_force_on=in_force_on,
        asks_on=asks_on or _asked_on(in_force_on),
        **facts,
    )
    begin(outcome, author=actor, organisation=organisation, text=text, themes=themes, attachments=attachments)
    outcome.steps.set(_seen(steps, network, actor))
    if source and source.kind != Step.kind_name and may_see(actor, source):
        link(outcome, target=source, actor=actor)
    forget_draft(actor, draft or Outcome.begin_address(network, source))
    record("outcome.noted", outcome, actor=actor, network=network, token=token, entry=outcome.pk)
    return outcome


@takes_in_files
@transaction.atomic
def edit_outcome(
    outcome: Outcome,
    *,
    title: str,
    text: str,
    act: str,
    actor: Person,
    in_force_on: datetime.date | None = None,
    asks_on: datetime.date | None = None,
    themes: Iterable[Theme] = (),
    attachments: Iterable[Kept] = (),
    steps: Iterable[Step] | None = None,
    token: uuid.UUID | None = None,
    **facts,
) -> None:
    """Change what is said of it, and which `steps` led to it; what it did to each barrier stays as it was told."""
    require(may_run_network(actor, outcome.network) and may_see(actor, outcome))
    _refuse_days(facts.get("adopted_on"), in_force_on, asks_on)
    outcome = locked_kind(outcome)
    _refuse_untrue(act, outcome.effects.values_list("difference", flat=True), field="act")
    outcome.state, outcome.in_force_on, outcome.asks_on = act, in_force_on, asks_on or _asked_on(in_force_on)
    for name, value in facts.items():
        setattr(outcome, name, value)
    rewrite(
        outcome,
        author=actor,
        title=title,
        text=text,
        audience=outcome.audience,
        themes=themes,
        attachments=attachments,
    )
    if steps is not None:
        outcome.steps.set(_seen(steps, outcome.network, actor))
    record("outcome.edited", outcome, actor=actor, network=outcome.network, token=token, entry=outcome.pk)


@transaction.atomic
def tell_effect(
    outcome: Outcome,
    *,
    barrier: Barrier,
    difference: str,
    line: str,
    actor: Person,
    sequel: Barrier | None = None,
    called_off: Iterable[Step] = (),
    based_on: int | None = None,
    token: uuid.UUID | None = None,
) -> Effect:
    """Say what difference it makes to the barrier; those who reported that get `line` by mail, unless it is taken back in time.

    What it leaves over goes on in `sequel`; planned work for it that nobody needs any longer is `called_off`.
    `based_on` is the change it stood at when that was decided: where somebody has changed it since, it may become something else.
    """
    require(may_run_network(actor, outcome.network) and may_see(actor, outcome) and may_see(actor, barrier))
    require(sequel is None or may_see(actor, sequel))
    steps = held(called_off, barrier, sequel or barrier, outcome)
    barrier, outcome = locked_alone(barrier), locked_kind(outcome)
    sequel = sequel and locked_alone(sequel)
    if barrier.network_id != outcome.network_id:
        raise Refusal(_("Choose a barrier of this network that goes on."), field="barrier")
    refuse_to_tell(outcome, barrier)
    refuse_overtaken(barrier, based_on, field="difference")
    _refuse_untrue(outcome.state, [difference], field="difference")
    effect = Effect(outcome=outcome, barrier=barrier, difference=Difference(difference), line=line, person=actor)
    if target := effect.moves_to:
        effect.change = move_to(barrier, target, line=line, person=actor)
    effect.save()
    call_off(steps, barrier, effect.change)
    continues = sequel and carry_on(barrier, sequel, effect=effect)
    verb = "outcome.edited" if outcome.audience == Audience.NETWORK else "outcome.opened"
    if verb == "outcome.opened":
        open_up(outcome)
    outcome.last_activity_at = timezone.now()
    outcome.save(update_fields=["audience", "created_at", "last_activity_at"])
    network = outcome.network
    done = record("barrier.told", barrier, actor=actor, network=network, token=token, entry=barrier.pk)
    record(verb, outcome, actor=actor, network=network, operation=done, entry=outcome.pk)
    for step in steps:
        record("step.resulted", step, actor=actor, network=network, operation=done, entry=step.pk)
    if sequel and continues:
        key = barrier.pk
        record("barrier.continued", barrier, actor=actor, network=network, operation=done, entry=key, sequel=sequel.pk)
    emails.told(effect)
    return effect


@transaction.atomic
def take_back_effect(effect: Effect, *, actor: Person, token: uuid.UUID | None = None) -> None:
    """As if it had not been said; nobody has been told yet."""
    require(may_run_network(actor, effect.barrier.network))
    called_off: Iterable[Step] = effect.change.called_off.all() if effect.change else ()
    steps = held(called_off, effect.barrier, effect.outcome)
    barrier, outcome = locked_kind(effect.barrier), locked_kind(effect.outcome)
    found = Effect.objects.filter(pk=effect.pk).first()
    if found is None:
        return
    if not found.is_undoable:
        raise Refusal(_("Those who reported it have been told. Write a new line instead."))
    change, sequels = found.change, list(found.sequels.order_by("pk").values_list("later", flat=True))
    if change:
        refuse_built_on(change, barrier)
    found.delete()
    planned = plan_again(steps, change) if change else []
    if change:
        undo(change, barrier)
    verb = "outcome.edited" if outcome.effects.exists() else "outcome.withheld"
    if verb == "outcome.withheld":
        close_up(outcome)
        outcome.save(update_fields=["audience"])
    network, key = barrier.network, barrier.pk
    done = record("barrier.untold", barrier, actor=actor, network=network, token=token, entry=key)
    record(verb, outcome, actor=actor, network=network, operation=done, entry=outcome.pk)
    for later in sequels:
        record("barrier.discontinued", barrier, actor=actor, network=network, operation=done, entry=key, sequel=later)
    for step in planned:
        record("step.resulted", step, actor=actor, network=network, operation=done, entry=step.pk)


@transaction.atomic
def ask_whether_it_helped(effect: Effect, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Ask every municipality that reported the barrier, once; also where it was merged into one that the outcome is about too."""
    require(may_ask(actor, effect))
    barrier = locked_kind(effect.barrier)
    effect = Effect.objects.get(pk=effect.pk)
    if effect.asked_at or not effect.is_asked_about:
        return
    effect.asked_at = timezone.now()
    effect.save(update_fields=["asked_at"])
    record("barrier.asked", barrier, actor=actor, network=barrier.network, token=token, entry=barrier.pk)
    if not effect.is_asked_elsewhere:
        emails.asked(effect)


@transaction.atomic
def say_whether_it_helped(
    effect: Effect, *, report: Report, helped: str, actor: Person, line: str = "", token: uuid.UUID | None = None
) -> None:
    """What a municipality says, once it is told of the outcome."""
    require(may_answer(actor, report))
    barrier = locked_kind(effect.barrier)
    report = Report.objects.get(pk=report.pk)
    refuse_to_answer(Effect.objects.filter(pk=effect.pk).first(), report)
    answer = Answer.objects.to(effect, report).first() or Answer(effect=effect, report=report)
    answer.say(helped, line=line, person=actor)
    answer.save()
    record("barrier.judged", barrier, actor=SYSTEM, network=barrier.network, token=token)


def _seen(steps: Iterable[Step], network: Network, actor: Person) -> QuerySet[Step]:
    return Step.objects.visible_to(actor).in_network(network).filter(pk__in=[step.pk for step in steps])


def _refuse_untrue(act: str, differences: Iterable[str], *, field: str) -> None:
    if act == Act.NONE and {*differences} & {*ASKED_ABOUT}:
        raise Refusal(_("It was a no, so it neither removes nor eases the barrier."), field=field)


def _asked_on(in_force_on: datetime.date | None) -> datetime.date:
    """When those who reported a barrier are asked, where nobody has chosen a day."""
    return max(today(), in_force_on or today()) + ASK_AFTER


def _refuse_days(
    adopted_on: datetime.date | None, in_force_on: datetime.date | None, asks_on: datetime.date | None
) -> None:
    if adopted_on and adopted_on > today():
        raise Refusal(_("That day has not come yet. Note it once it is decided."), field="adopted_on")
    if asks_on and in_force_on and asks_on < in_force_on:
        raise Refusal(_("It is not in force by then. Choose a later day, or leave it empty."), field="asks_on")
