"""What this package keeps about people."""

from django.utils.translation import gettext_lazy as _

from klimanet.dialogues.models import SameQuestion, Thread
from klimanet.rules.personal import Basis, Declaration, Personal, stay

DECLARED: list[Declaration] = [
    Personal(
        Thread,
        what=_("What came of the threads you opened"),
        purpose=_("That the network can use the answers"),
        basis=Basis.INTEREST,
        kept=_("as long as the network exists; after you are erased, without your name"),
        of=lambda who: Thread.objects.filter(author=who.key).exclude(summary=""),
        texts=("summary",),
        shows=("number", "title", "summary", "closed_at"),
        erase=stay,
    ),
    Personal(
        SameQuestion,
        what=_("Questions you said your organisation has too"),
        purpose=_("To count by municipality how many have the question"),
        basis=Basis.INTEREST,
        kept=_("as long as the thread exists; after you are erased, without your name"),
        of=lambda who: SameQuestion.objects.filter(person=who.key),
        fields=("person",),
        shows=("thread__title", "organisation__name", "created_at"),
        erase=stay,
    ),
]
