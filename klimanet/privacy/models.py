"""Who asked to be erased, and where the name of somebody who was erased still stands in a text."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.entries.models import Comment, Entry
from klimanet.members.models import Holding, Network, Reader, reach_of

# To think better of it; for the secretariat, to find out who takes over; and where somebody else sat at the keyboard, to notice.
TIME_TO_REGRET = timedelta(days=7)


class ErasureRequestQuerySet(models.QuerySet["ErasureRequest"]):
    def due(self) -> "ErasureRequestQuerySet":
        return self.filter(asked_at__lte=timezone.now() - TIME_TO_REGRET).order_by("pk")

    def of(self, person: Person) -> "ErasureRequestQuerySet":
        return self.filter(person=person)

    def in_network(self, network: Network) -> "ErasureRequestQuerySet":
        """Of people who sit there."""
        return self.filter(person__in=Holding.objects.open().in_network(network).values("person"))

    def oldest_first(self) -> "ErasureRequestQuerySet":
        return self.select_related("person").order_by("asked_at", "pk")


class ErasureRequest(models.Model):
    """That a person has asked to be erased, and has not taken it back; and why it could not be done yet."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="erasure_request")
    asked_at = models.DateTimeField(default=timezone.now)
    refused_at = models.DateTimeField(null=True)
    refused_because = models.TextField(blank=True)  # as the person reads it

    objects = ErasureRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(refused_at=None, refused_because="") | Q(refused_at__isnull=False) & ~Q(refused_because=""),
                name="privacy_erasurerequest_refused_for_a_reason",
                violation_error_message=_("What is refused is refused for a reason."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at}"

    @property
    def due_at(self) -> datetime:
        return self.asked_at + TIME_TO_REGRET


class NameLeftQuerySet(models.QuerySet["NameLeft"]):
    def in_network(self, network: Network) -> "NameLeftQuerySet":
        return self.filter(network=network)

    def waiting(self) -> "NameLeftQuerySet":
        return self.filter(dealt_at=None)

    def with_sight(self, reader: Reader) -> "NameLeftQuerySet":
        """With `seen`: whether the reader may read the text. A circle leaves out even the secretariat."""
        reader = reach_of(reader)
        entry = Entry.objects.visible_to(reader).filter(pk=OuterRef("entry"))
        comment = Comment.objects.visible_to(reader).present().filter(pk=OuterRef("comment"))
        seen = Q(entry=None) | Q(Exists(entry), comment=None) | Q(Exists(entry), Exists(comment))
        return self.select_related("entry__network", "comment").annotate(
            seen=models.Case(models.When(seen, then=True), default=False, output_field=models.BooleanField())
        )


class NameLeft(models.Model):
    """Where the name or address of somebody who was erased stands in a text: by place, never by what it says."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")  # their emptied row
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)  # the text's table, as the activity log names it
    key = models.BigIntegerField()
    column = models.CharField(max_length=60)
    spans = models.JSONField()  # [[first, beyond the last], …] in the text as it was found
    digest = models.CharField(max_length=64)  # of that text: SHA-256, hex
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, null=True, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, related_name="+")
    found_at = models.DateTimeField(default=timezone.now)
    dealt_at = models.DateTimeField(null=True)
    dealt_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = NameLeftQuerySet.as_manager()
    seen: bool  # from `with_sight`

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "key", "column"], name="privacy_nameleft_once"),
            models.CheckConstraint(
                condition=Q(dealt_at=None, dealt_by=None) | Q(dealt_at__isnull=False),
                name="privacy_nameleft_dealt_with_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["network", "id"], condition=Q(dealt_at=None), name="privacy_nameleft_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.column}"

    def row(self, *, locked: bool = False) -> Any:
        """The row whose text it is; None where it is gone."""
        rows = apps.get_model(self.kind)._base_manager.filter(pk=self.key)
        return (rows.select_for_update(of=("self",)) if locked else rows).first()

    def reads(self, text: str) -> bool:
        """Whether it is the text that was found."""
        return digest_of(text) == self.digest


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
