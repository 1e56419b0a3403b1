"""The one question that is asked of search."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import CharField, F, IntegerField, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.entries.mentions import plain_text
from klimanet.entries.models import Comment, Entry, Mention, kind_of
from klimanet.members.models import Membership, Network, Organisation, Profile, Reach, Seated, seated
from klimanet.members.models.networks import today
from klimanet.members.models.reading import NOBODY, Place
from klimanet.questions.prepared import prepared
from klimanet.search.models import KIND_ON, SOURCES, Document, Kind, source_at
from klimanet.search.words import Shelf, asking, begins_at_once
from klimanet.text.addresses import path_to
from klimanet.text.analysis import asked_in, finding, standing_in
from klimanet.text.dates import day
from klimanet.text.matching import excerpt, marked
from klimanet.text.sorting import danish_key

LABELS = {
    Kind.COMMENT: _("Comment"),
    Kind.PERSON: _("Person"),
    Kind.ORGANISATION: _("Organisation"),
    Kind.FILE: _("File"),
}
MOST = 100  # of a kind that are looked for: whoever finds more asks for more words
PAGE = 20
BESIDE = 3  # organisations, and people, above everything that is found
TEXTS = [shelf for shelf in Shelf if shelf != Shelf.PERSON]
Found = tuple[Kind, int]  # what it is, and its key


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


class _Source(NamedTuple):
    """What is told of an entry, a comment or a file."""

    kind: str
    key: int
    entry: int
    title: str
    entry_kind: str
    entry_number: int
    network: int
    number: int | None  # of the comment, or of the comment that a file is with
    name: str
    text: str
    html: str
    html_version: int
    author: str
    organisation: str
    created_at: datetime


Columns = tuple[str | Combinable, ...]
NO_TEXT, NO_NUMBER = Value("", TextField()), Value(0, IntegerField())
BY: Columns = ("author__name", "organisation__name", "created_at")
TEXT: Columns = ("text", "html", "html_version")
OF: Columns = ("entry", "entry__title", "entry__kind", "entry__number", "entry__network")
COLUMNS: dict[Kind, Columns] = {
    Kind.ENTRY: ("pk", F("pk"), "title", "kind", "number", "network", NO_NUMBER, NO_TEXT, *TEXT, *BY),
    Kind.COMMENT: ("pk", *OF, "number", NO_TEXT, *TEXT, *BY),
    Kind.FILE: ("pk", *OF, "comment__number", "name", NO_TEXT, NO_TEXT, NO_NUMBER, *BY),
}


@dataclass(frozen=True)
class Results:
    """A page of what was found; `counts` says how much there is of each kind, up to MOST and one, which stands for more."""

    words: list[str]
    hits: list[Hit]
    beside: list[Hit]  # the first organisations and people, where everything was asked for
    counts: dict[str, int]
    page: int
    pages: int
    is_cut: bool = False  # whether there is more than the pages show

    @property
    def most(self) -> int:
        return MOST

    @property
    def total(self) -> int:
        """There is at least so much, and no more unless `is_more`."""
        return sum(min(number, MOST) for number in self.counts.values())

    @property
    def is_more(self) -> bool:
        return any(number > MOST for number in self.counts.values())

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

    Of one Kind, or of all: then people and organisations stand beside the first page. First comes what is called so, then what
    says so, the newest first in each; no more than MOST. A page beyond the last is the last.
    """
    asked, reader = asked_in(words), seated(reader)
    networks = {row.pk: row for row in reader.networks if network in (None, row)}
    if not asked or not networks:
        return Results(asked, [], [], {}, 1, 1)
    everything = _found(reader.reach, tuple(networks), asked)
    kinds = [Kind(kind)] if kind else [Kind.ENTRY, Kind.COMMENT, Kind.FILE]
    ranked = [one for one in everything if one[0] in kinds]
    shown = ranked[:MOST]
    pages = max(1, -(-len(shown) // PAGE))
    page = min(max(page, 1), pages)
    beside: list[Found] = []
    if not kind and page == 1:
        for of in (Kind.ORGANISATION, Kind.PERSON):
            beside += [one for one in everything if one[0] == of][:BESIDE]
    shown = shown[(page - 1) * PAGE : page * PAGE]
    hits = _hits([*beside, *shown], asked, networks)
    counts = Counter(of for of, _key in everything)
    return Results(
        asked,
        [hits[one] for one in shown if one in hits],
        [hits[one] for one in beside if one in hits],
        {of: min(counts[of], MOST + 1) for of in Kind if of in counts},
        page,
        pages,
        len(ranked) > MOST,
    )


def _found(reach: Reach, networks: tuple[int, ...], words: list[str]) -> list[Found]:
    """The first of each kind, up to MOST and one more, the first first.

    The last word may be the beginning of a longer one; where that costs by how much begins so, only on shelves that the words
    as they stand do not fill.
    """
    names = tuple(map(danish_key, words))
    at_once = begins_at_once()
    whole = tuple((shelf, asking(shelf, networks, words, begun=at_once)) for shelf in TEXTS)
    people = asking(Shelf.PERSON, networks, words, begun=True) if all(names) else ""  # some letters stand in no name
    rows = _rows(reach, networks, whole, people, names) if people else _more(reach, whole)
    filled = Counter(place for _key, _name, place in rows)
    if begun := [shelf for shelf in TEXTS if filled[shelf] <= MOST and not at_once]:
        rows = [row for row in rows if row[-1] not in begun]
        rows += _more(reach, tuple((shelf, asking(shelf, networks, words, begun=True)) for shelf in begun))
    if filled[Shelf.PERSON]:
        rows = [row for row in rows if row[-1] != Shelf.PERSON] + _people(reach.places, people, today())
    ranked: list[tuple[tuple, Found]] = []
    for key, name, place in rows:
        if place == Kind.ORGANISATION:
            ranked.append(((False, name, key), (Kind.ORGANISATION, key)))
        else:
            saying = place in (Shelf.ENTRY, Shelf.COMMENT)
            ranked.append(((saying, name, -key), (KIND_ON[Shelf(place)], source_at(key))))
    return list(dict.fromkeys(found for _rank, found in sorted(ranked)))  # an entry stands where its title does


Questions = tuple[tuple[Shelf, str], ...]


@prepared
def _rows(
    reach: Reach, networks: tuple[int, ...], questions: Questions, people: str, names: tuple[str, ...]
) -> QuerySet:
    """Key, name, and shelf or kind of each. One question, which ends early however much there is.

    Of people only whether any is called so: of most words nobody is, and PostgreSQL thinks long about who may see them.
    """
    found = [_first(shelf, question, reach) for shelf, question in questions]
    found.append(_row(Document.objects.answering(Shelf.PERSON, people, most=1), Shelf.PERSON))
    known = Organisation.objects.known_in(*networks).holding(names)
    found.append(_row(Organisation.objects.filter(pk__in=known.values("pk")), Kind.ORGANISATION, name="sort_key"))
    return found[0].union(*found[1:], all=True)


@prepared
def _more(reach: Reach, questions: Questions) -> QuerySet:
    found = [_first(shelf, question, reach) for shelf, question in questions]
    return found[0].union(*found[1:], all=True) if found[1:] else found[0]


@prepared
def _people(places: tuple[Place, ...], question: str, day: date) -> QuerySet:
    return _first(Shelf.PERSON, question, Reach(NOBODY, places), day)


def _first(shelf: Shelf, question: str, reach: Reach, day: date | None = None) -> QuerySet:
    documents = Document.objects.visible_to(reach, shelf, question, most=MOST + 1, day=day)
    return _row(documents, shelf, name="profile__person__sort_key" if shelf == Shelf.PERSON else "")


def _row(found: QuerySet, place: str, *, name: str = "") -> QuerySet:
    named = Cast(F(name) if name else Value(""), CharField())
    return found.order_by().annotate(named=named, place=Value(place, CharField())).values_list("pk", "named", "place")


def _hits(found: list[Found], words: list[str], networks: dict[int, Network]) -> dict[Found, Hit]:
    keys: dict[Kind, list[int]] = defaultdict(list)
    for kind, key in found:
        keys[kind].append(key)
    hits = _document_hits(keys, finding(words), networks)
    if people := keys[Kind.PERSON]:
        hits |= _people_hits(Profile.objects.filter(pk__in=people).with_places(), finding(words))
    if organisations := keys[Kind.ORGANISATION]:
        hits |= _organisation_hits(organisations, standing_in(words), networks)
    return hits


def _document_hits(
    keys: dict[Kind, list[int]], is_found: Callable[[str], bool], networks: dict[int, Network]
) -> dict[Found, Hit]:
    wanted = tuple((kind, _padded(keys[kind])) for kind in COLUMNS if keys[kind])
    if not wanted:
        return {}
    sources = [_Source(*row) for row in _sources(wanted)]
    mentioned = _mentioned(_padded({source.entry for source in sources}))
    names = {f"p{person}" if person else f"o{of}": name or of_name for person, name, of, of_name in mentioned}
    entry = Entry()
    comment = Comment(entry=entry)  # both filled anew for each hit: making rows takes longer than all else
    hits = {}
    for source in sources:
        network, kind = networks[source.network], Kind(source.kind)
        entry.network, entry.kind, entry.number = network, source.entry_kind, source.entry_number
        written: Entry | Comment = comment if source.number else entry
        comment.number = source.number or 0
        title, text = (source.name, source.title) if kind == Kind.FILE else (source.title, "")
        if kind != Kind.FILE:
            written.text, written.html, written.html_version = source.text, source.html, source.html_version
            text = excerpt(plain_text(written, names), is_found)
        label = kind_of(entry).kind_label if kind == Kind.ENTRY else LABELS[kind]
        meta = f"{source.author}, {source.organisation}, {day(source.created_at)}"
        address = written.get_absolute_url()
        hits[kind, source.key] = Hit(kind, str(label), marked(title, is_found), address, network, text, meta)
    return hits


def _padded(keys: Iterable[int]) -> tuple[int, ...]:
    """As many for every page, so that there is one prepared query for all of them."""
    return (*keys, *[0] * PAGE)[:PAGE]


@prepared
def _sources(wanted: tuple[tuple[Kind, tuple[int, ...]], ...]) -> QuerySet:
    each = [
        SOURCES[kind].model._default_manager.filter(pk__in=keys).values_list(Value(kind.value), *COLUMNS[kind])
        for kind, keys in wanted
    ]
    return each[0].union(*each[1:], all=True) if each[1:] else each[0]


@prepared
def _mentioned(entries: tuple[int, ...]) -> QuerySet:
    mentions = Mention.objects.filter(entry__in=entries)
    return mentions.values_list("person", "person__name", "organisation", "organisation__name")


def _people_hits(profiles: QuerySet[Profile], is_found: Callable[[str], bool]) -> dict[Found, Hit]:
    return {
        (Kind.PERSON, profile.pk): Hit(
            Kind.PERSON,
            str(LABELS[Kind.PERSON]),
            marked(profile.person.name, is_found),
            path_to("person", profile.network.slug, profile.person_id),
            profile.network,
            marked(", ".join(profile.asked_about) or profile.person.title, is_found),
            profile.places_text,
            profile.person.name,
            profile.photo_address,
        )
        for profile in profiles
    }


def _organisation_hits(
    keys: list[int], is_found: Callable[[str], bool], networks: dict[int, Network]
) -> dict[Found, Hit]:
    """Each at the first of these networks that it is or was a member of."""
    memberships = Membership.objects.filter(network__in=networks, organisation=OuterRef("pk")).order_by("network")
    known_at = Subquery(memberships.values("network")[:1])
    return {
        (Kind.ORGANISATION, organisation.pk): Hit(
            Kind.ORGANISATION,
            str(LABELS[Kind.ORGANISATION]),
            marked(organisation.name, is_found),
            path_to("organisation", network.slug, organisation.slug),
            network,
            organisation.get_kind_display(),
        )
        for organisation in Organisation.objects.filter(pk__in=keys).annotate(known_at=known_at)
        for network in [networks.get(organisation.known_at) or next(iter(networks.values()))]
    }
