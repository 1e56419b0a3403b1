"""What writing a barrier shares."""

import datetime
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.barriers.models import (
    OPEN,
    Argument,
    Barrier,
    Change,
    Effect,
    Outcome,
    Report,
    Sequel,
    Stage,
    State,
    Step,
)
from klimanet.entries.models import Audience, Entry, Merging
from klimanet.entries.writing import close_up, locked_kind, locked_together, open_up
from klimanet.members.models import Holding, Network
from klimanet.rules.refusals import Refusal
from klimanet.text.dates import moment


def whoever_sees_to_it(network: Network) -> Holding:
    """The contact person where they run the network, else whoever has run it longest."""
    running = Holding.objects.active().in_network(network).running().own().with_network().select_related("person")
    holdings = sorted(running, key=lambda holding: (holding.person_id != network.contact_id, holding.pk))
    if not holdings:
        raise Refusal(_("Nobody runs the network at the moment, so nobody would answer."))
    return holdings[0]


def locked_alone(barrier: Barrier) -> Barrier:
    """Refused where it was merged into another: that one goes on."""
    found = locked_kind(barrier)
    if found.merged_into_id:
        raise Refusal(_("It was merged into another barrier a moment ago."))
    return found


def carry_on(earlier: Barrier, later: Barrier, *, effect: Effect | None = None) -> bool:
    """Note that one of two barriers goes on in the other; answers whether that changes anything.

    They are `locked_together`: else two who lead from one barrier to another at once close a circle. Said by itself it
    stays, also where it came with an effect that is taken back.
    """
    if earlier.pk == later.pk or earlier.network_id != later.network_id:
        raise Refusal(_("Choose another barrier of this network that goes on."), field="sequel")
    if later.pk in Sequel.objects.leading_to(earlier):
        raise Refusal(_("That one goes on in this one, so this one cannot go on in it."), field="sequel")
    said = Sequel.objects.between(earlier, later)
    if not said:
        Sequel.objects.create(earlier=earlier, later=later, effect=effect)
        return True
    return not effect and bool(said.filter(effect__isnull=False).update(effect=None))


def held(steps: Iterable[Step], *others: Entry) -> list[Step]:
    """Anew, `locked_together` with the others."""
    steps = list(steps)
    locked_together(*steps, *others)
    return [locked_kind(step) for step in steps]


def call_off(steps: list[Step], barrier: Barrier, change: Change | None) -> None:
    """Nobody needs what is planned any longer, since the barrier is over by that change; all of them held."""
    if not steps:
        return
    if change is None or change.state in OPEN:
        raise Refusal(
            _("The barrier is not over by this, so what is planned goes on. Take the ticks away."), "called_off"
        )
    for step in steps:
        if step.state != Stage.PLANNED or not Argument.objects.for_barrier(barrier).filter(step=step).exists():
            raise Refusal(_("Somebody has changed “%s” meanwhile. Look at it again.") % step.title, "called_off")
        step.reach(Stage.OVERTAKEN)
        step.called_off_by, step.last_activity_at = change, change.at
        step.save(update_fields=["state", "called_off_by", "last_activity_at"])


def plan_again(steps: list[Step], change: Change) -> list[Step]:
    """Those of the held ones that are called off by the change, which is taken back, and nothing else was said of."""
    found = [step for step in steps if step.called_off_by_id == change.pk]
    for step in found:
        step.reach(Stage.DELIVERED)
        step.called_off_by = None
        step.save(update_fields=["state", "called_off_by"])
    return found


def refuse_unworded(barrier: Barrier) -> None:
    """Until the secretariat says what it is, it is known by what its first reporter wrote."""
    if barrier.worded_at is None:
        raise Refusal(
            _("Write in your own words what it is first. Else another municipality reads what the first one wrote.")
        )


def refuse_overtaken(barrier: Barrier, based_on: int | None, *, field: str) -> None:
    """Where the locked barrier has been changed since the change that somebody's form was `based_on`."""
    version = barrier.changes.version()
    if based_on in (None, version):
        return
    told = _("It became “%(state)s” %(time)s, while you wrote. Does what you say still fit? Then send it again.")
    since = barrier.changes.latest_at() or barrier.received_at
    raise Refusal(told % {"state": barrier.badge[0], "time": moment(since)}, field=field, version=version)


