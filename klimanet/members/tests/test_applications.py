"""Who asks to become a member: the address is proven, the secretariat decides, a stranger learns nothing."""

import datetime
import re
import uuid

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.mail.models import Lane, Message
from klimanet.mail.operations import deliver_due
from klimanet.members.models import Application, Holding, Organisation, Role, seated
from klimanet.members.models.networks import today
from klimanet.members.operations import applications
from klimanet.members.operations.seats import give_seat, vacate_seat
from klimanet.members.panels import applications as panel
from klimanet.rules.actors import Applicant
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import make_application, make_membership

pytestmark = pytest.mark.django_db
APPLY = "/klima/bliv-medlem/"
CODE = "/klima/bliv-medlem/kode/"
OWN = "/klima/bliv-medlem/ansoegning/"
QUEUE = "/klima/sekretariat/ansoegninger/"
EMAIL = "ea@odense.example"


@pytest.fixture(autouse=True)
def nobody_has_asked_for_codes():
    cache.clear()


def written(**facts) -> dict:
    odense = Organisation.objects.get(slug="odense")
    return {
        "name": "Ea Nystrøm",
        "title": "Klimakonsulent",
        "email": EMAIL,
        "organisation": odense.pk,
        "why": "Jeg er ny.",
        **facts,
    }


def code_in(message: Message) -> str:
    return re.search(r"\b\d{6}\b", message.text)[0]


def newest() -> Message:
    return Message.objects.latest("pk")


def send(browser, path: str, **facts):
    return browser.post(path, {"token": str(uuid.uuid4()), **facts})


def applied(browser=None, **facts) -> Application:
    browser = browser or cast.browser()
    assert browser.post(APPLY, written(**facts)).status_code == 302
    assert send(browser, CODE, code=code_in(newest()))["Location"] == OWN
    return Application.objects.latest("pk")


def mailed_to(email: str) -> list[str]:
    deliver_due()
    return [message.body for message in mail.outbox if message.to == [email]]


class TestProvingTheAddress:
    def test_nothing_is_kept_before_the_code_is_typed_and_all_of_it_after(self):
        browser, before = cast.browser(), Application.objects.count()
        browser.post(APPLY, written())
        assert Application.objects.count() == before
        message = newest()
        assert (message.to, message.lane, message.network_id) == (EMAIL, Lane.CODE, None)
        deliver_due()
        message.refresh_from_db()
        assert message.text == "", "The code is dropped once it is sent."
        (code,) = re.findall(r"\b\d{6}\b", mail.outbox[-1].body)
        assert send(browser, CODE, code=f" {code[:3]}-{code[3:]} ")["Location"] == OWN
        application = Application.objects.get(email=EMAIL)
        assert (application.name, application.organisation.slug) == ("Ea Nystrøm", "odense")
        assert Line.objects.about(application).get().actor_kind == "applicant"
        assert "Sekretariatet har din ansøgning" in browser.get(OWN).content.decode()

    def test_three_tries_and_what_was_written_is_still_there(self):
        browser = cast.browser()
        browser.post(APPLY, written())
        right = code_in(newest())
        wrong = f"{(int(right) + 1) % 1_000_000:06}"
        assert "ikke koden" in send(browser, CODE, code=wrong).content.decode()
        send(browser, CODE, code=wrong)
        assert send(browser, CODE, code=wrong)["Location"] == APPLY
        assert send(browser, CODE, code=right)["Location"] == APPLY
        assert not Application.objects.from_address(EMAIL).exists()
        assert 'value="Ea Nystrøm"' in browser.get(APPLY).content.decode()

    def test_a_code_is_out_of_time_after_ten_minutes(self):
        browser = cast.browser()
        browser.post(APPLY, written())
        with time_machine.travel(timezone.now() + datetime.timedelta(minutes=11)):
            assert send(browser, CODE, code=code_in(newest()))["Location"] == APPLY
        assert not Application.objects.from_address(EMAIL).exists()

    def test_a_code_of_another_browser_proves_nothing(self):
        browser, other = cast.browser(), cast.browser()
        browser.post(APPLY, written())
        other.post(APPLY, written(email="bo@odense.example"))
        code = code_in(Message.objects.get(to="bo@odense.example"))
        if code != code_in(Message.objects.get(to=EMAIL)):
            assert send(browser, CODE, code=code).status_code == 200

    def test_codes_are_limited_by_address_whoever_asks(self):
        for _ in range(3):
            assert cast.browser().post(APPLY, written()).status_code == 302
        response = cast.browser().post(APPLY, written(email=EMAIL.upper()))
        assert "Du har bedt om mange koder" in response.content.decode()
        assert Message.objects.filter(to=EMAIL).count() == 3

    def test_typing_the_code_twice_makes_one_application(self):
        browser = cast.browser()
        browser.post(APPLY, written())
        form = {"token": str(uuid.uuid4()), "code": code_in(newest())}
        assert [browser.post(CODE, form)["Location"] for _ in range(2)] == [OWN, OWN]
        assert Application.objects.from_address(EMAIL).count() == 1

    def test_a_proof_is_forgotten_after_an_hour(self):
        browser = cast.browser()
        applied(browser)
        with time_machine.travel(timezone.now() + datetime.timedelta(minutes=61)):
            assert "Ea Nystrøm" not in browser.get(OWN).content.decode()


