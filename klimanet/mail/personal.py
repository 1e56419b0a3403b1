"""What this package keeps about people."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from klimanet.mail.models import WAITING, Message
from klimanet.rules.personal import Basis, Declaration, Limit, Personal, Who


def to(who: Who) -> QuerySet[Message]:
    """By the address, and where that was another then, by the Message-ID that names them (`stable_id`)."""
    return Message.objects.filter(Q(to__in=who.addresses) | Q(message_id__contains=f"person.{who.key}@"))


DECLARED: list[Declaration] = [
    Personal(
        Message,
        what=_("E-mails to you"),
        purpose=_("To send them, and to find out why one did not arrive"),
        basis=Basis.INTEREST,
        kept=_("90 days"),
        of=to,
        fields=("to", "subject", "text", "html", "headers", "about", "message_id"),
        quotes=("last_error",),
        other=("origin",),
        shows=("to", "subject", "text", "created_at", "sent_at", "failed_at", "withdrawn_at"),
        limit=Limit(90, "created_at", among=lambda rows: rows.exclude(WAITING)),
    ),
]
