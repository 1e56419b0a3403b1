"""That what one barrier leaves over goes on in another."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from klimanet.barriers.models.barriers import Barrier, goes_on_in, merged_into
from klimanet.barriers.models.outcomes import Effect
from klimanet.members.models import Network, Reader

SHOWN = ("pk", "number", "title", "state", "audience")  # of the barrier at the other end, each as `other_…`


class SequelQuerySet(models.QuerySet["Sequel"]):
    def of(self, barrier: Barrier) -> Self:
        """In which the barrier goes on, or what was merged into it."""
        return self.filter(merged_into(barrier, "earlier")).select_related("earlier__network", "later").order_by("pk")

    def in_network(self, network: Network | int) -> Self:
        return self.filter(earlier__network=network)

    def beside(self, barrier: Barrier | int, *, end: str, other: str, reader: Reader) -> Self:
        """Where the barrier, or what was merged into it, stands at one end ("earlier", "later"), and the reader sees both.

        What stands at the other end is the barrier that goes on by now, wherever it was merged into; never the barrier itself.
        """
        furthest = goes_on_in(other)[::-1]
        shown = {f"other_{name}": Coalesce(*(f"{way}__{name}" for way in furthest)) for name in SHOWN}
        seen = Barrier.objects.visible_to(reader).values("pk")
        found = self.filter(merged_into(barrier, end), **{f"{end}__in": seen})
        return found.annotate(**shown).filter(other_pk__in=seen).exclude(other_pk=barrier)


class Sequel(models.Model):
    """What `earlier` leaves over goes on in `later`; taken back with the effect that it came with, if it did."""

    earlier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="sequels")
    later = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="prequels")
    effect = models.ForeignKey(Effect, on_delete=models.CASCADE, null=True, related_name="sequels")
    at = models.DateTimeField(default=timezone.now)

    objects = SequelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="barriers_sequel_once"),
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="barriers_sequel_not_of_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} → {self.later_id}"

    def get_absolute_url(self) -> str:
        return self.earlier.get_absolute_url()

    @property
    def network_id(self) -> int:
        return self.earlier.network_id
