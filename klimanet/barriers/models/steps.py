"""What the secretariat does about barriers: letters, meetings and more, each with what it argues for which barrier."""

import datetime
from functools import reduce
from operator import or_
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.barriers.models.barriers import (
    LISTS,
    OPEN,
    Barrier,
    SecretariatsOwn,
    by_now,
    goes_on_in,
    merged_into,
)
from klimanet.barriers.models.changes import Change
from klimanet.barriers.models.reports import Consent, Report
from klimanet.entries.models import Entry
from klimanet.entries.models.entries import EntryQuerySet, admits
from klimanet.members.models import Reader, Theme


class Means(models.TextChoices):
    """What kind of work it is."""

    HEARING = "hearing", _("Consultation response")
    LETTER = "letter", _("Letter")
    MINISTER = "minister", _("Meeting with a minister")
    AGENCY = "agency", _("Meeting with an agency")
    COMMITTEE = "committee", _("Meeting with a committee")
    POSITION = "position", _("Joint position")
    ANALYSIS = "analysis", _("Analysis")
    PILOT = "pilot", _("Pilot or exemption")
    PRESS = "press", _("Press")


class Stage(models.TextChoices):
    """How far a step has come, and what came of it."""

    PLANNED = "planned", _("Planned")
    DELIVERED = "delivered", _("Delivered")
    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Partly accepted")
    REFUSED = "refused", _("Not accepted")
    UNANSWERED = "unanswered", _("No answer")
    OVERTAKEN = "overtaken", _("Overtaken")


ANSWERS = (Stage.ACCEPTED, Stage.PARTLY, Stage.REFUSED, Stage.UNANSWERED)  # to what was delivered
RESULTS = (*ANSWERS, Stage.OVERTAKEN)
NEVER = datetime.date.max


class StepQuerySet(EntryQuerySet["Step"]):
    def narrowed(self, *, reader: Reader, theme: Theme | None = None, means: str = "", stage: str = "") -> Self:
        """By theme also those that argue for a barrier with it which the reader sees."""
        argued = Argument.objects.visible_to(reader).filter(barrier__themes=theme).values("step")
        found = self.filter(Q(pk__in=self.about(theme).values("pk")) | Q(pk__in=argued)) if theme else self
        wanted = {name: value for name, value in (("means", means), ("state", stage)) if value}
        return found.filter(**wanted)

    def due_to_open(self, day: datetime.date) -> Self:
        """Held back until that day, or an earlier one; what was called off before stays held back."""
        return self.filter(opens_on__lte=day, called_off_by=None)

    def pressing(self, day: datetime.date) -> Self:
        """Not delivered yet, and planned or due by that day; the most pressing first."""
        soon = self.annotate(next_on=Least(*(Coalesce(name, Value(NEVER)) for name in ("deadline_on", "planned_on"))))
        return soon.planned().filter(next_on__lte=day).order_by("next_on", "pk")

    def arguing_for(self, barrier: Barrier) -> Self:
        """Also for what was merged into it."""
        return self.filter(merged_into(barrier, "arguments__barrier")).distinct().order_by("pk")

    def planned(self) -> Self:
        return self.filter(state=Stage.PLANNED, hidden_at=None)

    def delivered(self, since: datetime.date, until: datetime.date) -> Self:
        """From the first day to before the second."""
        return self.filter(delivered_on__gte=since, delivered_on__lt=until).order_by("delivered_on", "pk")

    def that_led_to(self, outcome: Entry) -> Self:
        return self.filter(outcomes=outcome).order_by("delivered_on", "pk")

    def that_may_have_led(self, entry: Entry) -> Self:
        """What was delivered about the barriers that `entry` is about; the entry itself, and what is said to have led to it."""
        barriers = Barrier.objects.concerned_by(entry).values("pk")
        about = reduce(or_, (Q(**{f"{way}__in": barriers}) for way in goes_on_in("arguments__barrier")))
        found = self.filter(about & Q(delivered_on__isnull=False) | Q(pk=entry.pk) | Q(outcomes=entry.pk))
        return found.distinct().order_by("delivered_on", "pk")


