"""Networks, and who is in them: membership belongs to the organisation, a lasting seat in it is held by one person at a time."""

import datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person, PersonQuerySet
from klimanet.members.models.organisations import Organisation, OrganisationKind, OrganisationQuerySet

# Addresses that belong to the site, so that no network can take them.
RESERVED_SLUGS = frozenset(
    {
        *("soeg", "konto", "was", "privatliv", "start", "demo", "static", "sitemap.xml", "robots.txt"),
        *("healthz", "readyz", "metrics"),
    }
)


class NetworkQuerySet(models.QuerySet["Network"]):
    def visible_to(self, person: Person) -> "NetworkQuerySet":
        """The networks whose inside the person may see: where they hold a seat today."""
        return self.filter(pk__in=Holding.objects.active().of(person).values("seat__membership__network"))

    def public(self) -> "NetworkQuerySet":
        """Those with a page that anybody may read: all of them."""
        return self.all()

    def with_municipalities(self) -> "NetworkQuerySet":
        """With `municipality_count`: how many municipalities are members today."""
        members = Membership.objects.active().filter(organisation__kind=OrganisationKind.MUNICIPALITY)
        return self.annotate(municipality_count=Count("memberships", filter=Q(memberships__in=members)))

    def suspended_for(self, person: Person) -> "NetworkQuerySet":
        """Where the person's only seats are suspended."""
        held = Holding.objects.open().of(person).filter(seat__suspended_at__isnull=False)
        return self.filter(pk__in=held.values("seat__membership__network")).exclude(pk__in=self.visible_to(person))


LONGEST_WAIT = 3650  # days
DAYS = _("Write a number of days, from 1 to 3650.")


def _days(label, default: int) -> models.PositiveSmallIntegerField:
    limits = [MinValueValidator(1, DAYS), MaxValueValidator(LONGEST_WAIT, DAYS)]
    return models.PositiveSmallIntegerField(label, default=default, validators=limits, help_text=_("In days."))


