"""Messages are rows first; codes leave no trace; a dead worker spoils nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail import get_connection
from django.db import IntegrityError, transaction
from django.utils import timezone

from klimanet.mail import operations
from klimanet.mail.models import LEASE, LONGEST_WAIT, Failure, Lane, Letter, Message
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
    assert not Message.objects.dead().exists()


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


@pytest.fixture
def refused(settings) -> None:
    """No mail gets into the mailbox: a file lies where its folder should be."""
    settings.EMAIL_BACKEND = "klimanet.mail.mailbox.Mailbox"
    settings.MAILBOX.write_text("")


def pauses() -> set[timedelta]:
    return {message.retry_at - timezone.now() for message in Message.objects.all()}


def test_a_mail_that_is_not_sent_is_tried_again_after_ever_longer_pauses_each_a_little_different(refused):
    for number in range(5):
        note(to=f"a{number}@b.example")
    assert deliver_due() == 0
    assert len(pauses()) == 5
    assert all(timedelta(seconds=4) < pause <= timedelta(seconds=10) for pause in pauses())
    Message.objects.update(attempts=30, retry_at=None)
    deliver_due()
    assert all(timedelta(minutes=59) < pause <= timedelta(hours=2) for pause in pauses())
    assert "File exists" in Message.objects.earliest("pk").last_error


def test_after_two_days_it_is_given_up(refused):
    message, began = note(), timezone.now()
    with time_machine.travel(began, tick=False) as clock:
        while message.failed_at is None:
            clock.move_to(message.retry_at or began)
            deliver_due()
            message.refresh_from_db()
    assert timedelta(days=1.3) < message.failed_at - began < timedelta(days=3)
    assert message.failure == Failure.LATE


def test_a_mail_waits_until_the_moment_it_is_meant_for():
    note(send_after=timezone.now() + timedelta(days=3))
    assert deliver_due() == 0
    with time_machine.travel(timezone.now() + timedelta(days=3, seconds=1)):
        assert deliver_due() == 1


@pytest.mark.parametrize("ahead", [timedelta(days=400), timedelta(days=-400)], ids=["ahead", "behind"])
def test_a_clock_that_was_wrong_keeps_and_loses_nothing(refused, settings, ahead):
    """Everything that has a time is given one by it: a pause, a lease, a moment that is meant, a code's end."""
    with time_machine.travel(timezone.now() + ahead):
        note(subject="paused")
        deliver_due()
        leased = note(subject="leased")
        Message.objects.filter(pk=leased.pk).update(leased_until=timezone.now() + LEASE)
        note(subject="meant", send_after=timezone.now() + timedelta(days=1))
        note(subject="code", lane=Lane.CODE, lifetime=timedelta(minutes=10))
    settings.MAILBOX.unlink()
    assert deliver_due() == (4 if ahead > timedelta() else 3)  # by a clock that was behind, the code's time is over
    assert not Message.objects.waiting().exists()
    assert Message.objects.filter(subject="code", text="").exists()


def test_another_worker_whose_clock_is_a_little_ahead_is_believed():
    """Each looks at its clock before it looks at the rows: on PostgreSQL even one clock seems ahead of itself."""
    leased, paused = note(subject="leased"), note(subject="paused")
    ahead = timezone.now() + timedelta(seconds=5)
    Message.objects.filter(pk=leased.pk).update(leased_until=ahead + LEASE, fence=1)
    Message.objects.filter(pk=paused.pk).update(retry_at=ahead + LONGEST_WAIT)
    assert deliver_due() == 0


