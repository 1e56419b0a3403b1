"""What pages about threads compose."""

from datetime import date, datetime, timedelta

from django.db.models import DateField, QuerySet, TextChoices, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.dialogues.models import SameQuestion, State, Thread
from klimanet.entries import queries as entries
from klimanet.entries.models import MOST_PINNED, Attachment, Entry
from klimanet.entries.models.entries import EntryQuerySet
from klimanet.entries.models.reading import with_draft
from klimanet.entries.permissions import Standing
from klimanet.members.models import Network, Organisation, Reach, Seated, Theme
from klimanet.members.models.networks import today
from klimanet.questions.prepared import prepared
from klimanet.text.paging import Order, Page

ORDER = Order(("-last_activity_at", "-pk"), size=25)


class Shown(TextChoices):
    """Which threads to list."""

    EVERYTHING = "", _("Everything")
    UNANSWERED = "ubesvarede", _("Unanswered questions")
    MINE = "mine", _("What I take part in")
    FOLLOWED = "fulgte", _("What I follow")
    ORGANISATION = "organisation", _("My organisation")


NEVER = date(1900, 1, 1)  # where a question has no next date: longest past


def threads(
    network: Network, *, standing: Standing, shown: str = "", theme: Theme | None = None, after: str = ""
) -> Page:
    """A page of the threads the person sees, last activity first; `shown` is one of Shown.

    Where everything is shown, what is pinned stands before the first page, and nowhere else.
    """
    seats = tuple(standing.own_seats) if shown == Shown.FOLLOWED else ()
    theme_key, position = theme.pk if theme else None, ORDER.position(after)
    day = None if shown or theme else today()
    place = (standing.reach, network.pk, standing.came_at)
    page = ORDER.page(_threads(*place, seats, Shown(shown), theme_key, day, position))
    if day and not after:
        page = Page([*_pinned(*place, day), *page.rows], page.next)
    for row in page.rows:
        row.network = network
    entries.label(page.rows)
    return page


def _listed(reach: Reach, network: int, came_at: datetime) -> EntryQuerySet[Entry]:
    """Without their network, which is known: joined, SQLite would go by that, and sort them all for the first few."""
    found = Entry.objects.visible_to(reach).listed().in_network(network).of_kind(Thread)
    found = found.select_related("author", "organisation")
    return found.with_mark(reach.own, since=entries.read_since(reach.own, network, came_at))


@prepared
def _pinned(reach: Reach, network: int, came_at: datetime, day: date) -> QuerySet[Entry]:
    found = _listed(reach, network, came_at).pinned(day).latest_first()
    return entries.with_comment_count(found, reach)[:MOST_PINNED]


@prepared
def _threads(
    reach: Reach,
    network: int,
    came_at: datetime,
    seats: tuple[int, ...],
    shown: Shown,
    theme: int | None,
    unpinned_on: date | None,
    position: tuple[datetime, int] | None,
) -> QuerySet[Entry]:
    found = _listed(reach, network, came_at)
    if unpinned_on:
        found = found.unpinned(unpinned_on)
    match shown:
        case Shown.UNANSWERED:
            found = found.filter(state=State.OPEN)
        case Shown.MINE:
            found = found.taken_part_in(reach.person)
        case Shown.FOLLOWED:
            found = found.followed_by(seats)
        case Shown.ORGANISATION:
            found = found.by_organisations(
                organisation for place in reach.places for organisation in place.organisations
            )
    if theme:
        found = found.about(theme)
    return ORDER.beyond(entries.with_comment_count(found, reach), position)


def open_questions(network: Network, *, reader: Seated, days: int) -> QuerySet[Entry]:
    """Questions that have been open for that many days, with who sees to them; those whose next date is longest past first."""
    found = Entry.objects.visible_to(reader).listed().in_network(network).of_kind(Thread).filter(state=State.OPEN)
    found = found.filter(created_at__lt=timezone.now() - timedelta(days=days)).with_author().with_handler(today())
    return found.annotate(next_on=Coalesce("due_on", Value(NEVER, output_field=DateField()))).order_by("next_on", "pk")


def thread(network: Network, number: int, *, standing: Standing, path: str) -> Thread | None:
    """The thread with that number, if the person sees it, with their mark, follow and draft (begun at `path`)."""
    seats = tuple(standing.own_seats)
    return next(iter(_thread(standing.reach, network.pk, number, seats, path, today())), None)


@prepared
def _thread(reach: Reach, network: int, number: int, seats: tuple[int, ...], path: str, day: date) -> QuerySet[Thread]:
    found = Thread.objects.visible_to(reach).in_network(network).numbered(number).with_author().with_answer()
    found = found.with_mark(reach.own).with_follow(seats).with_handler(day).with_merged()
    return with_draft(found, reach.own, path)


def around(thread: Thread, *, standing: Standing) -> dict:
    """What stands beside a thread: names, and whether the person's own municipality has the same question."""
    names = entries.Names(thread, _names(thread.pk))
    own = {holding.organisation.pk for holding in standing.holdings}
    return {"names": names, "same_by_us": any(name.key in own for name in names["same"])}


@prepared
def _names(thread: int) -> QuerySet:
    addressed = Thread.addressed.through.objects.filter(thread=thread).values("organisation")
    same = SameQuestion.objects.filter(thread=thread).values("organisation")
    return entries.names_around(
        thread,
        ("addressed", Organisation.objects.filter(pk__in=addressed)),
        ("same", Organisation.objects.filter(pk__in=same)),
    )


def merged(thread: Thread, *, standing: Standing) -> list[dict]:
    """What was merged into it and the reader sees, each with its files."""
    found = list(Thread.objects.visible_to(standing).merged_into_entry(thread).with_author())
    files = Attachment.objects.visible_to(standing).present().of_any(found).with_comment(None)
    return [{"thread": row, "files": [file for file in files if file.entry_id == row.pk]} for row in found]
