"""Mailing what people are told, and what they do with it."""

import logging
import uuid
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.entries.models import Entry
from klimanet.entries.operations.following import mark_all_read
from klimanet.members.models import Network
from klimanet.notifications.emails import tell
from klimanet.notifications.models import MailChoice, Notification
from klimanet.notifications.permissions import may_choose, wants_mail
from klimanet.rules.refusals import require

logger = logging.getLogger(__name__)

SPELL = 50  # mails written before the caller may look after something else
WAIT = timedelta(minutes=10)  # before one that could not be written is tried again


def send_due_mails() -> int:
    """Write down the mails that are due, at most a spell of them; returns how many were tried. Several workers may run."""
    for tried in range(SPELL):
        notification = None
        try:
            with transaction.atomic():
                waiting = Notification.objects.waiting_for_mail().with_entry().select_related("person")
                notification = waiting.select_for_update(skip_locked=True, of=("self",)).first()
                if notification is None:
                    return tried
                _mail(notification)
        except Exception as error:  # whatever stands in one text: the others go out
            if notification is None:
                raise
            logger.warning("Notification %s was not mailed: %s", notification.pk, repr(error)[:300])
            Notification.objects.filter(pk=notification.pk).update(mail_at=timezone.now() + WAIT)
    return SPELL


def _mail(notification: Notification) -> None:
    """To whoever may still read it, has not read it and wants mails; else it stays in the site, or nowhere."""
    person = notification.person
    if Notification.objects.visible_to(person).unread().contains(notification) and wants_mail(person):
        tell(notification)
        notification.mailed_at = timezone.now()
    else:
        notification.mail_at = None
    notification.save(update_fields=["mail_at", "mailed_at"])


def mark_seen(entry: Entry, *, person: Person) -> None:
    """Whoever opens an entry has read what they were told of it. A trace: where it cannot be written, it is not."""
    try:
        with transaction.atomic():
            Notification.objects.of(person).about(entry).unread().update(read_at=timezone.now())
    except DatabaseError:
        return


@transaction.atomic
def see_all(person: Person, *, network: Network, actor: Person, token: uuid.UUID | None = None) -> None:
    """Everything in the network counts as read: what the person has been told, and every entry."""
    require(may_choose(actor, person))
    mark_all_read(person, network=network, actor=actor)
    Notification.objects.of(person).in_network(network).unread().update(read_at=timezone.now())
    record("notifications.seen", network, actor=actor, network=network, token=token)


@transaction.atomic
def choose_mail(person: Person, *, at_once: bool, actor: Person, token: uuid.UUID | None = None) -> None:
    require(may_choose(actor, person))
    MailChoice.objects.update_or_create(person=person, defaults={"at_once": at_once})
    record("mail.chosen", person, actor=actor, token=token, at_once=at_once)
