"""What this package keeps about people."""

from django.utils.translation import gettext_lazy as _

from klimanet.notifications.models import MailChoice, Notification
from klimanet.rules.personal import Basis, Declaration, Limit, Personal

DECLARED: list[Declaration] = [
    Personal(
        Notification,
        what=_("What you have been told, and when you read it"),
        purpose=_("To tell you once of what concerns you"),
        basis=Basis.INTEREST,
        kept=_("one year"),
        of=lambda who: Notification.objects.filter(person=who.key),
        fields=("person",),
        shows=("network__name", "entry__number", "reason", "created_at", "read_at", "mailed_at"),
        limit=Limit(365, "created_at"),
    ),
    Personal(
        MailChoice,
        what=_("Whether you want e-mails at once"),
        purpose=_("To send you the e-mails you want, and no others"),
        basis=Basis.CONSENT,
        kept=_("as long as you have an account"),
        of=lambda who: MailChoice.objects.filter(person=who.key),
        fields=("person",),
        shows=("at_once",),
    ),
]
