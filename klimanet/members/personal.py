"""What this package keeps about people."""

from django.utils.translation import gettext_lazy as _

from klimanet.members.models import Holding, Network, Organisation, Profile, Region, Theme
from klimanet.rules.personal import Basis, Declaration, Impersonal, Personal, stay

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
