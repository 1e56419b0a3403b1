"""Talking to the mail server: how we sign in there, and what its refusals mean."""

import json
import re
import smtplib
import time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from klimanet.mail.models import Failure

EARLY = 300.0  # seconds before its end in which a token counts as over
OURS = {530, 534, 535, 538}  # replies that speak of how we signed in, not of the message


class Unusable(OSError):
    """The mail server lets nothing through; said in a sentence for the operator, without any secret."""


class Server(EmailBackend):
    """The mail server of the settings, signed in to by password or by a token (XOAUTH2), as they say."""

    def open(self) -> bool | None:
        """Raises Unusable."""
        try:
            opened = super().open()
            if opened and self.connection and settings.SMTP_TOKEN["url"]:
                _sign_in(self.connection, self.username)
        except Exception as error:
            self.close()
            raise _unusable(error) from None  # what a server answers to a password may repeat it
        return opened


def _sign_in(connection: smtplib.SMTP, user: str) -> None:
    token = TOKEN.current()

    def answer(challenge: bytes | None = None) -> str:  # a challenge is the server's reason for a refusal
        return "" if challenge else f"user={user}\1auth=Bearer {token}\1\1"

    try:
        connection.ehlo_or_helo_if_needed()
        connection.auth("XOAUTH2", answer)
    except smtplib.SMTPAuthenticationError:
        TOKEN.forget()
        raise


class Token:
    """What stands for a password at Microsoft 365: fetched when it is needed, kept until shortly before it expires."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.value, self.good_until = "", float("-inf")

    def current(self) -> str:
        if time.monotonic() >= self.good_until:
            asked_at = time.monotonic()
            self.value, lifetime = _fetch_token()
            self.good_until = asked_at + lifetime - EARLY
        return self.value


TOKEN = Token()


def _fetch_token() -> tuple[str, float]:
    """A new token and its lifetime in seconds, by the OAuth 2 grant for programs that act as themselves."""
    wanted = {name: value for name, value in settings.SMTP_TOKEN.items() if name != "url"}
    question = urlencode({"grant_type": "client_credentials", **wanted}).encode()
    address = settings.SMTP_TOKEN["url"]
    try:
        with urlopen(address, question, timeout=settings.EMAIL_TIMEOUT) as answer:  # noqa: S310 -- settings take https alone, or this machine
            told = json.load(answer)
        return str(told["access_token"]), float(told["expires_in"])
    except HTTPError as error:
        with error:
            reason = re.search(rb'"error"\s*:\s*"([a-z_]+)"', error.read(10_000))
        raise Unusable(f"{address} gives no token: {error.code} {reason[1].decode() if reason else ''}") from None
    except OSError as error:
        raise Unusable(f"{address} gives no token: {error}") from None
    except (ValueError, KeyError, TypeError):
        raise Unusable(f"{address} answers something else than a token.") from None


def _unusable(error: Exception) -> Exception:
    """What the operator is told; an error that is none of the server's stays what it is."""
    server = f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    match error:
        case smtplib.SMTPAuthenticationError():
            words = error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()
            detailed = re.match(rb"\d\.\d{1,3}\.\d{1,3}\b", words)  # the rest may repeat what was sent
            code = f"{error.smtp_code} {detailed[0].decode()}" if detailed else str(error.smtp_code)
            return Unusable(f"{server} does not let {settings.EMAIL_HOST_USER} sign in ({code}).")
        case UnicodeError():
            return Unusable(
                f"{server} can be given no such user name or password: plain letters, digits and signs alone."
            )
        case Unusable():
            return error
        case OSError():  # smtplib's errors are of this kind too
            return Unusable(f"{server} cannot be used: {told(error)}")
    return error


def told(error: Exception) -> str:
    """What went wrong, in the mail server's own words where it has any."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, words = next(iter(error.recipients.values()))
        case smtplib.SMTPResponseException():
            code, words = error.smtp_code, error.smtp_error
        case _:
            return str(error) or repr(error)
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def refused_for_good(error: Exception) -> Failure | None:
    """Why this message will never be taken; None where a later attempt may succeed."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, _ = next(iter(error.recipients.values()))
            failure = Failure.ADDRESS
        case smtplib.SMTPSenderRefused() if error.smtp_code != 552:  # 552: too large; else it is we who are refused
            return None
        case smtplib.SMTPResponseException():
            code, failure = error.smtp_code, Failure.CONTENT
        case _:
            return None
    return failure if 500 <= code < 600 and code not in OURS else None
