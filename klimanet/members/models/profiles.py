"""What a person shows of themselves in one network."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.members.models.networks import Holding, Network, Role, Theme
from klimanet.text.sorting import danish_key


class ProfileQuerySet(models.QuerySet["Profile"]):
    def present(self) -> "ProfileQuerySet":
        """Of people who hold a seat in the network today, suspended or not."""
        return self.filter(Exists(_holdings_of(OuterRef("person"), OuterRef("network")).open()))

    def matching(self, text: str) -> "ProfileQuerySet":
        """Whose name, job title or "ask me about" words hold `text`, whatever the case and in Danish order's own letters."""
        key = danish_key(text)
        return self.filter(
            Q(person__sort_key__contains=key)
            | Q(words_key__contains=key)
            | Q(person__title__icontains=text)
            | Q(themes__name__icontains=text)
        ).distinct()

    def visible_to(self, viewer: Person) -> "ProfileQuerySet":
        """The people a person may see in the networks they are in.

        Everybody sees those who agreed to be listed. The secretariat, and one's own organisation, also see those who did
        not, and those whose seat is suspended.
        """
        mine = Holding.objects.active().filter(person=viewer, seat__membership__network=OuterRef("network"))
        own_organisations = Holding.objects.active().filter(person=viewer).values("seat__membership")
        colleagues = _holdings_of(OuterRef("person"), OuterRef("network")).open()
        return self.present().filter(
            Q(Exists(mine.filter(seat__role=Role.SECRETARIAT)))
            | Q(Exists(colleagues.filter(seat__membership__in=own_organisations)))
            | Q(Exists(mine), Exists(_holdings_of(OuterRef("person"), OuterRef("network")).active()))
            & Q(listed_at__isnull=False)
        )


def _holdings_of(person, network):
    return Holding.objects.filter(person=person, seat__membership__network=network)


class Profile(models.Model):
    """One person in one network: whether they agreed to be listed, and what others may ask them about."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="profiles")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="profiles")
    listed_at = models.DateTimeField(null=True)  # when they agreed; never agreed for them
    themes = models.ManyToManyField(Theme, blank=True, related_name="profiles")
    words = models.CharField(max_length=200, blank=True)  # further words for "ask me about"
    words_key = models.CharField(max_length=400, blank=True, editable=False)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "person"],
                name="members_profile_once",
                violation_error_message=_("The person has a profile in this network."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.network}"

    def save(self, *args, **kwargs) -> None:
        self.words_key = danish_key(self.words, length=400)
        super().save(*args, **kwargs)
