"""What the pages compose: who somebody is to the declarations, and what they have agreed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.members.models import Profile
from klimanet.notifications.permissions import wants_mail
from klimanet.privacy.models import NameLeft
from klimanet.privacy.names import excerpt
from klimanet.rules.personal import Who


def who_is(person: Person) -> Who:
    own = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return Who(person.pk, person.name, tuple({person.email, *own}))


@dataclass(frozen=True)
class Consents:
    """What a person has agreed to, and since when as far as the log tells."""

    profiles: Sequence[Profile]
    mails: bool
    mails_since: datetime | None
    photo_since: datetime | None


def consents_of(person: Person) -> Consents:
    chosen = dict(Line.objects.about(person).latest_of(["mail.chosen", "person.photo"]))
    return Consents(
        profiles=list(Profile.objects.of(person).present().select_related("network")),
        mails=wants_mail(person),
        mails_since=chosen.get("mail.chosen"),
        photo_since=chosen.get("person.photo") if person.photo_id else None,
    )


@dataclass(frozen=True)
class Place:
    """Where a name still stands, as the secretariat sees it; `excerpt` only of what they may read."""

    left: NameLeft
    what: str
    title: str
    address: str
    excerpt: SafeString | str


WHAT = {
    "entries.entry": _("Entry"),
    "entries.comment": _("Comment"),
    "entries.attachment": _("The name of a file"),
    "entries.revision": _("An earlier version"),
    "website.sectionversion": _("The public page"),
}


def places_of(rows: Sequence[NameLeft]) -> list[Place]:
    """One question for each kind of text, however many there are."""
    texts: dict[tuple[str, int | None], Any] = {("entries.entry", left.entry_id): left.entry for left in rows}
    texts |= {("entries.comment", left.comment_id): left.comment for left in rows}
    for kind in {left.kind for left in rows} - {"entries.entry", "entries.comment"}:
        keys = [left.key for left in rows if left.kind == kind]
        texts |= {(kind, row.pk): row for row in _rows_of(kind, keys)}
    return [_place(left, texts.get((left.kind, left.key))) for left in rows]


def _rows_of(kind: str, keys: list[int]) -> QuerySet:
    model = apps.get_model(kind)
    rows = model._base_manager.filter(pk__in=keys)
    return rows.select_related("network") if "network" in {field.name for field in model._meta.local_fields} else rows


def _place(left: NameLeft, row: Any) -> Place:
    text = getattr(row, left.column, "")
    if not left.seen:
        title, address, shown = _("Among organisations that keep it to themselves"), "", ""
    elif left.entry is None:
        title, address, shown = str(row), row.get_absolute_url(), text
    else:
        if left.comment:
            left.comment.entry = left.entry
        title, address = left.entry.title, (left.comment or left.entry).get_absolute_url()
        shown = text if left.kind != "entries.revision" else ""  # who reads an earlier version is asked on its own page
    found = excerpt(shown, left.spans) if shown and left.reads(text) else ""
    return Place(left, str(WHAT.get(left.kind, _("Text"))), str(title), address, found)
