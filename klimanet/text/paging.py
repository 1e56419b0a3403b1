"""Long lists in pages that start after a row, not at a number: the hundredth page costs what the first does."""

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
    """The first `size` of `rows` beyond cursor `after`, ascending `by` these fields, which together are unique.

    A cursor that is not one of ours starts at the beginning.
    """
    found = list(rows.filter(_beyond(by, after)).order_by(*by)[: size + 1])
    if len(found) <= size:
        return Page(found, "")
    last = found[size - 1]
    return Page(found[:size], signing.dumps([attrgetter(field.replace("__", "."))(last) for field in by], salt=SALT))


def _beyond(by: list[str], after: str) -> Q:
    try:
        values = signing.loads(after, salt=SALT) if after else None
    except signing.BadSignature:
        values = None
    if values is None or len(values) != len(by):
        return Q()
    condition = Q()
    for depth, field in enumerate(by):
        condition |= Q(**dict(zip(by[:depth], values, strict=False)), **{f"{field}__gt": values[depth]})
    return condition
