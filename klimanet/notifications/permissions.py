"""Whose notifications are whose, and the key that turns a person's mails off without signing in."""

from django.core.signing import BadSignature, Signer

from klimanet.accounts.models import Person
from klimanet.notifications.models import MailChoice, Notification
from klimanet.rules.actors import Actor

KEY = Signer(salt="klimanet.notifications.unsubscribing")


def may_choose(actor: Actor, person: Person) -> bool:
    """What one is told is one's own."""
    return isinstance(actor, Person) and actor.pk == person.pk


def wants_mail(person: Person) -> bool:
    return not MailChoice.objects.filter(person=person, at_once=False).exists()


def is_to_be_mailed(notification: Notification) -> bool:
    """To whoever may still read it, has not read it and wants mails."""
    person = notification.person
    return Notification.objects.visible_to(person).unread().contains(notification) and wants_mail(person)


def unsubscribe_key(person: Person) -> str:
    """Good for this one deed, for as long as the installation keeps its secret: a mail may be opened years later."""
    return KEY.sign(str(person.pk))


def holder_of(key: str) -> Person | None:
    """Whose key it is; None where it is nobody's."""
    try:
        return Person.objects.filter(pk=int(KEY.unsign(key))).first()
    except BadSignature:
        return None
