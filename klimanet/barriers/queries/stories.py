"""A barrier's story in time: how far it came, what was done for it, what came of that, and whether it helped."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    OuterRef,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy

from klimanet.barriers.models import (
    Answer,
    Argument,
    Barrier,
    Change,
    Consent,
    Difference,
    Effect,
    Helped,
    Means,
    Outcome,
    Report,
    ReportVersion,
    Sequel,
    Stage,
    State,
    Step,
)
from klimanet.barriers.models.changes import Telling, line_of_reopening
from klimanet.barriers.models.reports import this_month
from klimanet.barriers.models.steps import NEVER
from klimanet.barriers.permissions import reporting_for
from klimanet.entries.models import Audience, Entry
from klimanet.entries.permissions import Standing
from klimanet.members.models import Reach
from klimanet.questions.prepared import prepared
from klimanet.text.dates import midnight
from klimanet.text.sorting import danish_key

CHANGE, STEP, EFFECT, REPORTS, RECEIVED = "change", "step", "effect", "reports", "received"
GOES_ON, FOLLOWS = SEQUELS = "goes on", "follows"
LATELY = timedelta(days=30)
REOPENING = "reopening"
CALLED: dict[str, dict] = {
    CHANGE: dict.fromkeys((REOPENING, ""), ""),
    STEP: dict(Means.choices),
    EFFECT: dict(Difference.choices),
    GOES_ON: {"": gettext_lazy("It goes on in")},
    FOLLOWS: {"": gettext_lazy("It follows")},
}
KINDS: dict[str, type[Entry]] = {CHANGE: Barrier, STEP: Step, EFFECT: Outcome, GOES_ON: Barrier, FOLLOWS: Barrier}


@dataclass
class Answers:
    """What those who reported a barrier say of whether an outcome helped."""

    helped: list[tuple[str, int]]  # how many municipalities, by what they say; the secretariat's of all
    named: list[Answer]  # those one may read with their municipality's name

    def of(self, organisation: str) -> Answer | None:
        """What the municipality with that slug says."""
        return next((answer for answer in self.named if answer.report.organisation.slug == organisation), None)


@dataclass
class Told(Telling):
    """One thing of a story; `number` and `title` are those of a step, an outcome or another barrier.

    `who` is a counterpart, or who reopened it.

    RECEIVED is of the month of `at`; of REPORTS, `line` names the municipalities that reported it in the month of `at`.
    """

    what: str
    key: int  # of the change, the argument, the effect or the sequel
    on: date | None  # the day it was decided or delivered, or is planned for, where that is known
    at: datetime  # when it was noted
    number: int = 0
    title: str = ""
    state: str = ""
    kind: str = ""  # means or difference; of a change, whether it is a municipality's
    line: str = ""
    who: str = ""
    audience: str = ""
    moved: str = ""  # to which state an outcome brought the barrier
    deadline_on: date | None = None  # of a step
    earlier: str = ""  # of a change, and of an outcome that led to one: the state it came from
    result: str = ""  # of a step: what was answered
    answers: Answers = field(default_factory=lambda: Answers([], []))

    @property
    def day(self) -> date:
        return self.on or timezone.localdate(self.at)

    @property
    def badge(self) -> tuple[str, str]:
        return KINDS[self.what].states[self.state]

    @property
    def what_view(self) -> str:
        """The name of the route to the step, the outcome or the other barrier."""
        return KINDS[self.what].view

    @property
    def called(self) -> str:
        return str(CALLED[self.what][self.kind])

    @property
    def moved_to(self) -> str:
        return str(State(self.moved).label) if self.moved else ""

    @property
    def is_reopening(self) -> bool:
        return self.kind == REOPENING

    @property
    def is_undoable(self) -> bool:
        return self.what in (CHANGE, EFFECT) and super().is_undoable

    @property
    def is_sequel(self) -> bool:
        return self.what in SEQUELS

    @property
    def is_planned(self) -> bool:
        return self.what == STEP and self.state == Stage.PLANNED

    @property
    def is_under_way(self) -> bool:
        """Political work that is planned, or delivered and not answered."""
        return self.is_planned or (self.what == STEP and self.state == Stage.DELIVERED)


@dataclass
class Story:
    """What one reader may know of a barrier, in the order of its days."""

    told: list[Told]
    is_merged: bool = False  # into another, which is asked about in its stead

    @cached_property
    def happened(self) -> list[Told]:
        return [one for one in self.told if not one.is_planned]

    @cached_property
    def under_way(self) -> list[Told]:
        """What is planned by its next day, then what waits for an answer, the longest first; each once, whatever was merged."""
        steps: dict[int, list[Told]] = {}
        for one in self.told:
            if one.is_under_way:
                steps.setdefault(one.number, []).append(one)
        return sorted((_one_step(its) for its in steps.values()), key=_pressing)

    @property
    def began_as(self) -> str:
        """The state that the first change came from; empty where nothing has changed."""
        return min(self._moves, key=lambda one: one.at).earlier if self._moves else ""

    @property
    def reason(self) -> str:
        """The line with which it came to its state, as far as one may read that."""
        return self._latest_move.line if self._latest_move else ""

    @property
    def opened_again(self) -> Told | None:
        """What opened it again, where no more is said since."""
        latest = self._latest_move
        return latest if latest and Change(earlier=latest.earlier, state=latest.state).opens_again else None

    @property
    def effects(self) -> list[Told]:
        return self._all(EFFECT)

    @property
    def asked_about(self) -> list[Told]:
        """The effects of which those who reported the barrier are asked whether they helped, once they are told."""
        found = [] if self.is_merged else self.effects
        return [one for one in found if Effect(difference=one.kind, at=one.at).is_asked_about]

    def passed_by(self, versions: list[ReportVersion]) -> bool:
        """Whether something was done while a report was taken back, if it came back lately; its latest version first."""
        pairs = pairwise(versions)
        away = [(before.until, gone.until) for gone, before in pairs if gone.as_report().withdrawn_at]
        if not away or away[0][1] < timezone.now() - LATELY:
            return False
        moments = [one.at for one in self.told if one.what in (CHANGE, STEP, EFFECT)]
        moments += [one.tells_at for one in self.told if one.what in (CHANGE, EFFECT)]  # when one would have had a mail
        since, until = away[0]
        return any(since < at < until for at in moments)

    @property
    def goes_on(self) -> list[Told]:
        return self._all(GOES_ON)

    @property
    def follows(self) -> list[Told]:
        return self._all(FOLLOWS)

    def tells_of(self, entry: Entry) -> bool:
        return any((one.number, one.what_view) == (entry.number, entry.route) for one in self.told if one.number)

    @property
    def undoable(self) -> Told | None:
        """What was done last, as long as it can be taken back."""
        done = [one for one in self.told if one.what in (CHANGE, EFFECT)]
        latest = max(done, key=lambda one: one.at, default=None)
        return latest if latest and latest.is_undoable else None

    @property
    def _moves(self) -> list[Told]:
        return [one for one in self.told if one.earlier]

    @property
    def _latest_move(self) -> Told | None:
        return max(self._moves, key=lambda one: (one.at, one.what == EFFECT), default=None)

    def _all(self, what: str) -> list[Told]:
        return [one for one in self.told if one.what == what]


def _one_step(arguments: list[Told]) -> Told:
    """The step with all that it argues, in the order in which that was written."""
    first, *_others = arguments
    said = {one.line: one for one in sorted(arguments, key=lambda one: one.key)}
    return replace(first, line="\n\n".join(said))


def _pressing(step: Told) -> tuple[bool, date]:
    return not step.is_planned, min(step.on or NEVER, (step.is_planned and step.deadline_on) or NEVER)


def story(barrier: Barrier, *, standing: Standing) -> Story:
    """From the first to the latest; an outcome stands in place of the change it led to, and reports by their month.

    The line of an outcome that one does not see is not told.
    To all but the secretariat a municipality's reopening looks as one by the secretariat.
    """
    rows = [Told(*row) for row in _story(standing.reach, barrier.pk)]
    found = [one for one in rows if one.what != REPORTS and not one.is_sequel]
    for one in found:
        if one.is_reopening and not standing.runs:
            one.kind, one.who, one.line = "", "", line_of_reopening()
    changes, effects = ([one for one in found if one.what == what] for what in (CHANGE, EFFECT))
    said = answers([one.key for one in effects], standing=standing)
    for one in effects:
        one.answers = said[one.key]
    found += _moved_later(effects, changes)
    reported = _by_month(one for one in rows if one.what == REPORTS)
    received = Told(RECEIVED, 0, None, midnight(timezone.localdate(barrier.received_at).replace(day=1)))
    told = sorted([received, *found, *reported, *_sequels_once(rows)], key=lambda one: (one.day, one.at, one.key))
    return Story(told, is_merged=barrier.merged_into_id is not None)


def _moved_later(effects: Iterable[Told], changes: list[Told]) -> Iterable[Told]:
    """Of what was decided before the barrier came to the state from which that moved it: the move, which stands by itself."""
    for one in effects:
        if one.moved and any(one.day < change.day and change.at < one.at for change in changes):
            yield Told(CHANGE, one.key, None, one.at, state=one.moved, earlier=one.earlier, line=one.title)
            one.moved = ""


def _sequels_once(rows: Iterable[Told]) -> Iterable[Told]:
    """One for each other barrier, whatever was merged: what was said first, also where each goes on in the other by now."""
    latest_first = sorted((one for one in rows if one.is_sequel), key=lambda one: -one.key)
    return {one.number: one for one in latest_first}.values()


def _by_month(reports: Iterable[Told]) -> list[Told]:
    """One for each month, since the network is told no day; apart those that it does not know by name."""
    months: dict[tuple[date, str], list[str]] = {}
    for report in reports:
        months.setdefault((report.day.replace(day=1), report.audience), []).append(report.who)
    return [
        Told(REPORTS, 0, None, midnight(first), line=", ".join(sorted(names, key=danish_key)), audience=audience)
        for (first, audience), names in sorted(months.items())
    ]


def undoable(story: Story, *, standing: Standing) -> Told | None:
    """What was done last, as long as the person may take it back: the secretariat what it said, a municipality its reopening."""
    latest = story.undoable
    if latest is None or (standing.runs and not latest.is_reopening):
        return latest
    own = Change.objects.opened_again_by(reporting_for(standing)).by_key(latest.key)
    return latest if latest.what == CHANGE and own.exists() else None


def answers(effects: Iterable[int], *, standing: Standing) -> dict[int, Answers]:
    """By effect."""
    said = {effect: Answers([], []) for effect in effects}
    if not said:
        return said
    found = _answers(standing.reach, tuple(said), this_month())
    for effect, its in said.items():
        own = [answer for answer in found if answer.effect_id == effect]
        its.named = [one for one in own if one.readable]
        shown = [(one, one.helped) for one in its.named] if standing.runs else [(one, one.counted) for one in own]
        latest = Counter({one.report.organisation_id: helped for one, helped in shown if helped}.values())
        its.helped = [(str(helped.label), latest[helped]) for helped in Helped if latest[helped]]
    return said


@prepared
def _story(reach: Reach, barrier: int) -> QuerySet:
    """Rows of `Told`, of six kinds."""
    effects = Effect.objects.visible_to(reach).for_barrier(barrier).order_by()
    led_to = effects.filter(change__isnull=False).values("change")
    reopening = Case(When(person=None, then=_text(REOPENING)), default=_text(""), output_field=CharField())
    unseen = When(effect__isnull=False, then=_text(""))  # it came with an outcome that is hidden, and so is its line
    line = Case(unseen, default="line", output_field=CharField())
    changes = Change.objects.standing().filter(barrier=barrier).exclude(pk__in=led_to).order_by()
    rows = changes.values_list(
        *(_text(CHANGE), "pk", _no_day(), "at", Value(0), _text(""), "state", reopening),
        *(line, Coalesce("report__organisation__name", _text("")), "audience_before", _text(""), _no_day()),
        *("earlier", _text("")),
    )
    steps = Argument.objects.visible_to(reach).for_barrier(barrier).order_by()
    on = Case(When(step__state=Stage.PLANNED, then="step__planned_on"), default="step__delivered_on")
    noted = Coalesce("step__called_off_by__at", "step__created_at")
    own = When(change__barrier=barrier, then="change__earlier")  # not of what was merged into it
    earlier = Case(own, default=_text(""), output_field=CharField())
    reports = Report.objects.visible_to(reach).standing().filter(barrier=barrier).order_by()
    named = When(consent__gte=Consent.NAMED, then=_text(Audience.NETWORK))
    whose = Case(named, default=_text(Audience.SECRETARIAT), output_field=CharField())
    return rows.union(
        steps.values_list(
            *(_text(STEP), "pk", on, noted, "step__number", "step__title", "step__state"),
            *("step__means", "text", "step__counterpart", _readers("step"), _text(""), "step__deadline_on"),
            *(_text(""), "step__result"),
        ),
        effects.values_list(
            *(_text(EFFECT), "pk", "outcome__adopted_on", "at", "outcome__number", "outcome__title", "outcome__state"),
            *("difference", "line", _text(""), _readers("outcome"), Coalesce("change__state", _text("")), _no_day()),
            *(earlier, _text("")),
        ),
        reports.values_list(
            *(_text(REPORTS), "pk", _no_day(), "created_at", Value(0), _text(""), _text("")),
            *(_text(""), _text(""), "organisation__name", whose, _text(""), _no_day()),
            *(_text(""), _text("")),
        ),
        _sequels(reach, barrier, GOES_ON, end="earlier", other="later"),
        _sequels(reach, barrier, FOLLOWS, end="later", other="earlier"),
        all=True,
    )


def _sequels(reach: Reach, barrier: int, what: str, *, end: str, other: str) -> QuerySet:
    found = Sequel.objects.beside(barrier, end=end, other=other, reader=reach).order_by()
    return found.values_list(
        *(_text(what), "pk", _no_day(), "at", "other_number", "other_title", "other_state"),
        *(_text(""), _text(""), _text(""), "other_audience", _text(""), _no_day()),
        *(_text(""), _text("")),
    )


@prepared
def _answers(reach: Reach, effects: tuple[int, ...], month: datetime) -> QuerySet[Answer]:
    """With `readable`: whether its report stands and one may read that. Whoever reported anew says last what is so."""
    report = Report.objects.visible_to(reach).standing().filter(pk=OuterRef("report"))
    found = Answer.objects.speaking().filter(effect__in=effects).select_related("report__organisation")
    facts = {"readable": Exists(report)}
    return found.with_counted(month).annotate(**facts).order_by("report__organisation__sort_key", "at", "pk")


def _readers(entry: str) -> Case:
    """Its audience; of what is hidden, the secretariat."""
    hidden = When(**{f"{entry}__hidden_at__isnull": False}, then=_text(Audience.SECRETARIAT))
    return Case(hidden, default=f"{entry}__audience", output_field=CharField())


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _no_day() -> Cast:
    return Cast(Value(None), DateField())
