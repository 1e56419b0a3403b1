"""Messages are rows first; codes leave no trace; a dead worker spoils nothing."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from klimanet.mail import operations
from klimanet.mail.models import Lane, Message
from klimanet.mail.operations import deliver_due, post, stable_id

pytestmark = pytest.mark.django_db


def note(**facts) -> Message:
    return post(**{"to": "a@b.example", "subject": "Hej", "text": "Tekst"} | facts)


def test_a_message_is_sent_once():
    message = note(html="<p>Tekst</p>")
    assert deliver_due() == 1
    assert deliver_due() == 0
    sent = mail.outbox[0]
    assert (sent.to, sent.subject, sent.body) == (["a@b.example"], "Hej", "Tekst")
    assert sent.message()["Message-ID"] == message.message_id
    assert sent.alternatives[0].content == "<p>Tekst</p>"


def test_codes_go_first_and_leave_no_text():
    note(subject="notice")
    note(subject="code", lane=Lane.CODE, lifetime=timedelta(minutes=10))
    deliver_due()
    assert [message.subject for message in mail.outbox] == ["code", "notice"]
    assert Message.objects.get(lane=Lane.CODE).text == ""


def test_a_code_that_is_too_late_is_dropped_unsent():
    message = note(lane=Lane.CODE, lifetime=timedelta(seconds=-1))
    assert deliver_due() == 0
    message.refresh_from_db()
    assert message.failed_at
    assert message.text == ""


def test_the_database_itself_keeps_no_code_that_is_over():
    message = note(lane=Lane.CODE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(sent_at=timezone.now())


def test_a_subject_is_one_line():
    assert note(subject="Hej\r\nBcc: alle@b.example").subject == "Hej Bcc: alle@b.example"


def test_the_same_message_is_written_down_once():
    with transaction.atomic():
        first = note(message_id=stable_id("line", 7, "person", 3))
        again = note(message_id=stable_id("line", 7, "person", 3), subject="Igen")
        assert note(message_id=stable_id("line", 7, "person", 4)) != first
    assert (again, again.subject) == (first, "Hej")
    assert first.message_id == "<line.7.person.3@localhost>"


def test_mails_of_one_conversation_say_so():
    root = stable_id("entry", 12)
    note(headers={"In-Reply-To": root, "References": f"{root}\r\nBcc: alle@b.example"})
    deliver_due()
    sent = mail.outbox[0].message()
    assert sent["In-Reply-To"] == root
    assert sent["References"] == f"{root} Bcc: alle@b.example"
    assert sent["Bcc"] is None


@pytest.mark.parametrize(
    "facts",
    [
        {"message_id": "<a@b.example>\r\nBcc: alle@b.example"},
        {"message_id": "<æ@b.example>"},
        {"message_id": f"<{'a' * 200}@b.example>"},
        {"headers": {"Bcc": "alle@b.example"}},
        {"headers": {"References\r\nBcc": "alle@b.example"}},
    ],
)
def test_what_no_mail_may_carry_is_refused_at_once(facts):
    with pytest.raises(ValueError, match="No mail can carry"):
        note(**facts)


class Broken:
    """A mail server that takes nothing."""

    def send_messages(self, messages):
        raise OSError("no route")


def test_a_mail_server_that_is_away_is_tried_again_later(monkeypatch):
    monkeypatch.setattr(operations, "get_connection", Broken)
    message = note()
    assert deliver_due() == 0
    message.refresh_from_db()
    assert message.last_error == "no route"
    assert message.send_after > timezone.now()
    assert message.sent_at is message.failed_at is None


def test_after_two_days_it_is_given_up(monkeypatch):
    monkeypatch.setattr(operations, "get_connection", Broken)
    message = note()
    Message.objects.update(created_at=timezone.now() - timedelta(days=3))
    deliver_due()
    message.refresh_from_db()
    assert message.failed_at


def test_what_another_worker_holds_is_left_alone_until_its_lease_ends():
    message = note()
    Message.objects.update(leased_until=timezone.now() + timedelta(minutes=1), fence=1)
    assert deliver_due() == 0
    Message.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert deliver_due() == 1
    message.refresh_from_db()
    assert message.fence == 2


def test_a_worker_that_comes_back_from_the_dead_changes_nothing():
    message = note()
    Message.objects.update(fence=7, sent_at=timezone.now())
    operations._put_off(message, "late")
    message.refresh_from_db()
    assert message.last_error == ""
