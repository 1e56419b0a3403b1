"""Whose notifications are whose."""

from klimanet.accounts.models import Person
from klimanet.notifications.models import MailChoice
from klimanet.rules.actors import Actor


def may_choose(actor: Actor, person: Person) -> bool:
    """What one is told is one's own."""
    return isinstance(actor, Person) and actor.pk == person.pk


def wants_mail(person: Person) -> bool:
    return not MailChoice.objects.filter(person=person, at_once=False).exists()
