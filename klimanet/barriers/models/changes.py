"""How a barrier comes from one state to another, and when those who reported it are told."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext

from klimanet.accounts.models import Person
from klimanet.barriers.models.barriers import REOPENS, UNDOABLE, Barrier, State
from klimanet.entries.models import Audience


def line_of_reopening() -> str:
    """What all but the secretariat read in place of a municipality's reason.

    The secretariat may write the same where it opens a barrier again, so it is in the language of its lines, whatever the reader's.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return gettext("It is open again.")


class Telling:
    """What those who reported a barrier are told of a while after `at`; until then it can be taken back."""

    at: datetime

    @property
    def tells_at(self) -> datetime:
        return self.at + UNDOABLE

    @property
    def is_undoable(self) -> bool:
        return timezone.now() < self.tells_at


class ChangeQuerySet(models.QuerySet["Change"]):
    def of(self, barrier: Barrier) -> Self:
        return self.filter(barrier=barrier).select_related("barrier__network", "report__organisation")

    def standing(self) -> Self:
        """Those that were not taken back, in the order they were made."""
        return self.filter(undone_at=None).order_by("pk")

    def by_key(self, key: int) -> Self:
        return self.filter(pk=key)

    def opened_again_by(self, organisations) -> Self:
        """That one of these opened the barrier again."""
        return self.filter(person=None, report__organisation__in=organisations)

    def version(self) -> int:
        """Of one barrier's: which of them it stands at; nought where none stands."""
        latest = self.standing().last()
        return latest.pk if latest else 0

    def latest_at(self) -> datetime | None:
        """When the latest of them was made or taken back."""
        return max((change.undone_at or change.at for change in self), default=None)


class Change(Telling, models.Model):
    """That a barrier came from one state to another, and the line that those who reported it are told.

    A reopening is a municipality's: `report` says whose and `line` why, and only the secretariat reads either.
    """

    barrier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="changes")
    earlier = models.CharField(max_length=20, choices=State.choices)
    state = models.CharField(max_length=20, choices=State.choices)
    line = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")  # none: a reopening
    report = models.ForeignKey("barriers.Report", on_delete=models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(null=True)  # the next date that it brought
    due_before = models.DateField(null=True)
    audience_before = models.CharField(max_length=20, choices=Audience.choices)
    activity_before = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(line=""), name="barriers_change_has_line"),
            models.CheckConstraint(condition=~Q(earlier=F("state")), name="barriers_change_changes"),
        ]

    def __str__(self) -> str:
        return f"{self.barrier_id}: {self.earlier} → {self.state}"

    def get_absolute_url(self) -> str:
        return self.barrier.get_absolute_url()

    @property
    def network_id(self) -> int:
        return self.barrier.network_id

    @property
    def badge(self) -> tuple[str, str]:
        return Barrier.states[self.state]

    @property
    def own_line(self) -> str:
        """Empty where an outcome says it, which may be hidden."""
        return "" if hasattr(self, "effect") else self.line

    @property
    def line_for_all(self) -> str:
        return line_of_reopening() if self.is_reopening else self.line

    @property
    def is_reopening(self) -> bool:
        """By a municipality; nobody else learns that it was one, so all they see follows from `opens_again`."""
        return self.person_id is None

    @property
    def opens_again(self) -> bool:
        """By a municipality or the secretariat."""
        return self.earlier in REOPENS and self.state == State.CLARIFYING

    @property
    def is_undoable(self) -> bool:
        return self.undone_at is None and super().is_undoable
