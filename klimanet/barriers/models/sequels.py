"""That what one barrier leaves over goes on in another."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from klimanet.barriers.models.barriers import Barrier, by_now, merged_into
from klimanet.barriers.models.outcomes import Effect
from klimanet.entries.models import Entry
from klimanet.entries.models.entries import admits
from klimanet.members.models import Network, Reader

SHOWN = ("pk", "number", "title", "state", "audience")  # of the barrier at the other end, each as `other_…`


class SequelQuerySet(models.QuerySet["Sequel"]):
    def of(self, barrier: Barrier) -> Self:
        """In which the barrier goes on, or what was merged into it; with `end` and `title` of what goes on there by now."""
        found = self.filter(merged_into(barrier, "earlier")).select_related("earlier__network").order_by("pk")
        return found.annotate(end=by_now("later", "pk"), title=by_now("later", "title"))

    def between(self, earlier: Barrier, later: Barrier) -> Self:
        """That one goes on in the other, also by way of what was merged into either."""
        return self.filter(merged_into(earlier, "earlier"), merged_into(later, "later"))

    def meaning(self, sequel: "Sequel") -> Self:
        """It, and others that lead from and to the same barriers by now."""
        same = Sequel.objects.filter(pk=sequel.pk).annotate(begins=by_now("earlier", "pk"), ends=by_now("later", "pk"))
        found = self.annotate(begins=by_now("earlier", "pk"), ends=by_now("later", "pk"))
        return found.filter(begins__in=same.values("begins"), ends__in=same.values("ends"))

    def in_network(self, network: Network | int) -> Self:
        return self.filter(earlier__network=network)

    def leading_to(self, barrier: Barrier) -> set[int]:
        """The keys of the barrier and of all from which one comes to it, from each to what it goes on in by now."""
        ends = by_now("earlier", "pk"), by_now("later", "pk")
        pairs = list(self.in_network(barrier.network_id).values_list(*ends))
        reached, found = set[int](), {barrier.pk}
        while found:
            reached |= found
            found = {start for start, end in pairs if end in found} - reached
        return reached

    def beside(self, barrier: Barrier | int, *, end: str, other: str, reader: Reader) -> Self:
        """Where the barrier, or what was merged into it, stands at one end ("earlier", "later"), and the reader sees both.

        What stands at the other end is the barrier that goes on by now, wherever it was merged into; never the barrier itself.
        """
        shown = {f"other_{name}": by_now(other, name) for name in SHOWN}
        here = self.filter(merged_into(barrier, end), admits(reader, row=f"{end}__", entry=f"{end}__"))
        seen = Exists(Entry.objects.visible_to(reader).filter(pk=OuterRef("other_pk")))
        return here.annotate(**shown).filter(seen).exclude(other_pk=barrier)


class Sequel(models.Model):
    """What `earlier` leaves over goes on in `later`; taken back with the effect that it came with, if it did."""

    earlier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="sequels")
    later = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="prequels")
    effect = models.ForeignKey(Effect, on_delete=models.CASCADE, null=True, related_name="sequels")
    at = models.DateTimeField(default=timezone.now)

    objects = SequelQuerySet.as_manager()
    end: int  # from `of`, as the next
    title: str

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
