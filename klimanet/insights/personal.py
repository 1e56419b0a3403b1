"""What this package keeps about people."""

from django.utils.translation import gettext_lazy as _

from klimanet.insights.models import Broadcast, Call, Recipient
from klimanet.rules.personal import Basis, Declaration, Personal, stay

WHILE_THERE = _("as long as the network exists; after you are erased, without your name")

DECLARED: list[Declaration] = [
    Personal(
        Call,
        what=_("What you noted after talking with a member"),
        purpose=_("That the secretariat knows whom it has talked with, and when to call again"),
        basis=Basis.INTEREST,
        kept=WHILE_THERE,
        of=lambda who: Call.objects.filter(author=who.key),
        fields=("author",),
        quotes=("note",),
        shows=("membership__organisation__name", "on", "note", "next_on"),
        erase=stay,
    ),
    Personal(
        Broadcast,
        what=_("Messages you sent to many"),
        purpose=_("To show what was sent, by whom and to how many"),
        basis=Basis.INTEREST,
        kept=WHILE_THERE,
        of=lambda who: Broadcast.objects.filter(author=who.key),
        fields=("author",),
        texts=("subject", "text"),
        shows=("network__name", "subject", "text", "created_at"),
        erase=stay,
    ),
    Personal(
        Recipient,
        what=_("Messages from the secretariat that were meant for you"),
        purpose=_("That each gets a message once, and the secretariat sees how many got it"),
        basis=Basis.INTEREST,
        kept=_("as long as you have an account"),
        of=lambda who: Recipient.objects.filter(person=who.key),
        fields=("person",),
        shows=("broadcast__network__name", "broadcast__subject", "broadcast__created_at"),
    ),
]
