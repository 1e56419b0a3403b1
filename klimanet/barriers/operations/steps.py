"""Planning political work, saying what it argues for which barrier, delivering it, and what came of it."""

import datetime
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.barriers.models import RESULTS, Argument, Barrier, Consent, Quotation, Report, Stage, Step
from klimanet.barriers.models.steps import ANSWERS
from klimanet.barriers.permissions import may_open
from klimanet.entries.models import Audience
from klimanet.entries.permissions import may_see
from klimanet.entries.writing import (
    begin,
    forget_draft,
    locked_entry,
    locked_kind,
    locked_together,
    open_up,
    rewrite,
    takes_in_files,
)
from klimanet.files.intake import Kept
from klimanet.members.models import Network, Organisation, Theme
from klimanet.members.models.networks import today
from klimanet.members.permissions import may_run_network
from klimanet.rules.actors import Actor
from klimanet.rules.refusals import Refusal, require


@takes_in_files
@transaction.atomic
def plan_step(
    network: Network,
    *,
    title: str,
    text: str,
    means: str,
    actor: Person,
    audience: str = Audience.NETWORK,
    opens_on: datetime.date | None = None,
    delivered_on: datetime.date | None = None,
    barrier: Barrier | None = None,
    argument: str = "",
    organisation: Organisation | None = None,
    themes: Iterable[Theme] = (),
    attachments: Iterable[Kept] = (),
    draft: str = "",
    token: uuid.UUID | None = None,
    **facts,
) -> Step:
    """Note a step; `facts` are counterpart, planned_on and deadline_on, `argument` what it says of `barrier`.

    With `opens_on` only the secretariat reads it until that day. `draft` is where it was begun, if not from `barrier`.
    """
    require(may_run_network(actor, network))
    _refuse_days(opens_on, delivered_on, **facts)
    held = Audience.SECRETARIAT if opens_on else audience
    step = Step(
        network=network,
        title=title,
        means=means,
        audience=held,
        opens_on=opens_on,
        delivered_on=delivered_on,
        **facts,
    )
    step.reach()
    begin(step, author=actor, organisation=organisation, text=text, themes=themes, attachments=attachments)
    if barrier and may_see(actor, barrier):
        if not argument:
            raise Refusal(_("Write what it says of the barrier."), field="argument")
        Argument.objects.create(step=step, barrier=barrier, text=argument, person=actor)
    forget_draft(actor, draft or Step.begin_address(network, barrier))
    verb = "step.opened" if step.audience == Audience.NETWORK else "step.planned"
    record(verb, step, actor=actor, network=network, token=token, entry=step.pk)
    return step


@takes_in_files
@transaction.atomic
def edit_step(
    step: Step,
    *,
    title: str,
    text: str,
    means: str,
    audience: str,
    actor: Person,
    opens_on: datetime.date | None = None,
    delivered_on: datetime.date | None = None,
    themes: Iterable[Theme] = (),
    attachments: Iterable[Kept] = (),
    token: uuid.UUID | None = None,
    **facts,
) -> None:
    """Change it, or say that it is delivered; whoever runs the network does."""
    require(may_run_network(actor, step.network) and may_see(actor, step))
    step = locked_kind(step)
    _refuse_days(opens_on, delivered_on, **facts)
    if step.state in ANSWERS and delivered_on is None:
        raise Refusal(_("It says what came of it, so it was delivered. Write when."), field="delivered_on")
    earlier = step.audience
    step.means, step.opens_on, step.delivered_on = means, opens_on, delivered_on
    for name, value in facts.items():
        setattr(step, name, value)
    step.reach()
    held = Audience.SECRETARIAT if opens_on else audience
    if earlier != held == Audience.NETWORK:
        step.created_at = timezone.now()  # as `open_up` says
    rewrite(step, author=actor, title=title, text=text, audience=held, themes=themes, attachments=attachments)
    verb = "step.opened" if earlier != step.audience == Audience.NETWORK else "step.edited"
    record(verb, step, actor=actor, network=step.network, token=token, entry=step.pk)


