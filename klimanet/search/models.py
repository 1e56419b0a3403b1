"""What is searched: one document for each entry, comment and file. Who may see it is asked of the thing itself."""

from typing import cast

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils.translation import gettext_lazy as _

from klimanet.entries.models import Attachment, Comment, Entry
from klimanet.members.models import Network, Reader, reach_of


class Kind(models.TextChoices):
    """What can be found. People and organisations have no documents: they are found by their names."""

    ENTRY = "entry", _("Entries")
    COMMENT = "comment", _("Comments")
    PERSON = "person", _("People")
    ORGANISATION = "organisation", _("Organisations")
    FILE = "file", _("Files")


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, reader: Reader) -> "DocumentQuerySet":
        """By the rule of the entries, comments and files themselves, as they are now."""
        reader = reach_of(reader)
        return self.filter(
            Exists(Entry.objects.visible_to(reader).filter(pk=OuterRef("entry")))
            | Exists(Comment.objects.visible_to(reader).present().filter(pk=OuterRef("comment")))
            | Exists(Attachment.objects.visible_to(reader).present().filter(pk=OuterRef("attachment")))
        )

    def holding(self, words: list[str]) -> "DocumentQuerySet":
        """Those that hold every one of these folded words."""
        return self.filter(_all("text", words))

    def called(self, words: list[str]) -> "DocumentQuerySet":
        """Those whose title holds every one of these folded words."""
        return self.filter(_all("title", words))

    def best_first(self, words: list[str]) -> "DocumentQuerySet":
        """First what is called so, then what says so; the newest first in each."""
        in_title = Case(When(_all("title", words), then=1), default=0)
        return self.order_by(in_title.desc(), "-at", "-pk")

    def with_sources(self) -> "DocumentQuerySet":
        """With all that a hit tells."""
        return self.select_related(
            "network",
            *("entry__network", "entry__author", "entry__organisation"),
            *("comment__entry__network", "comment__author", "comment__organisation"),
            *("attachment__entry__network", "attachment__author", "attachment__organisation"),
            "attachment__comment__entry__network",
        )


def _all(field: str, words: list[str]) -> Q:
    return Q(*(Q(**{f"{field}__contains": word}) for word in words))


class Document(models.Model):
    """The words of one entry, comment or file, folded. Written anew from its source whenever the log tells of it."""

    kind = models.CharField(max_length=20, choices=Kind.choices)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")
    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, null=True, related_name="+")
    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, null=True, related_name="+")
    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, null=True, related_name="+")
    title = models.TextField(blank=True)  # what it is called
    text = models.TextField()  # all its words, the title's too
    at = models.DateTimeField()  # when the source was written

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Kind.ENTRY, entry__isnull=False, comment=None, attachment=None)
                | Q(kind=Kind.COMMENT, entry=None, comment__isnull=False, attachment=None)
                | Q(kind=Kind.FILE, entry=None, comment=None, attachment__isnull=False),
                name="search_document_one_source",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_id or self.comment_id or self.attachment_id}"

    @property
    def source(self) -> Entry | Comment | Attachment:
        return cast(
            Entry | Comment | Attachment, self.entry or self.comment or self.attachment
        )  # the constraint: one is
