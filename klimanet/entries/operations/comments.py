"""Saying something to an entry, and taking it back."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.entries.mentions import keep_mentions, with_ids
from klimanet.entries.models import Comment, Entry, Revision
from klimanet.entries.permissions import may_comment, may_delete, may_edit, may_remove
from klimanet.entries.writing import (
    attach,
    follow_by_writing,
    forget_draft,
    let_go,
    locked_comment,
    locked_entry,
    takes_in_files,
    voice,
)
from klimanet.files.intake import Kept
from klimanet.members.models import Organisation
from klimanet.rules.refusals import Refusal, require


@takes_in_files
@transaction.atomic
def add_comment(
    entry: Entry,
    *,
    text: str,
    actor: Person,
    organisation: Organisation | None = None,
    attachments: Iterable[Kept] = (),
    token: uuid.UUID | None = None,
) -> Comment:
    """Say something; the next number is its permalink. Two at once get two numbers."""
    require(may_comment(actor, entry))
    entry = locked_entry(entry)
    require(may_comment(actor, entry))  # it may have been narrowed a moment ago
    if entry.closed_at:
        raise Refusal(_("This was closed while you wrote. Your text stays here for you to copy."))
    now = timezone.now()
    comment = Comment(
        entry=entry,
        number=entry.last_comment + 1,
        author=actor,
        organisation=voice(actor, entry.network, organisation),
        audience=entry.audience,
        created_at=now,
    )
    comment.write(with_ids(text, actor, entry.network))
    comment.save(force_insert=True)
    keep_mentions(entry, comment, comment.text)
    attach(entry, comment, attachments=attachments, author=actor)
    entry.last_comment, entry.last_activity_at = comment.number, now
    entry.save(update_fields=["last_comment", "last_activity_at"])
    follow_by_writing(entry, author=actor, organisation=comment.organisation)
    forget_draft(actor, entry.get_absolute_url())
    record("comment.added", comment, actor=actor, network=entry.network, token=token, entry=entry.pk)
    return comment


@transaction.atomic
def edit_comment(comment: Comment, *, text: str, actor: Person, token: uuid.UUID | None = None) -> None:
    """Change one's own words; the earlier ones stay to be read."""
    require(may_edit(actor, comment))
    comment = locked_comment(comment)
    entry = comment.entry
    if comment.deleted_at:
        raise Refusal(_("The comment was deleted in the meantime."))
    text = with_ids(text, actor, entry.network)
    if text == comment.text:
        return
    Revision.objects.create(
        entry=entry, comment=comment, text=comment.text, written_at=comment.edited_at or comment.created_at
    )
    comment.write(text)
    comment.edited_at = timezone.now()
    comment.save(update_fields=["text", "html", "html_version", "edited_at"])
    keep_mentions(entry, comment, text)
    forget_draft(actor, comment.get_absolute_url())
    record("comment.edited", comment, actor=actor, network=entry.network, token=token, entry=entry.pk)


@transaction.atomic
def delete_comment(comment: Comment, *, actor: Person, token: uuid.UUID | None = None) -> None:
    """Take a comment back: nobody reads it or its files any longer, its place stays."""
    require(may_delete(actor, comment))
    comment = locked_comment(comment)
    entry = comment.entry
    if comment.deleted_at:
        return
    comment.deleted_at, comment.deleted_by = timezone.now(), actor
    comment.save(update_fields=["deleted_at", "deleted_by"])
    comment.attachments.update(deleted_at=comment.deleted_at)
    comment.mentions.all().delete()
    done = record("comment.deleted", comment, actor=actor, network=entry.network, token=token, entry=entry.pk)
    let_go(comment, actor=actor, operation=done)


@transaction.atomic
def remove_comment(comment: Comment, *, actor: Person, token: uuid.UUID | None = None) -> None:
    """Remove a comment for good: its text, its earlier texts and its files are gone; who wrote it and when stays."""
    require(may_remove(actor, comment))
    comment = locked_comment(comment)
    entry = comment.entry
    if comment.removed_at:
        return
    if comment.deleted_at is None:
        comment.deleted_at, comment.deleted_by = timezone.now(), actor
    comment.removed_at, comment.text, comment.html = timezone.now(), "", ""
    comment.save(update_fields=["deleted_at", "deleted_by", "removed_at", "text", "html"])
    comment.attachments.all().delete()
    comment.revisions.all().delete()
    comment.mentions.all().delete()
    done = record("comment.removed", comment, actor=actor, network=entry.network, token=token, entry=entry.pk)
    let_go(comment, actor=actor, operation=done)
