"""The barrier: the secretariat's entry, in its own words, and the states it goes through."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Max, Min, Q
from django.db.models.functions import Coalesce, NullIf, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.barriers.models.figures import Figure
from klimanet.entries.mentions import plain_text
from klimanet.entries.models import Audience, Entry, Link, Merging
from klimanet.entries.models.entries import EntryQuerySet, kind_of
from klimanet.members.models import Holding
from klimanet.members.models.networks import today
from klimanet.text.dates import working_day
from klimanet.text.openings import opening

ANSWER_WITHIN = timedelta(days=14)  # then whoever sees to a new or reopened barrier has looked at it
LONGEST_SUMMARY = 120  # characters
BEGUN_WITH = 600  # characters of the entry that a report begins from
LISTS = ((_("Barriers"), "barriers"),)
UNDOABLE = timedelta(minutes=15)  # that a barrier moved, or the network came to read something; then people are told


def first_date() -> date:
    """The next date of a barrier that is reported today."""
    return working_day(today() + ANSWER_WITHIN)


def date_once_open_again() -> date:
    """The next date of one that is opened again today: the last working day of the month of `first_date`.

    Else it would tell members on which day a municipality was at work; so the secretariat is offered the same.
    """
    day = first_date()
    return working_day(day.replace(day=monthrange(day.year, day.month)[1]), back=True)


class Cause(models.TextChoices):
    """What kind of thing stops the work."""

    LAW = "law", _("Law or rule")
    PRACTICE = "practice", _("How an authority applies the rules")
    FINANCE = "finance", _("Financing and loan rules")
    POWERS = "powers", _("What municipalities may do")
    DATA = "data", _("Data")
    MARKET = "market", _("Market or technology")
    CAPACITY = "capacity", _("People and time")
    EU = "eu", _("EU rules")
    CROSS = "cross", _("Across municipalities")


class State(models.TextChoices):
    """How far a barrier has come. That it was merged into another is said by `merged_into`, as of every entry."""

    RECEIVED = "received", _("Received")
    CLARIFYING = "clarifying", _("Being clarified")
    ASSESSED = "assessed", _("Assessed")
    PRIORITISED = "prioritised", _("Prioritised")
    PARKED = "parked", _("Waiting")
    DROPPED = "dropped", _("Not pursued")
    ADVOCACY = "advocacy", _("In political work")
    EASED = "eased", _("Eased")
    SOLVED = "solved", _("Solved")
    REJECTED = "rejected", _("Rejected")
    CONFIRMED = "confirmed", _("Solved, and confirmed")


SITUATION = {  # what is so while a barrier is in a state, in a sentence
    State.RECEIVED: _("The secretariat has got it, and has not looked at it yet."),
    State.CLARIFYING: _("The secretariat is looking into it."),
    State.ASSESSED: _("The secretariat has assessed it, and has yet to decide whether to work to have it changed."),
    State.PRIORITISED: _("The secretariat has decided to work to have it changed."),
    State.PARKED: _("It waits, and the secretariat takes it up again."),
    State.DROPPED: _("The secretariat does not go on with it."),
    State.ADVOCACY: _("The secretariat works to have it changed."),
    State.EASED: _("It has been eased."),
    State.SOLVED: _("It has been solved."),
    State.REJECTED: _("The answer was no."),
    State.CONFIRMED: _("It has been solved, and those who reported it say so too."),
}
NEXT = {  # where the secretariat may take it from each
    State.RECEIVED: (State.CLARIFYING, State.ASSESSED, State.DROPPED),
    State.CLARIFYING: (State.ASSESSED, State.DROPPED),
    State.ASSESSED: (State.CLARIFYING, State.PRIORITISED, State.PARKED, State.DROPPED),
    State.PRIORITISED: (State.ADVOCACY, State.PARKED, State.DROPPED),
    State.PARKED: (State.CLARIFYING, State.PRIORITISED, State.DROPPED),
    State.DROPPED: (State.CLARIFYING,),
    State.ADVOCACY: (State.EASED, State.SOLVED, State.REJECTED, State.PARKED),
    State.EASED: (State.ADVOCACY, State.CONFIRMED, State.CLARIFYING),
    State.SOLVED: (State.ADVOCACY, State.CONFIRMED, State.CLARIFYING),
    State.REJECTED: (State.ADVOCACY, State.CLARIFYING),
    State.CONFIRMED: (State.CLARIFYING,),
}
OPEN = (State.RECEIVED, State.CLARIFYING, State.ASSESSED, State.PRIORITISED, State.PARKED, State.ADVOCACY)
UNASSESSED = (State.RECEIVED, State.CLARIFYING)
GIVEN_UP = (State.DROPPED, State.REJECTED)
REOPENS = (State.DROPPED, State.EASED, State.SOLVED, State.REJECTED, State.CONFIRMED)  # what is over


def goes_on_in(path: str) -> list[str]:
    """From the path to a barrier: itself, and what it was merged into in the end."""
    return [path, f"{path}__goes_on_in"]


def by_now(path: str, name: str) -> Coalesce:
    """Of the barrier that the path leads to, or what it was merged into in the end."""
    return Coalesce(*(f"{way}__{name}" for way in goes_on_in(path)[::-1]))


def merged_into(barrier: object, path: str = "barrier") -> Q:
    """Of rows that lead to a barrier: those about this one, or about what goes on in it."""
    return reduce(or_, (Q(**{way: barrier}) for way in goes_on_in(path)))


def where_go_on(rows: models.QuerySet, path: str = "entry_ptr") -> Q:
    """Of barriers: those that the path leads to from the rows, and what these were merged into."""
    return reduce(or_, (Q(pk__in=rows.values(way)) for way in goes_on_in(path)))


class BarrierQuerySet(EntryQuerySet["Barrier"]):
    def worked_with(self) -> Self:
        """Those political work is about, or will be."""
        return self.filter(state__in=[State.ASSESSED, State.PRIORITISED, State.PARKED, State.ADVOCACY])

    def going_on_from(self, key: int) -> Self:
        """That one, or what it goes on in."""
        return self.filter(where_go_on(Barrier.objects.filter(pk=key)))

    def begun_from(self, entry: Entry, others: models.QuerySet) -> Self:
        """From the entry, or from one of `others`, which are keys; whatever was merged into which."""
        links = Link.objects.filter(merged_into(entry.pk, "target") | Q(target__in=others))
        return self.filter(where_go_on(links, "source"))

    def concerned_by(self, entry: Entry) -> Self:
        """What `entry` is itself, argues for, makes a difference to, or was begun from; and what that was merged into."""
        ways = ("pk", "arguments__step", "effects__outcome", "links_in__source")
        return self.filter(where_go_on(self.filter(reduce(or_, (Q(**{way: entry.pk}) for way in ways)))))

    def awaiting(self, outcome: Entry) -> Self:
        """What an outcome was begun from, or the work argues for that led to it, and nobody was told of it there.

        Also what one of these was merged into.
        """
        about = Barrier.objects.filter(Q(arguments__step__outcomes=outcome) | Q(links_in__source=outcome))
        return self.filter(where_go_on(about)).exclude(effects__outcome=outcome)

    def furthest_first(self) -> Self:
        """In political work before what is prioritised, that before the rest; the latest of each first."""
        places = [
            models.When(state=state, then=place) for place, state in enumerate((State.ADVOCACY, State.PRIORITISED))
        ]
        return self.order_by(models.Case(*places, default=len(places)), "-last_activity_at", "-pk")

    def with_reopened_at(self) -> Self:
        """With `reopened_at`: when a municipality opened it again, where the secretariat has said nothing of it since."""
        standing = Q(changes__undone_at=None)
        again = standing & Q(changes__person=None)
        its = Barrier.objects.filter(pk=models.OuterRef("pk"), state=State.CLARIFYING).order_by().values("pk")
        latest = its.annotate(
            latest=Max("changes", filter=standing),
            reopening=Max("changes", filter=again),
            at=Max("changes__at", filter=again),
        )
        return self.annotate(reopened_at=models.Subquery(latest.filter(latest=F("reopening")).values("at")))

    def waiting(self, day: date) -> Self:
        """Open ones that somebody should have looked at by that day, and those nobody has looked at yet; as `with_reopened_at`."""
        due = Q(due_on__lt=day) | Q(state=State.RECEIVED) | Q(reopened_at__isnull=False)
        return self.with_reopened_at().filter(due, state__in=OPEN, merged_into=None)

    def silent(self, day: date) -> Self:
        """Those that have waited for a day, with `silent_since`: the day that nobody has looked at it since, else their date."""
        unseen = models.When(state=State.RECEIVED, then=TruncDate("received_at"))
        again = models.When(reopened_at__isnull=False, then=TruncDate("reopened_at"))
        since = models.Case(unseen, again, default=F("due_on"), output_field=models.DateField())
        return self.waiting(day).annotate(silent_since=since).filter(silent_since__lt=day)

    def with_links(self) -> Self:
        """With `has_links`: whether anything is linked with it, or was merged into it, seen by the reader or not."""
        linked = Link.objects.filter(Q(source=models.OuterRef("pk")) | Q(target=models.OuterRef("pk")))
        merged = Entry.objects.filter(merged_into=models.OuterRef("pk"))
        return self.annotate(has_links=models.Exists(linked) | models.Exists(merged))

    def with_pace(self) -> Self:
        """With `answered_at` and `concluded_at`: when the secretariat first changed it, and first concluded it."""
        standing = Q(changes__undone_at=None)
        return self.annotate(
            answered_at=Min("changes__at", filter=standing & Q(changes__person__isnull=False)),
            concluded_at=Min("changes__at", filter=standing & Q(changes__state__in=REOPENS)),
        )

    def received_here(self) -> Self:
        """Those that municipalities reported; what was brought in from a file never was received."""
        return self.filter(key="")


class Barrier(Entry):
    """What stops the work, in the secretariat's words. Who reported it is known from its reports alone.

    Its author is whoever of the secretariat saw to it first; `due_on` is when somebody looks at it again, set while it is open.
    """

    kind_name = "barrier"
    view = "barrier"
    stands_in = LISTS
    begin_view = "new_report"
    written_in = ("summary", "stopped", "wanted", "helps", "example")
    searched = ("rule", "decided_by")
    kind_label = _("Barrier")
    icon = "ExclamationmarkTriangle"
    is_the_offices = True
    undoable = UNDOABLE
    states: ClassVar[dict] = {
        State.RECEIVED: (State.RECEIVED.label, "neutral"),
        State.CLARIFYING: (State.CLARIFYING.label, "neutral"),
        State.ASSESSED: (State.ASSESSED.label, "info"),
        State.PRIORITISED: (State.PRIORITISED.label, "info"),
        State.PARKED: (State.PARKED.label, "neutral"),
        State.DROPPED: (State.DROPPED.label, "neutral"),
        State.ADVOCACY: (State.ADVOCACY.label, "warning"),
        State.EASED: (State.EASED.label, "success"),
        State.SOLVED: (State.SOLVED.label, "success"),
        State.REJECTED: (State.REJECTED.label, "danger"),
        State.CONFIRMED: (State.CONFIRMED.label, "success"),
    }
    deeds: ClassVar[dict] = {
        "barrier.received": _("Reported it first"),
        "barrier.reported": _("Reported it too"),
        "barrier.report_changed": _("Changed what it said"),
        "barrier.withdrawn": _("Said that the municipality does not have it"),
        "barrier.brought_back": _("Said that the municipality has it after all"),
        "barrier.worded": _("Wrote what it is"),
        "barrier.moved": _("Said how far it has come"),
        "barrier.edited": _("Wrote anew what it is"),
        "barrier.opened": _("Let the network read it"),
        "barrier.unmoved": _("Took that back"),
        "barrier.reopened": _("Opened the barrier again"),
        "barrier.not_reopened": _("Took back that they opened it again"),
        "barrier.imported": _("Brought it in"),
        "barrier.told": _("Told what came of it"),
        "barrier.untold": _("Took back what came of it"),
        "barrier.asked": _("Were asked whether it helped"),
        "barrier.judged": _("Said whether it helped"),
        "barrier.set_apart": _("Said that it is not the same as another"),
        "barrier.continued": _("Said in which other it goes on"),
        "barrier.discontinued": _("Said that it does not go on in another"),
        "barrier.noted": _("Wrote an internal note"),
        "barrier.note_rewritten": _("Wrote an internal note anew"),
        "barrier.note_removed": _("Deleted an internal note"),
    }
    confided = ("barrier.noted", "barrier.note_rewritten", "barrier.note_removed")

    merged_from: ClassVar = (*Entry.merged_from, Audience.SECRETARIAT)  # which finds that it has got one twice

    cause = models.CharField(max_length=20, choices=Cause.choices, blank=True)
    rule = models.CharField(max_length=300, blank=True)  # act, paragraph
    rule_link = models.URLField(max_length=500, blank=True)
    decided_by = models.CharField(max_length=160, blank=True)  # who can change it
    received_at = models.DateTimeField(default=timezone.now)  # told to the month
    worded_at = models.DateTimeField(null=True)  # since when title and text are the secretariat's own
    key = models.CharField(max_length=40, blank=True)  # in the file that it was brought in from
    source = models.TextField(blank=True)  # one to a line
    checked = models.CharField(max_length=120, blank=True)  # when that was seen to be so: the source's own date

    objects: ClassVar = BarrierQuerySet.as_manager()
    weight: int  # from the query `weighed`, as the next two
    everybody: int
    ours: int | None
    has_links: bool  # from `with_links`
    sees: bool  # whether the reader does, from the query `reported`
    reopened_at: datetime | None  # from `with_reopened_at`, for the secretariat alone
    silent_since: date  # from `silent`
    answered_at: datetime | None  # from `with_pace`, as the next
    concluded_at: datetime | None

    def having(self, *, in_all: bool) -> Figure:
        """How many municipalities have it, as far as the network may know; for the secretariat `in_all`, too."""
        return Figure(self.weight, self.everybody if in_all else self.weight)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_over(self) -> bool:
        return not self.is_open

    @property
    def is_reopenable(self) -> bool:
        """By a municipality that has it."""
        return self.state in REOPENS and self.merged_into_id is None and self.hidden_at is None

    @property
    def is_given_up(self) -> bool:
        return self.state in GIVEN_UP

    @property
    def days_late(self) -> int:
        """How long its next date is past; nought while it is not."""
        return max((today() - self.due_on).days, 0) if self.is_open and self.due_on else 0

    @property
    def situation(self) -> str:
        return str(SITUATION[State(self.state)])

    @property
    def is_new(self) -> bool:
        """Received today, and nobody has looked at it."""
        return self.state == State.RECEIVED and timezone.localdate(self.received_at) == today()

    @property
    def days_silent(self) -> int:
        return (today() - self.silent_since).days

    def next_states(self) -> list[State]:
        """Where the secretariat may take it from here: back, too, where it was opened again and no more is said."""
        latest = self.changes.standing().last()
        back = [State(latest.earlier)] if latest and latest.opens_again else []
        return list(dict.fromkeys([*NEXT[State(self.state)], *back]))

    @classmethod
    def is_begun_by(cls, holdings: Iterable[Holding]) -> bool:
        """Whoever speaks for a municipality, and the secretariat on behalf of one."""
        return any(holding.runs or (holding.speaks and holding.organisation.is_municipality) for holding in holdings)

    @classmethod
    def begin_from(cls, entry: Entry, names: dict[str, str]) -> dict:
        """How it begins, as it is read: the rest is to be in the municipality's own words, and the entry a press away."""
        said = "\n".join(filter(None, map(str.strip, plain_text(entry, names).splitlines())))
        title = "" if issubclass(kind_of(entry), SecretariatsOwn) else entry.title  # of a law, say, which is no barrier
        return {"summary": opening(title, most=LONGEST_SUMMARY), "stopped": opening(said, most=BEGUN_WITH)}

    def take_over(self, other: "Barrier", merging: Merging) -> None:
        """What was reported of the other is reported of this; a municipality that reported both keeps the other where it is.

        So does one that took it back: of this one it has said nothing.
        """
        known = self.barrier_reports.standing().values("organisation")
        brought_by = Coalesce("merging", merging.pk)  # the first that took it away from where it was reported
        other.barrier_reports.standing().exclude(organisation__in=known).update(barrier=self, merging=brought_by)

    def give_back(self, other: "Barrier", merging: Merging, comments: list[int]) -> None:
        self.barrier_reports.moved_from(other.pk).update(barrier=other, merging=NullIf("merging", merging.pk))


class SecretariatsOwn:
    """For kinds that whoever runs the network begins, from nothing, and that are never merged."""

    is_the_offices = True
    undoable = UNDOABLE
    merged_from: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def is_begun_by(cls, holdings: Iterable[Holding]) -> bool:
        return any(holding.runs for holding in holdings)

    @classmethod
    def begin_from(cls, entry: Entry, names: dict[str, str]) -> dict:
        return {}