class Network(models.Model):
    """One network with its members; the words that differ between networks are its settings."""

    SETTINGS: ClassVar = ("name", "name_en", "open_after", "silent_after")  # what its secretariat sets, in this order

    slug = models.SlugField(unique=True)
    name = models.CharField(_("Name"), max_length=120)
    name_en = models.CharField(_("Name in English"), max_length=120, blank=True)
    association = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="networks_run")
    contact = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    open_after = _days(_("A question has been open for long after"), 7)
    silent_after = _days(_("A municipality is silent after"), 60)
    price = models.PositiveIntegerField(null=True, blank=True)  # kroner for a year of membership

    objects = NetworkQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug__in=sorted(RESERVED_SLUGS)),
                name="members_network_slug_not_reserved",
                violation_error_message=_("This address belongs to the site. Choose another."),
            ),
            models.CheckConstraint(
                condition=Q(open_after__range=(1, LONGEST_WAIT), silent_after__range=(1, LONGEST_WAIT)),
                name="members_network_waits_for_days",
                violation_error_message=DAYS,
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name

    def members(self) -> OrganisationQuerySet:
        """The organisations that are members today, in Danish order."""
        return Organisation.objects.filter(pk__in=self.memberships.active().values("organisation"))


def today() -> datetime.date:
    return timezone.localdate()


class Role(models.TextChoices):
    MEMBER = "member", _("Member")
    COORDINATOR = "coordinator", _("Coordinator")
    SECRETARIAT = "secretariat", _("Secretariat")
    COLLEAGUE = "colleague", _("Association colleague")
    OBSERVER = "observer", _("Observer")

    @property
    def leads(self) -> bool:
        """Whether it is given to somebody who sits there already, beside the seat that they have."""
        return self in (Role.COORDINATOR, Role.SECRETARIAT)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(since__lte=today()).filter(Q(until=None) | Q(until__gte=today()))

    def of(self, organisation: Organisation) -> "MembershipQuerySet":
        return self.filter(organisation=organisation).order_by("since")

    def at(self, organisation: str) -> "MembershipQuerySet":
        """Of the organisation at that address."""
        return self.filter(organisation__slug=organisation).select_related("organisation", "network")

    def municipalities(self) -> "MembershipQuerySet":
        return self.filter(organisation__kind=OrganisationKind.MUNICIPALITY)

    def with_organisation(self) -> "MembershipQuerySet":
        return self.select_related("organisation").order_by("organisation__sort_key", "pk")

    def without_coordinator(self) -> "MembershipQuerySet":
        coordinators = Holding.objects.active().filter(seat__role=Role.COORDINATOR)
        return self.exclude(pk__in=coordinators.values("seat__membership"))

    def invitable_by(self, person: Person, network: "Network") -> "MembershipQuerySet":
        """Where the person may give seats today, as `seat_powers` says of one: everywhere, or where they coordinate."""
        held = Holding.objects.active().of(person).in_network(network)
        mine = held.filter(seat__role=Role.COORDINATOR).values("seat__membership")
        runs = Q(Exists(held.running()))
        own = Q(pk__in=mine) & ~Q(organisation=network.association_id)
        found = self.active().filter(runs | own, network=network).select_related("organisation", "network")
        return found.order_by("organisation__sort_key")

    def of_others(self) -> "MembershipQuerySet":
        """All but the association's own: running the network is given one seat at a time."""
        return self.exclude(organisation=F("network__association"))


class Membership(models.Model):
    """That an organisation belongs to a network from one day to another, both included."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True)
    billing_reference = models.CharField(max_length=60, blank=True)  # what they want written on the bill
    ean = models.CharField(max_length=13, blank=True)  # where the bill goes: a global location number

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "organisation"],
                condition=Q(until=None),
                name="members_membership_one_open",
                violation_error_message=_("The organisation is a member already."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="members_membership_ends_after_start",
                violation_error_message=_("A membership ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.network}"


class SeatQuerySet(models.QuerySet["Seat"]):
    def visible_to(self, person: Person) -> "SeatQuerySet":
        return self.filter(membership__network__in=Network.objects.visible_to(person))

    def with_holder(self) -> "SeatQuerySet":
        """With where it is, who sits there and who will: `seat.holder`, None when it is vacant."""
        current = Holding.objects.lasting().select_related("person").order_by("pk")
        return self.select_related("membership__network", "membership__organisation").prefetch_related(
            Prefetch("holdings", current, to_attr="current")
        )

    def vacant(self) -> "SeatQuerySet":
        """Where nobody sits, and nobody is to take over."""
        return self.exclude(Exists(Holding.objects.lasting().filter(seat=OuterRef("pk"))))

    def with_something_over(self) -> "SeatQuerySet":
        """Whose holder's or deputy's last day has passed without a note of it."""
        return self.filter(pk__in=Holding.objects.over().values("seat"))


class Seat(models.Model):
    """A place in a membership with its role. It outlives the person in it: follows, tasks and responsibilities stay."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(_("Role"), max_length=20, choices=Role.choices)
    created_at = models.DateTimeField(default=timezone.now)
    suspended_at = models.DateTimeField(null=True)

    objects = SeatQuerySet.as_manager()
    current: list["Holding"]  # from `with_holder`

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.membership}"

    @property
    def holding(self) -> "Holding | None":
        """The one of today; from `with_holder`, as the two below."""
        return next((row for row in self.current if row.is_own and row.has_begun), None)

    @property
    def holder(self) -> Person | None:
        """Who sits there."""
        return self.holding.person if self.holding else None

    @property
    def next_holding(self) -> "Holding | None":
        """Of whoever takes over on a day to come."""
        return next((row for row in self.current if row.is_own and not row.has_begun), None)

    @property
    def deputy(self) -> "Holding | None":
        """Of whoever stands in for the holder, now or on days to come."""
        return next((row for row in self.current if not row.is_own), None)


