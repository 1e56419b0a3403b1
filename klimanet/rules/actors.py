"""Who acts. An actor is never nobody: a Person (accounts), or the System."""

from typing import Protocol


class Actor(Protocol):
    """Whoever an operation is done by, as the activity log names them."""

    @property
    def actor_kind(self) -> str: ...

    @property
    def pk(self) -> int | None: ...


class System:
    """The installation itself: an operator's command, an import, a periodic duty."""

    actor_kind = "system"
    pk = None


SYSTEM = System()
