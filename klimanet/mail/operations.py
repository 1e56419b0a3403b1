"""Writing messages down, and delivering them. Nobody waits for a mail server but the worker."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from klimanet.mail.models import Lane, Message

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
HEADERS = {"In-Reply-To", "References", "Reply-To"}  # what a caller may set
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,190}>", re.ASCII)
GIVE_UP_AFTER = timedelta(days=2)
LONGEST_WAIT = timedelta(hours=2)


def post(
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    lane: Lane = Lane.NOTICE,
    lifetime: timedelta | None = None,
    message_id: str = "",
    headers: dict[str, str] | None = None,
) -> Message:
    """Write one message down for delivery, in the caller's transaction; after `lifetime` it is not worth sending.

    The same `message_id` (see `stable_id`) once more is the message that was written down before. With In-Reply-To and
    References among the `headers`, mail programs show what belongs together as one conversation.
    """
    message_id = message_id or make_msgid(domain=_domain())
    headers = {name: _one_line(value) for name, value in (headers or {}).items()}
    if not MESSAGE_ID.fullmatch(message_id) or not headers.keys() <= HEADERS:
        raise ValueError(f"No mail can carry {message_id!r} and {sorted(headers)}.")
    message, _ = Message.objects.get_or_create(
        message_id=message_id,
        defaults={
            "to": to,
            "subject": _one_line(subject)[:200],
            "text": text,
            "html": html,
            "headers": headers,
            "lane": lane,
            "expires_at": timezone.now() + lifetime if lifetime else None,
        },
    )
    return message


def stable_id(*parts: str | int) -> str:
    """The Message-ID that follows from what a mail is about: stable_id("line", 7, "person", 3)."""
    return f"<{'.'.join(map(str, parts))}@{_domain()}>"


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def deliver_due() -> int:
    """Send everything that is due; returns how many went out. Several workers may run: a lease keeps them apart."""
    drop_expired()
    sent = 0
    connection = get_connection()
    for message in _leased():
        sent += _deliver(message, connection)
    return sent


def _leased() -> Iterator[Message]:
    """Due messages one by one, each leased to us alone."""
    while True:
        with transaction.atomic():
            message = Message.objects.due().select_for_update(skip_locked=True).first()
            if message is None:
                return
            message.leased_until = timezone.now() + LEASE
            message.fence += 1
            message.save(update_fields=["leased_until", "fence"])
        yield message


def _deliver(message: Message, connection: BaseEmailBackend) -> bool:
    """Send one leased message. Killed between the two, it is sent again after its lease with the same Message-ID."""
    try:
        mail = EmailMultiAlternatives(
            message.subject,
            message.text,
            to=[message.to],
            connection=connection,
            headers={**message.headers, "Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
        )
        if message.html:
            mail.attach_alternative(message.html, "text/html")
        mail.send()
    except Exception as error:  # whatever the mail server or the network comes up with: say it, try again later
        logger.warning("Message %s was not sent: %s", message.pk, error)
        _put_off(message, str(error))
        return False
    _still_ours(message).update(sent_at=timezone.now(), leased_until=None, last_error="", **_without_body(message))
    return True


def _put_off(message: Message, error: str) -> None:
    age = timezone.now() - message.created_at
    if age > GIVE_UP_AFTER:
        outcome = {"failed_at": timezone.now(), **_without_body(message)}
    else:
        wait = min(timedelta(seconds=5 * 2 ** min(message.fence, 12)), LONGEST_WAIT)
        outcome = {"send_after": timezone.now() + wait}
    _still_ours(message).update(leased_until=None, last_error=error[:300], **outcome)


def _still_ours(message: Message):
    return Message.objects.filter(pk=message.pk, fence=message.fence, sent_at=None)


def _without_body(message: Message) -> dict[str, str]:
    return {"text": "", "html": ""} if message.lane == Lane.CODE else {}


def drop_expired() -> None:
    """Give up messages whose time is over; a code's text goes with it."""
    expired = Message.objects.expired()
    expired.filter(lane=Lane.CODE).update(failed_at=timezone.now(), text="", html="")
    expired.update(failed_at=timezone.now())
