"""What this package keeps about people."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klimanet.rules.personal import Basis, Declaration, Personal
from klimanet.search.models import Words

DECLARED: list[Declaration] = [
    Personal(
        Words,
        what=_("The search index of texts that mention you, and of your name and what you can be asked about"),
        purpose=_("That the network finds what was written"),
        basis=Basis.INTEREST,
        kept=_("as long as the text itself"),
        # Made anew from the texts, which then name a former member, when the worker reads in the log of the mention that went.
        of=lambda who: Words.objects.filter(
            Q(document__entry__mentions__person=who.key, document__entry__mentions__comment=None)
            | Q(document__comment__mentions__person=who.key)
            | Q(document__profile__person=who.key)
        ),
        fields=("title", "entry", "comment", "file", "person"),
    ),
]