class TestWhatAStrangerLearns:
    """Nothing: the answer is the same whether an address is a member's, an applicant's or nobody's."""

    def answers(self, path: str, email: str) -> tuple:
        browser, before = cast.browser(), Message.objects.count()
        first = browser.post(path, written(email=email))
        page = browser.get(first["Location"]).content.decode().replace(email, "")
        page = re.sub(r'value="[^"]+"', "", page)
        assert Message.objects.count() == before + 1
        message = newest()
        return first["Location"], page, message.lane, message.expires_at - message.created_at > datetime.timedelta(0)

    @pytest.mark.parametrize("path", [APPLY, OWN])
    def test_the_answer_is_the_same(self, path):
        make_application(email="ansoeger@odense.example")
        emails = ["anders@odense.example", "torben@lolland.example", "ansoeger@odense.example", "ny@odense.example"]
        answers = [self.answers(path, email) for email in emails]
        assert all(answer == answers[0] for answer in answers)

    def test_the_same_is_asked_of_the_database(self, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        counts = set()
        for email in ("anders@odense.example", "ny@odense.example"):
            cache.clear()
            with CaptureQueriesContext(connection) as asked:
                cast.browser().post(APPLY, written(email=email))
            counts.add(len([query for query in asked if "INSERT" in query["sql"] or "SELECT" in query["sql"]]))
        assert len(counts) == 1

    def test_only_the_mail_differs_and_no_code_lets_a_member_apply(self):
        browser = cast.browser()
        browser.post(APPLY, written(email="anders@odense.example"))
        text = newest().text
        assert "Du er allerede med" in text
        assert not re.search(r"\b\d{6}\b", text)
        assert "http://localhost:8000/konto/log-ind/" in text

    def test_whoever_asks_for_an_application_that_is_not_there(self):
        cast.browser().post(OWN, {"email": "ny@odense.example"})
        assert "Der er ingen" in newest().text

    def test_an_applicant_reads_only_their_own(self):
        other = make_application(email="anden@odense.example", name="En Anden")
        browser = cast.browser()
        applied(browser)
        assert other.name not in browser.get(OWN).content.decode()

    def test_an_application_stays_in_its_network(self):
        browser = cast.browser()
        applied(browser)
        assert "Ea Nystrøm" not in browser.get("/tilpasning/bliv-medlem/ansoegning/").content.decode()


class TestTheForm:
    def test_the_municipality_is_guessed_and_can_be_changed(self):
        page = cast.browser().post(APPLY, written(organisation="", email="ea@teknik.vejle.dk"))
        vejle = Organisation.objects.get(slug="vejle")
        assert "gætter vi på Vejle" in page.content.decode()
        assert f'<option value="{vejle.pk}" selected>' in page.content.decode()
        page = cast.browser().post(APPLY, written(organisation="", email="ea@gmail.example")).content.decode()
        assert "Vælg din kommune" in page

    def test_a_free_mail_address_is_accepted_and_shown_as_what_it_is(self):
        own = applied(email="ea@odense.dk")
        free = applied(email="ea.nystroem@gmail.example")
        assert own.from_own_domain and not free.from_own_domain
        karen = cast.browser("karen")
        assert "Ikke kommunens adresse" in karen.get(QUEUE).content.decode()
        assert "Find ud af, om ansøgeren arbejder" in karen.get(f"{QUEUE}{free.pk}/").content.decode()
        assert "Find ud af, om ansøgeren arbejder" not in karen.get(f"{QUEUE}{own.pk}/").content.decode()
        applications.decline(free, reason="Brug din arbejdsmail", actor=cast.person("karen"))
        assert "Find ud af, om ansøgeren arbejder" not in karen.get(f"{QUEUE}{free.pk}/").content.decode()

    @pytest.mark.parametrize(
        "name", ["Ea\r\nBcc: alle@kl.example", "<script>alert(1)</script>", "=HYPERLINK(1)", "Ea\u202e Nystrøm"]
    )
    def test_a_name_is_one_line_and_nothing_more(self, name):
        application = applied(name=name)
        assert "\n" not in application.name and "\u202e" not in application.name
        page = cast.browser("karen").get(f"{QUEUE}{application.pk}/").content.decode()
        assert "<script>alert" not in page
        deliver_due()
        assert all(set(message.to) <= {EMAIL} for message in mail.outbox)

    def test_a_name_that_is_too_long_is_refused_and_kept(self):
        page = cast.browser().post(APPLY, written(name="E" * 121)).content.decode()
        assert "E" * 121 in page
        assert not Message.objects.filter(to=EMAIL).exists()


class TestDeciding:
    def test_approving_gives_a_seat_and_a_mail_and_lets_them_in(self):
        application = make_application(email=EMAIL)
        applications.approve(application, role=Role.MEMBER, actor=cast.person("karen"))
        holding = Holding.objects.get(person__email=EMAIL)
        assert (holding.organisation.slug, holding.seat.role) == ("odense", "member")
        assert holding.person.title == "Klimakonsulent"
        assert any("Du har en plads for Odense" in text for text in mailed_to(EMAIL))
        assert Line.objects.about(application).newest_first()[0].verb == "application.approved"

    def test_twice_is_once(self):
        application, karen = make_application(email=EMAIL), cast.person("karen")
        for _ in range(2):
            applications.approve(application, role=Role.MEMBER, actor=karen)
        assert Holding.objects.filter(person__email=EMAIL).count() == 1
        assert Line.objects.about(application).filter(verb="application.approved").count() == 1
        with pytest.raises(Refusal):
            applications.decline(application, reason="Nej", actor=karen)
        assert len(mailed_to(EMAIL)) == 1

    def test_a_municipality_that_is_no_member_is_admitted_first_or_together(self):
        application, karen = make_application(organisation="vejle", email=EMAIL), cast.person("karen")
        with pytest.raises(Refusal, match="Vejle er ikke medlem"):
            applications.approve(application, role=Role.MEMBER, actor=karen)
        page = cast.browser("karen").get(f"{QUEUE}{application.pk}/").content.decode()
        assert "Optag Vejle, og giv plads" in page
        send(
            cast.browser("karen"),
            f"{QUEUE}{application.pk}/godkendelse/",
            role="coordinator",
            since=str(today()),
        )
        assert cast.network().memberships.active().get(organisation__slug="vejle").since == today()
        assert Holding.objects.get(person__email=EMAIL).seat.role == "coordinator"

    def test_a_day_that_makes_no_sense_admits_nobody(self):
        application = make_application(organisation="vejle", email=EMAIL)
        facts = {"role": "member", "since": "2999-01-01"}
        page = send(cast.browser("karen"), f"{QUEUE}{application.pk}/godkendelse/", **facts).content.decode()
        assert 'aria-describedby="godkend_since_error"' in page
        assert not cast.network().memberships.filter(organisation__slug="vejle").exists()

    def test_who_has_a_seat_by_then_is_not_given_another(self):
        application, karen = make_application(email=EMAIL), cast.person("karen")
        give_seat(make_membership("odense"), email=EMAIL, name="Ea", role=Role.MEMBER, actor=karen)
        page = send(cast.browser("karen"), f"{QUEUE}{application.pk}/godkendelse/", role="member").content.decode()
        assert "har allerede en plads her" in page
        application.refresh_from_db()
        assert application.decided_at is None

    def test_declining_tells_why(self):
        application, karen = make_application(email=EMAIL), cast.person("karen")
        for _ in range(2):
            applications.decline(application, reason="Netværket er for ansatte i kommuner.", actor=karen)
        (text,) = mailed_to(EMAIL)
        assert "Netværket er for ansatte i kommuner." in text
        with pytest.raises(Refusal):
            applications.approve(application, role=Role.MEMBER, actor=karen)

    def test_asking_back_is_answered_from_the_address_alone(self):
        browser = cast.browser()
        application, karen = applied(browser), cast.person("karen")
        applications.ask_back(application, text="Hvem er din chef?", actor=karen)
        with pytest.raises(Refusal):
            applications.ask_back(application, text="Og hvor?", actor=karen)
        assert any("Hvem er din chef?" in text for text in mailed_to(EMAIL))
        assert "Hvem er din chef?" in browser.get(OWN).content.decode()
        assert send(browser, OWN, answer="Mette.")["Location"] == OWN
        assert application.questions.get().answer == "Mette."
        for stranger in (Applicant("anden@odense.example"), karen, cast.person("anders")):
            with pytest.raises(PermissionDenied):
                applications.answer_back(application, answer="Nej", actor=stranger)
        assert "Mette." in cast.browser("karen").get(f"{QUEUE}{application.pk}/").content.decode()
        applications.ask_back(application, text="Og hvor?", actor=karen)

    def test_a_mail_that_is_overtaken_does_not_go_out(self):
        application, karen = make_application(email=EMAIL), cast.person("karen")
        applications.ask_back(application, text="Hvem er din chef?", actor=karen)
        applications.answer_back(application, answer="Mette", actor=Applicant(EMAIL))
        applications.decline(application, reason="Desværre.", actor=karen)
        (text,) = mailed_to(EMAIL)
        assert "Desværre." in text

    @pytest.mark.parametrize("who", ["mette", "lise", "anders", "line", "sofie"])
    def test_it_is_the_secretariats(self, who):
        application, actor = make_application(), cast.person(who)
        for act, facts in (
            (applications.approve, {"role": Role.MEMBER}),
            (applications.decline, {"reason": "Nej"}),
            (applications.ask_back, {"text": "Hvem?"}),
        ):
            with pytest.raises(PermissionDenied):
                act(application, actor=actor, **facts)

    def test_nobody_applies_in_anothers_name(self):
        facts = {"name": "E", "title": "", "why": "", "organisation": Organisation.objects.get(slug="odense")}
        for actor in (cast.person("karen"), Applicant("anden@odense.example")):
            with pytest.raises(PermissionDenied):
                applications.apply(cast.network(), email=EMAIL, actor=actor, **facts)

    def test_the_same_address_twice_is_one_open_application(self):
        first = make_application(email=EMAIL)
        assert make_application(email=EMAIL.upper(), name="Igen") == first
        assert Line.objects.filter(verb="application.made", actor_id=first.pk).count() == 1
        applications.decline(first, reason="Nej", actor=cast.person("karen"))
        assert make_application(email=EMAIL) != first, "A decided one does not stand in the way of the next."

    def test_of_several_the_open_one_in_this_network_is_found(self):
        first = make_application(email=EMAIL)
        applications.decline(first, reason="Nej", actor=cast.person("karen"))
        elsewhere = make_application(email=EMAIL, network=cast.other_network())
        second = make_application(email=EMAIL)
        make_application(email="anden@odense.example")
        assert make_application(email=EMAIL) == second
        assert make_application(email=EMAIL, network=cast.other_network()) == elsewhere

    def test_a_member_of_another_network_and_whoever_has_left_may_apply(self):
        vacate_seat(cast.seat("anders"), actor=cast.person("karen"))
        for key, network in (("anders", cast.network()), ("nadia", cast.other_network())):
            address = cast.person(key).email
            applications.send_code(network, email=address, code="123456", returning=False)
            assert "123456" in newest().text
            assert make_application(email=address, network=network)
        with pytest.raises(Refusal):
            make_application(email=cast.person("nadia").email.upper())

    def test_mails_come_in_the_language_one_applied_in(self):
        with translation.override("en"):
            application = make_application(email=EMAIL)
        karen = cast.person("karen")
        applications.ask_back(application, text="Who?", actor=karen)
        assert all("secretariat" in text for text in mailed_to(EMAIL))
        applications.answer_back(application, answer="Me", actor=Applicant(EMAIL))
        applications.approve(application, role=Role.MEMBER, actor=karen)
        assert Person.objects.get(email=EMAIL).language == "en"
        assert "You have a seat for Odense" in mailed_to(EMAIL)[-1]


class TestTheDesk:
    def test_the_panel_shows_what_waits_for_the_secretariat(self):
        waiting, asked = make_application(name="Venter"), make_application(name="Spurgt")
        karen = cast.person("karen")
        applications.ask_back(asked, text="Hvem?", actor=karen)
        shown = panel(cast.network(), reader=seated(karen))
        assert any(row.title.startswith("Venter") for row in shown.first)
        assert not any(row.title.startswith("Spurgt") for row in shown.first)
        assert shown.count == Application.objects.in_network(cast.network()).waiting().count()
        applications.decline(waiting, reason="Nej", actor=karen)
        assert panel(cast.network(), reader=seated(karen)).count == shown.count - 1

    def test_decided_ones_are_found_again(self):
        application = make_application(name="Fundet Igen")
        applications.decline(application, reason="Nej", actor=cast.person("karen"))
        karen = cast.browser("karen")
        assert "Fundet Igen" not in karen.get(QUEUE).content.decode()
        assert "Fundet Igen" in karen.get(f"{QUEUE}?vis=afgjorte").content.decode()
