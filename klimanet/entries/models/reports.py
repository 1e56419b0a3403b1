"""What somebody wants the secretariat to look at."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.entries.models.entries import Entry
from klimanet.entries.models.parts import Comment
from klimanet.members.models import Network, Reader, reach_of


class Outcome(models.TextChoices):
    """What the secretariat did about it."""

    HIDDEN = "hidden", _("Hide it: only its author and the secretariat see it")
    LEFT = "left", _("Leave it as it is")


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, reader: Reader) -> Self:
        """Who reported what is for those who run the network."""
        return self.filter(network__in=[place.network for place in reach_of(reader).places if place.runs])

    def in_network(self, network: Network) -> Self:
        return self.filter(network=network)

    def by(self, person: Person) -> Self:
        return self.filter(person=person)

    def of(self, thing: Entry | Comment) -> Self:
        return self.filter(comment=thing) if isinstance(thing, Comment) else self.filter(entry=thing, comment=None)

    def waiting(self) -> Self:
        return self.filter(settled_at=None)

    def with_thing(self) -> Self:
        return self.select_related(
            *("network", "person", "entry__network", "entry__author", "entry__organisation"),
            *("comment__entry__network", "comment__author", "comment__organisation"),
        )


class Report(models.Model):
    """That a person wants the secretariat to look at an entry or a comment: once, in their own words."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="reports")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, related_name="reports")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reports")
    reason = models.TextField()
    quote = models.TextField(
        blank=True
    )  # how the text read then, as long as it waits: a circle's too, which its reader shows
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)  # why; the reporter reads it

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "entry"], condition=Q(comment=None), name="entries_report_entry_once"
            ),
            models.UniqueConstraint(fields=["person", "comment"], name="entries_report_comment_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, outcome="") | Q(settled_at__isnull=False, quote="") & ~Q(outcome=""),
                name="entries_report_settled_one_way",
                violation_error_message=_("What is dealt with has an outcome, and is quoted no longer."),
            ),
        ]
        indexes = [
            models.Index(fields=["network", "created_at"], condition=Q(settled_at=None), name="entries_report_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.entry_id}#{self.comment_id or ''}"

    @property
    def thing(self) -> Entry | Comment:
        return self.comment or self.entry
