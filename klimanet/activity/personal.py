"""What this package keeps about people."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from klimanet.activity.models import Line, NightlyDuty, Pending
from klimanet.rules.personal import Basis, Declaration, Personal, Who, stay


def about(who: Who) -> QuerySet[Line]:
    """What somebody did, and what was done to their account."""
    return Line.objects.filter(
        Q(actor_kind="person", actor_id=who.key) | Q(subject_kind="accounts.person", subject_id=who.key)
    )


def nobodys(model) -> dict:
    """For what may quote anybody in an error, and belongs to nobody."""
    return {
        "purpose": _("To find out what is wrong with the site"),
        "basis": Basis.OBLIGATION,
        "kept": _("until it is put right"),
        "of": lambda who: model.objects.none(),
        "quotes": ("last_error",),
    }


DECLARED: list[Declaration] = [
    Personal(
        Line,
        what=_("What you did, and when: as numbers, without names or texts"),
        purpose=_("To know who changed what"),
        basis=Basis.OBLIGATION,
        kept=_("as long as the site exists; after you are erased, the numbers lead to nobody"),
        of=about,
        fields=("facts",),
        other=("actor_kind", "verb", "subject_kind"),
        shows=("at", "verb", "subject_kind", "subject_id"),
        erase=stay,
    ),
    Personal(Pending, what=_("Errors in the work that waits"), other=("consumer",), **nobodys(Pending)),
    Personal(NightlyDuty, what=_("Errors in the work of the night"), other=("name",), **nobodys(NightlyDuty)),
]
