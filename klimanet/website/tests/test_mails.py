"""What became of mails that did not get through: the secretariat sees them, sends them again, or puts them away."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from klimanet.activity.models import Line
from klimanet.mail.models import Lane, Message
from klimanet.mail.operations import deliver_due, post
from klimanet.members.operations.seats import suspend_seat
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from klimanet.website.operations import put_mail_away, resend_mail
from tests import cast
from tests.building import make_dead_letter

pytestmark = pytest.mark.django_db
PAGE = "/klima/sekretariat/mails/"


@pytest.fixture
def dead() -> Message:
    return make_dead_letter()


def resend(message: Message, **facts) -> None:
    resend_mail(message, **{"network": cast.network(), "actor": cast.person("karen")} | facts)


def page(address: str = PAGE) -> str:
    return cast.browser("karen").get(address).content.decode()


def test_the_page_says_to_whom_and_why_and_what_the_server_said(dead):
    shown = page()
    assert dead.to in shown
    assert "Modtagerens mailserver tager ikke imod mails til adressen." in shown
    assert "550 5.1.1 No such user" in shown
    assert PAGE in page("/klima/sekretariat/")


def test_where_all_got_through_the_page_says_so():
    assert "Alle mails er kommet frem" in page()


def test_neither_a_code_nor_what_belongs_to_others_is_listed():
    make_dead_letter("line", network=cast.other_network(), to="elsewhere@b.example")
    post(to="code@b.example", subject="123456", text="123456", lane=Lane.CODE, lifetime=timedelta(seconds=-1))
    post(to="account@b.example", subject="Konto", text="Tekst")
    deliver_due()
    shown = page()
    assert all(f"{name}@b.example" not in shown for name in ("elsewhere", "code", "account"))


def test_many_are_listed_in_pages_that_cost_the_same():
    costs = []
    for number in (1, 40):
        for _ in range(number):
            make_dead_letter()
        with CaptureQueriesContext(connection) as queries:
            shown = page()
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert "Vis flere" in shown


def test_it_is_sent_again_as_the_same_mail_with_the_words_of_today(dead):
    resend(dead)
    assert deliver_due() == 1
    (sent,) = mail.outbox
    assert sent.message()["Message-ID"] == dead.message_id
    assert sent.to == [cast.person("anders").email]
    assert not Message.objects.dead().exists()


def test_it_goes_to_the_address_of_today(dead):
    anders = cast.person("anders")
    anders.email = "ny@odense.example"
    anders.save()
    resend(dead)
    deliver_due()
    assert mail.outbox[0].to == ["ny@odense.example"]


def test_to_whom_it_is_closed_by_now_nothing_is_sent(dead):
    suspend_seat(cast.seat("anders"), actor=SYSTEM)
    with pytest.raises(Refusal, match="Ikke sendt"):
        resend(dead)
    shown = cast.browser("karen").post(f"{PAGE}{dead.pk}/afsendelse/", {"token": uuid.uuid4()}, follow=True)
    assert "Ikke sendt" in shown.content.decode()
    deliver_due()
    assert mail.outbox == []


def test_pressed_twice_it_is_done_once(dead):
    before, token = Line.objects.count(), uuid.uuid4()
    for _ in range(2):
        shown = cast.browser("karen").post(f"{PAGE}{dead.pk}/afsendelse/", {"token": token}, follow=True)
        assert "Mailen er på vej igen." in shown.content.decode()
    resend(dead)
    assert Line.objects.count() == before + 1
    assert deliver_due() == 1


def test_what_is_put_away_is_off_the_list_and_cannot_be_sent(dead):
    put_mail_away(dead, network=cast.network(), actor=cast.person("karen"))
    resend(dead)
    assert dead.to not in page()
    assert deliver_due() == 0


@pytest.mark.parametrize("operation", [resend_mail, put_mail_away])
def test_only_who_runs_that_network_may(operation, dead):
    with pytest.raises(PermissionDenied):
        operation(dead, network=cast.network(), actor=cast.person("mette"))
    others = make_dead_letter("line", network=cast.other_network())
    with pytest.raises(PermissionDenied):
        operation(others, network=cast.network(), actor=cast.person("karen"))
    assert set(Message.objects.dead()) == {dead, others}


def test_a_mail_that_fails_again_is_a_dead_letter_again(dead, settings):
    settings.EMAIL_BACKEND = "klimanet.mail.mailbox.Mailbox"
    settings.MAILBOX.write_text("")
    resend(dead)
    Message.objects.update(attempts=40)
    deliver_due()
    assert Message.objects.dead().get().failed_at > timezone.now() - timedelta(minutes=1)
