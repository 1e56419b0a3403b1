"""The texts of a network's public page."""

from django.db import models
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.members.models import Network
from klimanet.text.addresses import path_to


class Section(models.TextChoices):
    """The sections in the order they stand on the page; the values stand in addresses."""

    INTRO = "om", _("What the network is")
    BENEFITS = "udbytte", _("What members get")
    YEAR = "aaret", _("The year")
    PRICE = "pris", _("What it costs")
    JOINING = "optagelse", _("How to join")


class VersionQuerySet(models.QuerySet["SectionVersion"]):
    def current(self) -> "VersionQuerySet":
        """The latest version of every section."""
        latest = (
            SectionVersion.objects.filter(network=OuterRef("network"), section=OuterRef("section"))
            .order_by()
            .values("network", "section")
            .annotate(latest=Max("number"))
        )
        return self.filter(number=Subquery(latest.values("latest")))

    def of(self, section: str) -> "VersionQuerySet":
        return self.filter(section=section).select_related("author").order_by("-number")


class SectionVersion(models.Model):
    """One version of one section. The highest number is what the page shows; earlier ones stay, so nothing is lost."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="section_versions")
    section = models.CharField(max_length=20, choices=Section.choices)
    number = models.PositiveIntegerField()  # 1, 2, 3 …
    heading = models.CharField(_("Heading"), max_length=120, blank=True)
    text = models.TextField(_("Text"), blank=True)
    heading_en = models.CharField(_("Heading in English"), max_length=120, blank=True)
    text_en = models.TextField(_("Text in English"), blank=True)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "section", "number"],
                name="website_sectionversion_number_once",
                violation_error_message=_("Somebody else has saved this section meanwhile."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.section} {self.number}"

    def get_absolute_url(self) -> str:
        return path_to("section_version", self.network.slug, self.section, self.number)

    @property
    def author_name(self) -> str:
        return self.author.name if self.author else gettext("Klimanet")

    @property
    def shown(self) -> tuple[str, str, str]:
        """Heading, text and their language ("da" or "en"): English where it was chosen and is written, else Danish."""
        if get_language() == "en" and self.text_en:
            return self.heading_en or self.heading, self.text_en, "en"
        return self.heading, self.text, "da"
