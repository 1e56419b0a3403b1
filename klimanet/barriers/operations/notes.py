"""What the secretariat notes of a barrier for itself. The barrier stays where it is in every list: nothing has happened to it."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.barriers import emails
from klimanet.barriers.models import Barrier, Note
from klimanet.barriers.permissions import may_note, may_remove, may_rewrite
from klimanet.barriers.writing import locked_alone
from klimanet.rules.refusals import Refusal, require

DELETED_MEANWHILE = _("The note was deleted while you wrote. Your text stays here for you to copy.")


@transaction.atomic
def write_note(barrier: Barrier, *, text: str, actor: Person, token: uuid.UUID | None = None) -> Note:
    """Whoever else sees to the barrier is told by mail."""
    require(may_note(actor, barrier))
    barrier = locked_alone(barrier)
    note = Note(barrier=barrier, person=actor)
    note.write(text)
    note.save(force_insert=True)
    record("barrier.noted", barrier, actor=actor, network=barrier.network, token=token, entry=barrier.pk)
    emails.noted(note)
    return note


@transaction.atomic
def rewrite_note(note: Note, *, text: str, actor: Person, token: uuid.UUID | None = None) -> None:
    """What it said before is kept nowhere."""
    require(may_rewrite(actor, note))
    found = _locked(note)
    if found is None:
        raise Refusal(str(DELETED_MEANWHILE))
    if found.text == text:
        return
    found.write(text)
    found.edited_at = timezone.now()
    found.save(update_fields=["text", "html", "html_version", "edited_at"])
    barrier = found.barrier
    record("barrier.note_rewritten", barrier, actor=actor, network=barrier.network, token=token, entry=barrier.pk)


@transaction.atomic
def remove_note(note: Note, *, actor: Person, token: uuid.UUID | None = None) -> None:
    """For good."""
    require(may_remove(actor, note))
    found = _locked(note)
    if found is None:
        return
    key, barrier = found.pk, found.barrier
    found.delete()
    record(
        "barrier.note_removed", barrier, actor=actor, network=barrier.network, token=token, entry=barrier.pk, note=key
    )


def _locked(note: Note) -> Note | None:
    """None where somebody removed it meanwhile."""
    return Note.objects.select_for_update(of=("self",)).select_related("barrier__network").filter(pk=note.pk).first()
