"""That two barriers are alike and not the same."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from klimanet.barriers.models.barriers import Barrier
from klimanet.members.models import Network


class ApartQuerySet(models.QuerySet["Apart"]):
    def in_network(self, network: Network | int) -> Self:
        return self.filter(first__network=network)


class Apart(models.Model):
    """Somebody of the secretariat has looked at the two; nobody is asked about them again. They can still be merged."""

    first = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="+")  # the one with the lower key
    second = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ApartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="barriers_apart_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="barriers_apart_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
