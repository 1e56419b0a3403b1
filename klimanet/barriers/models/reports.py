"""What one municipality reports of a barrier, and who may know that it did."""

import json
from datetime import date, datetime, timedelta
from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.barriers.models.barriers import Barrier, by_now, merged_into
from klimanet.entries.models import Audience, Entry, Merging
from klimanet.entries.models.entries import admits
from klimanet.entries.models.merging import merged_with
from klimanet.files.models import Blob
from klimanet.members.models import Network, Organisation, Reach, Reader, reach_of
from klimanet.members.models.networks import today
from klimanet.text.addresses import path_to
from klimanet.text.dates import midnight, number

MOST_MONTHS = 600
MOST_KRONER = 1_000_000_000_000
MOST_TONNES = 100_000_000  # a year: more than the country sends out
UNITS = {
    "months": (_("Delay"), _("%s months")),
    "kroner": (_("Dearer by"), _("%s kr.")),
    "tonnes": (_("Emissions it stands in the way of saving"), _("%s t CO₂e a year")),
}
RANGES = tuple((f"{unit}_low", f"{unit}_high") for unit in UNITS)
FIGURES = tuple(name for ends in RANGES for name in ends)
TURNED = _("The lower figure comes before the higher.")
# What a report says.
SAID = ("wanted", "stopped", "helps", "example", "severity", "estimated_by", "consent", *FIGURES)
KEPT = (*SAID, "on_behalf", "withdrawn_at", "withdrawal")  # how it was, by each change


def fault_of(least: int | None, most: int | None) -> str:
    """Why an estimate between these makes no sense, or nothing; it is said of the higher figure."""
    if (least is None) != (most is None):
        return gettext("Write both figures, the same twice if you know it.")
    if least is not None and most is not None and most < least:
        return str(TURNED)
    return ""


def this_month() -> datetime:
    return midnight(today().replace(day=1))


def next_month() -> date:
    return (today().replace(day=1) + timedelta(days=31)).replace(day=1)


class Consent(models.IntegerChoices):
    """The ladder: what may be told of a report, each rung with all below it."""

    SECRETARIAT = 0, _("Only the secretariat may know")
    UNNAMED = 1, _("The network may know, without our name")
    NAMED = 2, _("The network may know that it is us")
    PUBLIC = 3, _("We may be quoted in public")


class Severity(models.TextChoices):
    PREVENTS = "prevents", _("It stops us altogether")
    DELAYS = "delays", _("It delays us")
    DEARER = "dearer", _("It makes it dearer")


def _within(low: str, high: str, name: str) -> models.CheckConstraint:
    """Both ends or none, and in their order."""
    both = Q(**{f"{low}__isnull": False, f"{high}__isnull": False, f"{high}__gte": models.F(low)})
    return models.CheckConstraint(
        condition=Q(**{low: None, high: None}) | both,
        name=f"barriers_report_{name}",
        violation_error_message=TURNED,
    )


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, reader: Reader) -> Self:
        """With all they say: one's own municipality's, those that are named, of barriers one sees; all, for the secretariat."""
        return self.filter(_admitted(reach_of(reader)))

    def of(self, barrier: Barrier | int) -> Self:
        return self.filter(barrier=barrier)

    def moved_from(self, barrier: int) -> Self:
        """Those that came from there with a merging which stands, also what had come there with another."""
        return self.filter(merging__source__in=merged_with(barrier))

    def standing(self) -> Self:
        """Those that their municipality has not taken back."""
        return self.filter(withdrawn_at=None)

    def withdrawn(self) -> Self:
        return self.filter(withdrawn_at__isnull=False)

    def lacking(self) -> Self:
        """Of each municipality that does not have it, what it took back last."""
        beside = Report.objects.filter(barrier=OuterRef("barrier"), organisation=OuterRef("organisation"))
        later = Q(withdrawn_at=None) | Q(withdrawn_at__gt=OuterRef("withdrawn_at"))
        return self.withdrawn().exclude(Exists(beside.filter(later)))

    def beside(self, report: "Report") -> Self:
        """That one, wherever it was moved a moment ago, and what else its municipality says of what its barrier goes on as."""
        goes_on = Report.objects.filter(pk=report.pk).annotate(end=by_now("barrier", "pk")).values("end")
        same = Q(merged_into(Subquery(goes_on)), organisation=report.organisation_id)
        return self.filter(Q(pk=report.pk) | same)

    def speaking(self) -> Self:
        """All but what stayed with a barrier that was merged into one of which its municipality had a report."""
        return self.filter(barrier__merged_into=None)

    def of_any(self, organisations) -> Self:
        return self.filter(organisation__in=organisations)

    def changed_by(self, voices, *, runs: bool) -> Self:
        """What whoever speaks for these may change; as `is_changed_by` says of one."""
        own = Q(organisation__in=voices)
        return self.filter(own | Q(on_behalf=True) if runs else own)

    def in_network(self, network: Network) -> Self:
        return self.filter(barrier__network=network)

    def named(self) -> Self:
        return self.filter(consent__gte=Consent.NAMED)

    def counted(self, month: datetime) -> Self:
        """What the network's totals count in the month that began then: named reports at once, others by whole months.

        These from the month after they came to that rung until the end of the month in which they leave it or are taken
        back: else a total that moves tells who was at work that day. A name that is withdrawn takes its report along at once.
        """
        unnamed = Q(consent=Consent.UNNAMED, consented_at__lt=month) | Q(lowered_at__gte=month)
        return self.filter(Q(consent__gte=Consent.NAMED) | unnamed)

    def with_all(self) -> Self:
        return self.select_related("organisation", "person", "barrier__network")


