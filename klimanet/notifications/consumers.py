"""Who is told of a line of the log. Access is asked for each person here, and again whenever a notification is shown."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from klimanet.activity.consuming import handles
from klimanet.activity.models import Line
from klimanet.entries.models import Audience, Comment, Entry, Follow, Mention, kind_of, whole
from klimanet.entries.permissions import may_see
from klimanet.members.models import Holding
from klimanet.members.models.networks import HoldingQuerySet
from klimanet.members.models.reading import seated_each
from klimanet.notifications.models import Notification, Reason

HIDDEN_AT_MOST = timedelta(days=14)  # from its opening; what is shown again later than that is no news
LOOK_AGAIN = timedelta(minutes=5)  # whether it is shown again


@handles(
    "comment.added",
    "comment.edited",
    "*.opened",
    "*.edited",
    "*.addressed",
    "*.answered",
    "*.closed",
    "*.merged",
)
def notify(line: Line) -> Callable[[], object] | datetime | None:
    """One notification for each person whom the line concerns; never the one who did it, nobody who has muted it.

    Nobody is told of what can be taken back, nor that something was opened which was taken back or is hidden. An opening waits
    itself until what is hidden is shown again, so that one line alone tells of it and nobody hears of it twice.
    """
    key = line.subject_id if line.verb in ("comment.added", "comment.edited") else line.facts.get("comment")
    comment = Comment.objects.present().filter(pk=key).first() if key else None
    if key and comment is None:  # taken back in the meantime
        return None
    place = comment.entry_id if comment else line.facts.get("entry")  # a comment's may be another by now
    entry = Entry.objects.with_author().by_key(place or 0).first()
    if entry is None:
        return None
    opens, undoable = line.verb.endswith(".opened"), kind_of(entry).undoable
    if opens and undoable and entry.audience == Audience.SECRETARIAT:  # taken back
        return None
    now = timezone.now()
    if opens and entry.hidden_at:
        return now + LOOK_AGAIN if now < line.at + HIDDEN_AT_MOST else None
    told_from = entry.created_at + undoable
    if now < told_from and entry.audience != Audience.SECRETARIAT:
        return told_from
    held = Holding.objects.active().in_network(entry.network)
    muting = Follow.objects.filter(entry=entry, muted=True).values("seat")
    quiet = held.own().filter(seat__in=muting).values("person")  # a deputy has not muted what the absent one did
    reasons: dict[int, Reason] = {}
    for reason, holdings in _concerned(line.verb, entry, comment, held):
        reasons |= dict.fromkeys(holdings.exclude(person__in=quiet).values_list("person", flat=True), reason)
    if line.actor_kind == "person":
        reasons.pop(line.actor_id or 0, None)
    if opens:
        reasons.pop(entry.author_id or 0, None)  # also where somebody else opened it, or its day did
    readers = seated_each(held.filter(person__in=reasons))
    told = [
        Notification(
            line=line,
            person=reader.person,
            network=entry.network,
            entry=entry,
            comment=comment,
            reason=(reason := reasons[reader.person.pk]),
            mail_at=timezone.now() if reason.mails else None,
        )
        for reader in readers
        if may_see(reader, comment or entry)
    ]
    return partial(Notification.objects.bulk_create, told, ignore_conflicts=True)


def _concerned(
    verb: str, entry: Entry, comment: Comment | None, held: HoldingQuerySet
) -> list[tuple[Reason, HoldingQuerySet]]:
    """Whom of those with a seat it concerns, and why; the later reason goes before an earlier one."""
    told = Notification.objects.about(entry).filter(comment=comment)
    untold = _mentioned(entry, comment, held).exclude(person__in=told.mailable().values("person"))
    followers = held.filter(seat__in=Follow.objects.filter(entry=entry, muted=False).values("seat"))
    match verb.rpartition(".")[2]:
        case "added":
            return [(Reason.REPLY, followers), (Reason.MENTION, _mentioned(entry, comment, held))]
        case "opened":  # more than once, perhaps, and told once
            topics = Follow.objects.filter(Q(theme__in=entry.themes.all()) | Q(organisation=entry.organisation_id))
            following = held.filter(seat__in=topics.values("seat")).exclude(person__in=told.values("person"))
            return [
                (Reason.OPENED, following),
                (Reason.MENTION, untold),
                (Reason.ADDRESSED, _asked(entry, held)),
            ]
        case "edited":  # whoever is named now and was not told of it before
            return [(Reason.MENTION, untold)]
        case "addressed":
            return [(Reason.ADDRESSED, _asked(entry, held))]
        case "answered":
            return [(Reason.ANSWERED, followers)]
        case "merged":
            return [(Reason.MERGED, followers)]
        case _:
            return [(Reason.CLOSED, followers)]


def _mentioned(entry: Entry, comment: Comment | None, held: HoldingQuerySet) -> HoldingQuerySet:
    mentions = Mention.objects.filter(entry=entry, comment=comment)
    organisations = mentions.values("organisation")
    people = mentions.values("person")
    stood_in_for = Q(deputy_for__person__in=people)
    return held.filter(Q(person__in=people) | stood_in_for | Q(seat__membership__organisation__in=organisations))


def _asked(entry: Entry, held: HoldingQuerySet) -> HoldingQuerySet:
    """Those at the organisations it is addressed to who have not been asked yet."""
    asked = whole(entry).asked_organisations()
    earlier = Notification.objects.about(entry).filter(reason=Reason.ADDRESSED).values("person")
    return held.filter(seat__membership__organisation__in=asked).exclude(person__in=earlier)


@handles("entry.merged", "entry.separated")
def realign(line: Line) -> Callable[[], object] | None:
    """What tells of a comment tells of the entry it stands with now, so that whoever opens that has seen it."""
    touched = Notification.objects.filter(
        entry__in=[line.facts.get("entry"), line.facts.get("target")], comment__isnull=False
    )
    where = Comment.objects.filter(pk=OuterRef("comment")).values("entry")[:1]
    return partial(touched.update, entry=Subquery(where))
