"""What belongs to an entry and may have a narrower audience than it: comments and attachments; and their traces."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString

from klimanet.accounts.models import Person
from klimanet.entries.models.audience import Audience
from klimanet.entries.models.entries import Entry, admits
from klimanet.entries.models.written import Hideable, Written
from klimanet.files.models import Blob
from klimanet.members.models import Network, Organisation, Reader, reach_of
from klimanet.text import markdown

PartT = TypeVar("PartT", bound="Part")


class PartQuerySet(models.QuerySet[PartT]):
    def visible_to(self, reader: Reader) -> Self:
        """Parts of entries the reader may see, whose own audience admits the reader too."""
        reader = reach_of(reader)
        return self.filter(admits(reader, entry="entry__"), admits(reader, row="entry__", entry="entry__"))

    def present(self) -> Self:
        return self.filter(deleted_at=None)

    def in_network(self, network: Network) -> Self:
        return self.filter(entry__network=network)


class Part(models.Model):
    """A part of an entry. It reaches no further than the entry did when the part was made, however the entry widens."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="%(class)ss")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="%(class)ss")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=20, choices=Audience.choices)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class CommentQuerySet(PartQuerySet["Comment"]):
    def of(self, entry: Entry | int) -> Self:
        return self.filter(entry=entry)

    def shown(self) -> Self:
        """Those that the secretariat has not hidden."""
        return self.filter(hidden_at=None)

    def with_author(self) -> Self:
        return self.select_related("author", "organisation")

    def latest_by(self, person: Person) -> "Comment":
        return self.filter(author=person).order_by("-number")[0]

    def from_number(self, first: int, *, last: int) -> Self:
        return self.filter(number__gte=first, number__lte=last).order_by("number")


class Comment(Part, Written, Hideable):
    """What somebody said to an entry. Deleted, its place stays; removed for good, its text is gone."""

    number = models.PositiveIntegerField()  # within the entry; its permalink
    edited_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    objects = CommentQuerySet.as_manager()
    files: "list[Attachment]"  # from `queries.comment_page`

    class Meta:
        constraints = [
            *Hideable.Meta.constraints,
            models.UniqueConstraint(fields=["entry", "number"], name="entries_comment_number_once"),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(text="", html="", deleted_at__isnull=False),
                name="entries_comment_removed_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}#{self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.entry.get_absolute_url()}?kommentar={self.number}#{self.anchor}"

    @property
    def anchor(self) -> str:
        return f"kommentar-{self.number}"


class AttachmentQuerySet(PartQuerySet["Attachment"]):
    def of(self, entry: Entry | int) -> Self:
        return self.filter(entry=entry).select_related("blob").order_by("pk")

    def with_comment(self, comment: Comment | None) -> Self:
        """Those with this comment; with None, the entry's own."""
        return self.filter(comment=comment)

    def with_place(self) -> Self:
        """With its content's facts, and what it is with."""
        return self.select_related("blob", "entry__network", "comment__entry__network")


class Attachment(Part):
    """A file with an entry or one of its comments."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, related_name="attachments")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    hidden_at = models.DateTimeField(null=True)  # with its comment

    objects = AttachmentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """The address of what it is with: the comment, or the entry."""
        return self.comment.get_absolute_url() if self.comment else self.entry.get_absolute_url()

    @property
    def is_image(self) -> bool:
        return self.blob.media_type.startswith("image/") and "svg" not in self.blob.media_type


class RevisionQuerySet(models.QuerySet["Revision"]):
    def of_entry(self) -> "RevisionQuerySet":
        """Of the entry's own text, not of its comments', as far as its readers of today may see them."""
        return self.filter(comment=None, withdrawn_at=None)


class Revision(models.Model):
    """How a text read before it was edited."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="revisions")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, related_name="revisions")
    title = models.CharField(max_length=160, blank=True)
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)  # the entry got more readers than it was written for

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.entry_id}#{self.comment_id or ''} {self.written_at}"

    @property
    def shown(self) -> SafeString:
        return markdown.render(self.text)


class Mention(models.Model):
    """That a text names a person or an organisation. Names are looked up when the text is read."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="mentions")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, related_name="mentions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation=None) | Q(person=None, organisation__isnull=False),
                name="entries_mention_person_or_organisation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}#{self.comment_id or ''}"