def _admitted(reach: Reach) -> Q:
    admitted = Q(admits(reach, row="barrier__", entry="barrier__"), consent__gte=Consent.NAMED)
    for place in reach.places:
        here = Q(barrier__network=place.network)
        admitted |= here if place.runs else here & Q(organisation__in=place.organisations)
    return admitted & _admitted(reach.beside) if reach.beside else admitted


class Report(models.Model):
    """That a municipality has a barrier, in its own words; one for each of both, however many of its people say so.

    Taken back it says so no longer: none but its municipality and the secretariat reads it, and nothing shows it but, for
    the rest of the month, a total.
    """

    barrier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="barrier_reports")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="barrier_reports")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")  # who wrote it last
    on_behalf = models.BooleanField(default=False)  # by the secretariat, for the municipality
    wanted = models.TextField(blank=True)
    stopped = models.TextField()
    helps = models.TextField(blank=True)
    example = models.TextField(blank=True)
    severity = models.CharField(max_length=20, choices=Severity.choices, blank=True)
    months_low = models.PositiveIntegerField(null=True, validators=[MaxValueValidator(MOST_MONTHS)])
    months_high = models.PositiveIntegerField(null=True, validators=[MaxValueValidator(MOST_MONTHS)])
    kroner_low = models.BigIntegerField(null=True, validators=[MaxValueValidator(MOST_KRONER)])
    kroner_high = models.BigIntegerField(null=True, validators=[MaxValueValidator(MOST_KRONER)])
    tonnes_low = models.BigIntegerField(null=True, validators=[MaxValueValidator(MOST_TONNES)])  # CO2e a year
    tonnes_high = models.BigIntegerField(null=True, validators=[MaxValueValidator(MOST_TONNES)])
    estimated_by = models.CharField(max_length=160, blank=True)
    consent = models.PositiveSmallIntegerField(choices=Consent.choices, default=Consent.SECRETARIAT)
    consented_at = models.DateTimeField(default=timezone.now)  # to what `consent` says now
    lowered_at = models.DateTimeField(null=True)  # when it left the rung at which it was counted without its name
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal = models.TextField(blank=True)  # why, for the secretariat
    begun_from = models.ForeignKey(Entry, on_delete=models.SET_NULL, null=True, related_name="+")
    merging = models.ForeignKey(Merging, on_delete=models.SET_NULL, null=True, related_name="+")  # brought it
    is_own: bool  # the reader's, from the query `reports`

    objects = ReportQuerySet.as_manager()
    questions: list  # of effects, from the query `with_questions`

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["barrier", "organisation"], condition=Q(withdrawn_at=None), name="barriers_report_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(consent=Consent.SECRETARIAT),
                name="barriers_report_withdrawn_is_confided",
            ),
            _within("months_low", "months_high", "months"),
            _within("kroner_low", "kroner_high", "kroner"),
            _within("tonnes_low", "tonnes_high", "tonnes"),
        ]

    def __str__(self) -> str:
        return f"{self.barrier_id}: {self.organisation_id}"

    def get_absolute_url(self) -> str:
        """For its municipality and the secretariat, also before the network reads the barrier."""
        return path_to("barrier_report", self.barrier.network.slug, self.pk)

    @property
    def network_id(self) -> int:
        return self.barrier.network_id

    @property
    def first_barrier(self) -> Barrier:
        """The one that it was reported of, whatever that was merged into."""
        return Barrier.objects.get(pk=self.merging.source_id) if self.merging else self.barrier

    @property
    def first_title(self) -> str:
        """What that was called; empty where those are the words of another municipality."""
        first = self.first_barrier
        beside = Report.objects.filter(Q(merging__source=first) | Q(barrier=first, merging=None))
        theirs = first.worded_at is None and beside.order_by("pk")[0].organisation_id != self.organisation_id
        return "" if theirs else first.title

    @property
    def written_at(self) -> datetime:
        return self.changed_at or self.created_at

    @property
    def counts_from(self) -> date | None:
        """The month from which the network's totals count it without its name, as long as that has not come."""
        return next_month() if self.consent == Consent.UNNAMED and not self.counts_until else None

    @property
    def counts_until(self) -> date | None:
        """Where the network's totals count it without its name: the day until which they do, if it is lowered now or has been."""
        unnamed = self.consent == Consent.UNNAMED and self.consented_at < this_month()
        return next_month() if unnamed or (self.lowered_at and self.lowered_at >= this_month()) else None

    def let_known(self) -> list[tuple[datetime, datetime, Consent]]:
        """When more might be told of it than now: since, until, and how much; the latest first, as its versions are."""
        found: list[tuple[datetime, datetime, Consent]] = []
        since = self.created_at
        for version in reversed(self.versions.all()):
            rung = Consent(version.as_report().consent)
            if found and found[-1][1:] == (since, rung):
                since = found.pop()[0]
            found.append((since, version.until, rung))
            since = version.until
        return [one for one in reversed(found) if one[2] > self.consent]

    @property
    def is_told_by_source(self) -> bool:
        """Whether what it was begun from would tell those who read both whose it is, which they may not know."""
        if not self.begun_from or self.consent >= Consent.NAMED:
            return False
        few = Audience(self.begun_from.audience).breadth < Audience.NETWORK.breadth
        return few or self.begun_from.organisation_id == self.organisation_id

    def spoken_for_by(self) -> "Report | None":
        """What counts in its stead, where it stayed with a barrier that was merged into one its municipality had reported."""
        stayed = self.barrier.merged_into_id and not self.withdrawn_at
        return Report.objects.standing().speaking().beside(self).first() if stayed else None

    def figures(self) -> list[tuple[str, str]]:
        """What each estimate is of, and how it is told."""
        found = []
        for unit, (low, high) in zip(UNITS, RANGES, strict=True):
            least, most = getattr(self, low), getattr(self, high)
            if least is not None:
                span = number(least) if least == most else f"{number(least)}–{number(most)}"
                found.append((str(UNITS[unit][0]), str(UNITS[unit][1]) % span))
        return found


class ReportVersion(models.Model):
    """What a report said before it was changed."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="versions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")  # who had written it
    said = models.TextField()  # JSON, by the names in KEPT; a text, so that a name in it is found as in any other
    until = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-until", "-pk")

    def __str__(self) -> str:
        return f"{self.report_id} until {self.until:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return self.report.get_absolute_url()

    def as_report(self) -> Report:
        """The report as it was."""
        return Report(**json.loads(self.said))

    @property
    def network_id(self) -> int:
        return self.report.network_id


class EnclosureQuerySet(models.QuerySet["Enclosure"]):
    def of(self, report: Report) -> Self:
        return self.filter(report=report).select_related("blob").order_by("pk")


class Enclosure(models.Model):
    """A file with a report. Whoever may see to the report opens it: its municipality and the secretariat, whatever the consent."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="enclosures")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")  # who put it up
    created_at = models.DateTimeField(default=timezone.now)

    objects = EnclosureQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.report.get_absolute_url()

    @property
    def network_id(self) -> int:
        return self.report.network_id
