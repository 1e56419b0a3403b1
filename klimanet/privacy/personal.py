"""What this package keeps about people, and the person's own row: how long it is kept follows from where they sit."""

from datetime import timedelta
from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.files.store import clear_at_once
from klimanet.members.models import Holding
from klimanet.privacy.models import ErasureRequest, NameLeft
from klimanet.privacy.operations import erase
from klimanet.rules.actors import SYSTEM
from klimanet.rules.personal import Basis, Declaration, Limit, Personal, stay

GONE_FOR = timedelta(days=730)  # without a seat


def empty(people: QuerySet[Person]) -> None:
    """Nothing of the person is left, and nobody signs in; the address is free for somebody new. The picture goes from disk too."""
    for person in people.select_related("photo"):
        if person.photo:
            transaction.on_commit(partial(clear_at_once, person.photo))
        Person.objects.filter(pk=person.pk).update(
            email=f"{person.pk}@erased.invalid",
            password=make_password(None),
            language="da",
            photo=None,
            last_login=None,
            is_active=False,
            erased_at=timezone.now(),
            **dict.fromkeys(("name", "sort_key", "title", "position", "phone"), ""),
        )


def long_gone(people: QuerySet[Person]) -> QuerySet[Person]:
    """Those who have sat nowhere for so long."""
    then = timezone.now() - GONE_FOR
    seated = Holding.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=then),
        Q(seat__membership__until=None) | Q(seat__membership__until__gt=then),
        person=OuterRef("pk"),
    )
    return people.filter(~Exists(seated), erased_at=None)


def erase_each(people: QuerySet[Person]) -> None:
    for person in people:
        erase(person, actor=SYSTEM, again=True)  # they run nothing any longer


DECLARED: list[Declaration] = [
    Personal(
        ErasureRequest,
        what=_("That you have asked to be erased, and why it could not be done yet"),
        purpose=_("To do it"),
        basis=Basis.OBLIGATION,
        kept=_("until it is done, or you take it back"),
        of=lambda who: ErasureRequest.objects.filter(person=who.key),
        fields=("person", "refused_because"),
        shows=("asked_at", "refused_at", "refused_because"),
    ),
    Personal(
        NameLeft,
        what=_("Where the name of somebody who was erased still stands: by place, without the name"),
        purpose=_("That the secretariat can take it out"),
        basis=Basis.OBLIGATION,
        kept=_("30 days after it is dealt with"),
        of=lambda who: NameLeft.objects.filter(dealt_by=who.key),
        fields=("person", "dealt_by"),
        other=("kind", "column", "spans", "digest"),
        shows=("found_at", "dealt_at"),
        erase=stay,
        limit=Limit(30, "dealt_at"),
    ),
    Personal(
        Person,
        what=_("Name, e-mail address, job title, phone, picture, language, and when you last signed in"),
        purpose=_("To know who you are, and to reach you"),
        basis=Basis.INTEREST,
        kept=_("as long as you have a seat, and two years after"),
        of=lambda who: Person.objects.filter(pk=who.key),
        fields=("password", "email", "name", "sort_key", "title", "phone"),
        shows=("id", "email", "name", "title", "position", "phone", "language", "created_at", "last_login"),
        erase=empty,
        limit=Limit(GONE_FOR.days, "created_at", among=long_gone, end=erase_each),
    ),
]
