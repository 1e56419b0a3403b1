"""A barrier's story in time: how far it came, what was done for it, what came of that, and whether it helped."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from klimanet.barriers.models import (
    Answer,
    Argument,
    Barrier,
    Change,
    Difference,
    Effect,
    Helped,
    Means,
    Outcome,
    Report,
    State,
    Step,
)
from klimanet.barriers.models.barriers import Telling
from klimanet.barriers.queries.barriers import this_month
from klimanet.entries.permissions import Standing
from klimanet.members.models import Reach
from klimanet.questions.prepared import prepared
from klimanet.text.dates import midnight
from klimanet.text.sorting import danish_key

CHANGE, STEP, EFFECT, REPORTS, RECEIVED = "change", "step", "effect", "reports", "received"
REOPENING, IN_CONFIDENCE = "reopening", "in confidence"  # whether the network may know that somebody has it
CALLED: dict[str, dict] = {
    CHANGE: dict.fromkeys((REOPENING, IN_CONFIDENCE, ""), ""),
    STEP: dict(Means.choices),
    EFFECT: dict(Difference.choices),
}
VIEWS = {STEP: Step.view, EFFECT: Outcome.view}
BADGES: dict[str, dict] = {CHANGE: Barrier.states, STEP: Step.states, EFFECT: Outcome.states}


@dataclass
class Answers:
    """What those who reported a barrier say of whether an outcome helped."""

    helped: list[tuple[str, int]]  # how many municipalities, by what they say; the secretariat's of all
    named: list[Answer]  # those one may read with their municipality's name


@dataclass
class Told(Telling):
    """One thing of a story; `number` and `title` are the step's or the outcome's, `who` a counterpart or who reopened it.

    RECEIVED is of the month of `at`; of REPORTS, `line` names the municipalities that reported it in the month of `at`.
    """

    what: str
    key: int  # of the change, the argument or the effect
    on: date | None  # the day it was decided or delivered, where that is known
    at: datetime  # when it was noted
    number: int = 0
    title: str = ""
    state: str = ""
    kind: str = ""  # means or difference; of a change, whether it is a reopening
    line: str = ""
    who: str = ""
    audience: str = ""
    moved: str = ""  # to which state an outcome brought the barrier
    answers: Answers = field(default_factory=lambda: Answers([], []))

    @property
    def day(self) -> date:
        return self.on or timezone.localdate(self.at)

    @property
    def badge(self) -> tuple[str, str]:
        return BADGES[self.what][self.state]

    @property
    def what_view(self) -> str:
        """The name of the route to the step or the outcome."""
        return str(VIEWS[self.what])

    @property
    def called(self) -> str:
        return str(CALLED[self.what][self.kind])

    @property
    def moved_to(self) -> str:
        return str(State(self.moved).label) if self.moved else ""

    @property
    def is_reopening(self) -> bool:
        return self.kind in (REOPENING, IN_CONFIDENCE)

    @property
    def is_undoable(self) -> bool:
        return self.what in (CHANGE, EFFECT) and not self.is_reopening and super().is_undoable


def story(barrier: Barrier, *, standing: Standing) -> list[Told]:
    """From the first to the latest; an outcome stands in place of the change it led to, and reports by their month.

    A reopening says nothing of whose it is and why, but to the secretariat; nor, where no total counts its report, that it is one.
    """
    rows = [Told(*row) for row in _story(standing.reach, barrier.pk, this_month())]
    found = [one for one in rows if one.what != REPORTS]
    for one in found:
        if one.is_reopening and not standing.runs:
            one.line = one.who = ""
            one.kind = one.kind.replace(IN_CONFIDENCE, "")
    said = answers([one.key for one in found if one.what == EFFECT], standing=standing)
    for one in found:
        if one.what == EFFECT:
            one.answers = said[one.key]
    reported = _by_month(one for one in rows if one.what == REPORTS)
    received = Told(RECEIVED, 0, None, _month_of(timezone.localdate(barrier.received_at)))
    return sorted([received, *found, *reported], key=lambda one: (one.day, one.at))


def _by_month(reports: Iterable[Told]) -> list[Told]:
    """One for each month, since the network is told no day."""
    months: dict[datetime, list[str]] = {}
    for report in reports:
        month = _month_of(report.day)
        months.setdefault(month, []).append(report.who)
    return [
        Told(REPORTS, 0, None, month, line=", ".join(sorted(names, key=danish_key))) for month, names in months.items()
    ]


def _month_of(day: date) -> datetime:
    return midnight(day.replace(day=1))


def undoable(story: list[Told]) -> Told | None:
    """What was done last, as long as it can be taken back."""
    done = [one for one in story if one.what in (CHANGE, EFFECT)]
    latest = max(done, key=lambda one: one.at, default=None)
    return latest if latest and latest.is_undoable else None


def answers(effects: Iterable[int], *, standing: Standing) -> dict[int, Answers]:
    """By effect."""
    said = {effect: Answers([], []) for effect in effects}
    if not said:
        return said
    found = _answers(standing.reach, tuple(said), this_month())
    for effect, its in said.items():
        own = [answer for answer in found if answer.effect_id == effect]
        counts = {helped: sum(one.helped == helped for one in own if one.known or standing.runs) for helped in Helped}
        its.helped = [(str(helped.label), number) for helped, number in counts.items() if number]
        its.named = [answer for answer in own if answer.readable]
    return said


@prepared
def _story(reach: Reach, barrier: int, month: datetime) -> QuerySet:
    """Rows of `Told`, of four kinds."""
    effects = Effect.objects.visible_to(reach).for_barrier(barrier).order_by()
    led_to = effects.filter(change__isnull=False).values("change")
    known = When(person=None, report__in=Report.objects.counted(month), then=Value(REOPENING))
    unknown = When(person=None, then=Value(IN_CONFIDENCE))
    reopening = Case(known, unknown, default=Value(""), output_field=CharField())
    changes = Change.objects.standing().filter(barrier=barrier).exclude(pk__in=led_to).order_by()
    rows = changes.values_list(
        *(_text(CHANGE), "pk", Cast(Value(None), DateField()), "at", Value(0), _text(""), "state", reopening),
        *("line", Coalesce("report__organisation__name", _text("")), "audience_before", _text("")),
    )
    steps = Argument.objects.visible_to(reach).for_barrier(barrier).order_by()
    happened = Coalesce("step__delivered_on", "step__planned_on")
    reports = Report.objects.visible_to(reach).filter(barrier=barrier).order_by()
    return rows.union(
        steps.values_list(
            *(_text(STEP), "pk", happened, "step__created_at", "step__number", "step__title", "step__state"),
            *("step__means", "text", "step__counterpart", "step__audience", _text("")),
        ),
        effects.values_list(
            *(_text(EFFECT), "pk", "outcome__adopted_on", "at", "outcome__number", "outcome__title", "outcome__state"),
            *("difference", "line", _text(""), "outcome__audience", Coalesce("change__state", _text(""))),
        ),
        reports.values_list(
            *(_text(REPORTS), "pk", Cast(Value(None), DateField()), "created_at", Value(0), _text(""), _text("")),
            *(_text(""), _text(""), "organisation__name", _text(""), _text("")),
        ),
        all=True,
    )


@prepared
def _answers(reach: Reach, effects: tuple[int, ...], month: datetime) -> QuerySet[Answer]:
    """With `known`: whether the network's totals count it; and `readable`: whether one may read it with its name."""
    counted = Q(pk__in=Answer.objects.counted(month).values("pk"))
    report = Report.objects.visible_to(reach).filter(pk=OuterRef("report"))
    found = Answer.objects.standing().filter(effect__in=effects).select_related("report__organisation")
    facts = {"known": ExpressionWrapper(counted, output_field=BooleanField()), "readable": Exists(report)}
    return found.annotate(**facts).order_by("report__organisation__sort_key", "pk")


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())
