"""What search does when the log tells of an entry, of something that belongs to one, or of a person."""

from collections.abc import Callable
from functools import partial

from django.apps import apps

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.entries.models import Attachment, Comment, Entry
from klimanet.members.models import Profile
from klimanet.search.operations import index_comments, index_entries, index_people


def index(line: Line) -> Callable[[], None] | None:
    """Reads the line's subject again, and writes or deletes its documents. Safe to repeat, in any order."""
    try:
        subject = apps.get_model(line.subject_kind)
    except LookupError:  # of a package that is gone
        return None
    if issubclass(subject, Entry):
        return partial(index_entries, [line.subject_id])
    if subject is Comment:
        return partial(index_comments, [line.subject_id])
    if subject is Profile:
        return partial(index_people, [line.subject_id])
    if subject is Person:
        return partial(index_people, list(Profile.objects.of(line.subject_id).values_list("pk", flat=True)))
    if subject is Attachment and (attachment := Attachment.objects.filter(pk=line.subject_id).first()):
        if attachment.comment_id:
            return partial(index_comments, [attachment.comment_id])
        return partial(index_entries, [attachment.entry_id])
    return None
