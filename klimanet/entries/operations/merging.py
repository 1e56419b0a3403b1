"""Merging one entry into another of its kind, and telling them apart again; see docs/decisions/0016."""

import uuid

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.entries.models import (
    Attachment,
    Draft,
    Entry,
    Follow,
    Mention,
    Merging,
    ReadMark,
    Report,
    Revision,
    whole,
)
from klimanet.entries.models.merging import merged_with
from klimanet.entries.permissions import may_merge
from klimanet.entries.writing import locked_together, refuse_unlike
from klimanet.rules.refusals import Refusal, require

OF_COMMENTS = (Attachment, Mention, Revision, Report)  # each names its comment and, beside it, the comment's entry


@transaction.atomic
def merge(source: Entry, *, target: Entry, actor: Person, token: uuid.UUID | None = None) -> None:
    """`target` gets the comments of `source` after its own, its followers, and what its kind adds; nobody sees more than before."""
    require(may_merge(actor, source) and may_merge(actor, target))
    source, target = locked_together(source, target)
    refuse_unlike(source, target)
    shift = target.last_comment
    facts = {"shift": shift, "earlier_activity_at": target.last_activity_at, "person": actor}
    merging = Merging.objects.create(source=source, **facts)
    _note_as_read(source, target)
    _move(source.comments.all(), source=source, target=target, shift=shift)
    target.last_comment = shift + source.last_comment
    target.last_activity_at = max(source.last_activity_at, target.last_activity_at)
    target.save(update_fields=["last_comment", "last_activity_at"])
    source.merged_into = source.goes_on_in = target
    source.save(update_fields=["merged_into", "goes_on_in"])
    Entry.objects.filter(goes_on_in=source).update(goes_on_in=target)
    _bring_followers(source, target, merging)
    _bring_drafts(source, target)
    whole(target).take_over(whole(source), merging)
    record("entry.merged", source, actor=actor, network=source.network, token=token, entry=source.pk, target=target.pk)


@transaction.atomic
def separate(source: Entry, *, actor: Person, token: uuid.UUID | None = None) -> None:
    """Undo a merging, within its days: everything is where it was, and what was said since stays where it was said."""
    require(may_merge(actor, source))
    target = Entry.objects.get(pk=source.pk).merged_into
    if target is None:
        return
    source, target = locked_together(source, target)
    merging = Merging.objects.filter(source=source).first()
    if merging is None or source.merged_into_id != target.pk:
        raise Refusal(_("Somebody else did something with it a moment ago. Look at it again."))
    if target.merged_into_id:
        raise Refusal(_("It was merged further. Separate that first."))
    if not merging.is_undoable:
        raise Refusal(_("It was merged more than 14 days ago, and stays together."))
    merging.source = source
    moved = list(merging.moved().values_list("pk", flat=True))
    source.merged_into = source.goes_on_in = None
    source.save(update_fields=["merged_into", "goes_on_in"])
    Entry.objects.filter(pk__in=merged_with(source.pk)).exclude(pk=source.pk).update(goes_on_in=source)
    whole(target).give_back(whole(source), merging, moved)
    _move(target.comments.filter(pk__in=moved), source=target, target=source, shift=-merging.shift)
    if target.last_activity_at <= max(source.last_activity_at, merging.earlier_activity_at):  # nothing happened since
        target.last_activity_at = merging.earlier_activity_at
    said_since = target.comments.aggregate(latest=Max("number"))["latest"] or 0
    target.last_comment = max(merging.shift, said_since)
    target.save(update_fields=["last_activity_at", "last_comment"])
    target.read_marks.filter(comment__gt=target.last_comment).update(comment=target.last_comment)
    merging.delete()  # and with it what it brought: followers, and what its kind added
    whole(source).come_back()
    network = source.network
    record("entry.separated", source, actor=actor, network=network, token=token, entry=source.pk, target=target.pk)


def _move(comments: QuerySet, *, source: Entry, target: Entry, shift: int) -> None:
    """Comments with all that is theirs; what each may be read by stays as it is."""
    keys = list(comments.values_list("pk", flat=True))
    for model in OF_COMMENTS:
        model._default_manager.filter(entry=source, comment__in=keys).update(entry=target)
    comments.update(entry=target, number=F("number") + shift)


def _note_as_read(source: Entry, target: Entry) -> None:
    """Who has read both to their end has read them together; to everybody else the rest is new."""
    theirs = {mark.person_id: mark for mark in source.read_marks.filter(comment__gte=source.last_comment)}
    both = target.read_marks.filter(comment__gte=target.last_comment, person__in=theirs)
    marks = list(both)
    for mark in marks:
        mark.comment, mark.at = target.last_comment + source.last_comment, max(mark.at, theirs[mark.person_id].at)
    ReadMark.objects.bulk_update(marks, ["comment", "at"])


def _bring_followers(source: Entry, target: Entry, merging: Merging) -> None:
    """The seats that follow it; whoever has a wish about the target already keeps that."""
    known = target.follows.values("seat")
    brought = source.follows.filter(muted=False).exclude(seat__in=known).values_list("seat", flat=True)
    Follow.objects.bulk_create([Follow(seat_id=seat, entry=target, merging=merging) for seat in brought])


def _bring_drafts(source: Entry, target: Entry) -> None:
    """What somebody was about to say, where they have nothing begun there."""
    address = target.get_absolute_url()
    begun = Draft.objects.at(source.get_absolute_url())
    begun.exclude(person__in=Draft.objects.at(address).values("person")).update(path=address)
