"""Long lists in pages that start after a row, not at a number: the hundredth page costs what the first does."""

import datetime
from dataclasses import dataclass
from operator import attrgetter

from django.core import signing
from django.db.models import Q, QuerySet

SALT = "klimanet.text.paging"


@dataclass(frozen=True)
class Page:
    """Some rows of a list; `next` is the cursor of the page that follows, empty on the last."""

    rows: list
    next: str


def page_of(rows: QuerySet, *, by: list[str], after: str = "", size: int = 50) -> Page:
    """The first `size` of `rows` beyond cursor `after`, in order of these fields ("-last" descends), together unique.

    A cursor that is not one of ours, or belongs to another order, starts at the beginning.
    """
    found = list(rows.filter(_beyond(by, after)).order_by(*by)[: size + 1])
    if len(found) <= size:
        return Page(found, "")
    return Page(found[:size], signing.dumps([_value(found[size - 1], field) for field in by], salt=_salt(by)))


def _salt(by: list[str]) -> str:
    return ",".join([SALT, *by])


def _value(row: object, field: str) -> object:
    value = attrgetter(field.lstrip("-").replace("__", "."))(row)
    return value.isoformat() if isinstance(value, datetime.date) else value  # a datetime is one


def _beyond(by: list[str], after: str) -> Q:
    try:
        values = signing.loads(after, salt=_salt(by)) if after else None
    except signing.BadSignature:
        values = None
    if values is None:
        return Q()
    fields, condition = [field.lstrip("-") for field in by], Q()
    for depth, field in enumerate(fields):
        beyond = "lt" if by[depth].startswith("-") else "gt"
        condition |= Q(**dict(zip(fields[:depth], values, strict=False)), **{f"{field}__{beyond}": values[depth]})
    return condition
