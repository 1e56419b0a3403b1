"""The entry: one thing that is many things. Each kind is a subclass with a table of its own."""

import datetime
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, Expression, F, FilteredRelation, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.entries.models.audience import Audience
from klimanet.entries.models.written import Hideable, Written
from klimanet.members.models import Holding, Network, Organisation, Reader, Seat, Theme, reach_of
from klimanet.members.models.networks import today
from klimanet.text.addresses import path_to
from klimanet.text.markdown import with_names

if TYPE_CHECKING:
    from klimanet.entries.models.merging import Merging

MOST_PINNED = 3  # of a kind, in a network


def admits(reader: Reader, *, row: str = "", entry: str = "") -> Q:
    """Rows whose audience admits the reader, in the networks where they sit today.

    `row` is the way to the columns `audience`, `author`, `organisation` and `hidden_at`; `entry` the way to the entry, whose
    network and circle count ("entry__" for a part; an entry's own are empty). What is hidden admits its author and those who
    run the network, as far as they were admitted before. Whoever leaves the office is not the author of what is the office's.
    """
    me = reach_of(reader)
    mine = Q(**{f"{row}author": me.person})
    if row == entry:
        mine &= ~Q(**{f"{entry}kind__in": [name for name, kind in kinds().items() if kind.is_the_offices]})
    admitted = Q(pk__in=[])
    for network, organisations, runs in me.places:
        circles = Entry.circle.through._default_manager.filter(organisation__in=organisations)
        shared = {f"{row}audience__in": [Audience.CIRCLE, Audience.ORGANISATION]}
        theirs = Q(**{f"{row}organisation__in": organisations}, **shared)
        named = Q(**{f"{row}audience": Audience.CIRCLE, f"{entry}pk__in": circles.values("entry")})
        own = Q(**{f"{row}audience": Audience.SECRETARIAT}) & mine
        admits_here = Q(**{f"{row}audience__in": [Audience.PUBLIC, Audience.NETWORK]}) | theirs | named | own
        if runs:
            admits_here |= Q(**{f"{row}audience__in": [Audience.ORGANISATION, Audience.SECRETARIAT]})
        else:
            admits_here &= Q(**{f"{row}hidden_at": None}) | mine
        admitted |= Q(**{f"{entry}network": network}) & admits_here
    return admitted & admits(me.beside, row=row, entry=entry) if me.beside else admitted


EntryT = TypeVar("EntryT", bound="Entry")


