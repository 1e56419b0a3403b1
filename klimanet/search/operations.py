"""Writing documents from their sources. Done twice, it changes nothing."""

from collections.abc import Callable, Iterator
from itertools import islice

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from klimanet.entries.mentions import names_of, plain_text
from klimanet.entries.models import Attachment, Comment, Entry, Mention, kinds
from klimanet.entries.models.parts import AttachmentQuerySet
from klimanet.members.models import Profile
from klimanet.rules.actors import Actor
from klimanet.rules.refusals import require
from klimanet.search.models import EPOCH, SOURCES, Document, Kind, Words, place_of
from klimanet.search.permissions import may_rebuild
from klimanet.search.words import Shelf
from klimanet.text.analysis import words_in

AT_ONCE = 200  # sources in one transaction


@transaction.atomic
def index_entries(keys: list[int]) -> None:
    """Write the documents of these entries and of their own files, as they are now."""
    entries = list(Entry.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk"))
    names = names_of(_mentions().filter(entry__in=keys, comment=None))
    own = _own_words(keys)
    documents = []
    for entry in entries:
        title = words_in(entry.title)
        text = words_in("\n".join([plain_text(entry, names), *own.get(entry.pk, ())]))
        shelves = {Shelf.TITLE: title, Shelf.ENTRY: title | text}
        documents.append(_document(Kind.ENTRY, entry, network=entry.network_id, shelves=shelves))
    _keep(documents, instead_of=Document.objects.filter(entry__in=keys))
    _index_files(Attachment.objects.filter(entry__in=keys, comment=None))


@transaction.atomic
def index_comments(keys: list[int]) -> None:
    """Write the documents of these comments and their files, as they are now; what is deleted is found no longer."""
    comments = list(
        Comment.objects.select_for_update(of=("self",)).filter(pk__in=keys).present().select_related("entry")
    )
    names = names_of(_mentions().filter(comment__in=keys))
    documents = []
    for comment in comments:
        shelves = {Shelf.COMMENT: words_in(plain_text(comment, names))}
        documents.append(_document(Kind.COMMENT, comment, network=comment.entry.network_id, shelves=shelves))
    _keep(documents, instead_of=Document.objects.filter(comment__in=keys))
    _index_files(Attachment.objects.filter(comment__in=keys))


@transaction.atomic
def index_people(keys: list[int]) -> None:
    """Write the documents of these profiles: their people's names, and what they can be asked about."""
    profiles = Profile.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    documents = []
    for profile in profiles.select_related("person").prefetch_related("themes"):
        shelves = {Shelf.PERSON: words_in(" ".join([profile.person.name, *profile.asked_about]))}
        documents.append(_document(Kind.PERSON, profile, network=profile.network_id, shelves=shelves))
    _keep(documents, instead_of=Document.objects.filter(profile__in=keys))


def rebuild(*, actor: Actor) -> int:
    """Write every document anew; returns how many there are. Some at a time, so that people go on writing meanwhile."""
    require(may_rebuild(actor))
    for index, sources in _sources():
        for keys in _batches(sources):
            index(keys)
    return Document.objects.count()


def complete(*, actor: Actor) -> None:
    """Write the documents that are missing, some at a time: an upgrade may begin the index anew."""
    require(may_rebuild(actor))
    for index, sources in _sources():
        field = next(source.field for source in SOURCES.values() if source.model is sources.model)
        for keys in _batches(sources.filter(~Exists(Document.objects.filter(**{field: OuterRef("pk")})))):
            index(keys)


def _sources() -> list[tuple[Callable[[list[int]], None], QuerySet]]:
    """How each is written, and all there are of it; files come with what they are with."""
    return [
        (index_entries, Entry.objects.all()),
        (index_comments, Comment.objects.present()),
        (index_people, Profile.objects.all()),
    ]


def _own_words(keys: list[int]) -> dict[int, tuple[str, ...]]:
    """What the kinds add to be searched, by entry."""
    rows = (kind.objects.filter(pk__in=keys).values_list("pk", *kind.searched) for kind in kinds().values())
    return {key: words for found in rows for key, *words in found}


def _mentions() -> QuerySet[Mention]:
    return Mention.objects.select_related("person", "organisation")


def _index_files(attachments: AttachmentQuerySet) -> None:
    documents = [
        _document(Kind.FILE, file, network=file.entry.network_id, shelves={Shelf.FILE: words_in(file.name)})
        for file in attachments.present().select_related("entry")
    ]
    _keep(documents, instead_of=Document.objects.filter(attachment__in=attachments))


def _document(
    kind: Kind, source: Entry | Comment | Attachment | Profile, *, network: int, shelves: dict[Shelf, set[str]]
) -> Words:
    """A document with all words it is found by, not written yet."""
    at = EPOCH if isinstance(source, Profile) else source.created_at
    document = Document(
        id=place_of(kind, source.pk, at), kind=kind, network_id=network, **{SOURCES[kind].field: source}
    )
    columns = {shelf.value: " ".join(sorted(shelf.of(network, words))) for shelf, words in shelves.items()}
    return Words(document=document, **columns)


def _keep(documents: list[Words], *, instead_of: QuerySet[Document]) -> None:
    instead_of.delete()
    Document.objects.bulk_create([words.document for words in documents])
    Words.objects.bulk_create(documents)


def _batches(sources: QuerySet) -> Iterator[list[int]]:
    keys = iter(list(sources.order_by("pk").values_list("pk", flat=True)))
    while batch := list(islice(keys, AT_ONCE)):
        yield batch
