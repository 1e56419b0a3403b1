"""What pages about threads compose."""

from datetime import date, timedelta

from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from klimanet.dialogues.models import SameQuestion, State, Thread
from klimanet.entries import queries as entries
from klimanet.entries.models import Entry
from klimanet.entries.models.reading import with_draft
from klimanet.entries.permissions import Standing
from klimanet.members.models import Network, Organisation, Reach, Seated, Theme
from klimanet.members.models.networks import today
from klimanet.questions.prepared import prepared
from klimanet.text.paging import Page, page_of

NEVER = date(1900, 1, 1)  # where a question has no next date: longest past


def threads(
    network: Network, *, standing: Standing, shown: str = "", theme: Theme | None = None, after: str = ""
) -> Page:
    """A page of the threads the person sees, last activity first; `shown` is one of ThreadFilter.SHOWN."""
    person, seats = standing.person, [holding.seat for holding in standing.holdings]
    found = Entry.objects.visible_to(standing).in_network(network).of_kind(Thread).with_author()
    found = found.with_mark(standing.reach.own, since=entries.read_since(standing, network))
    match shown:
        case "ubesvarede":
            found = found.filter(state=State.OPEN)
        case "mine":
            found = found.taken_part_in(person)
        case "fulgte":
            found = found.followed_by(seats)
        case "organisation":
            found = found.by_organisations([holding.organisation for holding in standing.holdings])
    if theme:
        found = found.about(theme)
    found = entries.with_comment_count(found, standing).prefetch_related("themes")
    return page_of(found, by=["-last_activity_at", "-pk"], after=after, size=25)


def open_questions(network: Network, *, reader: Seated, days: int) -> QuerySet[Entry]:
    """Questions that have been open for that many days, with who sees to them; those whose next date is longest past first."""
    found = Entry.objects.visible_to(reader).in_network(network).of_kind(Thread).filter(state=State.OPEN)
    found = found.begun_before(timezone.now() - timedelta(days=days)).with_author().with_handler(today())
    return found.annotate(next_on=Coalesce("due_on", Value(NEVER, output_field=DateField()))).order_by("next_on", "pk")


def thread(network: Network, number: int, *, standing: Standing, path: str) -> Thread | None:
    """The thread with that number, if the person sees it, with their mark, follow and draft (begun at `path`)."""
    seats = tuple(holding.seat_id for holding in standing.holdings)
    return next(iter(_thread(standing.reach, network.pk, number, seats, path, today())), None)


@prepared
def _thread(reach: Reach, network: int, number: int, seats: tuple[int, ...], path: str, day: date) -> QuerySet[Thread]:
    found = Thread.objects.visible_to(reach).in_network(network).numbered(number).with_author().with_answer()
    found = found.with_mark(reach.own).with_follow(seats).with_handler(day)
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
