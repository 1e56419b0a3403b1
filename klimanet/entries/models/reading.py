"""What is a person's own: how far they have read, and what they have not sent yet."""

from functools import reduce
from operator import or_

from django.db import models
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.entries.models.entries import Entry, EntryQuerySet, kinds
from klimanet.members.models import Network, Reach, Reader, reach_of


class ReadMark(models.Model):
    """How far a person has read an entry. A trace: written beside the request, and nothing depends on it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="read_marks")
    comment = models.PositiveIntegerField(default=0)  # number of the last comment seen
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "entry"], name="entries_readmark_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.entry_id}"


class Watermark(models.Model):
    """Everything in a network before this moment counts as read by the person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "network"], name="entries_watermark_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.network_id}"


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, person: Person | int, network: Network | int) -> "DraftQuerySet":
        return self.filter(person=person, network=network).order_by("-updated_at")

    def at(self, path: str) -> "DraftQuerySet":
        return self.filter(path=path)

    def visible_to(self, reader: Reader) -> "DraftQuerySet":
        """The reader's own; what begins from an entry, and quotes it, as long as they may see that."""
        reader = reach_of(reader)
        return self.filter(models.Q(source=None) | _source_seen_by(reader), person=reader.own)

    def out_of_sight(self, reader: Reader) -> "DraftQuerySet":
        """The reader's own that begin from an entry they may not see; kept until they may again."""
        reader = reach_of(reader)
        return self.filter(~_source_seen_by(reader), person=reader.own, source__isnull=False)

    def of_new_entries(self, person: Person, network: Network) -> "DraftQuerySet":
        """Of something new, which somebody else can go on with; not of an answer in a conversation."""
        begun_at = [path for kind in kinds().values() if (path := kind.begin_address(network))]
        from_others = (models.Q(path__startswith=f"{path}?") for path in begun_at)
        return self.of(person, network).filter(reduce(or_, from_others, models.Q(path__in=begun_at)))


def _source_seen_by(reach: Reach) -> models.Exists:
    return models.Exists(Entry.objects.visible_to(reach).filter(pk=models.OuterRef("source")))


def with_draft(entries: EntryQuerySet, person: Person | int, path: str) -> EntryQuerySet:
    """With `begun`: the fields of what the person began at `path`; None where nothing."""
    drafts = Draft.objects.filter(person=person).at(path)
    return entries.annotate(begun=models.Subquery(drafts.values("fields")[:1]))


def written_in() -> tuple[str, ...]:
    """The fields of every kind's form that are written; without a word in them there is nothing to keep."""
    return tuple(dict.fromkeys(name for kind in kinds().values() for name in kind.written_in))


class Draft(models.Model):
    """A form a person has begun and not sent: its fields as typed, by the address of its page."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    fields = models.JSONField()
    source = models.ForeignKey(Entry, on_delete=models.SET_NULL, null=True, related_name="+")  # what it begins from
    updated_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "path"], name="entries_draft_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.path}"

    @property
    def beginning(self) -> str:
        """Its title, or the first words of its text."""
        text = next(filter(None, (self.fields.get(name) for name in written_in())), "")
        return " ".join(str(text).split())[:80]
