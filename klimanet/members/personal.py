"""What this package keeps about people."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.members.models import (
    Application,
    Confirmation,
    Handover,
    Holding,
    Membership,
    Network,
    Organisation,
    Profile,
    Question,
    Region,
    Theme,
)
from klimanet.rules.personal import Basis, Declaration, Impersonal, Limit, Personal, stay

LETTING_IN = _("That the secretariat can decide who gets a seat")
WHILE_APPLYING = _("a year after it is decided, or 30 days after you withdraw it")


def withdrawn_or_a_year_old(applications: QuerySet[Application]) -> QuerySet[Application]:
    return applications.filter(Q(withdrawn=True) | Q(decided_at__lt=timezone.now() - timedelta(days=365)))


DECLARED: list[Declaration] = [
    Personal(
        Network,
        what=_("Networks whose contact you are"),
        purpose=_("That visitors know whom to call"),
        basis=Basis.INTEREST,
        kept=_("until the secretariat chooses another"),
        of=lambda who: Network.objects.filter(contact=who.key),
        fields=("contact",),
        other=("name", "name_en"),
        shows=("name",),
        erase=lambda rows: rows.update(contact=None),
    ),
    Personal(
        Question,
        what=_("What you were asked about your application, and your answer"),
        purpose=LETTING_IN,
        basis=Basis.CONSENT,
        kept=WHILE_APPLYING,
        of=lambda who: Question.objects.filter(application__email__in=who.addresses),
        fields=("asked_by",),
        quotes=("text", "answer"),
        shows=("text", "asked_at", "answer", "answered_at"),
    ),
    Personal(
        Application,
        what=_("Your application to become a member"),
        purpose=LETTING_IN,
        basis=Basis.CONSENT,
        kept=WHILE_APPLYING,
        of=lambda who: Application.objects.filter(email__in=who.addresses),
        fields=("email", "name", "title", "decided_by"),
        quotes=("why", "reason"),
        shows=(
            "network__name",
            "organisation__name",
            "name",
            "title",
            "email",
            "why",
            "made_at",
            "decided_at",
            "withdrawn",
            "reason",
        ),
        limit=Limit(30, "decided_at", among=withdrawn_or_a_year_old),
    ),
    Personal(
        Confirmation,
        what=_("That you said who still sits where"),
        purpose=_("That seats are held by those who work with it"),
        basis=Basis.INTEREST,
        kept=_("as long as the network exists; after you are erased, without your name"),
        of=lambda who: Confirmation.objects.filter(person=who.key),
        fields=("person",),
        shows=("question__membership__organisation__name", "question__year", "at"),
        erase=stay,
    ),
    Personal(
        Handover,
        what=_("What you wrote to whoever took over your seat"),
        purpose=_("That whoever comes next can go on"),
        basis=Basis.INTEREST,
        kept=_("as long as you have an account"),
        of=lambda who: Handover.objects.filter(holding__person=who.key),
        quotes=("note",),
        shows=("holding__seat__membership__organisation__name", "note", "created_at"),
    ),
    Impersonal(Membership, "what an organisation's bookkeeping calls it", ("billing_reference", "ean")),
    Personal(
        Holding,
        what=_("Your seats"),
        purpose=_("To know whom you speak for, and what you may see"),
        basis=Basis.INTEREST,
        kept=_("as long as the network exists; after you are erased, without your name"),
        of=lambda who: Holding.objects.filter(person=who.key),
        fields=("person",),
        shows=(
            "seat__membership__network__name",
            "seat__membership__organisation__name",
            "seat__role",
            "began_at",
            "ended_at",
        ),
        erase=stay,
    ),
    Personal(
        Profile,
        what=_("What you show of yourself in a network"),
        purpose=_("That others find somebody to ask"),
        basis=Basis.CONSENT,
        kept=_("as long as you have an account"),
        of=lambda who: Profile.objects.filter(person=who.key),
        fields=("person", "words", "asked_key"),
        shows=("network__name", "listed_at", "words", "asked_key"),
    ),
    Impersonal(Region, "a region's own name", ("name", "sort_key")),
    Impersonal(
        Organisation, "an organisation's own name and codes", ("name", "short", "sort_key", "code", "mail_domain")
    ),
    Impersonal(Theme, "what a network works on", ("name", "name_en")),
]
