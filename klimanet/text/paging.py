"""Long lists in pages that start after a row, not at a number: the hundredth page costs what the first does."""

from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from django.core import signing
from django.db.models import Q, QuerySet

SALT = "klimanet.text.paging"


@dataclass(frozen=True)
class Page:
    """Some rows of a list; `next` is the cursor of the page that follows, empty on the last."""

    rows: list
    next: str


@dataclass(frozen=True)
class Order:
    """How a list is read: by these fields ("-last" descends), together unique, so many rows to a page."""

    by: tuple[str, ...]
    size: int = 50

    def position(self, after: str) -> tuple | None:
        """The values that cursor `after` holds; None for one that is not ours, or belongs to another order."""
        try:
            values = signing.loads(after, salt=self._salt) if after else None
        except signing.BadSignature:
            return None
        return values and tuple(datetime.fromisoformat(*v) if isinstance(v, list) else v for v in values)

    def beyond(self, rows: QuerySet, position: tuple | None) -> QuerySet:
        """The rows after `position`, the first ones where it is None: a page of them and one more."""
        condition = Q()
        for depth, field in enumerate(self._fields if position else []):
            same = dict(zip(self._fields[:depth], position or (), strict=False))
            side = "lt" if self.by[depth].startswith("-") else "gt"
            condition |= Q(**same, **{f"{field}__{side}": (position or ())[depth]})
        return rows.filter(condition).order_by(*self.by)[: self.size + 1]

    def page(self, found: list) -> Page:
        """What `beyond` gave, as a page."""
        if len(found) <= self.size:
            return Page(found, "")
        rows = found[: self.size]
        values = [attrgetter(field.replace("__", "."))(rows[-1]) for field in self._fields]
        return Page(rows, signing.dumps([_told(value) for value in values], salt=self._salt))

    @property
    def _fields(self) -> list[str]:
        return [field.lstrip("-") for field in self.by]

    @property
    def _salt(self) -> str:
        return ",".join([SALT, *self.by])


def _told(value: object) -> object:
    if isinstance(value, datetime):
        return [value.isoformat()]
    return value.isoformat() if isinstance(value, date) else value


def page_of(rows: QuerySet, *, by: list[str], after: str = "", size: int = 50) -> Page:
    """The first `size` of `rows` beyond cursor `after`, in order of these fields."""
    order = Order(tuple(by), size)
    return order.page(list(order.beyond(rows, order.position(after))))
