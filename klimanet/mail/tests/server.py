"""A mail server on this machine that answers as a test tells it to."""

import asyncio
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from ssl import SSLContext

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, SECRET = "klimanet@b.example", "hemmeligt-kodeord"


class MailServer:
    """What arrived, and how it behaves: `replies` to an address or to DATA, by what is asked; `secret` is what it lets in.

    A reply to DATA is a line; or "hang"; or "drop", as a server that goes away before it has answered; or "drop after", as
    one that takes the mail and goes away.
    """

    def __init__(self) -> None:
        self.replies: dict[str, str] = {}
        self.secret = SECRET
        self.arrived: list[EmailMessage] = []
        self.sessions: list[SMTP] = []
        self.port = 0

    @property
    def connections(self) -> int:
        return len(self.sessions)

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.arrived]

    @property
    def readers(self) -> list[str]:
        return [str(message["To"]) for message in self.arrived]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.replies:
            return self.replies[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        reply = self.replies.get("DATA", "250 OK")
        if reply == "hang":
            await asyncio.sleep(30)
        if reply in ("250 OK", "drop after"):
            self.arrived.append(message_from_bytes(envelope.content, policy=policy.default))
        if reply == "drop after":
            await server.push("250 OK")
        if reply.startswith("drop"):
            server.transport.close()
        return reply

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login) -> AuthResult:
        right = isinstance(login, LoginPassword) and login == (USER.encode(), self.secret.encode())
        return AuthResult(success=right, handled=False)

    async def auth_XOAUTH2(self, server: SMTP, words: list[str]) -> AuthResult:
        if b64decode(words[1]) == f"user={USER}\1auth=Bearer {self.secret}\1\1".encode():
            return AuthResult(success=True)
        await server.challenge_auth(b'{"status":"401"}')
        return AuthResult(success=False, handled=False)

    def session(self, **options) -> SMTP:
        self.sessions.append(SMTP(self, hostname="localhost", authenticator=self.authenticate, **options))
        return self.sessions[-1]


@contextmanager
def mail_server(
    *, tls: SSLContext | None = None, starttls: SSLContext | None = None, sign_in: bool = False
) -> Iterator[MailServer]:
    """Runs beside the test, in a thread of its own."""
    server, loop, encrypted = MailServer(), asyncio.new_event_loop(), bool(starttls)
    options = {"loop": loop, "tls_context": starttls, "require_starttls": encrypted, "auth_require_tls": encrypted}
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def begin():
        return await loop.create_server(
            lambda: server.session(auth_required=sign_in, **options), "127.0.0.1", 0, ssl=tls
        )

    async def end() -> None:
        listening.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for session in server.sessions:
            if session.transport:
                session.transport.abort()
        await asyncio.sleep(0)  # for the loop to close them

    listening = asyncio.run_coroutine_threadsafe(begin(), loop).result()
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
