"""Mailing what people are told, and what they do with it."""

import uuid
from collections.abc import Callable

from django.db import DatabaseError, transaction
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.entries.models import Entry
from klimanet.entries.operations.following import mark_all_read
from klimanet.members.models import Network
from klimanet.notifications.emails import tell
from klimanet.notifications.models import MailChoice, Notification
from klimanet.notifications.permissions import is_to_be_mailed, may_choose, wants_mail
from klimanet.rules.refusals import require

SPELL = 50  # mails written down before the caller may look after something else


def send_due_mails(*, is_over: Callable[[], bool] = lambda: False) -> int:
    """Write down the mails that are due, at most a spell of them; returns how many were tried. Several workers may run.

    The caller says when it `is_over`, even before that.
    """
    for tried in range(SPELL):
        if is_over():
            return tried
        with transaction.atomic():
            waiting = Notification.objects.waiting_for_mail().select_for_update(skip_locked=True)
            key = waiting.values_list("pk", flat=True).first()
            if key is None:
                return tried
            _mail(Notification.objects.select_related("person", "network").get(pk=key))
    return SPELL


def _mail(notification: Notification) -> None:
    """Asked here, and again when the mail goes out; who gets none finds it in the site, or nowhere."""
    if is_to_be_mailed(notification):
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
    Person.objects.select_for_update().get(pk=person.pk)
    if wants_mail(person) == at_once:
        return
    MailChoice.objects.update_or_create(person=person, defaults={"at_once": at_once})
    record("mail.chosen", person, actor=actor, token=token, at_once=at_once)