class EntryQuerySet(models.QuerySet[EntryT]):
    def visible_to(self, reader: Reader) -> Self:
        """What the reader may see: the one rule of every page, list, search, mail, feed and count."""
        return self.filter(admits(reader))

    def public(self) -> Self:
        """What visitors see: meant for everybody, approved by the secretariat, and not hidden since."""
        return self.filter(audience=Audience.PUBLIC, approved_at__isnull=False, hidden_at=None)

    def unapproved(self) -> Self:
        """Meant for everybody, and waiting for the secretariat to say yes; the longest first."""
        return self.filter(audience=Audience.PUBLIC, approved_at=None, hidden_at=None).order_by("created_at", "pk")

    def listed(self) -> Self:
        """What stands in lists by itself: not merged into another."""
        return self.filter(merged_into=None)

    def pinned(self, day: datetime.date) -> Self:
        return self.filter(pinned_until__gte=day)

    def unpinned(self, day: datetime.date) -> Self:
        return self.filter(Q(pinned_until=None) | Q(pinned_until__lt=day))

    def merged_into_entry(self, entry: "Entry") -> Self:
        return self.filter(merged_into=entry).select_related("merging").order_by("merging__shift", "pk")

    def in_network(self, network: Network | int) -> Self:
        return self.filter(network=network)

    def of_kind(self, kind: "type[Entry]") -> Self:
        """As entries: a list that needs none of the kind's own columns is read along one index."""
        return self.filter(kind=kind.kind_name)

    def at_network(self, slug: str) -> Self:
        return self.filter(network__slug=slug)

    def numbered(self, number: int) -> Self:
        return self.filter(number=number)

    def by_key(self, key: int) -> Self:
        return self.filter(pk=key)

    def latest_by(self, person: Person) -> EntryT:
        return self.filter(author=person).order_by("-pk")[0]

    def news_to(self, person: Person | int) -> Self:
        """Without one's own that nobody has commented on: an answer to one's own question is news."""
        return self.exclude(author=person, last_comment=0)

    def about(self, theme: Theme | int) -> Self:
        return self.filter(themes=theme)

    def by_organisations(self, organisations) -> Self:
        return self.filter(organisation__in=organisations)

    def by(self, person: Person | int) -> Self:
        return self.filter(author=person)

    def taken_part_in(self, person: Person | int) -> Self:
        """What the person wrote, or commented on."""
        commented = Entry.objects.filter(comments__author=person, comments__deleted_at=None)
        return self.filter(Q(author=person) | Q(pk__in=commented.values("pk")))

    def followed_by(self, seats) -> Self:
        return self.filter(pk__in=Follow.objects.filter(seat__in=seats, muted=False).values("entry"))

    def with_mark(self, person: Person | int, *, since: datetime.datetime | Expression | None = None) -> Self:
        """With how far the person has read (`seen_at`, `seen_comment`) and whether it is `unread`.

        Without a mark, what came after `since` is unread; everything, where there is no such moment.
        """
        unmarked = Q(seen_at=None) if since is None else Q(seen_at=None, last_activity_at__gt=since)
        unread = unmarked | Q(seen_at__lt=F("last_activity_at"))
        return self.annotate(
            mark=FilteredRelation("read_marks", condition=Q(read_marks__person=person)),
            seen_at=F("mark__at"),
            seen_comment=F("mark__comment"),
            unread=models.Case(models.When(unread, then=True), default=False, output_field=models.BooleanField()),
        )

    def with_follow(self, seats) -> Self:
        """With `muted`: whether these seats have muted it; None where they do not follow it. And `organisation_followed`."""
        follows = Follow.objects.filter(entry=OuterRef("pk"), seat__in=seats).order_by("-muted")
        organisation = Follow.objects.filter(organisation=OuterRef("organisation"), seat__in=seats)
        return self.annotate(muted=Subquery(follows.values("muted")[:1]), organisation_followed=Exists(organisation))

    def with_handler(self, day: datetime.date) -> Self:
        """With `handler_name`: who sits in the handler's seat on that day; None where nobody does."""
        holder = Holding.objects.active(day).own().filter(seat=OuterRef("handler"))
        return self.annotate(handler_name=Subquery(holder.values("person__name")[:1]))

    def handled_by(self, seat: Seat) -> Self:
        """What is open and the seat's to see to."""
        return self.filter(handler=seat, closed_at=None)

    def unhandled(self, day: datetime.date) -> Self:
        """What nobody sees to on that day: it was given to nobody, or the seat is empty."""
        return self.exclude(handler__in=Holding.objects.active(day).own().values("seat"))

    def unread_by(self, person: Person | int, *, since: datetime.datetime | Expression) -> Self:
        """What is new to the person, latest first; nothing that happened before `since` is."""
        return self.with_mark(person, since=since).filter(unread=True, last_activity_at__gt=since).latest_first()

    def beside(self, entry: "Entry | int", *, merged: bool = False) -> Self:
        """What is linked with it, in either direction; with `merged`, also what was merged into it."""
        targets, sources = Link.objects.filter(source=entry), Link.objects.filter(target=entry)
        linked = Q(pk__in=targets.values("target")) | Q(pk__in=sources.values("source"))
        own = Q(merged_into=entry) if merged else Q(pk__in=[])
        return self.filter(Q(linked, merged_into=None) | own)

    def with_author(self) -> Self:
        return self.select_related("author", "organisation", "network")

    def latest_first(self) -> Self:
        return self.order_by("-last_activity_at", "-pk")


