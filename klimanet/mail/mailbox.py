"""The demo's mailbox: a mail server that keeps every message in a folder, for everybody to read."""

import datetime
import tempfile
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class Mailbox(BaseEmailBackend):
    """Delivers each message to its own file in settings.MAILBOX, numbered in the order of arrival."""

    def send_messages(self, email_messages) -> int:
        folder = Path(settings.MAILBOX)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            content = message.message().as_bytes()
            number = 1 + max((int(path.stem) for path in folder.glob("*.eml")), default=0)
            while not _written(folder / f"{number}.eml", content):
                number += 1  # another worker took the number a moment ago
        return len(email_messages)


def _written(path: Path, content: bytes) -> bool:
    """Whether the whole message lies at `path` by our hand; nobody ever sees half of one."""
    with tempfile.NamedTemporaryFile(dir=path.parent) as draft:
        draft.write(content)
        draft.flush()
        try:
            path.hardlink_to(draft.name)
        except FileExistsError:
            return False
    return True


@dataclass(frozen=True)
class Received:
    """One message as it lies in the mailbox."""

    number: int
    to: str
    subject: str
    at: datetime.datetime
    text: str


def received() -> list[Received]:
    """Every message in the mailbox, newest first."""
    numbers = (int(path.stem) for path in Path(settings.MAILBOX).glob("*.eml"))
    return [_read(number) for number in sorted(numbers, reverse=True)]


def message(number: int) -> Received | None:
    return _read(number) if _path(number).is_file() else None


def _path(number: int) -> Path:
    return Path(settings.MAILBOX) / f"{number}.eml"


def _read(number: int) -> Received:
    mail = message_from_bytes(_path(number).read_bytes(), policy=policy.default)
    body = mail.get_body(preferencelist=("plain",))
    return Received(
        number=number,
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        at=parsedate_to_datetime(str(mail["Date"])).replace(tzinfo=datetime.UTC),  # Django dates its mails in UTC
        text=body.get_content() if body else "",
    )
