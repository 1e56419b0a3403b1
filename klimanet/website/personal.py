"""What this package keeps about people."""

from django.utils.translation import gettext_lazy as _

from klimanet.rules.personal import Basis, Declaration, Personal, stay
from klimanet.website.models import SectionVersion

DECLARED: list[Declaration] = [
    Personal(
        SectionVersion,
        what=_("Texts you wrote for the public page"),
        purpose=_("To show what the network is, and who wrote what"),
        basis=Basis.INTEREST,
        kept=_("as long as the network exists; after you are erased, without your name"),
        of=lambda who: SectionVersion.objects.filter(author=who.key),
        fields=("author",),
        texts=("heading", "text", "heading_en", "text_en"),
        shows=("network__name", "section", "number", "heading", "text", "heading_en", "text_en", "created_at"),
        erase=stay,
    ),
]
