"""What the desk keeps of its own: when the secretariat phoned whom, and what it wrote to many."""

from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.mail.models import Message
from klimanet.members.models import Membership, Network, Region, Role, Theme
from klimanet.text.addresses import path_to


class CallQuerySet(models.QuerySet["Call"]):
    def with_member(self, membership: Membership) -> "CallQuerySet":
        return self.filter(membership=membership).select_related("author").latest_first()

    def latest_first(self) -> "CallQuerySet":
        return self.order_by("-on", "-pk")


class Call(models.Model):
    """That the secretariat talked with a member: on which day, what about, and when to call again."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="calls")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    note = models.TextField()
    next_on = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(next_on__gt=F("on")),
                name="insights_call_next_is_later",
                violation_error_message=_("The next call comes after this one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.on}"


class BroadcastQuerySet(models.QuerySet["Broadcast"]):
    def in_network(self, network: Network) -> "BroadcastQuerySet":
        return self.filter(network=network).select_related("author", "theme", "region")

    def with_numbers(self) -> "BroadcastQuerySet":
        """With how many were meant (`meant`), and to how many it went out, cannot go, or no longer goes."""
        ends = {"went_out": "sent_at", "got_stuck": "failed_at", "withdrawn": "withdrawn_at"}
        counts = {
            name: Count("recipients", filter=Q(**{f"recipients__message__{end}__isnull": False}))
            for name, end in ends.items()
        }
        return self.annotate(meant=Count("recipients"), **counts)


class Broadcast(models.Model):
    """A message from the secretariat to many: to all, to a theme's followers, to a region, or to a role."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="broadcasts")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    subject = models.CharField(max_length=160)
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    objects = BroadcastQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(theme=None, region=None) | Q(theme=None, role="") | Q(region=None, role=""),
                name="insights_broadcast_one_group",
                violation_error_message=_("A message goes to one group."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return path_to("broadcast", self.network.slug, self.pk)

    @property
    def group(self) -> str:
        """To whom, as it is called today, for the middle of a sentence."""
        if self.theme:
            return gettext("those who follow %s") % self.theme
        if self.role:
            return gettext("the role %s") % self.get_role_display()
        return str(self.region or gettext("everybody"))


class Recipient(models.Model):
    """That a broadcast is meant for a person; its message says what became of it."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="recipients")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "person"], name="insights_recipient_once"),
        ]

    def __str__(self) -> str:
        return f"{self.broadcast_id}: {self.person_id}"
