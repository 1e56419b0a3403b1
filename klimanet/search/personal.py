"""What this package keeps about people."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klimanet.rules.personal import Basis, Declaration, Personal
from klimanet.search.models import Document

DECLARED: list[Declaration] = [
    Personal(
        Document,
        what=_("The search index of texts that mention you"),
        purpose=_("That the network finds what was written"),
        basis=Basis.INTEREST,
        kept=_("as long as the text itself"),
        # Made anew from the texts, which then name a former member, when the worker reads in the log of the mention that went.
        of=lambda who: Document.objects.filter(
            Q(entry__mentions__person=who.key, entry__mentions__comment=None) | Q(comment__mentions__person=who.key)
        ),
        fields=("title", "text"),
    ),
]
