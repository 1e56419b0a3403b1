"""What this package keeps about people."""

from django.utils.translation import gettext_lazy as _

from klimanet.barriers.models import (
    Answer,
    Argument,
    Barrier,
    Change,
    Effect,
    Enclosure,
    Outcome,
    Quotation,
    Report,
    ReportVersion,
    Step,
)
from klimanet.rules.personal import Basis, Declaration, Impersonal, Personal, stay

WHOLE_NETWORK = _("as long as the network exists; after you are erased, without your name")

DECLARED: list[Declaration] = [
    Impersonal(
        Barrier,
        "the rule, who decides and sources; who wrote it is said by its entry",
        ("rule", "rule_link", "decided_by", "key", "source", "checked"),
    ),
    Personal(
        Report,
        what=_("What you reported of barriers for your municipality"),
        purpose=_("That what stops the municipalities can be changed"),
        basis=Basis.INTEREST,
        kept=WHOLE_NETWORK,
        of=lambda who: Report.objects.filter(person=who.key),
        fields=("person",),
        texts=("wanted", "stopped", "helps", "example", "estimated_by"),
        shows=("barrier__title", "organisation__name", "wanted", "stopped", "helps", "example", "created_at"),
        erase=stay,
    ),
    Personal(
        ReportVersion,
        what=_("What your reports said before they were changed"),
        purpose=_("That one can see what was said when"),
        basis=Basis.INTEREST,
        kept=WHOLE_NETWORK,
        of=lambda who: ReportVersion.objects.filter(person=who.key),
        fields=("person",),
        texts=("said",),
        shows=("report__barrier__title", "said", "until"),
        erase=stay,
    ),
    Personal(
        Enclosure,
        what=_("Files you put up with a report of a barrier"),
        purpose=_("That the secretariat understands what stops the municipality"),
        basis=Basis.INTEREST,
        kept=WHOLE_NETWORK,
        of=lambda who: Enclosure.objects.filter(person=who.key),
        fields=("person",),
        texts=("name",),
        shows=("name", "report__barrier__title", "created_at"),
        erase=stay,
    ),
    Personal(
        Change,
        what=_("What you said of how far a barrier is"),
        purpose=_("That those who reported it know what became of it"),
        basis=Basis.INTEREST,
        kept=WHOLE_NETWORK,
        of=lambda who: Change.objects.filter(person=who.key),
        fields=("person",),
        texts=("line",),
        shows=("barrier__title", "state", "line", "at"),
        erase=stay,
    ),
    Impersonal(
        Outcome, "the rule and where it stands; who wrote it is said by its entry", ("rule", "rule_link", "evidence")
    ),
    Impersonal(
        Step, "to whom it was, and what came of it; who wrote it is said by its entry", ("counterpart", "result")
    ),
    Personal(
        Argument,
        what=_("What you wrote that political work argues for a barrier"),
        purpose=_("That the network sees what is said on its behalf"),
        basis=Basis.INTEREST,
        kept=WHOLE_NETWORK,
        of=lambda who: Argument.objects.filter(person=who.key),
        fields=("person",),
        texts=("text",),
        shows=("barrier__title", "text"),
        erase=stay,
    ),
    Personal(
        Quotation,
        what=_("Where your municipality’s report is quoted in public"),
        purpose=_("That you see where your words went"),
        basis=Basis.INTEREST,
        kept=WHOLE_NETWORK,
        of=lambda who: Quotation.objects.filter(report__person=who.key),
        texts=("said",),
        shows=("report__barrier__title", "said", "quoted_at"),
        erase=stay,
    ),
    Personal(
        Effect,
        what=_("What you said that an outcome does to a barrier"),
        purpose=_("That those who reported it know what came of it"),
        basis=Basis.INTEREST,
        kept=WHOLE_NETWORK,
        of=lambda who: Effect.objects.filter(person=who.key),
        fields=("person",),
        texts=("line",),
        shows=("barrier__title", "difference", "line", "at"),
        erase=stay,
    ),
    Personal(
        Answer,
        what=_("What you said of whether an outcome helped your municipality"),
        purpose=_("That the secretariat knows whether it is over"),
        basis=Basis.INTEREST,
        kept=WHOLE_NETWORK,
        of=lambda who: Answer.objects.filter(person=who.key),
        fields=("person",),
        texts=("line",),
        shows=("report__barrier__title", "helped", "line", "at"),
        erase=stay,
    ),
]
