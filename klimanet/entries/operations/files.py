"""What becomes of a file once it is attached."""

import uuid

from django.db import transaction
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.entries.models import Attachment
from klimanet.entries.permissions import may_delete
from klimanet.rules.refusals import require


@transaction.atomic
def delete_file(attachment: Attachment, *, actor: Person, token: uuid.UUID | None = None) -> None:
    """Take a file back: nobody fetches it any longer."""
    require(may_delete(actor, attachment))
    attachment = (
        Attachment.objects.select_for_update(of=("self",)).select_related("entry__network").get(pk=attachment.pk)
    )
    if attachment.deleted_at:
        return
    attachment.deleted_at = timezone.now()
    attachment.save(update_fields=["deleted_at"])
    entry = attachment.entry
    record("file.deleted", attachment, actor=actor, network=entry.network, token=token, entry=entry.pk)
