"""What a person shows of themselves in one network."""

import datetime

from django.db import models
from django.db.models import Exists, Min, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.members.models.networks import Holding, HoldingQuerySet, Network, today
from klimanet.members.models.organisations import Organisation, Region
from klimanet.members.models.reading import Reader, reach_of
from klimanet.members.models.themes import Theme
from klimanet.text.addresses import path_to
from klimanet.text.sorting import danish_key


class ProfileQuerySet(models.QuerySet["Profile"]):
    def present(self) -> "ProfileQuerySet":
        """Of people who hold a seat in the network today, suspended or not."""
        return self.filter(Exists(_holdings_of(OuterRef("person"), OuterRef("network")).open()))

    def listed(self, on: datetime.date | None = None) -> "ProfileQuerySet":
        """Who agreed to be listed in the network, with a seat that is not suspended, today or on another day."""
        active = _holdings_of(OuterRef("person"), OuterRef("network")).active(on)
        return self.filter(Exists(active), listed_at__isnull=False)

    def listed_in(self, network: Network | int, on: datetime.date | None = None) -> "ProfileQuerySet":
        return self.listed(on).filter(network=network)

    def of(self, person: Person | int) -> "ProfileQuerySet":
        return self.filter(person=person)

    def exclude_person(self, person: Person | int) -> "ProfileQuerySet":
        return self.exclude(person=person)

    def seated_since(self, moment: datetime.datetime) -> "ProfileQuerySet":
        """Whose first seat in the network began then or later, latest first."""
        first = (
            _holdings_of(OuterRef("person"), OuterRef("network"))
            .order_by()
            .values("person")
            .annotate(first=Min("began_at"))
            .values("first")
        )
        lately = Holding.objects.filter(began_at__gte=moment)  # few: only theirs is looked up
        found = self.filter(person__in=lately.values("person")).annotate(seated_at=Subquery(first))
        return found.filter(seated_at__gte=moment).order_by("-seated_at", "pk")

    def matching(self, text: str) -> "ProfileQuerySet":
        """Whose name or "ask me about" holds every word of `text`, whatever the case and order."""
        return self.holding(tuple(filter(None, map(danish_key, text.split()))))

    def holding(self, keys: tuple[str, ...]) -> "ProfileQuerySet":
        """Whose name or "ask me about" holds every one of these sort keys."""
        found = self
        for key in map(Value, keys):
            named, asked = StrIndex("person__sort_key", key), StrIndex("asked_key", key)
            found = found.filter(GreaterThan(named, 0) | GreaterThan(asked, 0))
        return found

    def about(self, theme: Theme) -> "ProfileQuerySet":
        return self.filter(themes=theme)

    def in_position(self, position: str) -> "ProfileQuerySet":
        return self.filter(person__position=position)

    def in_region(self, region: Region) -> "ProfileQuerySet":
        """Of people who sit for a municipality that is in `region` today."""
        municipalities = Organisation.objects.in_region(region, today())
        seated = _holdings_of(OuterRef("person"), OuterRef("network")).open()
        return self.filter(Exists(seated.filter(seat__membership__organisation__in=municipalities)))

    def answering(self, answers: dict) -> "ProfileQuerySet":
        """Narrowed by each word of this queryset with its answer, as the list's filter gives them."""
        found = self
        for word, answer in answers.items():
            found = getattr(found, word)(answer)
        return found

    def with_places(self) -> "ProfileQuerySet":
        """With person, themes, and where each sits today, for a list: `profile.places` are holdings."""
        open_holdings = Holding.objects.open().select_related("seat__membership__organisation")
        return self.select_related("person", "network").prefetch_related(
            "themes", Prefetch("person__holdings", open_holdings)
        )

    def with_place(self, on: datetime.date) -> "ProfileQuerySet":
        """With person, and the name of the first organisation they sit for on that day: `profile.place`."""
        seated = _holdings_of(OuterRef("person"), OuterRef("network")).open(on).order_by("pk")
        place = seated.values("seat__membership__organisation__name")[:1]
        return self.select_related("person", "network").annotate(place=Subquery(place))

    def visible_to(self, reader: Reader, on: datetime.date | None = None) -> "ProfileQuerySet":
        """The people a reader may see in the networks they are in, today or on another day.

        Everybody sees those who agreed to be listed. The secretariat, and one's own organisation, also see those who did
        not, and those whose seat is suspended; so whoever looks on, who runs the network, sees all that a member does.
        """
        me, seen = reach_of(reader), Q(pk__in=[])
        for network, organisations, runs in me.places:
            holdings = _holdings_of(OuterRef("person"), network)
            colleagues = holdings.open(on).filter(seat__membership__organisation__in=organisations)
            here = Q(Exists(colleagues)) | Q(Exists(holdings.active(on)), listed_at__isnull=False)
            if runs:
                here |= Q(Exists(holdings.open(on)))
            seen |= Q(here, network=network)
        return self.filter(seen)


def _holdings_of(person, network) -> HoldingQuerySet:
    return Holding.objects.filter(person=person, seat__membership__network=network)


class Profile(models.Model):
    """One person in one network: whether they agreed to be listed, and what others may ask them about."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="profiles")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="profiles")
    listed_at = models.DateTimeField(null=True)  # when they agreed; never agreed for them
    themes = models.ManyToManyField(Theme, blank=True, related_name="profiles")
    words = models.CharField(max_length=200, blank=True)  # further words for "ask me about"
    asked_key = models.CharField(max_length=1000, blank=True, editable=False)  # themes and words, for `matching`

    objects = ProfileQuerySet.as_manager()
    themed: bool  # from the query of the overview, as the next
    written: int | None

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

    @property
    def places(self) -> list[Holding]:
        """Where the person sits in this network today, in order of time; from `with_places`."""
        held = self.person.holdings.all()
        return [row for row in held if row.is_own and row.seat.membership.network_id == self.network_id]

    @property
    def places_text(self) -> str:
        return ", ".join(place.seat.membership.organisation.name for place in self.places)

    @property
    def photo_address(self) -> str:
        """Where the person's picture is, for members of this network; empty when there is none."""
        return path_to("person_photo", self.network.slug, self.person_id) if self.person.photo_id else ""

    @property
    def asked_about(self) -> list[str]:
        """Themes, then the person's own words."""
        words = [word.strip() for word in self.words.split(",")]
        return [str(theme) for theme in self.themes.all()] + [word for word in words if word]
