"""Who may change a person."""

from klimanet.accounts.models import Person
from klimanet.rules.actors import SYSTEM, Actor


def may_change_person(actor: Actor, person: Person) -> bool:
    """A person's details are their own; the installation may set them up."""
    return actor is SYSTEM or (isinstance(actor, Person) and actor.pk == person.pk)


def may_sign_out(actor: Actor, person: Person) -> bool:
    """Where a person is signed in is their own affair."""
    return isinstance(actor, Person) and actor.pk == person.pk


def may_add_person(actor: Actor) -> bool:
    """Whoever gives seats adds the people for them; which seats those are is decided where seats are (members)."""
    return actor is SYSTEM or isinstance(actor, Person)
