"""What a network works on."""

from django.db import models
from django.utils.translation import get_language

from klimanet.accounts.models import Person
from klimanet.members.models.networks import Network


class ThemeQuerySet(models.QuerySet["Theme"]):
    def visible_to(self, person: Person) -> "ThemeQuerySet":
        return self.filter(network__in=Network.objects.visible_to(person))

    def current(self) -> "ThemeQuerySet":
        return self.filter(archived_at=None)


class Theme(models.Model):
    """What a network works on; themes come and go with the years, so an old one is archived, never deleted."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="themes")
    slug = models.SlugField()
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    rank = models.PositiveSmallIntegerField(default=0)  # order on pages
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["network", "slug"], name="members_theme_slug_once")]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name
