"""Writing messages down, and delivering them. Nobody waits for a mail server but the worker."""

import logging
import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import make_msgid
from secrets import SystemRandom

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from klimanet.mail.models import LEASE, LONGEST_WAIT, Failure, Lane, Letter, Message, MessageQuerySet
from klimanet.mail.smtp import Unusable, refused_for_good, told

logger = logging.getLogger(__name__)

# What a caller may set.
HEADERS = {"In-Reply-To", "References", "Reply-To", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"}
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,190}>", re.ASCII)
MOST_ATTEMPTS = 40  # about two days; counted, since a clock that jumps must not give up anything
CHANCE = SystemRandom()
SPELL = 10.0  # seconds of sending before the caller may look after something else


def post(
    *,
    to: str,
    subject: str,
    text: str = "",
    html: str = "",
    lane: Lane = Lane.NOTICE,
    network: models.Model | None = None,
    send_after: datetime | None = None,
    lifetime: timedelta | None = None,
    message_id: str = "",
    headers: dict[str, str] | None = None,
    origin: str = "",
    about: dict[str, int | None] | None = None,
) -> Message:
    """Write one message down for delivery, in the caller's transaction; after `lifetime` it is not worth sending.

    With an `origin` it has no text yet: settings.LETTERS[origin] is called with what it is `about` when it goes out, and answers
    None where nobody is to read it any longer; the subject given here is then what a list of mails calls it.

    The same `message_id` (see `stable_id`) once more is the message that was written down before. With In-Reply-To and
    References among the `headers`, mail programs show what belongs together as one conversation.
    """
    message_id = message_id or make_msgid(domain=_domain())
    if not MESSAGE_ID.fullmatch(message_id):
        raise ValueError(f"No mail can carry {message_id!r}.")
    message, _ = Message.objects.get_or_create(
        message_id=message_id,
        defaults={
            "to": to,
            "subject": _one_line(subject)[:200],
            "text": text,
            "html": html,
            "headers": _checked(headers or {}),
            "lane": lane,
            "network_id": network.pk if network else None,
            "send_after": send_after,
            "expires_at": timezone.now() + lifetime if lifetime else None,
            "origin": origin,
            "about": about or {},
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


def _checked(headers: dict[str, str]) -> dict[str, str]:
    if not headers.keys() <= HEADERS:
        raise ValueError(f"No mail can carry {sorted(headers)}.")
    return {name: _one_line(value) for name, value in headers.items()}


def letter_of(message: Message) -> Letter | None:
    """What the message says now, and to whom; None where nobody is to read it any longer."""
    if not message.origin:
        return Letter(message.to, message.subject, message.text, message.html, message.headers)
    return import_string(settings.LETTERS[message.origin])(**message.about)


def deliver_due(*, is_over: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, for a spell at most; returns how many went out. Several workers may run: a lease keeps them apart.

    The caller says when it `is_over`, even before that: then what is under way is ended, and nothing more is begun.

    Raises Unusable where the mail server lets nothing through: no message is to blame for that, so none is charged with it.
    """
    drop_expired()
    sent, until = 0, time.monotonic() + SPELL
    server = get_connection()
    try:
        while time.monotonic() < until and not is_over() and _due().exists():
            _open(server)
            message = _lease()
            if message is None:  # another worker took it a moment ago
                break
            sent += _deliver(message, server)
    finally:
        _close(server)
    return sent


def _due() -> MessageQuerySet:
    """What may go out now: notices only while there is room for them in this minute, codes always."""
    due, most = Message.objects.due(), settings.MAIL_PER_MINUTE
    if most and Message.objects.notices().of_the_last_minute().count() >= most:
        return due.filter(lane=Lane.CODE)
    return due


def _open(server: BaseEmailBackend) -> None:
    """Before the lease, so that a slow beginning takes nothing of it. Does nothing where it is open."""
    try:
        server.open()
    except Unusable as error:
        _due().update(last_error=str(error)[:300])
        raise


def _close(server: BaseEmailBackend) -> None:
    with suppress(OSError):  # what was sent is sent, whatever the goodbye
        server.close()


@transaction.atomic
def _lease() -> Message | None:
    """The next due message, leased to us alone."""
    if settings.MAIL_PER_MINUTE:  # one at a time counts what went out: each holds the first of all messages meanwhile
        Message.objects.select_for_update().order_by("id").values("id").first()
    message = _due().select_for_update(skip_locked=True).first()
    if message:
        message.leased_until = timezone.now() + LEASE
        message.fence += 1
        message.attempts += 1
        message.save(update_fields=["leased_until", "fence", "attempts"])
    return message


def _deliver(message: Message, server: BaseEmailBackend) -> bool:
    """Send one leased message. Killed between the two, it is sent again after its lease with the same Message-ID."""
    try:
        letter = letter_of(message)
        if letter:
            _mail(letter, message.message_id, server).send()
    except Exception as error:  # whatever the mail server, the network or our own text comes up with: the others go on
        logger.warning("Message %s was not sent: %s", message.pk, told(error))
        _put_off(message, error)
        _close(server)  # it may be dead, or in the midst of something: the next message gets a new one
        return False
    if letter is None:
        _end(message, withdrawn_at=timezone.now(), text="", html="")
        return False
    # Whatever became of the row meanwhile: it went out, and says so.
    Message.objects.filter(pk=message.pk, fence=message.fence).update(
        to=letter.to,
        sent_at=timezone.now(),
        withdrawn_at=None,
        failed_at=None,
        failure="",
        leased_until=None,
        last_error="",
        **_without_body(message),
    )
    return True


def _mail(letter: Letter, message_id: str, server: BaseEmailBackend) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        _one_line(letter.subject),
        letter.text,
        to=[letter.to],
        connection=server,
        headers={**_checked(letter.headers), "Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    )
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    return mail


def _put_off(message: Message, error: Exception) -> None:
    """Try again after a pause that grows, each a little different so that not all come back at once; or give it up."""
    failure = refused_for_good(error) or (Failure.LATE if message.attempts >= MOST_ATTEMPTS else "")
    if failure:
        outcome = {"failed_at": timezone.now(), "failure": failure, **_without_body(message)}
    else:
        pause = min(timedelta(seconds=5 * 2 ** min(message.attempts, 12)), LONGEST_WAIT)
        outcome = {"retry_at": timezone.now() + pause * CHANCE.uniform(0.5, 1)}
    _end(message, last_error=told(error)[:300], **outcome)


def _end(message: Message, **outcome: object) -> None:
    """Note how our attempt ended; where another has begun, or the message is over, it is not ours to say."""
    attempt = Message.objects.waiting().filter(pk=message.pk, fence=message.fence)
    attempt.update(leased_until=None, **outcome)


def _without_body(message: Message) -> dict[str, str]:
    return {"text": "", "html": ""} if message.lane == Lane.CODE else {}


def drop_expired() -> None:
    """Give up messages whose time is over; what they say goes with them."""
    Message.objects.expired().update(failed_at=timezone.now(), failure=Failure.LATE, text="", html="")


def send_again(message: Message) -> bool:
    """Set a dead letter on its way once more, with the same Message-ID; False where nobody is to read it any longer.

    It is in the caller's hands, locked. What it says is asked anew when it goes out.
    """
    letter = letter_of(message)
    if letter is None:
        return False
    message.to = letter.to
    message.failed_at = message.retry_at = message.send_after = None
    message.failure, message.attempts = "", 0
    message.save(update_fields=["to", "failed_at", "retry_at", "send_after", "failure", "attempts"])
    return True


def bring_back(message_ids: Iterable[str], *, withdrawn_since: datetime) -> None:
    """What of these was withdrawn since then may be read after all: whether it may is asked anew when it goes out."""
    withdrawn = Message.objects.filter(message_id__in=message_ids, withdrawn_at__gte=withdrawn_since)
    withdrawn.update(withdrawn_at=None, attempts=0, retry_at=None)


def set_aside(message: Message) -> None:
    """Somebody has dealt with a dead letter otherwise; it is in the caller's hands, locked."""
    message.set_aside_at = timezone.now()
    message.text = message.html = ""
    message.save(update_fields=["set_aside_at", "text", "html"])
