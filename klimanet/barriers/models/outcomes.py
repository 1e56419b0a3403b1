"""What came of the work: a law, guidance, money, or a no; what that does to each barrier, and whether it helped."""

import datetime
from collections.abc import Iterable
from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.barriers.models.barriers import (
    LISTS,
    UNDOABLE,
    Barrier,
    SecretariatsOwn,
    State,
    by_now,
    goes_on_in,
    merged_into,
)
from klimanet.barriers.models.changes import Change, Telling
from klimanet.barriers.models.reports import Consent, Report, ReportQuerySet, this_month
from klimanet.barriers.models.steps import Step
from klimanet.entries.models import Entry
from klimanet.entries.models.entries import EntryQuerySet, admits
from klimanet.members.models import Reader, Theme

ASK_AFTER = datetime.timedelta(days=90)  # from the day it is in force: then reporters are asked whether it helped


class Act(models.TextChoices):
    """What was decided."""

    ACT = "act", _("Act")
    ORDER = "order", _("Executive order")
    GUIDANCE = "guidance", _("Guidance")
    AGREEMENT = "agreement", _("Agreement")
    FUNDING = "funding", _("Funding")
    PRACTICE = "practice", _("Changed practice")
    NONE = "none", _("It was a no")


class Difference(models.TextChoices):
    """What an outcome does to one barrier."""

    REMOVES = "removes", _("It removes the barrier")
    EASES = "eases", _("It eases the barrier")
    NONE = "none", _("The barrier is still there")
    WORSENS = "worsens", _("It makes it worse")


LEADS_TO = {Difference.REMOVES: State.SOLVED, Difference.EASES: State.EASED}
SETTLED = (  # by an outcome, from each of these
    *(State.ASSESSED, State.PRIORITISED, State.PARKED, State.ADVOCACY),
    *(State.DROPPED, State.EASED, State.REJECTED),
)
ASKED_ABOUT = (Difference.REMOVES, Difference.EASES)


class OutcomeQuerySet(EntryQuerySet["Outcome"]):
    def narrowed(self, *, reader: Reader, theme: Theme | None = None, act: str = "") -> Self:
        """By theme also those that make a difference to a barrier with it which the reader sees."""
        told = Effect.objects.visible_to(reader).filter(barrier__themes=theme).values("outcome")
        found = self.filter(Q(pk__in=self.about(theme).values("pk")) | Q(pk__in=told)) if theme else self
        return found.filter(state=act) if act else found

    def untold(self) -> Self:
        """Those that no barrier's reporters have been told of."""
        return self.filter(effects=None, hidden_at=None).order_by("created_at", "pk")

    def awaited_by(self, barrier: Barrier) -> Self:
        """Noted from it, or come of work that argues for it, where its reporters are not told: see `Barrier.objects.awaiting`."""
        about = merged_into(barrier.pk, "links_out__target") | merged_into(barrier, "steps__arguments__barrier")
        told = Effect.objects.for_barrier(barrier).values("outcome")
        return self.filter(about, hidden_at=None).exclude(pk__in=told).distinct().order_by("created_at", "pk")

    def came_of(self, step: Step) -> Self:
        return self.filter(steps=step).order_by("adopted_on", "pk")

    def decided(self, since: datetime.date, until: datetime.date) -> Self:
        """From the first day to before the second; where that day is not known, noted then."""
        on = Coalesce("adopted_on", TruncDate("created_at"))
        return self.annotate(on=on).filter(on__gte=since, on__lt=until).order_by("on", "pk")