class Entry(Written, Hideable):
    """One contribution. A kind adds its own columns; what is true of every kind stands here, and lists are drawn from it."""

    kind_name: ClassVar[str] = ""  # a subclass's own; it fills `kind`
    view: ClassVar[str] = ""  # the name of its page's route, which takes network and number
    stands_in: ClassVar[tuple] = ()  # the lists that lead to its page, the widest first: label and route
    begin_view: ClassVar[str] = ""  # of the form for a new one, which takes the network
    kind_label: ClassVar = _("Entry")
    icon: ClassVar[str] = "FileText"
    searched: ClassVar[tuple[str, ...]] = ()  # fields of its own that search finds, beside title and text
    deeds: ClassVar[dict] = {}  # per verb of its own in the activity log: what was done, for whoever reads the log
    confided: ClassVar[tuple[str, ...]] = ()  # of those, what only whoever runs the network knows of
    is_the_offices: ClassVar[bool] = False  # whoever its author is by name: whoever leaves the office leaves it
    states: ClassVar[dict] = {}  # per state: label and colour of its badge
    undoable: ClassVar = datetime.timedelta()  # that the network reads it; then people are told
    merged_from: ClassVar[tuple[str, ...]] = (Audience.PUBLIC, Audience.NETWORK)  # of what is merged

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="entries")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="entries")
    themes = models.ManyToManyField(Theme, blank=True, related_name="entries")
    audience = models.CharField(max_length=20, choices=Audience.choices, default=Audience.NETWORK)
    circle = models.ManyToManyField(Organisation, blank=True, related_name="+")  # with audience `circle`
    approved_at = models.DateTimeField(null=True)  # by the secretariat, for everybody to see
    state = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # takes no further comments
    last_activity_at = models.DateTimeField(default=timezone.now)
    handler = models.ForeignKey(Seat, on_delete=models.SET_NULL, null=True, related_name="handled")  # who sees to it
    due_on = models.DateField(null=True)  # when whoever sees to it looks at it again
    pinned_until = models.DateField(null=True)  # at the top of its list through that day
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="merged")
    goes_on_in = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")  # in the end
    last_comment = models.PositiveIntegerField(default=0)  # number of the latest comment, deleted or not

    objects = EntryQuerySet.as_manager()
    seen_comment: int | None  # from `with_mark`
    unread: bool  # from `with_mark`
    muted: bool | None  # from `with_follow`
    organisation_followed: bool  # from `with_follow`
    begun: dict | None  # from `with_draft`
    labels: list[str]  # from `queries.label`
    handler_name: str | None  # from `with_handler`

    class Meta:
        constraints = [
            *Hideable.Meta.constraints,
            models.UniqueConstraint(fields=["network", "kind", "number"], name="entries_entry_number_once"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="entries_entry_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(audience=Audience.PUBLIC),
                name="entries_entry_approved_if_public",
                violation_error_message=_("Only what is meant for everybody is approved."),
            ),
        ]
        indexes = [
            models.Index(fields=["network", "kind", "-last_activity_at", "-id"], name="entries_entry_by_activity"),
            models.Index(fields=["network", "-last_activity_at", "-id"], name="entries_entry_latest"),
            models.Index(
                fields=["network", "kind", "-last_activity_at", "-id"],
                condition=Q(pinned_until__isnull=False),
                name="entries_entry_pinned_latest",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where it stands; by the parent's row alone, so that a mixed list needs no further question."""
        return path_to(self.route, self.network.slug, self.number)

    @property
    def route(self) -> str:
        """The name of its page's route."""
        return kind_of(self).view

    @property
    def kind_called(self) -> str:
        return str(kind_of(self).kind_label)

    @property
    def lists(self) -> tuple[tuple[str, str], ...]:
        return kind_of(self).stands_in

    @property
    def badge(self) -> tuple[str, str]:
        """What its state is called, and the colour of that."""
        return kind_of(self).states.get(self.state, ("", "neutral"))

    @property
    def is_pinned(self) -> bool:
        """Today, as `pinned` says of rows."""
        return self.pinned_until is not None and self.pinned_until >= today()

    @property
    def is_over(self) -> bool:
        return self.closed_at is not None

    @property
    def edition(self) -> str:
        """Which of its texts this is: another one once it is edited."""
        return self.edited_at.isoformat() if self.edited_at else ""

    def asked_organisations(self) -> models.QuerySet[Organisation]:
        """Whom it is addressed to, in kinds that have that."""
        return Organisation.objects.none()

    def lose_comment(self, key: int) -> str:
        """Undo what stands on a comment that was taken back; answers with the verb for the log where it undid something."""
        return ""

    def take_over(self, other: Self, merging: "Merging") -> None:
        """Take over what the kind's own tables say of `other`, which is merged into it; each row names the merging."""

    def give_back(self, other: Self, merging: "Merging", comments: list[int]) -> None:
        """Undo what stands on these comments, which go back to `other`, and give it what its kind brought."""

    def come_back(self) -> None:
        """Make true again what its comments went through meanwhile."""

    @classmethod
    def begin_address(cls, network: Network, source: "Entry | int | None" = None) -> str:
        """Where one begins a new one, perhaps from another entry or its key; empty where a kind is not begun by its readers."""
        address = path_to(cls.begin_view, network.slug) if cls.begin_view else ""
        key = source.pk if isinstance(source, Entry) else source
        return f"{address}?fra={key}" if address and key else address

    @classmethod
    def is_begun_by(cls, holdings: Iterable[Holding]) -> bool:
        """Whether somebody with these holdings in a network begins one there."""
        return any(holding.speaks for holding in holdings)

    @classmethod
    def begin_from(cls, entry: "Entry", names: dict[str, str]) -> dict:
        """What the form of a new entry of this kind holds when it begins from `entry`, whose text mentions those `names`."""
        return {"title": entry.title, "text": with_names(entry.text, names)}


def kinds() -> dict[str, type[Entry]]:
    """Every kind there is, by name: a subclass of Entry is one by existing."""
    return _kinds_among(tuple(apps.get_models()))


@lru_cache
def _kinds_among(models: tuple[type[models.Model], ...]) -> dict[str, type[Entry]]:
    return {model.kind_name: model for model in models if issubclass(model, Entry) and model.kind_name}


def kind_of(entry: Entry) -> type[Entry]:
    return kinds()[entry.kind]


def whole(entry: Entry) -> Entry:
    """As its kind, with the columns that are the kind's own."""
    return kind_of(entry).objects.get(pk=entry.pk)


class Link(models.Model):
    """That one entry came from, or belongs with, another."""

    source = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="links_out")
    target = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="links_in")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="entries_link_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="entries_link_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class FollowQuerySet(models.QuerySet["Follow"]):
    def of_seats(self, seats) -> "FollowQuerySet":
        return self.filter(seat__in=seats)

    def shown_to(self, reader: Reader) -> "FollowQuerySet":
        """Themes, organisations and the entries that the reader may see, with what it takes to show them; latest first."""
        found = self.filter(Q(entry=None) | admits(reader, row="entry__", entry="entry__"), muted=False)
        entry = ("entry__author", "entry__organisation", "entry__network")
        return found.select_related("theme", "organisation", *entry).order_by("-created_at", "-pk")


