"""A slow or stuck worker never slows a page: whatever it waits for, nobody who reads or writes waits with it."""

import socket
import threading
import uuid
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from klimanet.entries.models import Comment
from klimanet.mail.models import Message
from klimanet.mail.operations import post
from klimanet.website import health, life
from klimanet.website.health import database_problems
from klimanet.website.management.commands import worker
from tests import cast
from tests.building import make_thread

pytestmark = pytest.mark.usefixtures("committed")


class SilentMailServer:
    """Takes a call and never says a word."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.called = threading.Event()
        self.over = threading.Event()
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        call, _ = self.listening.accept()
        self.called.set()
        self.over.wait()
        call.close()
        self.listening.close()


@pytest.fixture
def stuck_worker(settings, monkeypatch) -> Iterator[None]:
    """At work in a thread of its own, on the telephone with a mail server that says nothing."""
    server, stop = SilentMailServer(), threading.Event()
    settings.EMAIL_BACKEND = "klimanet.mail.smtp.Server"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    monkeypatch.setattr(life, "BEAT", 0.02)
    post(to="a@b.example", subject="S", text="T")

    def work() -> None:
        try:
            worker.work_until(stop)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert server.called.wait(20)
    yield
    stop.set()
    server.over.set()
    thread.join()
    assert Message.objects.waiting().filter(attempts=0, leased_until=None).count() == 1  # nothing lost, no blame on it


def test_while_the_mail_server_hangs_people_read_and_write_and_the_operator_is_told(stuck_worker, monkeypatch):
    """First the trial of `database_problems`, which waits a second at most: nothing here passes by being patient."""
    assert list(database_problems()) == []
    browser, thread = cast.browser("anders"), make_thread("aase")
    for path in ("/", "/klima/", thread.get_absolute_url(), "/soeg/?q=varme"):
        assert browser.get(path).status_code == 200
    form = {"text": "Vi gør sådan.", "token": uuid.uuid4()}
    assert browser.post(f"/klima/indlaeg/{thread.pk}/kommentarer/", form).status_code == 302
    assert Comment.objects.filter(entry=thread).count() == 1
    assert [shown.duty for shown in life.workers()] == ["deliver_due"]
    monkeypatch.setattr(health, "STUCK_AFTER", -health.AWAY_AFTER)
    assert [problem.code for problem in health.worker_problems()] == ["worker-stuck"]


def test_whoever_asks_how_we_are_does_not_wait_for_somebody_who_writes_for_long():
    held, done = threading.Event(), threading.Event()

    def write_for_long() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":  # on SQLite to begin is enough
                cursor.execute("LOCK TABLE django_session IN EXCLUSIVE MODE")
            held.set()
            done.wait(health.WRITE_TIMEOUT + 15)
        connection.close()

    writing = threading.Thread(target=write_for_long)
    writing.start()
    assert held.wait(10)
    assert [problem.code for problem in database_problems()] == ["database-not-writable"]
    assert writing.is_alive()
    done.set()
    writing.join()
    assert list(database_problems()) == []