class Outcome(SecretariatsOwn, Entry):
    """A decision. Only the secretariat reads it until it says of a barrier what difference it makes: then the network does too."""

    kind_name = "outcome"
    view = "outcome"
    stands_in = (*LISTS, (_("What came of it"), "outcomes"))
    begin_view = "new_outcome"
    searched = ("rule", "evidence")
    kind_label = _("Outcome")
    icon = "CheckmarkCircle"
    states: ClassVar[dict] = {act: (act.label, "danger" if act == Act.NONE else "success") for act in Act}
    deeds: ClassVar[dict] = {
        "outcome.noted": _("Noted it"),
        "outcome.opened": _("Let the network read it"),
        "outcome.withheld": _("Took back that the network reads it"),
        "outcome.edited": _("Edited it"),
    }

    rule = models.CharField(max_length=300, blank=True)  # act, paragraph
    rule_link = models.URLField(max_length=500, blank=True)
    adopted_on = models.DateField(null=True)
    in_force_on = models.DateField(null=True)
    evidence = models.TextField(blank=True)  # where it stands that it is so
    steps = models.ManyToManyField(Step, blank=True, related_name="outcomes")  # that led to it
    asks_on = models.DateField()  # when those who reported are asked whether it helped

    objects: ClassVar = OutcomeQuerySet.as_manager()

    @property
    def decided_on(self) -> datetime.date:
        """Where it stands in a barrier's story."""
        return self.adopted_on or timezone.localdate(self.created_at)

    def asks(self, effects: list["Effect"]) -> str:
        """Whether anybody "is" or "was" asked if it helped, by its effects `with_tells` so far; empty where nobody is."""
        if any(effect.asked_at for effect in effects):
            return "was"
        untold = not effects and self.state != Act.NONE
        return "is" if untold or any(effect.tells and effect.may_have_helped for effect in effects) else ""


class EffectQuerySet(models.QuerySet["Effect"]):
    def visible_to(self, reader: Reader) -> Self:
        """Where the reader sees both the outcome and the barrier."""
        return self.filter(*(admits(reader, row=way, entry=way) for way in ("outcome__", "barrier__")))

    def for_barrier(self, barrier: Barrier | int | OuterRef) -> Self:
        """Also those on what was merged into it."""
        found = self.filter(merged_into(barrier))
        return found.select_related("outcome__network", "change").order_by("pk")

    def of(self, outcome: Outcome) -> Self:
        return self.filter(outcome=outcome).select_related("barrier__network").order_by("pk")

    def with_tells(self) -> Self:
        """With `tells`: whether any municipality has its barrier, or what that was merged into, and so is told."""
        having = Report.objects.standing().filter(barrier=OuterRef("end"))
        return self.annotate(end=by_now("barrier", "pk")).annotate(tells=Exists(having))

    def of_any(self, outcomes: Iterable[Outcome]) -> Self:
        return self.filter(outcome__in=outcomes).select_related("barrier__network").order_by("pk")

    def asked_about(self) -> Self:
        """As `is_asked_about` says of one."""
        return self.filter(at__lte=timezone.now() - UNDOABLE, difference__in=ASKED_ABOUT)

    def to_ask_about(self, day: datetime.date) -> Self:
        """What may have helped, whose reporters have been told of it, are to be asked on that day, and have not been."""
        shown = self.asked_about().filter(asked_at=None, outcome__hidden_at=None, barrier__hidden_at=None)
        return shown.filter(outcome__asks_on__lte=day).order_by("pk")


