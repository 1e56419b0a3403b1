"""What a table says of people: one declaration, which download, erasure, nightly clearing and /privatliv/ follow."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Basis(Enum):
    """The lawful basis, by article 6(1) of the General Data Protection Regulation."""

    CONSENT = _("your consent (article 6(1)(a))")
    OBLIGATION = _("a legal obligation: data protection and security (article 6(1)(c))")
    INTEREST = _("a legitimate interest: to run a network of municipalities (article 6(1)(f))")


@dataclass(frozen=True)
class Who:
    """Somebody whose rows are looked for."""

    key: int
    name: str
    addresses: tuple[str, ...] = ()


def delete(rows: QuerySet) -> None:
    rows.delete()


def stay(rows: QuerySet) -> None:
    """The row stays, and the one it points to is emptied: what somebody contributed is then a former member's."""


@dataclass(frozen=True)
class Limit:
    """Which rows are over: those whose `since` is more than `days` ago, or what `among` leaves of all rows."""

    days: int
    since: str
    among: Callable[[QuerySet], QuerySet] = QuerySet.all
    end: Callable[[QuerySet], object] = delete  # what becomes of them, some at a time

    def over(self, model: type[Model]) -> QuerySet:
        then = timezone.now() - timedelta(days=self.days)
        return self.among(model._base_manager.filter(**{f"{self.since}__lt": then}))


@dataclass(frozen=True)
class Personal:
    """What one table says of people.

    Every column that holds a person, a text somebody writes or an address stands in one of `fields`, `texts`, `quotes` or
    `other`; a test finds those that do not.
    """

    model: type[Model]
    what: Words  # as the person it is about would call it
    purpose: Words
    basis: Basis
    kept: Words  # for how long
    of: Callable[[Who], QuerySet]  # the rows about somebody
    fields: tuple[str, ...] = ()  # say something of the person, and go with them
    texts: tuple[str, ...] = ()  # what people write that stays: an erased person's name is looked for there
    quotes: tuple[str, ...] = ()  # may quote anybody, as an error does: emptied where they do
    other: tuple[str, ...] = ()  # codes, digests and the like, which say nothing of anybody
    shows: tuple[str, ...] = ()  # columns of the download; none: only how many there are
    erase: Callable[[QuerySet], object] = delete
    limit: Limit | None = None

    @property
    def columns(self) -> set[str]:
        return {*self.fields, *self.texts, *self.quotes, *self.other}


@dataclass(frozen=True)
class Impersonal:
    """A table whose texts and relations say nothing of anybody, and why not."""

    model: type[Model]
    why: str
    columns: tuple[str, ...]


Declaration = Personal | Impersonal
