"""What is searched: one document for each entry, comment, file and person in a network, and the words it is found by.

Who may see it is asked of the thing itself.
"""

from datetime import UTC, date, datetime
from typing import NamedTuple

from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from klimanet.entries.models import Attachment, Comment, Entry
from klimanet.members.models import Network, Profile, Reach
from klimanet.search.words import FirstSeen, Shelf, WordsField, asking


class Kind(models.TextChoices):
    """What can be found. Organisations have no documents: there are few, and they are found by their names."""

    ENTRY = "entry", _("Entries")
    COMMENT = "comment", _("Comments")
    PERSON = "person", _("People")
    ORGANISATION = "organisation", _("Organisations")
    FILE = "file", _("Files")


class Source(NamedTuple):
    """What a document of some kind is of, and the document's field that names it."""

    model: type[Entry | Comment | Attachment | Profile]
    field: str


SOURCES = {
    Kind.ENTRY: Source(Entry, "entry"),
    Kind.COMMENT: Source(Comment, "comment"),
    Kind.FILE: Source(Attachment, "attachment"),
    Kind.PERSON: Source(Profile, "profile"),
}
KIND_ON = {
    Shelf.TITLE: Kind.ENTRY,
    Shelf.ENTRY: Kind.ENTRY,
    Shelf.COMMENT: Kind.COMMENT,
    Shelf.FILE: Kind.FILE,
    Shelf.PERSON: Kind.PERSON,
}
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
KEY_BITS = 29
KEY = (1 << KEY_BITS) - 1


def place_of(kind: Kind, key: int, at: datetime) -> int:
    """A number of its own for each source; greater is newer: its second, its kind, its key."""
    return (((int((at - EPOCH).total_seconds()) << 2) + list(SOURCES).index(kind)) << KEY_BITS) + key


def source_at(place: int) -> int:
    """The key of the source that has that place."""
    return place & KEY


def _of(kind: Kind) -> Q:
    return Q(kind=kind, **{f"{source.field}__isnull": of != kind for of, source in SOURCES.items()})


FOUND = Func(template=f"found.pk & {KEY}", output_field=models.BigIntegerField())


class DocumentQuerySet(models.QuerySet["Document"]):
    def answering(self, shelf: Shelf, question: str, *, most: int) -> "DocumentQuerySet":
        """The newest `most` that hold the words which `asking` put together, whoever may see them."""
        return self.filter(FirstSeen(shelf, question, most=most))

    def visible_to(
        self, reach: Reach, shelf: Shelf, question: str, *, most: int, day: date | None = None
    ) -> "DocumentQuerySet":
        """Of these what the reader may see, by the rule of the entries, comments, files and people themselves, as they are now."""
        match KIND_ON[shelf]:
            case Kind.ENTRY:
                seen: models.QuerySet = Entry.objects.visible_to(reach)
            case Kind.COMMENT:
                seen = Comment.objects.visible_to(reach).present()
            case Kind.FILE:
                seen = Attachment.objects.visible_to(reach).present()
            case _:
                seen = Profile.objects.visible_to(reach, day).listed(day)
        return self.filter(FirstSeen(shelf, question, most=most, seen=seen.filter(pk=FOUND).values("pk")))


class Document(models.Model):
    """One thing that is in the index, written anew from its source whenever the log tells of it."""

    # Its `place_of`: the index is read from the newest on.
    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")
    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, null=True, related_name="+")
    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, null=True, related_name="+")
    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, null=True, related_name="+")
    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, null=True, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_of(Kind.ENTRY) | _of(Kind.COMMENT) | _of(Kind.FILE) | _of(Kind.PERSON),
                name="search_document_one_source",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {source_at(self.pk)}"


class WordsQuerySet(models.QuerySet["Words"]):
    def called(self, network: int, words: list[str]) -> "WordsQuerySet":
        """Entries of the network whose title holds every one of `words`, the newest first."""
        return self.filter(title__answering=asking(Shelf.TITLE, [network], words, begun=True)).order_by("-document_id")


class Words(models.Model):
    """The words that a document is found by, on each shelf: a row of the database's own index of words."""

    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, primary_key=True, db_column="rowid", related_name="+"
    )
    title = WordsField(null=True)
    entry = WordsField(null=True)
    comment = WordsField(null=True)
    file = WordsField(null=True)
    person = WordsField(null=True)

    objects = WordsQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.document_id}"