class Effect(Telling, models.Model):
    """What difference an outcome makes to a barrier, and the line with which those who reported it are told."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="effects")
    barrier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="effects")
    difference = models.CharField(max_length=20, choices=Difference.choices)
    line = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    change = models.OneToOneField(Change, on_delete=models.PROTECT, null=True, related_name="effect")  # it led to
    asked_at = models.DateTimeField(null=True)  # whether it helped

    objects = EffectQuerySet.as_manager()
    tells: bool  # from `with_tells`

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outcome", "barrier"], name="barriers_effect_once"),
            models.CheckConstraint(condition=~Q(line=""), name="barriers_effect_has_line"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id}: {self.barrier_id} {self.difference}"

    def get_absolute_url(self) -> str:
        return self.outcome.get_absolute_url()

    @property
    def network_id(self) -> int:
        return self.outcome.network_id

    @property
    def may_have_helped(self) -> bool:
        return self.difference in ASKED_ABOUT

    @property
    def is_asked_about(self) -> bool:
        """Whether a municipality that it is asked of may say if it helped: not before it is told."""
        return self.may_have_helped and not self.is_undoable

    @property
    def is_asked_elsewhere(self) -> bool:
        """Whether its barrier was merged into one of which the same outcome asks."""
        asking = Effect.objects.filter(outcome=self.outcome_id, difference__in=ASKED_ABOUT)
        return asking.filter(barrier__in=self._goes_on_in() - {self.barrier_id}).exists()

    @property
    def leads_to(self) -> State | None:
        """The state it brings a barrier to; none where things stay as they are."""
        if self.outcome.state == Act.NONE:
            return State.REJECTED if self.difference == Difference.NONE else None
        return LEADS_TO.get(Difference(self.difference))

    @property
    def moves_to(self) -> State | None:
        """The same, where its barrier is not there yet and an outcome settles it from where it is."""
        target = self.leads_to
        return target if target != self.barrier.state and self.barrier.state in SETTLED else None

    def reports(self) -> ReportQuerySet:
        """Those that stand of the barrier, or of the one it was merged into; whoever has one there is asked of that alone."""
        return Report.objects.standing().speaking().filter(barrier__in=self._goes_on_in())

    def is_of(self, report: Report) -> bool:
        """Whether it is about what the municipality reported, also since that was merged into another barrier."""
        return report.barrier_id in self._goes_on_in()

    def _goes_on_in(self) -> set[int]:
        """Keys of its barrier, and of what that was merged into."""
        rows = Effect.objects.filter(pk=self.pk).values_list(*goes_on_in("barrier"))
        return {key for row in rows for key in row if key}


class Helped(models.TextChoices):
    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class AnswerQuerySet(models.QuerySet["Answer"]):
    def speaking(self) -> Self:
        """Those of reports that speak for what the effect is about by now: since they were given some may be merged, or apart."""
        return self.filter(report__barrier=by_now("effect__barrier", "pk"))

    def said(self) -> Self:
        """What a municipality says of an effect, one for each: that of its report which speaks and is not taken back."""
        return self.speaking().filter(report__withdrawn_at=None)

    def with_counted(self, month: datetime.datetime) -> Self:
        """With `counted`: what the network's totals count in the month that began then; empty where they do not.

        As of reports: what has a name at once, else what was said before that month began.
        """
        left_out = When(~Q(report__in=Report.objects.counted(month).values("pk")), then=Value(""))
        latest = When(Q(report__consent__gte=Consent.NAMED) | Q(at__lt=month), then="helped")
        return self.annotate(counted=Case(left_out, latest, default="helped_before"))

    def to(self, effect: Effect, report: Report) -> Self:
        return self.filter(effect=effect, report=report)


class Answer(models.Model):
    """What a municipality that reported a barrier says of whether an outcome helped."""

    effect = models.ForeignKey(Effect, on_delete=models.CASCADE, related_name="answers")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="answers")
    helped = models.CharField(max_length=20, choices=Helped.choices)
    line = models.TextField(blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")  # who said so last
    at = models.DateTimeField(default=timezone.now)
    helped_before = models.CharField(max_length=20, choices=Helped.choices, blank=True)  # when the month of `at` began

    objects = AnswerQuerySet.as_manager()
    counted: str  # from `with_counted`
    readable: bool  # from the query of a story

    class Meta:
        constraints = [models.UniqueConstraint(fields=["effect", "report"], name="barriers_answer_once")]

    def __str__(self) -> str:
        return f"{self.effect_id}: {self.report_id} {self.helped}"

    def get_absolute_url(self) -> str:
        return self.report.get_absolute_url()

    @property
    def network_id(self) -> int:
        return self.report.network_id

    def say(self, helped: str, *, line: str, person: Person) -> None:
        """Said anew, it stands in place of what was said before; which the network's totals count until the month is over."""
        if self.pk and self.at < this_month():
            self.helped_before = self.helped
        self.helped, self.line, self.person, self.at = helped, line, person, timezone.now()
