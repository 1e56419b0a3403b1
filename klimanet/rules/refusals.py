"""How a rule says no."""

from django.core.exceptions import PermissionDenied


class Refusal(Exception):
    """A rule the user ran into, said in a sentence they can act on; `field` names the form field it stands beside.

    Where they started from what somebody else has changed since, `version` is how it stands now.
    """

    def __init__(self, message: str, field: str | None = None, *, version: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.version = version


def require(allowed: bool) -> None:
    """First line of every operation: `require(may_…(actor, thing))`; raises PermissionDenied, which answers 403."""
    if not allowed:
        raise PermissionDenied
