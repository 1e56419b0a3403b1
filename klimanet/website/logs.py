"""What the server's log says of requests and duties, and what it never repeats: docs/decisions/0011."""

import logging
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest

_belonging: ContextVar[dict[str, object] | None] = ContextVar("belonging", default=None)
# Of an address, the log keeps ids and slugs. What else stands in one may be secret (a feed's key) or a name (a file's).
KEPT = re.compile(r"<(?:id|slug):(\w+)>")


def new_number() -> str:
    """Short enough to be read aloud on the telephone."""
    return secrets.token_hex(6)


@contextmanager
def lines_belong_to(**facts: object) -> Iterator[None]:
    """Every line logged meanwhile carries these facts."""
    token = _belonging.set(facts)
    try:
        yield
    finally:
        _belonging.reset(token)


def lines_belong_also_to(**facts: object) -> None:
    (_belonging.get() or {}).update(facts)


def request_number() -> str:
    """The number of the request at hand; empty outside of one."""
    return str((_belonging.get() or {}).get("request_id", ""))


def address_told(request: HttpRequest) -> str:
    """The path as a log may keep it, without what stands behind a `?`.

    One that leads nowhere is not repeated: it may be a secret one with a slip in it.
    """
    match = request.resolver_match
    if match:
        return "/" + KEPT.sub(lambda part: str(match.kwargs[part[1]]), match.route).lstrip("^").rstrip("$")
    return request.path if request.path.startswith(settings.STATIC_URL) else "-"


class Belonging(logging.Filter):
    """Says of each line which request or duty it belongs to, and takes out what a log must not keep. Drops no line."""

    def filter(self, record: logging.LogRecord) -> bool:
        facts = _belonging.get() or {}
        vars(record).update(facts, facts="".join(f" {name}={value}" for name, value in facts.items()))
        request = vars(record).pop("request", None)  # Django gives it along; as text it has the whole address
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            record.args = tuple(address_told(request) if word == request.path else word for word in record.args)
        if (
            getattr(record, "status_code", 500) < 500
        ):  # refused, which is no fault of ours: where in the code is not told
            record.exc_info = None
            if record.levelno > logging.WARNING:  # anybody can send what is refused
                record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True
