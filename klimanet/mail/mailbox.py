"""The demo's mailbox: a mail server that keeps every message in a folder, for everybody to read."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class Mailbox(BaseEmailBackend):
    """Delivers each message to its own file in settings.MAILBOX, numbered in the order of arrival."""

    def send_messages(self, email_messages) -> int:
        folder = Path(settings.MAILBOX)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            number = 1 + max((int(path.stem) for path in folder.glob("*.eml")), default=0)
            (folder / f"{number}.eml").write_bytes(message.message().as_bytes())
        return len(email_messages)


def received() -> list[tuple[int, EmailMessage]]:
    """Every message in the mailbox with its number, newest first."""
    files = Path(settings.MAILBOX).glob("*.eml")
    return sorted(((int(path.stem), _read(path)) for path in files), key=lambda pair: -pair[0])


def message(number: int) -> EmailMessage | None:
    path = Path(settings.MAILBOX) / f"{number}.eml"
    return _read(path) if path.is_file() else None


def _read(path: Path) -> EmailMessage:
    parsed = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed
