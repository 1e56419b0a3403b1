"""The secretariat is told by mail of what comes in for it: once for each event and person, and with nothing in confidence."""

import uuid

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from klimanet.accounts.models import Person
from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line
from klimanet.entries.models import Outcome
from klimanet.entries.operations.order import report, settle_report
from klimanet.insights.consumers import tell_secretariat
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due
from klimanet.members.models import Application, Holding, Role
from klimanet.members.models.networks import today
from klimanet.members.operations.applications import answer_back, approve, ask_back, withdraw
from klimanet.members.operations.deputies import name_deputy
from klimanet.members.operations.seats import suspend_seat, vacate_seat
from klimanet.notifications.operations import choose_mail, send_due_mails
from klimanet.rules.actors import SYSTEM, Applicant
from tests import cast
from tests.building import make_application, make_comment, make_person, make_thread

pytestmark = pytest.mark.django_db
WORD = "Kanariefugl"
SECRETARIAT = {"karen", "jonas"}


def work() -> None:
    while consume_due() + send_due_mails():
        pass
    deliver_due()


def arrivals() -> list[EmailMessage]:
    """What has gone out to the secretariat since the last time."""
    work()
    found = [message for message in mail.outbox if "en plads i sekretariatet" in message.body]
    mail.outbox.clear()
    return found


def told(messages: list[EmailMessage]) -> set[str]:
    by_address = {member.email: key for key, member in cast.BY_KEY.items()}
    return {by_address.get(message.to[0], message.to[0]) for message in messages}


def asked(application: Application) -> None:
    ask_back(application, text=f"{WORD}?", actor=cast.person("karen"))


def answered(application: Application, text: str = WORD) -> None:
    answer_back(application, answer=text, actor=Applicant(application.email, application.pk))


def test_a_new_application_is_told_to_each_who_runs_the_network():
    application = make_application(name="Ea Nystrøm", title=WORD, why=WORD)
    found = arrivals()
    assert told(found) == SECRETARIAT
    assert len(found) == len(SECRETARIAT)
    for message in found:
        assert message.subject == "[Klimanetværket] En ny ansøgning"
        assert "Ea Nystrøm, Odense, søger om at blive medlem af Klimanetværket." in message.body
        assert "http://localhost:8000/klima/sekretariat/ansoegninger/\n" in message.body
        assert WORD not in message.body
        assert application.email not in message.body


def test_so_is_the_answer_to_what_was_asked_back_each_time():
    application = make_application(title=WORD, why=WORD)
    arrivals()
    for _ in range(2):
        asked(application)
        assert arrivals() == []
        answered(application)
        found = arrivals()
        assert told(found) == SECRETARIAT and len(found) == 2
        assert all(f"{application.name}, Odense, har svaret" in message.body for message in found)
        assert not any(WORD in message.body + message.subject for message in found)


def test_a_report_is_told_without_a_word_of_it_or_whose_it_is():
    thread = make_thread("aase", title=WORD, text=WORD)
    for thing in (thread, make_comment(thread, "anders", text=WORD)):
        cast.browser("sofie").post(address(thing), {"token": str(uuid.uuid4()), "reason": WORD})
        found = arrivals()
        assert told(found) == SECRETARIAT and len(found) == 2
        for message in found:
            assert message.subject == "[Klimanetværket] Nogen vil have dig til at se på noget"
            assert "http://localhost:8000/klima/sekretariat/anmeldelser/\n" in message.body
            assert not any(word in message.body for word in (WORD, cast.BY_KEY["sofie"].name, "Anders Bjerre"))


def address(thing) -> str:
    if hasattr(thing, "entry"):
        return f"/klima/indlaeg/{thing.entry_id}/kommentarer/{thing.pk}/anmeldelse/"
    return f"/klima/indlaeg/{thing.pk}/anmeldelse/"


def test_nothing_of_anybody_lies_in_the_row():
    make_application(name=WORD, title=WORD, why=WORD, email=f"{WORD}@odense.example")
    work()
    rows = Message.objects.filter(origin="arrival")
    assert rows.count() == 2
    assert not any(WORD.casefold() in f"{row.subject}{row.text}{row.html}{row.about}".casefold() for row in rows)


def test_a_line_that_is_handled_twice_is_mailed_once():
    make_application()
    line = Line.objects.filter(verb="application.made").latest("pk")
    for _ in range(2):
        write = tell_secretariat(line)
        assert write is not None
        write()
    assert Message.objects.filter(origin="arrival").count() == len(SECRETARIAT)


def test_whoever_of_the_secretariat_reports_something_is_not_told_of_it():
    report(make_thread("aase"), reason="Se lige her.", actor=cast.person("karen"))
    assert told(arrivals()) == {"jonas"}


def test_who_wants_no_mails_gets_none_and_finds_it_at_the_desk():
    jonas = cast.person("jonas")
    choose_mail(jonas, at_once=False, actor=jonas)
    application = make_application()
    assert told(arrivals()) == {"karen"}
    assert application.name in cast.browser("jonas").get("/klima/sekretariat/").content.decode()


def test_a_mail_program_can_turn_them_off():
    make_application()
    (message,) = (message for message in arrivals() if message.to == [cast.person("jonas").email])
    headers = message.extra_headers
    cast.browser().post(
        headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000"), {"List-Unsubscribe": "One-Click"}
    )
    make_application()
    assert told(arrivals()) == {"karen"}


def test_each_reads_it_in_their_own_language():
    Person.objects.filter(pk=cast.person("jonas").pk).update(language="en")
    make_application()
    work()
    (message,) = (message for message in mail.outbox if message.to == [cast.person("jonas").email])
    assert message.subject == "[The Climate Network] A new application"
    assert "applies to become a member of" in message.body


def test_whoever_stands_in_for_one_of_them_is_told_and_whoever_is_suspended_is_not():
    colleague = make_person(organisation="kl", role=Role.COLLEAGUE)
    held = Holding.objects.get(seat=cast.seat("karen"), ended_at=None)
    name_deputy(held, deputy=colleague, since=today(), until=today(), actor=cast.person("karen"))
    suspend_seat(cast.seat("jonas"), actor=cast.person("karen"))
    make_application()
    assert told(arrivals()) == {"karen", colleague.email}


def test_each_networks_own_secretariat_alone_is_told():
    make_application(network=cast.other_network())
    assert told(arrivals()) == {"line"}


def settled() -> None:
    found = report(make_thread("aase"), reason="Se lige her.", actor=cast.person("nadia"))
    written_down()
    settle_report(found, outcome=Outcome.LEFT, actor=cast.person("karen"))


def decided() -> None:
    application = make_application()
    written_down()
    approve(application, role=Role.MEMBER, actor=cast.person("karen"))


def taken_back() -> None:
    application = make_application()
    written_down()
    withdraw(application, actor=Applicant(application.email, application.pk))


def asked_back() -> None:
    application = make_application()
    written_down()
    asked(application)


def left_by_jonas() -> None:
    make_application()
    written_down()
    Message.objects.filter(to=cast.person("karen").email).delete()
    vacate_seat(cast.seat("jonas"), actor=SYSTEM)


def written_down() -> None:
    while consume_due():
        pass
    assert Message.objects.waiting().filter(origin="arrival").count() == 2


@pytest.mark.parametrize("overtake", [settled, decided, taken_back, asked_back, left_by_jonas])
def test_a_mail_that_is_overtaken_does_not_go_out(overtake):
    overtake()
    assert arrivals() == []
    assert not Message.objects.waiting().filter(origin="arrival").exists()
