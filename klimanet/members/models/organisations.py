"""Municipalities, the association and others. They exist once, whatever networks they are members of."""

import datetime

from django.db import models
from django.db.models import Count, F, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from klimanet.text.sorting import danish_key

# What stands beside an organisation's own page under a network's members.
RESERVED_SLUGS = frozenset(
    {"personer", "pladser", "mig", "ny", "invitationer", "aarligt", "uden-koordinator", "overdragelser"}
)


class RegionQuerySet(models.QuerySet["Region"]):
    def on(self, date: datetime.date) -> "RegionQuerySet":
        """The regions there were on that day."""
        return self.filter(pk__in=RegionPeriod.objects.on(date).values("region"))

    def with_municipalities(self, organisations: models.QuerySet, date: datetime.date) -> "RegionQuerySet":
        """With `number`: how many of `organisations` belong to each on that day; in Danish order."""
        periods = RegionPeriod.objects.on(date).filter(organisation__in=organisations)
        number = Count("periods", filter=Q(periods__in=periods.values("pk")))
        return self.annotate(number=number).order_by("sort_key")


class Region(models.Model):
    """A region. Which municipalities belong to it changes over time: see RegionPeriod."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    sort_key = models.CharField(max_length=120, editable=False)

    objects = RegionQuerySet.as_manager()
    number: int  # from `with_municipalities`

    class Meta:
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.sort_key = danish_key(self.name)
        super().save(*args, **kwargs)


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Municipality")
    ASSOCIATION = "association", _("Association")
    OTHER = "other", _("Other organisation")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def municipalities(self) -> "OrganisationQuerySet":
        return self.filter(kind=OrganisationKind.MUNICIPALITY)

    def known_in(self, *networks: models.Model | int) -> "OrganisationQuerySet":
        """What a network knows of: every municipality, and whoever is or was its member."""
        return self.filter(Q(kind=OrganisationKind.MUNICIPALITY) | Q(memberships__network__in=networks)).distinct()

    def matching(self, text: str) -> "OrganisationQuerySet":
        """Whose name holds every word of `text`, whatever the case and order; none where there is no word in it."""
        keys = tuple(danish_key(word) for word in text.split())
        return self.holding(keys) if keys and all(keys) else self.none()

    def holding(self, keys: tuple[str, ...]) -> "OrganisationQuerySet":
        """Whose name holds every one of these sort keys."""
        return self.filter(*(GreaterThan(StrIndex("sort_key", Value(key)), 0) for key in keys))

    def named(self, slugs: list[str]) -> "OrganisationQuerySet":
        """Those at these addresses."""
        return self.filter(slug__in=slugs)

    def of_address(self, email: str) -> "OrganisationQuerySet":
        """Municipalities whose own mail domain the address is in: a hint, never a proof."""
        labels = email.rpartition("@")[2].casefold().split(".")
        return self.municipalities().filter(mail_domain__in=[".".join(labels[i:]) for i in range(len(labels) - 1)])

    def among(self, organisations: "list[Organisation]") -> "OrganisationQuerySet":
        return self.filter(pk__in=[organisation.pk for organisation in organisations])

    def in_region(self, region: Region, on: datetime.date) -> "OrganisationQuerySet":
        return self.filter(pk__in=RegionPeriod.objects.on(on).filter(region=region).values("organisation"))


class Organisation(models.Model):
    """A municipality, the association that runs networks, or another body people speak for."""

    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    slug = models.SlugField(unique=True)
    name = models.CharField(_("Name"), max_length=120)
    short = models.CharField(max_length=20, blank=True)  # where space is scarce, as on a tile
    sort_key = models.CharField(max_length=200, editable=False)
    code = models.CharField(max_length=4, null=True, unique=True)  # the municipality's four-digit code
    population = models.PositiveIntegerField(null=True)
    mail_domain = models.CharField(max_length=80, blank=True)  # a hint at sign-up, never a proof
    tile_column = models.PositiveSmallIntegerField(null=True)
    tile_row = models.PositiveSmallIntegerField(null=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="municipality", code__isnull=False) | (~Q(kind="municipality") & Q(code=None)),
                name="members_organisation_code_if_municipality",
                violation_error_message=_("A municipality has a code; nobody else has."),
            ),
            models.UniqueConstraint(
                fields=["tile_column", "tile_row"],
                name="members_organisation_tile_once",
                violation_error_message=_("Two municipalities cannot share a tile."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.sort_key = danish_key(self.name)
        super().save(*args, **kwargs)

    def has_address(self, email: str) -> bool:
        """Whether the address is in the organisation's own mail domain, as `of_address` says of rows."""
        domain = email.rpartition("@")[2].casefold()
        return bool(self.mail_domain) and f".{domain}".endswith(f".{self.mail_domain}")

    @property
    def is_municipality(self) -> bool:
        return self.kind == OrganisationKind.MUNICIPALITY

    def region(self, on: datetime.date) -> Region | None:
        period = RegionPeriod.objects.on(on).filter(organisation=self).select_related("region").first()
        return period.region if period else None


class RegionPeriodQuerySet(models.QuerySet["RegionPeriod"]):
    def on(self, date: datetime.date) -> "RegionPeriodQuerySet":
        return self.filter(since__lte=date).filter(Q(until=None) | Q(until__gte=date))


class RegionPeriod(models.Model):
    """That a municipality belongs to a region from one day to another, both included."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="region_periods")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="periods")
    since = models.DateField()
    until = models.DateField(null=True)

    objects = RegionPeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "since"], name="members_regionperiod_start_once"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(until=None), name="members_regionperiod_one_open"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="members_regionperiod_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.since}"
