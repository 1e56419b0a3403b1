"""Writing documents from their sources. Done twice, it changes nothing."""

from collections.abc import Iterable
from itertools import islice

from django.db import transaction

from klimanet.entries.mentions import names_of, plain_text
from klimanet.entries.models import Attachment, Comment, Entry, Mention, kinds
from klimanet.rules.actors import Actor
from klimanet.rules.refusals import require
from klimanet.search.models import Document, Kind
from klimanet.search.permissions import may_rebuild
from klimanet.text.matching import folded

AT_ONCE = 200  # sources in one transaction


@transaction.atomic
def index_entries(keys: list[int]) -> None:
    """Write the documents of these entries and of their own files, as they are now."""
    entries = list(Entry.objects.select_for_update(of=("self",)).filter(pk__in=keys))
    names = names_of(_mentions().filter(entry__in=keys, comment=None))
    own = _own_words(keys)
    documents = [
        Document(
            kind=Kind.ENTRY,
            network_id=entry.network_id,
            entry=entry,
            title=folded(entry.title),
            text=folded("\n".join([entry.title, plain_text(entry, names), *own.get(entry.pk, ())])),
            at=entry.created_at,
        )
        for entry in entries
    ]
    _keep(documents, "entry")
    _index_files(Attachment.objects.filter(entry__in=keys, comment=None))


@transaction.atomic
def index_comments(keys: list[int]) -> None:
    """Write the documents of these comments and their files, as they are now; what is deleted is found no longer."""
    comments = list(
        Comment.objects.select_for_update(of=("self",)).filter(pk__in=keys).present().select_related("entry")
    )
    names = names_of(_mentions().filter(comment__in=keys))
    documents = [
        Document(
            kind=Kind.COMMENT,
            network_id=comment.entry.network_id,
            comment=comment,
            text=folded(plain_text(comment, names)),
            at=comment.created_at,
        )
        for comment in comments
    ]
    _keep(documents, "comment")
    Document.objects.filter(comment__in=keys).exclude(comment__in=comments).delete()
    _index_files(Attachment.objects.filter(comment__in=keys))


def rebuild(*, actor: Actor) -> int:
    """Write every document anew; returns how many there are. Some at a time, so that people go on writing meanwhile."""
    require(may_rebuild(actor))
    for keys in _batches(Entry.objects.order_by("pk").values_list("pk", flat=True)):
        index_entries(keys)
    for keys in _batches(Comment.objects.order_by("pk").values_list("pk", flat=True)):
        index_comments(keys)
    return Document.objects.count()


def _own_words(keys: list[int]) -> dict[int, tuple[str, ...]]:
    """What the kinds add to be searched, by entry."""
    rows = (kind.objects.filter(pk__in=keys).values_list("pk", *kind.searched) for kind in kinds().values())
    return {key: words for found in rows for key, *words in found}


def _mentions():
    return Mention.objects.select_related("person", "organisation")


def _index_files(attachments) -> None:
    present = list(attachments.present().select_related("entry"))
    documents = [
        Document(
            kind=Kind.FILE,
            network_id=attachment.entry.network_id,
            attachment=attachment,
            title=folded(attachment.name),
            text=folded(attachment.name),
            at=attachment.created_at,
        )
        for attachment in present
    ]
    _keep(documents, "attachment")
    Document.objects.filter(attachment__in=attachments).exclude(attachment__in=present).delete()


def _keep(documents: list[Document], source: str) -> None:
    """Add them, in place of those there are of the same sources."""
    Document.objects.bulk_create(
        documents, update_conflicts=True, unique_fields=[source], update_fields=["network", "title", "text", "at"]
    )


def _batches(keys: Iterable[int]):
    keys = iter(list(keys))
    while batch := list(islice(keys, AT_ONCE)):
        yield batch
