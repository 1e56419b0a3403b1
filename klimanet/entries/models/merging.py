"""That one entry was merged into another, and how the two are told apart again."""

import datetime

from django.db import models
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.entries.models.entries import Entry

UNDONE_WITHIN = datetime.timedelta(days=14)


def merged_with(entry: int) -> list[int]:
    """Its key, and those of all that was merged into it, and into these in their turn.

    Also of one that was merged further, where `goes_on_in` leads past it.
    """
    found = latest = [entry]
    while latest := list(Entry.objects.filter(merged_into__in=latest).values_list("pk", flat=True)):
        found = found + latest
    return found


class Merging(models.Model):
    """`source.merged_into` has its comments since then, their numbers `shift` higher; what else it brought names this row."""

    source = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="merging")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    shift = models.PositiveIntegerField()
    earlier_activity_at = models.DateTimeField()  # of the one it was merged into

    def __str__(self) -> str:
        return f"{self.source_id} +{self.shift}"

    @property
    def until(self) -> datetime.datetime:
        """When it can no longer be undone."""
        return self.at + UNDONE_WITHIN

    @property
    def is_undoable(self) -> bool:
        return timezone.now() < self.until

    def moved(self) -> models.QuerySet:
        """The comments that came with it: what was said since has higher numbers."""
        target = self.source.merged_into
        numbers = (self.shift + 1, self.shift + self.source.last_comment)
        return target.comments.filter(number__range=numbers) if target else self.source.comments.none()
