"""What whoever leaves a seat leaves behind for the next."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.members.models.networks import Holding, Network
from klimanet.members.models.reading import Seated, seated


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, reader: Person | Seated) -> "HandoverQuerySet":
        """The successor's, the leaver's for as long as they are in, the coordinator's and the secretariat's."""
        me = seated(reader)
        running = [holding.network for holding in me.holdings if holding.runs]
        coordinated = [holding.seat.membership_id for holding in me.holdings if holding.coordinates]
        theirs = Holding.objects.lasting().of(me.person.pk).filter(seat=OuterRef("holding__seat"))
        return self.filter(
            Q(holding__seat__membership__network__in=running)
            | Q(holding__seat__membership__in=coordinated)
            | Q(Exists(theirs.own()), holding__seat__membership__network__in=me.networks)
        )

    def in_network(self, network: Network) -> "HandoverQuerySet":
        return self.filter(holding__seat__membership__network=network)

    def with_people(self) -> "HandoverQuerySet":
        return self.select_related(
            "holding__person",
            "holding__seat__membership__network",
            "holding__seat__membership__organisation",
            "successor__person",
        ).order_by("-pk")


class Handover(models.Model):
    """That somebody leaves a seat: what they have to say to the next, and who that is, where it is known."""

    holding = models.OneToOneField(Holding, on_delete=models.CASCADE, related_name="handover")
    successor = models.OneToOneField(Holding, on_delete=models.CASCADE, null=True, related_name="taken_over")
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=models.F("holding")),
                name="members_handover_to_another",
                violation_error_message=_("Nobody takes over from themselves."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.holding_id} → {self.successor_id or ''}"
