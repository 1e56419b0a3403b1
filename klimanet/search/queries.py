"""The one question that is asked of search. What it answers with is what the real search will answer with too."""

from dataclasses import dataclass

from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.entries.mentions import names_of, plain_text
from klimanet.entries.models import Attachment, Comment, Entry, Mention, kind_of
from klimanet.members.models import Membership, Network, Organisation, Profile, Seated, seated
from klimanet.search.models import Document, Kind
from klimanet.text.dates import day
from klimanet.text.matching import excerpt, marked, words_of
from klimanet.text.sorting import danish_key

LABELS = {
    Kind.COMMENT: _("Comment"),
    Kind.PERSON: _("Person"),
    Kind.ORGANISATION: _("Organisation"),
    Kind.FILE: _("File"),
}
PAGE = 20
BESIDE = 3  # organisations, and people, above everything that is found


@dataclass(frozen=True)
class Hit:
    """One thing that was found: `title` and `text` are HTML with the words marked."""

    kind: Kind
    label: str
    title: SafeString
    address: str
    network: Network
    text: SafeString | str = ""
    meta: str = ""
    avatar: str = ""
    photo: str = ""


@dataclass(frozen=True)
class Results:
    """A page of what was found; `counts` says how much there is of each kind."""

    words: list[str]
    hits: list[Hit]
    beside: list[Hit]  # the first organisations and people, where everything was asked for
    counts: dict[str, int]
    page: int
    pages: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def previous(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


def search(
    reader: Person | Seated, words: str, *, network: Network | None = None, kind: str = "", page: int = 1
) -> Results:
    """What holds every one of `words`, among what `reader` may see, in `network` or in all of theirs.

    Of one Kind, or of all: then people and organisations stand beside the first page. A page beyond the last is the last.
    """
    asked, reader = words_of(words), seated(reader)
    networks = [row for row in reader.networks if network in (None, row)]
    if not asked or not networks:
        return Results(asked, [], [], {}, 1, 1)
    documents = Document.objects.visible_to(reader).filter(network__in=networks).holding(asked)
    people, organisations = _people(reader, asked, networks), _organisations(asked, networks)
    counts = _counts(documents, people, organisations)
    kinds = [Kind(kind)] if kind else [Kind.ENTRY, Kind.COMMENT, Kind.FILE]
    shown = sum(counts.get(one, 0) for one in kinds)
    pages = max(1, -(-shown // PAGE))
    page = min(max(page, 1), pages)
    some = slice((page - 1) * PAGE, page * PAGE)
    hits, beside = [], []
    if kind == Kind.PERSON:
        hits = _people_hits(people[some], asked)
    elif kind == Kind.ORGANISATION:
        hits = _organisation_hits(organisations[some], asked, networks)
    elif shown:
        keys = list(documents.filter(kind__in=kinds).best_first(asked).values_list("pk", flat=True)[some])
        rows = Document.objects.with_sources().in_bulk(keys)  # only these: sorting moves no texts about
        hits = _document_hits([rows[key] for key in keys], asked)
    if not kind and page == 1:
        if Kind.ORGANISATION in counts:
            beside += _organisation_hits(organisations[:BESIDE], asked, networks)
        if Kind.PERSON in counts:
            beside += _people_hits(people[:BESIDE], asked)
    return Results(asked, hits, beside, counts, page, pages)


def _people(reader: Seated, words: list[str], networks: list[Network]) -> QuerySet[Profile]:
    """Listed people by name and by what they can be asked about."""
    found = Profile.objects.visible_to(reader).listed().filter(network__in=networks)
    found = found.matching(" ".join(words)) if all(map(danish_key, words)) else found.none()
    return found.with_places().order_by("person__sort_key", "pk")


def _organisations(words: list[str], networks: list[Network]) -> QuerySet:
    """What the networks know of, each with `known_at`: the first of these networks that it is or was a member of."""
    memberships = Membership.objects.filter(network__in=networks, organisation=OuterRef("pk")).order_by("network")
    found = Organisation.objects.known_in(*networks).matching(" ".join(words))
    return found.annotate(known_at=Subquery(memberships.values("network")[:1]))


def _counts(documents: QuerySet, people: QuerySet, organisations: QuerySet) -> dict[str, int]:
    """How many of each kind, in one question."""
    rows = documents.order_by().values_list("kind").annotate(number=Count("pk"))
    named = [(Kind.PERSON, people), (Kind.ORGANISATION, organisations)]
    counted = [
        found.order_by()
        .select_related(None)
        .prefetch_related(None)
        .annotate(of=Value(kind.value, output_field=CharField()))
        .values_list("of")
        .annotate(number=Count("pk", distinct=True))
        for kind, found in named
    ]
    return {kind: number for kind, number in rows.union(*counted, all=True) if number}


def _document_hits(rows: list[Document], words: list[str]) -> list[Hit]:
    entries = {row.source.pk if isinstance(row.source, Entry) else row.source.entry_id for row in rows}
    names = names_of(Mention.objects.filter(entry__in=entries).select_related("person", "organisation"))
    return [_document_hit(row, words, names) for row in rows]


def _document_hit(row: Document, words: list[str], names: dict[str, str]) -> Hit:
    kind, source = Kind(row.kind), row.source
    match source:
        case Entry():
            label, title, address = kind_of(source).kind_label, source.title, source.get_absolute_url()
            text = excerpt(plain_text(source, names), words)
        case Comment():
            label, title, address = LABELS[kind], source.entry.title, source.get_absolute_url()
            text = excerpt(plain_text(source, names), words)
        case Attachment():
            label, title, address, text = LABELS[kind], source.name, source.place, source.entry.title
    meta = f"{source.author.name}, {source.organisation.name}, {day(row.at)}"
    return Hit(kind, str(label), marked(title, words), address, row.network, text, meta)


def _people_hits(profiles: QuerySet[Profile], words: list[str]) -> list[Hit]:
    return [
        Hit(
            Kind.PERSON,
            str(LABELS[Kind.PERSON]),
            marked(profile.person.name, words),
            reverse("person", args=[profile.network.slug, profile.person_id]),
            profile.network,
            marked(", ".join(profile.asked_about) or profile.person.title, words),
            profile.places_text,
            profile.person.name,
            profile.photo_address,
        )
        for profile in profiles
    ]


def _organisation_hits(organisations: QuerySet, words: list[str], networks: list[Network]) -> list[Hit]:
    by_key = {network.pk: network for network in networks}
    return [
        Hit(
            Kind.ORGANISATION,
            str(LABELS[Kind.ORGANISATION]),
            marked(organisation.name, words),
            reverse("organisation", args=[network.slug, organisation.slug]),
            network,
            organisation.get_kind_display(),
        )
        for organisation in organisations
        for network in [by_key.get(organisation.known_at, networks[0])]
    ]