@transaction.atomic
def open_step(step: Step, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Its day has come: the network reads it."""
    require(may_open(actor, step))
    step = locked_kind(step)
    if step.opens_on is None or step.opens_on > today():
        return
    open_up(step)
    step.opens_on, step.last_activity_at = None, step.created_at
    step.save(update_fields=["audience", "opens_on", "created_at", "last_activity_at"])
    record("step.opened", step, actor=actor, network=step.network, token=token, entry=step.pk)


@transaction.atomic
def argue(
    step: Step,
    *,
    barrier: Barrier,
    text: str,
    actor: Person,
    quoted: Iterable[Report] = (),
    token: uuid.UUID | None = None,
) -> None:
    """Write what it says of the barrier, in place of what it said, and which municipalities it quotes in public."""
    require(may_run_network(actor, step.network) and may_see(actor, step) and may_see(actor, barrier))
    locked_together(step, barrier)
    step, barrier = locked_kind(step), locked_kind(barrier)
    if barrier.network_id != step.network_id or barrier.merged_into_id:
        raise Refusal(_("Choose a barrier of this network that goes on."), field="barrier")
    facts = {"text": text, "person": actor}
    argument, _created = Argument.objects.update_or_create(step=step, barrier=barrier, defaults=facts)
    rows = Report.objects.filter(pk__in=[report.pk for report in quoted]).order_by("pk")
    quoted = list(rows.select_for_update(of=("self",), no_key=True))
    if any(report.barrier_id != barrier.pk or report.consent < Consent.PUBLIC for report in quoted):
        raise Refusal(_("Quote only those who have said that they may be quoted in public."), field="quoted")
    left_out = argument.quotations.standing().exclude(report__in=quoted)
    if step.delivered_on and left_out.exists():
        raise Refusal(_quoted(), field="quoted")
    left_out.delete()
    for report in quoted:
        Quotation.objects.get_or_create(argument=argument, report=report, defaults={"said": report.stopped})
    record("step.argued", step, actor=actor, network=step.network, token=token, entry=step.pk)


@transaction.atomic
def drop_argument(argument: Argument, *, actor: Person, token: uuid.UUID | None = None) -> None:
    """It argues for that barrier no longer. What has quoted somebody and was delivered stays: it has left."""
    require(may_run_network(actor, argument.step.network) and may_see(actor, argument.step))
    locked_entry(argument.step_id)
    found = Argument.objects.select_related("step__network").filter(pk=argument.pk).first()
    if found is None:
        return
    step = found.step
    if step.delivered_on and found.quotations.exists():
        raise Refusal(_quoted())
    found.delete()
    record("step.unargued", step, actor=actor, network=step.network, token=token, entry=step.pk)


@transaction.atomic
def settle_step(step: Step, *, stage: str, result: str, actor: Person, token: uuid.UUID | None = None) -> None:
    """Say what came of it, or with DELIVERED that nothing did yet."""
    require(may_run_network(actor, step.network) and may_see(actor, step))
    step = locked_kind(step)
    if stage not in (*RESULTS, Stage.DELIVERED):
        raise Refusal(_("Choose what came of it."), field="stage")
    if stage in ANSWERS and step.delivered_on is None:
        raise Refusal(_("It is not delivered yet. Write first when it was."), field="stage")
    if stage == Stage.DELIVERED and result not in ("", step.result):
        raise Refusal(_("Nothing came of it yet, so this is not kept. Choose what came of it, or empty it."), "result")
    if stage == Stage.DELIVERED and step.state not in RESULTS:
        return
    step.reach(stage)
    step.result, step.last_activity_at = result if stage in RESULTS else "", timezone.now()
    step.called_off_by = None
    step.save(update_fields=["state", "result", "called_off_by", "last_activity_at"])
    record("step.resulted", step, actor=actor, network=step.network, token=token, entry=step.pk)


def _refuse_days(
    opens_on: datetime.date | None,
    delivered_on: datetime.date | None,
    planned_on: datetime.date | None = None,
    deadline_on: datetime.date | None = None,
    **_others,
) -> None:
    if opens_on and opens_on <= today():
        raise Refusal(_("Choose a day from tomorrow on, or leave it empty."), field="opens_on")
    if delivered_on and delivered_on > today():
        raise Refusal(_("That day has not come yet. Write it as planned."), field="delivered_on")
    if planned_on and deadline_on and deadline_on < planned_on and not delivered_on:
        raise Refusal(_("That is after the deadline. Choose an earlier day, or a later deadline."), "planned_on")


def _quoted() -> str:
    return _("It was delivered, and quotes a municipality. It stays, so that they see where they are quoted.")
