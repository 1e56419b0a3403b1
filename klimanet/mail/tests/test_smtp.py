"""With a real mail server: what it refuses, how it fails, how we sign in."""

import json
import ssl
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
import time_machine
import trustme
from django.utils import timezone

from klimanet.mail import smtp
from klimanet.mail.models import Failure, Lane, Message
from klimanet.mail.operations import deliver_due
from klimanet.mail.smtp import Unusable
from klimanet.mail.tests.server import SECRET, USER, MailServer, mail_server
from klimanet.mail.tests.test_mail import note

pytestmark = pytest.mark.django_db


def use(server: MailServer, settings) -> None:
    settings.EMAIL_BACKEND = "klimanet.mail.smtp.Server"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", server.port


@pytest.fixture
def server(settings):
    with mail_server() as server:
        use(server, settings)
        yield server


def later(**time) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(**time))


def test_a_spell_of_mails_takes_one_connection(server):
    sent = [note(to=f"{name}@b.example") for name in "abc"]
    assert deliver_due() == 3
    assert server.ids == [message.message_id for message in sent]
    assert server.connections == 1
    assert server.arrived[0]["Auto-Submitted"] == "auto-generated"


def test_an_address_that_nobody_has_is_given_up_at_once_and_holds_up_nobody(server):
    server.replies["nobody@b.example"] = "550 5.1.1 No such user"
    dead = note(to="nobody@b.example")
    note(to="somebody@b.example")
    assert deliver_due() == 1
    assert server.readers == ["somebody@b.example"]
    dead.refresh_from_db()
    assert (dead.failure, dead.last_error) == (Failure.ADDRESS, "550 5.1.1 No such user")
    assert list(Message.objects.dead()) == [dead]


def test_a_code_that_nobody_takes_is_no_dead_letter(server):
    server.replies["nobody@b.example"] = "550 5.1.1 No such user"
    note(to="nobody@b.example", lane=Lane.CODE)
    deliver_due()
    assert Message.objects.get().failed_at
    assert not Message.objects.dead().exists()


def test_a_mail_that_is_refused_is_given_up_at_once(server):
    server.replies["DATA"] = "554 5.7.1 Spam"
    message = note()
    deliver_due()
    message.refresh_from_db()
    assert message.failure == Failure.CONTENT


@pytest.mark.parametrize("asked", ["a@b.example", "DATA"])
def test_a_refusal_for_now_is_tried_again_after_a_pause(server, asked):
    server.replies[asked] = "451 4.7.1 Later"
    message = note()
    assert deliver_due() == deliver_due() == 0
    message.refresh_from_db()
    assert (message.attempts, message.last_error) == (1, "451 4.7.1 Later")
    del server.replies[asked]
    with later(seconds=11):
        assert deliver_due() == 1
    assert server.ids == [message.message_id]


def test_we_who_are_refused_are_not_the_messages_fault(server):
    server.replies["a@b.example"] = "530 5.7.0 Authentication required"
    message = note()
    deliver_due()
    message.refresh_from_db()
    assert message.failed_at is None


@pytest.mark.parametrize("how", ["hang", "drop", "drop after"])
def test_a_connection_that_dies_is_opened_again_for_the_next(server, settings, how):
    settings.EMAIL_TIMEOUT = 0.3
    server.replies["DATA"] = how
    sent = [note()]
    deliver_due()
    del server.replies["DATA"]
    sent.append(note())
    with later(minutes=1):
        deliver_due()
    assert server.connections >= 2
    assert sorted(server.ids) == sorted(message.message_id for message in sent), "Each once."
    assert not Message.objects.waiting().exists()


def test_a_mail_server_that_is_away_is_told_of_and_charged_to_no_message(settings):
    settings.EMAIL_BACKEND = "klimanet.mail.smtp.Server"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 1
    message = note()
    with pytest.raises(Unusable, match=r"The mail server localhost:1 cannot be used: .*refused"):
        deliver_due()
    message.refresh_from_db()
    assert (message.attempts, message.leased_until, message.retry_at) == (0, None, None)
    assert "refused" in message.last_error


