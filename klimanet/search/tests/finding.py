"""What the tests of search share: files, the log followed, and how much somebody finds."""

import uuid

from klimanet.activity.models import Line
from klimanet.entries.models import Attachment, Comment
from klimanet.files.models import Blob
from klimanet.search.consumers import index
from klimanet.search.queries import search
from tests import cast


def handle(line: Line) -> None:
    if write := index(line):
        write()


def follow_the_log() -> None:
    """As the worker does, for every line there is: each may come twice."""
    told = ["dialogues.thread", "entries.comment", "accounts.person", "members.profile"]
    for line in Line.objects.filter(subject_kind__in=told):
        handle(line)


def make_file(thread, *, name: str, comment: Comment | None = None) -> Attachment:
    blob, _ = Blob.objects.get_or_create(digest=uuid.uuid4().hex, size=1, media_type="text/plain")
    whole = comment or thread
    return Attachment.objects.create(
        entry=thread.entry_ptr,
        comment=comment,
        name=name,
        blob=blob,
        author=whole.author,
        organisation=whole.organisation,
        audience=whole.audience,
    )


def found(key: str, words: str, **narrowed) -> dict[str, int]:
    return search(cast.person(key), words, **narrowed).counts
