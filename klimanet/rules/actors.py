"""Who acts. An actor is never nobody: a Person (accounts), an Applicant, or the System."""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Applicant:
    """Somebody without an account who has proven that they read the mail at an address; `pk` is their application's."""

    email: str
    pk: int | None = None  # before there is an application
    actor_kind = "applicant"


SYSTEM = System()