class Step(SecretariatsOwn, Entry):
    """One piece of political work. Held back, only the secretariat reads it, until the network does from `opens_on` on."""

    kind_name = "step"
    view = "step"
    stands_in = (*LISTS, (_("Political work"), "steps"))
    begin_view = "new_step"
    searched = ("counterpart", "result")
    kind_label = _("Political work")
    icon = "Handshake"
    states: ClassVar[dict] = {
        Stage.PLANNED: (Stage.PLANNED.label, "neutral"),
        Stage.DELIVERED: (Stage.DELIVERED.label, "info"),
        Stage.ACCEPTED: (Stage.ACCEPTED.label, "success"),
        Stage.PARTLY: (Stage.PARTLY.label, "warning"),
        Stage.REFUSED: (Stage.REFUSED.label, "danger"),
        Stage.UNANSWERED: (Stage.UNANSWERED.label, "neutral"),
        Stage.OVERTAKEN: (Stage.OVERTAKEN.label, "neutral"),
    }
    deeds: ClassVar[dict] = {
        "step.planned": _("Planned it"),
        "step.opened": _("Let the network read it"),
        "step.edited": _("Edited it"),
        "step.argued": _("Wrote what it argues"),
        "step.unargued": _("Took an argument out"),
        "step.resulted": _("Said what came of it"),
    }

    means = models.CharField(max_length=20, choices=Means.choices)
    counterpart = models.CharField(max_length=160, blank=True)  # a ministry, a committee
    planned_on = models.DateField(null=True)
    deadline_on = models.DateField(null=True)
    delivered_on = models.DateField(null=True)
    opens_on = models.DateField(null=True)  # embargo
    result = models.TextField(blank=True)
    called_off_by = models.ForeignKey(Change, on_delete=models.SET_NULL, null=True, related_name="called_off")

    objects: ClassVar = StepQuerySet.as_manager()
    next_on: datetime.date  # from `pressing`

    @property
    def is_planned(self) -> bool:
        return self.state == Stage.PLANNED

    @property
    def on(self) -> datetime.date | None:
        """The day it is planned for, or was delivered."""
        return self.planned_on if self.is_planned else self.delivered_on

    @property
    def happened_on(self) -> datetime.date:
        """Where it stands in a barrier's story."""
        return self.delivered_on or self.planned_on or timezone.localdate(self.created_at)

    def reach(self, stage: str = "") -> None:
        """Its state follows from its dates until something came of it, and again where DELIVERED says that nothing did."""
        if stage in RESULTS:
            self.state = stage
        elif stage or self.state not in RESULTS:
            self.state = Stage.DELIVERED if self.delivered_on else Stage.PLANNED


class ArgumentQuerySet(models.QuerySet["Argument"]):
    def visible_to(self, reader: Reader) -> Self:
        """Where the reader sees both the step and the barrier."""
        return self.filter(*(admits(reader, row=way, entry=way) for way in ("step__", "barrier__")))

    def besides(self, barrier: Barrier) -> Self:
        """Those for other open barriers; with `title`: what such a one is called by now."""
        found = self.exclude(merged_into(barrier)).annotate(title=by_now("barrier", "title"))
        return found.alias(state=by_now("barrier", "state")).filter(state__in=OPEN).order_by("title", "pk")

    def for_barrier(self, barrier: Barrier | int) -> Self:
        """Also those for what was merged into it, in the order of their days."""
        found = self.filter(merged_into(barrier))
        return found.select_related("step__network").order_by("pk")

    def with_quotations(self) -> Self:
        """With `quoted`: those that may still stand."""
        standing = Quotation.objects.standing().select_related("report__organisation")
        return self.prefetch_related(Prefetch("quotations", standing.order_by("pk"), to_attr="quoted"))

    def of(self, step: Step) -> Self:
        return self.filter(step=step).select_related("barrier__network").order_by("pk")


class Argument(models.Model):
    """What a step says of one barrier."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="arguments")
    barrier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="arguments")
    text = models.TextField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")  # who wrote it last

    objects = ArgumentQuerySet.as_manager()
    quoted: list["Quotation"]  # from `with_quotations`
    title: str  # from `besides`

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "barrier"], name="barriers_argument_once")]

    def __str__(self) -> str:
        return f"{self.step_id}: {self.barrier_id}"

    def get_absolute_url(self) -> str:
        return self.step.get_absolute_url()

    @property
    def network_id(self) -> int:
        return self.step.network_id


class QuotationQuerySet(models.QuerySet["Quotation"]):
    def standing(self) -> Self:
        """Where the municipality still says that it may be quoted."""
        return self.filter(report__consent=Consent.PUBLIC)

    def of(self, report: Report, *, reader: Reader) -> Self:
        """Where its words went, whether they may be quoted today or not; with `seen`: whether the reader sees that step."""
        step = Step.objects.visible_to(reader).filter(pk=OuterRef("argument__step"))
        found = self.filter(report=report).select_related("argument__step__network").order_by("pk")
        return found.annotate(seen=Exists(step))


class Quotation(models.Model):
    """That a step quotes a municipality by name, and with which words: what went out is known when consent is lowered."""

    argument = models.ForeignKey(Argument, on_delete=models.CASCADE, related_name="quotations")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="quotations")
    said = models.TextField()  # as the report had it
    quoted_at = models.DateTimeField(default=timezone.now)

    objects = QuotationQuerySet.as_manager()
    seen: bool  # from `of`

    class Meta:
        constraints = [models.UniqueConstraint(fields=["argument", "report"], name="barriers_quotation_once")]

    def __str__(self) -> str:
        return f"{self.argument_id}: {self.report_id}"

    def get_absolute_url(self) -> str:
        return self.argument.get_absolute_url()

    @property
    def where(self) -> str:
        """What the step is called, for whoever sees it."""
        return self.argument.step.title if self.seen else gettext("Political work that only the secretariat reads yet")

    @property
    def network_id(self) -> int:
        return self.report.network_id