def refuse_to_reopen(barrier: Barrier, reports: list[Report]) -> None:
    """Where it is not over, or hidden, or none of the `reports` of those who would open it again stands."""
    if not reports:
        raise Refusal(_("Your municipality has said that it does not have it."))
    if barrier.hidden_at:
        raise Refusal(_("The secretariat has hidden the barrier, so it cannot be opened again."))
    if barrier.is_open:
        told = _("It is open already: “%s”. If you know more than your report says, write it there.")
        raise Refusal(told % barrier.badge[0])


def refuse_to_tell(outcome: Outcome, barrier: Barrier | None) -> None:
    """Where nothing can be told of the outcome, or nothing of what it does to that barrier."""
    if outcome.hidden_at:
        raise Refusal(_("The outcome is hidden. Show it again first."))
    if barrier is None:
        return
    if barrier.hidden_at:
        raise Refusal(_("The barrier is hidden. Show it again first."), field="barrier")
    if barrier.audience == Audience.SECRETARIAT:
        raise Refusal(_("The network does not read that barrier yet. Assess it first."), field="barrier")
    if effect := outcome.effects.filter(barrier=barrier).first():
        raise Refusal(_told_already(effect), field="barrier")


def _told_already(effect: Effect) -> str:
    tells, told = effect.reports().exists(), _("What it does to that barrier is said already.")
    if tells:
        told = _("Those who reported that barrier have been told already.")
        if effect.is_undoable:
            told = _(
                "Those who reported that barrier get a mail %s. Until then you can take it back on the outcome’s page."
            )
    elif effect.is_undoable:
        told = _("What it does to that barrier is said already. You can take it back on the outcome’s page until %s.")
    return told % moment(effect.tells_at) if effect.is_undoable else told


def refuse_built_on(change: Change, barrier: Barrier) -> None:
    """Where the locked `barrier` went on from that change: taken back, it would lie below what came of it."""
    if barrier.changes.standing().last() != change:
        raise Refusal(_("Somebody has changed it again meanwhile."))
    if Effect.objects.for_barrier(barrier).exclude(change=change).filter(at__gte=change.at).exists():
        raise Refusal(_("Those who reported it were told of an outcome since. Take that back first."))
    if Merging.objects.filter(source__merged_into=barrier, at__gte=change.at).exists():
        raise Refusal(_("Another barrier was merged into it since. Separate the two first."))


def refuse_to_answer(effect: Effect | None, report: Report) -> None:
    """Where nobody is asked whether it helped, or not of that report."""
    if effect is None or not effect.is_asked_about:
        raise Refusal(_("Nobody is asked whether that helped."))
    if report.withdrawn_at:
        raise Refusal(_("The report was taken back. Say on its page that you have it after all, and answer then."))
    if not effect.reports().filter(pk=report.pk).exists():
        raise Refusal(_("The barrier was merged with another, or told apart again. Look where your report is by now."))


def undo(change: Change, barrier: Barrier) -> None:
    """The locked `barrier` is where it was before that change; a next date that somebody chose since stays, while it is open."""
    barrier.state = change.earlier
    if barrier.due_on == change.due_on or not barrier.is_open:
        barrier.due_on = change.due_before
    if barrier.last_activity_at == change.at:  # nothing happened since
        barrier.last_activity_at = change.activity_before or change.at
    if barrier.audience != change.audience_before:
        close_up(barrier)
    barrier.save(update_fields=["state", "due_on", "last_activity_at", "audience"])
    change.undone_at = timezone.now()
    change.save(update_fields=["undone_at"])


def move_to(barrier: Barrier, state: State, *, line: str, due_on: datetime.date | None = None, **by) -> Change:
    """Take the locked `barrier` there; `by` is the person, or the report where a municipality reopens it."""
    change = Change.objects.create(
        barrier=barrier,
        earlier=barrier.state,
        state=state,
        line=line,
        due_on=due_on if state in OPEN else None,
        due_before=barrier.due_on,
        audience_before=barrier.audience,
        activity_before=barrier.last_activity_at,
        **by,
    )
    barrier.state, barrier.due_on = state, change.due_on
    if not change.opens_again:  # else the minute a municipality did it stands in every overview
        barrier.last_activity_at = change.at
    if state == State.ASSESSED and barrier.audience == Audience.SECRETARIAT:
        open_up(barrier)
    barrier.save(update_fields=["state", "due_on", "last_activity_at", "audience", "created_at"])
    return change
