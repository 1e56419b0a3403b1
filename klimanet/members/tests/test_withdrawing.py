"""An applicant takes their application back: by a press, while it is undecided, and nobody else does."""

import datetime
from html import unescape

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from klimanet.activity.models import Line
from klimanet.mail.models import Message
from klimanet.members.models import Application, Question, Role, seated
from klimanet.members.operations import applications
from klimanet.members.panels import applications as panel
from klimanet.members.tests.test_applications import APPLY, EMAIL, OWN, QUEUE, applied, mailed_to, send
from klimanet.privacy.duties import clear_what_is_over
from klimanet.rules.actors import SYSTEM, Applicant
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import make_application

pytestmark = pytest.mark.django_db
WITHDRAWAL = f"{OWN}tilbagetraekning/"
BUTTON = "Træk min ansøgning tilbage"
LOG = "/klima/sekretariat/aktivitet/"


@pytest.fixture(autouse=True)
def nobody_has_asked_for_codes():
    cache.clear()


def withdrawn(**facts) -> Application:
    application = make_application(**{"email": EMAIL} | facts)
    applications.withdraw(application, actor=Applicant(application.email, application.pk))
    application.refresh_from_db()
    return application


def shown(who: str, path: str) -> str:
    return unescape(cast.browser(who).get(path).content.decode())


def test_a_press_on_ones_own_page_takes_it_back_and_the_page_says_so():
    browser = cast.browser()
    application = applied(browser)
    page = browser.get(OWN).content.decode()
    assert BUTTON in page
    assert "Det kan ikke fortrydes, men du kan søge igen." in page
    done = browser.post(WITHDRAWAL, follow=True).content.decode()
    assert "Din ansøgning er trukket tilbage." in done
    assert "Du har trukket din ansøgning tilbage" in done
    assert BUTTON not in done
    assert f'href="{APPLY}"' in done
    application.refresh_from_db()
    assert application.withdrawn and application.decided_at and application.decided_by is None


def test_looking_at_the_address_changes_nothing():
    browser = cast.browser()
    application = applied(browser)
    assert browser.get(WITHDRAWAL).status_code == 405
    application.refresh_from_db()
    assert not application.withdrawn


def test_it_leaves_the_queue_and_is_found_among_those_decided():
    before = panel(cast.network(), reader=seated(cast.person("karen"))).count
    application = withdrawn(name="Trækker Sig")
    assert panel(cast.network(), reader=seated(cast.person("karen"))).count == before
    assert "Trækker Sig" not in shown("karen", QUEUE)
    assert "Trukket tilbage" in shown("karen", f"{QUEUE}?vis=afgjorte")
    page = shown("karen", f"{QUEUE}{application.pk}/")
    assert "Trukket tilbage af ansøgeren" in page
    assert "Godkend og giv plads" not in page


def test_the_log_tells_of_it_once_and_names_nobody_else():
    """An applicant is known by their application's number, which may be some person's too."""
    application = make_application(email=EMAIL)
    Application.objects.filter(pk=application.pk).update(id=cast.person("lise").pk)
    application = Application.objects.get(pk=cast.person("lise").pk)
    for _ in range(2):
        applications.withdraw(application, actor=Applicant(EMAIL, application.pk))
    assert Line.objects.filter(verb="application.withdrawn").count() == 1
    page = shown("karen", LOG)
    assert "En ansøger trak sin ansøgning tilbage" in page
    assert f"{cast.person('lise').name} trak" not in page


@pytest.mark.parametrize(
    "actor",
    [Applicant("anden@odense.example"), SYSTEM, *(lambda key=key: cast.person(key) for key in ("karen", "mette"))],
)
def test_nobody_else_takes_it_back(actor):
    application = make_application(email=EMAIL)
    with pytest.raises(PermissionDenied):
        applications.withdraw(application, actor=actor() if callable(actor) else actor)


def test_whoever_has_proven_no_address_or_another_is_told_nothing():
    application = make_application(email=EMAIL)
    stranger, other = cast.browser(), cast.browser()
    applied(other, email="bo@odense.example")
    for browser in (stranger, other):
        assert browser.post(WITHDRAWAL)["Location"] == OWN
    application.refresh_from_db()
    assert not application.withdrawn
    assert Application.objects.from_address("bo@odense.example")[0].withdrawn


def test_the_same_address_applies_again():
    browser = cast.browser()
    first = applied(browser)
    browser.post(WITHDRAWAL)
    second = applied(browser, why="Nu vil jeg gerne.")
    assert second != first
    assert "Nu vil jeg gerne." in browser.get(OWN).content.decode()
    assert list(Application.objects.from_address(EMAIL).undecided()) == [second]


def test_what_is_decided_already_stays_decided():
    browser, karen = cast.browser(), cast.person("karen")
    application = applied(browser)
    applications.decline(application, reason="Netværket er for ansatte i kommuner.", actor=karen)
    assert "Ansøgningen er blevet afgjort" in browser.post(WITHDRAWAL, follow=True).content.decode()
    application.refresh_from_db()
    assert not application.withdrawn and application.decided_by == karen


@pytest.mark.parametrize(
    ("act", "facts"),
    [
        (applications.approve, {"role": Role.MEMBER}),
        (applications.decline, {"reason": "Nej"}),
        (applications.ask_back, {"text": "Hvem?"}),
    ],
)
def test_the_secretariat_that_comes_too_late_is_told(act, facts):
    application = withdrawn()
    with pytest.raises(Refusal, match="trukket"):
        act(application, actor=cast.person("karen"), **facts)


def test_no_mail_about_it_that_waited_goes_out():
    browser = cast.browser()
    application = applied(browser)
    applications.ask_back(application, text="Hvem er din chef?", actor=cast.person("karen"))
    browser.post(WITHDRAWAL)
    assert not any("Hvem er din chef?" in text or "har modtaget" in text for text in mailed_to(EMAIL))
    assert not Message.objects.waiting().filter(to=EMAIL).exists()
    assert "Dit svar" not in browser.get(OWN).content.decode()
    assert send(browser, OWN, answer="Mette.").status_code == 200
    assert not Question.objects.exclude(answer="").exists()


def test_it_is_kept_for_a_month_where_one_that_was_declined_is_kept_for_a_year():
    application = withdrawn()
    declined = make_application(email="bo@odense.example")
    applications.decline(declined, reason="Nej", actor=cast.person("karen"))
    both = {application, declined}
    for days, left in ((29, both), (31, {declined}), (364, {declined}), (366, set())):
        with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
            clear_what_is_over()
        assert both & set(Application.objects.all()) == left


def test_it_is_not_the_secretariats_decision_too():
    application = withdrawn()
    for facts in ({"approved": True}, {"decided_by": cast.person("karen")}, {"decided_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.filter(pk=application.pk).update(**facts)
