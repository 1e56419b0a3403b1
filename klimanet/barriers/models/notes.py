"""What the secretariat notes of a barrier for itself."""

from typing import Self

from django.db import models
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.barriers.models.barriers import Barrier, merged_into
from klimanet.entries.models.entries import admits
from klimanet.entries.models.written import Written
from klimanet.members.models import Reach, Reader, reach_of


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, reader: Reader) -> Self:
        """Those of barriers the reader sees, in networks they run: they are the secretariat's, whoever of it wrote them."""
        reach = reach_of(reader)
        return self.filter(_run_by(reach), admits(reach, row="barrier__", entry="barrier__"))

    def for_barrier(self, barrier: Barrier | int) -> Self:
        """Of this one, or of what goes on in it."""
        return self.filter(merged_into(barrier)).select_related("person", "barrier__network")

    def by_key(self, key: int) -> Self:
        return self.filter(pk=key)


def _run_by(reach: Reach) -> models.Q:
    own = models.Q(barrier__network__in=[place.network for place in reach.places if place.runs])
    return own & _run_by(reach.beside) if reach.beside else own


class Note(Written):
    """Text that nobody but the secretariat reads, nor hears of: not of its author, its day, or that there is one.

    It names nobody by id, and is no comment: a barrier with a note is as it was, in whatever it tells or is found by.
    """

    barrier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="notes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    is_own: bool  # the reader's, from the query `notes`

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="barriers_note_says_something")]

    def __str__(self) -> str:
        return f"{self.barrier_id}: {self.at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return f"{self.barrier.get_absolute_url()}#{self.anchor}"

    @property
    def anchor(self) -> str:
        return f"note-{self.pk}"

    @property
    def network_id(self) -> int:
        return self.barrier.network_id
