"""What pages about entries compose: a page of comments, the names around an entry, what waits and what is new."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.entries.mentions import names_of
from klimanet.entries.models import Attachment, Comment, Entry, Follow, Mention, Report, Watermark, kind_of, kinds
from klimanet.entries.models.entries import EntryQuerySet
from klimanet.members.models import Holding, Network, Organisation, Reach, Reader, Seated, Theme, reach_of
from klimanet.members.models.networks import today
from klimanet.questions.prepared import prepared

PAGE = 50  # comments
FEED = 50  # entries
LINKED = 20  # entries beside another
LINES = 200  # of an entry's history

DEEDS = {
    "comment.added": _("Commented"),
    "comment.edited": _("Edited a comment"),
    "comment.deleted": _("Deleted a comment"),
    "comment.removed": _("Removed a comment for good"),
    "comment.hidden": _("Hid a comment"),
    "comment.shown": _("Showed a comment again"),
    "file.deleted": _("Deleted a file"),
    "entry.followed": _("Followed"),
    "entry.unfollowed": _("Stopped following"),
    "entry.muted": _("Muted"),
    "entry.approved": _("Approved it for everybody"),
    "entry.linked": _("Linked it"),
    "entry.themed": _("Moved it to other themes"),
    "entry.pinned": _("Pinned it to the top of the list"),
    "entry.unpinned": _("Took it from the top of the list"),
    "entry.merged": _("Merged it into another"),
    "entry.separated": _("Separated it again"),
    "entry.assigned": _("Decided who sees to it, and when"),
    "entry.hidden": _("Hid it"),
    "entry.shown": _("Showed it again"),
}


@dataclass(frozen=True)
class Name:
    """What something is called today, and its address within the network where it has one."""

    key: int
    name: str
    slug: str

    def __str__(self) -> str:
        return self.name


class Names:
    """The themes and organisations around an entry, and those its texts mention, and what was merged into it; from one question."""

    def __init__(self, entry: Entry, rows: list[tuple] | None = None) -> None:
        """`rows` are from a kind's own question, which says more than `names_around`."""
        english = get_language() == "en"
        self._by_role: dict[str, list[Name]] = {}
        for role, key, name, name_en, slug in _names_around(entry.pk) if rows is None else rows:
            self._by_role.setdefault(role, []).append(Name(key, name_en if english and name_en else name, slug))

    def __getitem__(self, role: str) -> list[Name]:
        return self._by_role.get(role, [])

    def mentions(self) -> dict[str, str]:
        """Names by id, as a text has it."""
        return {f"{role}{name.key}": name.name for role in "po" for name in self[role]}


def names_around(entry: int, *further: tuple[str, QuerySet]) -> QuerySet:
    """Role, key, name, English name and slug; `further` are more rows of that kind, by role ("addressed", organisations)."""
    texts = Entry.objects.filter(Q(pk=entry) | Q(merged_into=entry)).order_by()
    mentions = Mention.objects.filter(entry__in=texts.values("pk"))
    people = Person.objects.filter(pk__in=mentions.values("person")).order_by()
    circle = Entry.circle.through._default_manager.filter(entry=entry)
    parts = [
        ("theme", Theme.objects.filter(entries=entry)),
        ("circle", Organisation.objects.filter(pk__in=circle.values("organisation"))),
        ("o", Organisation.objects.filter(pk__in=mentions.values("organisation"))),
        *further,
    ]
    return people.values_list(_text("p"), "pk", "name", _text(""), _text("")).union(
        *(
            part.order_by().values_list(_text(role), "pk", "name", "name_en" if role == "theme" else _text(""), "slug")
            for role, part in parts
        ),
        all=True,
    )


_names_around = prepared(names_around)


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


@dataclass(frozen=True)
class CommentPage:
    """Some of an entry's comments, fifty numbers to a page so that a permalink's page never changes."""

    rows: list[Comment]
    files: list[Attachment]  # of the entry itself
    number: int
    last: int
    first_new: int  # number of the first comment that is new to the reader; 0 where none is

    @property
    def shown(self) -> int:
        """No comment on this page or before it has a higher number."""
        return max([(self.number - 1) * PAGE, *(row.number for row in self.rows)])

    @property
    def pages(self) -> range:
        return range(1, self.last + 1)