@pytest.fixture
def certified(monkeypatch, tmp_path) -> ssl.SSLContext:
    """For a server named localhost, by somebody our side trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    return context


def test_mail_goes_encrypted_from_the_start(settings, certified):
    settings.EMAIL_USE_SSL = True
    with mail_server(tls=certified) as server:
        use(server, settings)
        note()
        assert deliver_due() == 1


def test_mail_goes_encrypted_by_starttls_with_a_password(settings, certified):
    settings.EMAIL_USE_TLS = True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = USER, SECRET
    with mail_server(starttls=certified, sign_in=True) as server:
        use(server, settings)
        note()
        assert deliver_due() == 1


def test_a_server_that_is_somebody_else_gets_nothing(settings, certified, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    settings.EMAIL_USE_TLS = True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = USER, SECRET
    with mail_server(starttls=certified, sign_in=True) as server:
        use(server, settings)
        note()
        with pytest.raises(Unusable, match="certificate"):
            deliver_due()
        assert server.arrived == []


@pytest.mark.parametrize("password", ["forkert", "mellemrum og æøå"])
def test_a_wrong_password_is_told_of_and_never_shown(settings, certified, password, caplog):
    settings.EMAIL_USE_TLS = True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = USER, password
    with mail_server(starttls=certified, sign_in=True) as server:
        use(server, settings)
        message = note()
        with pytest.raises(Unusable, match=r"sign in|plain letters") as told:
            deliver_due()
    message.refresh_from_db()
    assert message.last_error == str(told.value)
    assert password not in str(told.value) + caplog.text
    assert told.value.__suppress_context__, "What the server said stays out of the log."


class TokenServer(HTTPServer):
    """Gives tokens to whoever knows the secret, as Microsoft's does."""

    def __init__(self, tokens: list[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.tokens = tokens
        self.asked: list[dict[str, list[str]]] = []


class _Answer(BaseHTTPRequestHandler):
    server: TokenServer

    def do_POST(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append(asked)
        right = asked["client_secret"] == ["hemmelig"] and asked["grant_type"] == ["client_credentials"]
        token = {"access_token": self.server.tokens.pop(0), "expires_in": 3600}
        self.send_response(200 if right else 401)
        self.end_headers()
        self.wfile.write(json.dumps(token if right else {"error": "invalid_client"}).encode())

    def log_message(self, *words) -> None:
        """Nobody reads it."""


@pytest.fixture
def tokens(settings, certified, monkeypatch):
    """Who gives tokens, and a mail server that wants them."""
    monkeypatch.setattr(smtp, "TOKEN", smtp.Token())
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = True, USER
    with TokenServer(["foerste", "andet"]) as giver, mail_server(starttls=certified, sign_in=True) as server:
        thread = threading.Thread(target=giver.serve_forever, args=[0.01])
        thread.start()
        address = f"http://127.0.0.1:{giver.server_port}/token"
        settings.SMTP_TOKEN = {"url": address, "client_id": "os", "client_secret": "hemmelig", "scope": "mail"}
        use(server, settings)
        server.secret = "foerste"
        yield giver, server
        giver.shutdown()
        thread.join()


def test_a_token_is_fetched_once_and_kept_until_shortly_before_it_expires(tokens, monkeypatch):
    giver, server = tokens
    for _ in range(2):
        note()
        assert deliver_due() == 1
    assert [(asked["client_id"], asked["scope"]) for asked in giver.asked] == [(["os"], ["mail"])]
    monkeypatch.setattr(smtp.TOKEN, "good_until", smtp.TOKEN.good_until - 3600 + smtp.EARLY)
    server.secret = "andet"
    note()
    assert deliver_due() == 1
    assert len(giver.asked) == 2


def test_a_token_that_is_refused_is_forgotten_and_never_shown(tokens):
    _, server = tokens
    server.secret = "andet"
    message = note()
    with pytest.raises(Unusable, match=rf"does not let {USER} sign in \(535 5\.7\.8\)"):
        deliver_due()
    message.refresh_from_db()
    assert "foerste" not in message.last_error
    assert deliver_due() == 1


def test_a_secret_that_is_refused_is_told_of_and_never_shown(tokens, settings):
    settings.SMTP_TOKEN = {**settings.SMTP_TOKEN, "client_secret": "forkert"}
    note()
    with pytest.raises(Unusable, match="gives no token: 401 invalid_client") as told:
        deliver_due()
    assert "forkert" not in str(told.value)