class Follow(models.Model):
    """That a seat follows one thing: an entry, a theme or an organisation. Muted, it is told nothing of the entry."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="follows")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, null=True, related_name="follows")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, null=True, related_name="follows")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="follows")
    muted = models.BooleanField(default=False)
    merging = models.ForeignKey("entries.Merging", on_delete=models.CASCADE, null=True, related_name="+")  # brought it
    created_at = models.DateTimeField(default=timezone.now)

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(entry__isnull=False, theme=None, organisation=None)
                | Q(entry=None, theme__isnull=False, organisation=None)
                | Q(entry=None, theme=None, organisation__isnull=False),
                name="entries_follow_one_thing",
                violation_error_message=_("One follows one thing at a time."),
            ),
            models.CheckConstraint(condition=Q(muted=False) | Q(entry__isnull=False), name="entries_follow_mute_entry"),
            models.UniqueConstraint(fields=["seat", "entry"], name="entries_follow_entry_once"),
            models.UniqueConstraint(fields=["seat", "theme"], name="entries_follow_theme_once"),
            models.UniqueConstraint(fields=["seat", "organisation"], name="entries_follow_organisation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.entry_id or self.theme_id or self.organisation_id}"

    @property
    def topic(self) -> str:
        """What a follow of a theme or an organisation is called."""
        return str(self.theme or self.organisation)