class TestRate:
    """Notices go out as fast as the mail server bears, codes at once."""

    @pytest.fixture(autouse=True)
    def three_a_minute(self, settings) -> None:
        settings.MAIL_PER_MINUTE = 3

    def test_notices_wait_for_their_minute_and_codes_for_nothing(self):
        for number in range(5):
            note(subject=f"{number}")
        assert deliver_due() == 3
        note(subject="code", lane=Lane.CODE)
        assert deliver_due() == 1
        assert mail.outbox[-1].subject == "code"
        assert deliver_due() == 0
        with time_machine.travel(timezone.now() + timedelta(seconds=61)):
            assert deliver_due() == 2

    def test_what_another_worker_is_sending_counts(self):
        for number in range(5):
            note(subject=f"{number}")
        Message.objects.filter(subject__in="01").update(leased_until=timezone.now() + timedelta(minutes=1))
        assert deliver_due() == 1

    def test_what_was_sent_by_a_clock_that_was_ahead_does_not_count(self):
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            for number in range(3):
                note(subject=f"{number}")
            deliver_due()
        note()
        assert deliver_due() == 1


def letter(*, reader: str) -> Letter | None:
    if reader == "broken":
        raise ValueError("Half a text.")
    return Letter(to=reader, subject="Nu", text="Nyeste ord") if reader != "nobody" else None


class TestLetters:
    """What is written when it goes out."""

    @pytest.fixture(autouse=True)
    def our_letters(self, settings) -> None:
        settings.LETTERS = {"own": f"{__name__}.letter"}

    def write(self, reader: str) -> Message:
        return note(text="", origin="own", about={"reader": reader})

    def test_it_says_what_is_so_when_it_goes(self):
        message = self.write("ny@b.example")
        assert deliver_due() == 1
        assert (mail.outbox[0].to, mail.outbox[0].body) == (["ny@b.example"], "Nyeste ord")
        message.refresh_from_db()
        assert (message.to, message.text) == ("ny@b.example", "")

    def test_what_nobody_is_to_read_any_longer_is_withdrawn(self):
        message = self.write("nobody")
        assert deliver_due() == 0
        message.refresh_from_db()
        assert message.withdrawn_at
        assert not Message.objects.waiting().exists()

    def test_one_that_cannot_be_written_holds_up_no_other(self):
        broken = self.write("broken")
        note()
        assert deliver_due() == 1
        broken.refresh_from_db()
        assert (broken.attempts, broken.last_error) == (1, "Half a text.")

    def test_its_text_lies_nowhere_before_and_what_is_withdrawn_has_none(self):
        written = self.write("ny@b.example")
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=written.pk).update(text="For tidligt")
        message = note()
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=message.pk).update(withdrawn_at=timezone.now())


def test_a_spell_ends_so_that_other_work_goes_on(monkeypatch):
    monkeypatch.setattr(operations, "SPELL", -1.0)
    note()
    assert deliver_due() == 0


def test_whoever_is_told_to_stop_ends_with_the_mail_that_is_under_way():
    note(), note()
    over = iter([False, True])
    assert deliver_due(is_over=lambda: next(over)) == 1


def test_what_another_worker_holds_is_left_alone_until_its_lease_ends():
    message = note()
    Message.objects.update(leased_until=timezone.now() + timedelta(minutes=1), fence=1)
    assert deliver_due() == 0
    Message.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert deliver_due() == 1
    message.refresh_from_db()
    assert message.fence == 2


def test_a_worker_that_comes_back_from_the_dead_changes_nothing():
    """It was stopped while it sent; its lease ended, and another is at it now."""
    late = note()
    Message.objects.update(fence=7, leased_until=timezone.now() + LEASE)
    operations._put_off(late, OSError("late"))
    operations._deliver(late, get_connection())
    late.refresh_from_db()
    assert (late.fence, late.sent_at, late.retry_at, late.last_error) == (7, None, None, "")
    assert late.leased_until


def test_what_went_out_is_sent_whatever_became_of_the_row_meanwhile():
    message = note(text="")
    Message.objects.update(withdrawn_at=timezone.now())
    operations._deliver(message, get_connection())
    message.refresh_from_db()
    assert message.sent_at
    assert message.withdrawn_at is None