class HoldingQuerySet(models.QuerySet["Holding"]):
    def open(self, on: datetime.date | None = None) -> "HoldingQuerySet":
        """Held now, in a membership that runs today or on another day; suspended seats included.

        A last day ends it by itself: nothing has to be done for that, and nothing can be forgotten.
        """
        day = on or today()
        return self.filter(
            Q(since=None) | Q(since__lte=day),
            Q(until=None) | Q(until__gte=day),
            Q(seat__membership__until=None) | Q(seat__membership__until__gte=day),
            seat__membership__since__lte=day,
            ended_at=None,
        )

    def lasting(self) -> "HoldingQuerySet":
        """Held now or from a day to come, whatever the membership."""
        return self.filter(Q(until=None) | Q(until__gte=today()), ended_at=None)

    def over(self) -> "HoldingQuerySet":
        """Ended by their last day, which nobody has noted yet."""
        return self.filter(ended_at=None, until__lt=today())

    def own(self) -> "HoldingQuerySet":
        """Of those whose seat it is; a deputy only stands in."""
        return self.filter(deputy_for=None)

    def deputies(self) -> "HoldingQuerySet":
        return self.filter(deputy_for__isnull=False)

    def active(self, on: datetime.date | None = None) -> "HoldingQuerySet":
        """Open, not suspended, and the person's account is not locked: what gives access."""
        return self.open(on).filter(seat__suspended_at=None, person__is_active=True)

    def ended(self) -> "HoldingQuerySet":
        return self.filter(ended_at__isnull=False)

    def pending(self) -> "HoldingQuerySet":
        """Given, and their person has never signed in: invitations that wait."""
        return self.active().filter(person__last_login=None)

    def signed_in(self) -> "HoldingQuerySet":
        """Whose person has, at least once: not invited alone."""
        return self.exclude(person__last_login=None)

    def in_network(self, network: Network | int) -> "HoldingQuerySet":
        return self.filter(seat__membership__network=network)

    def within(self, memberships: "models.QuerySet[Membership]") -> "HoldingQuerySet":
        return self.filter(seat__membership__in=memberships)

    def of(self, person: Person | int) -> "HoldingQuerySet":
        return self.filter(person=person)

    def outside(self, organisation: Organisation) -> "HoldingQuerySet":
        """Now or once in another organisation's seats, whatever the network."""
        return self.exclude(seat__membership__organisation=organisation)

    def beside(self, holding: "Holding") -> "HoldingQuerySet":
        """The colleagues: who has a seat of their own in the same membership, and may use it."""
        beside = self.active().own().filter(seat__membership=holding.seat.membership_id)
        return beside.exclude(person=holding.person_id)

    def with_network(self) -> "HoldingQuerySet":
        """With the network, its contact, and the organisation each speaks for."""
        return self.select_related("seat__membership__network__contact", "seat__membership__organisation").order_by(
            "seat__membership__network", "pk"
        )

    def running(self) -> "HoldingQuerySet":
        """In the seats that run a network."""
        return self.filter(seat__role=Role.SECRETARIAT)

    def speaking(self) -> "HoldingQuerySet":
        """In the seats that may contribute: an observer only reads."""
        return self.exclude(seat__role=Role.OBSERVER)

    def coordinating(self, membership: Membership) -> "HoldingQuerySet":
        return self.filter(seat__role=Role.COORDINATOR, seat__membership=membership)

    def people(self) -> PersonQuerySet:
        return Person.objects.get_queryset().filter(pk__in=self.values("person"))


class Holding(models.Model):
    """That a person sits in a seat from one moment to another; as a deputy, where the seat is another's.

    Agreed ahead, it has a first or a last day, both included: from and until then it holds by itself. See decision 0014.
    """

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="holdings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    began_at = models.DateTimeField(default=timezone.now)
    invited_at = models.DateTimeField(null=True)  # when the person was last told of it by mail
    ended_at = models.DateTimeField(null=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    deputy_for = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="deputies")

    objects = HoldingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat"],
                condition=Q(ended_at=None, until=None, deputy_for=None),
                name="members_holding_one_per_seat",
                violation_error_message=_("Somebody holds this seat already."),
            ),
            models.UniqueConstraint(
                fields=["seat"],
                condition=Q(ended_at=None, until__isnull=False, deputy_for=None),
                name="members_holding_one_leaves",
                violation_error_message=_("Somebody leaves this seat already."),
            ),
            models.UniqueConstraint(
                fields=["deputy_for"],
                condition=Q(ended_at=None, deputy_for__isnull=False),  # else SQLite looks for all others in its index
                name="members_holding_one_deputy",
                violation_error_message=_("There is a deputy already."),
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="members_holding_ends_after_start",
                violation_error_message=_("The last day comes after the first."),
            ),
            models.CheckConstraint(
                condition=Q(deputy_for=None) | Q(since__isnull=False, until__isnull=False),
                name="members_holding_deputy_for_a_time",
                violation_error_message=_("A deputy has a first and a last day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.seat}"

    @property
    def is_own(self) -> bool:
        """As `own` says of rows."""
        return self.deputy_for_id is None

    @property
    def has_begun(self) -> bool:
        return self.since is None or self.since <= today()

    @property
    def network(self) -> Network:
        return self.seat.membership.network

    @property
    def organisation(self) -> Organisation:
        return self.seat.membership.organisation

    @property
    def runs(self) -> bool:
        """Whether it runs the network, as `running` says of rows."""
        return self.seat.role == Role.SECRETARIAT

    @property
    def coordinates(self) -> bool:
        """As `coordinating` says of rows."""
        return self.seat.role == Role.COORDINATOR

    @property
    def speaks(self) -> bool:
        """Whether it may contribute, as `speaking` says of rows."""
        return self.seat.role != Role.OBSERVER
