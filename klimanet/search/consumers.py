"""What search does when the log tells of an entry or of something that belongs to one."""

from django.apps import apps

from klimanet.activity.models import Line
from klimanet.entries.models import Attachment, Comment, Entry
from klimanet.search.operations import index_comments, index_entries


def index(line: Line) -> None:
    """Read the line's subject again, and write or delete its documents. Safe to repeat, in any order."""
    try:
        subject = apps.get_model(line.subject_kind)
    except LookupError:  # of a package that is gone
        return
    if issubclass(subject, Entry):
        index_entries([line.subject_id])
    elif subject is Comment:
        index_comments([line.subject_id])
    elif subject is Attachment and (attachment := Attachment.objects.filter(pk=line.subject_id).first()):
        if attachment.comment_id:
            index_comments([attachment.comment_id])
        else:
            index_entries([attachment.entry_id])