def comment_page(
    entry: Entry, *, viewer: Seated, page: int | None = None, comment: int | None = None, seen: int | None = None
) -> CommentPage:
    """The page asked for, by its number or a comment's; else that of the first comment after `seen`, else the first."""
    last = max(1, -(-entry.last_comment // PAGE))
    new_from = seen + 1 if seen is not None and seen < entry.last_comment else None
    wanted = page or page_with(comment or new_from or 1)
    number = min(max(wanted, 1), last)
    first = (number - 1) * PAGE + 1
    rows = _comments(viewer.reach, entry.pk, first, first + PAGE - 1) if entry.last_comment else []
    files: dict[int | None, list[Attachment]] = {}
    for attachment in _attachments(viewer.reach, entry.pk):
        files.setdefault(attachment.comment_id, []).append(attachment)
    for row in rows:
        row.entry, row.files = entry, files.get(row.pk, [])
    new = (row.number for row in rows if new_from and row.number >= new_from and row.author_id != viewer.person.pk)
    return CommentPage(rows, files.get(None, []), number, last, next(new, 0))


@prepared
def _comments(reach: Reach, entry: int, first: int, last: int) -> QuerySet[Comment]:
    return Comment.objects.visible_to(reach).of(entry).from_number(first, last=last).with_author()


@prepared
def _attachments(reach: Reach, entry: int) -> QuerySet[Attachment]:
    return Attachment.objects.visible_to(reach).of(entry).present()


def linked(entry: Entry, *, reader: Reader, merged: bool = False) -> list[Entry]:
    """What came from it and what it came from, of what the reader sees, and what was `merged` into it; the latest first."""
    return _linked(reach_of(reader), entry.pk, merged)


@prepared
def _linked(reach: Reach, entry: int, merged: bool) -> QuerySet[Entry]:
    found = Entry.objects.visible_to(reach).beside(entry, merged=merged).with_author().select_related("merging")
    return found.latest_first()[:LINKED]


def merged_address(entry: Entry, reader: Reader, comment: int | None) -> str:
    """Where an entry that was merged goes on, or one of its comments; empty where the reader does not see that."""
    target = Entry.objects.visible_to(reader).with_author().by_key(entry.merged_into_id or 0).first()
    if target is None:
        return ""
    moved = Comment(entry=target, number=comment + entry.merging.shift) if comment else None
    return moved.get_absolute_url() if moved else target.get_absolute_url()


def page_with(number: int) -> int:
    """The page on which the comment with that number is; the first where there is none."""
    return (max(number, 1) - 1) // PAGE + 1


def label(entries: Sequence[Entry]) -> None:
    """Give each its `labels`: what its themes are called today."""
    english, labels = get_language() == "en", {entry.pk: list[str]() for entry in entries}
    for entry, name, name_en in _labels(tuple(labels)):
        labels[entry].append(name_en if english and name_en else name)
    for entry in entries:
        entry.labels = labels[entry.pk]


@prepared
def _labels(entries: tuple[int, ...]) -> QuerySet:
    rows = Entry.themes.through._default_manager.filter(entry__in=entries).order_by("theme__rank", "theme")
    return rows.values_list("entry", "theme__name", "theme__name_en")


def with_comment_count(entries: QuerySet, viewer: Reader) -> QuerySet:
    """With `comment_count`: how many comments the viewer sees, deleted ones left out."""
    seen = Comment.objects.visible_to(viewer).present().filter(entry=OuterRef("pk")).order_by().values("entry")
    return entries.annotate(comment_count=Coalesce(Subquery(seen.annotate(n=Count("pk")).values("n")), 0))


def read_since(person: int, network: int, came_at: datetime.datetime) -> Coalesce:
    """Before this moment everything in the network counts as read: the person's watermark, else when they came."""
    mark = Watermark.objects.filter(person=person, network=network).values("at")[:1]
    return Coalesce(Subquery(mark), Value(came_at))


def followed_topics(holdings: Iterable[Holding]) -> list[Follow]:
    """The themes and organisations that these seats follow, as far as they are the person's own."""
    follows = Follow.objects.of_seats([holding.seat for holding in holdings if holding.is_own]).filter(entry=None)
    return list(follows.select_related("theme", "organisation").order_by("pk"))


def lines_about(entry: Entry) -> list[tuple[Line, str, str]]:
    """Who did what with the entry and its comments, latest first: line, deed, name of whoever did it."""
    of_entry = Q(subject_kind__in=[Entry._meta.label_lower, kind_of(entry)._meta.label_lower], subject_id=entry.pk)
    of_comments = Q(subject_kind=Comment._meta.label_lower, subject_id__in=entry.comments.values("pk"))
    lines = list(Line.objects.filter(of_entry | of_comments).order_by("-id")[:LINES])
    names = dict(
        Person.objects.filter(pk__in=[line.actor_id for line in lines if line.actor_kind == "person"]).values_list(
            "pk", "name"
        )
    )
    return [(line, told(line), names.get(line.actor_id or 0, "")) for line in lines]


def told(line: Line) -> str:
    """What was done, in words; the verb itself where it has none."""
    deeds = DEEDS | {verb: deed for kind in kinds().values() for verb, deed in kind.deeds.items()}
    return str(deeds.get(line.verb, line.verb))


def lines_by(person: Person, network: Network, *, runs: bool) -> list[tuple[Line, str, Entry]]:
    """What the person did with entries they see today, latest first: line, deed, entry; `runs`: whether they run the network."""
    confided = [] if runs else [verb for kind in kinds().values() for verb in kind.confided]
    found = Line.objects.by(person).in_network(network).exclude(verb__in=confided)
    lines = found.newest_first().filter(facts__has_key="entry")[:LINES]
    keys = {line.facts["entry"] for line in lines}
    visible = Entry.objects.visible_to(person).filter(pk__in=keys).with_author()
    seen = {entry.pk: entry for entry in visible}
    return [(line, told(line), seen[line.facts["entry"]]) for line in lines if line.facts["entry"] in seen]


def newest(entries: EntryQuerySet) -> tuple[list[Entry], dict[str, str]]:
    """The newest of `entries` for a feed, and the names that their texts mention."""
    rows = list(entries.with_author().order_by("-created_at", "-pk")[:FEED])
    mentions = Mention.objects.filter(entry__in=rows, comment=None).select_related("person", "organisation")
    return rows, names_of(mentions)


def reports_of(thing: Entry | Comment) -> list[Report]:
    """Everybody's reports of it, first to last."""
    return list(Report.objects.of(thing).select_related("person").order_by("pk"))


def reports_by(person: Person, network: Network) -> list[Report]:
    """What the person told the secretariat, latest first."""
    return list(Report.objects.by(person).in_network(network).order_by("-pk")[:LINES])


def caring_seats(network: Network) -> list[tuple[int, str]]:
    """Key and holder's name of the seats that run the network: who can see to an entry."""
    return _caring(network.pk, today())


@prepared
def _caring(network: int, day: datetime.date) -> QuerySet:
    running = Holding.objects.active(day).own().in_network(network).running()
    return running.order_by("person__sort_key", "pk").values_list("seat", "person__name")
