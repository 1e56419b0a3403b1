"""Signing in by a typed code: for those who are known, and telling nothing about who is."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.accounts.operations import end_session
from klimanet.activity.models import Line
from klimanet.mail.models import Lane, Message
from tests import cast

pytestmark = pytest.mark.django_db
ASK, ENTER = "/konto/log-ind/", "/konto/log-ind/kode/"
KNOWN, UNKNOWN = "anders@odense.example", "ingen@odense.example"


@pytest.fixture(autouse=True)
def no_counters():
    cache.clear()


def ask(browser, email: str = KNOWN):
    return browser.post(ASK, {"email": email})


def code() -> str:
    return re.search(r"^\d{6}$", Message.objects.filter(lane=Lane.CODE).latest("pk").text, re.MULTILINE)[0]


def signed_in(browser) -> bool:
    return browser.get("/konto/").status_code == 200


def test_a_code_signs_in_once():
    browser = cast.browser()
    assert ask(browser).url == ENTER
    right = code()
    assert browser.post(ENTER, {"code": right}).status_code == 302
    assert signed_in(browser)
    other = cast.browser()
    other.cookies["sessionid"] = ""
    assert other.post(ENTER, {"code": right}).status_code == 302
    assert not signed_in(other)


def test_the_code_goes_in_its_own_lane_and_says_what_it_is():
    ask(cast.browser())
    message = Message.objects.get(lane=Lane.CODE)
    assert message.to == KNOWN
    assert message.subject == "Din kode til Klimanet"
    assert message.expires_at - message.created_at < timedelta(minutes=11)
    assert "http" not in message.text, "No link in it acts, since there is none."


def test_copied_with_spaces_and_dashes_it_works():
    browser = cast.browser()
    ask(browser)
    right = code()
    browser.post(ENTER, {"code": f" {right[:3]}-{right[3:]} "})
    assert signed_in(browser)


def test_three_wrong_tries_are_all():
    browser = cast.browser()
    ask(browser)
    right = code()
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _ in range(3):
        browser.post(ENTER, {"code": wrong})
    browser.post(ENTER, {"code": right})
    assert not signed_in(browser)


def test_after_ten_minutes_it_is_too_late():
    browser = cast.browser()
    ask(browser)
    right = code()
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        browser.post(ENTER, {"code": right})
        assert not signed_in(browser)


def test_an_unknown_address_looks_and_costs_the_same(django_assert_num_queries):
    answers, written = {}, {}
    for email in (KNOWN, UNKNOWN):
        cache.clear()
        before = Message.objects.count()
        browser = cast.browser()
        response = ask(browser, email)
        page = browser.get(ENTER).content.decode()
        page = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page.replace(email, "…"))
        answers[email] = (response.status_code, response.url, page)
        written[email] = Message.objects.count() - before
    assert answers[KNOWN] == answers[UNKNOWN]
    assert written == {KNOWN: 1, UNKNOWN: 1}, "Each gets a mail, so each takes as long."


def test_a_guess_for_an_unknown_address_never_works():
    browser = cast.browser()
    ask(browser, UNKNOWN)
    response = browser.post(ENTER, {"code": "123456"})
    assert response.status_code == 200
    assert not signed_in(browser)


def test_a_locked_account_is_as_unknown():
    Person.objects.filter(email=KNOWN).update(is_active=False)
    browser = cast.browser()
    assert ask(browser).url == ENTER
    assert (
        not Message.objects.filter(lane=Lane.CODE).exclude(text__contains="Ingen").filter(text__regex=r"\d{6}").exists()
    )
    assert not signed_in(browser)


def test_asking_again_and_again_is_slowed_down_whoever_asks():
    answers = [ask(cast.browser()) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200, 200]
    assert answers[-1].context["form"].errors["email"]
    assert Message.objects.filter(to=KNOWN).count() == 3


def test_nobody_signs_up():
    response = cast.browser().post("/konto/opret/", {"email": "ny@odense.example", "password1": "et langt kodeord her"})
    assert not Person.objects.filter(email="ny@odense.example").exists()
    assert response.status_code == 200


def signed_in_browsers(number: int) -> list:
    """Browsers in which the same person has signed in by code, one after another."""
    browsers = [cast.browser() for _ in range(number)]
    for browser in browsers:
        cache.clear()
        ask(browser)
        browser.post(ENTER, {"code": code()})
        assert signed_in(browser)
    return browsers


def test_all_other_sessions_are_ended_from_one():
    first, second = signed_in_browsers(2)
    page = second.get("/konto/sessioner/").content.decode()
    assert page.count('class="row"') == 2
    second.post("/konto/sessioner/")
    assert signed_in(second)
    assert not signed_in(first)


def test_one_session_is_ended_from_another_and_the_rest_go_on():
    first, second, third = signed_in_browsers(3)
    page = third.get("/konto/sessioner/").content.decode()
    buttons = re.findall(r'action="(/konto/sessioner/\d+/afslutning/)"', page)
    assert len(buttons) == 2, "One is signed in here, and signs out of it in the menu."
    assert "Du er logget ud dér" in third.post(buttons[0], follow=True).content.decode()
    assert [signed_in(browser) for browser in (first, second, third)] == [False, True, True]
    assert third.post(buttons[0]).status_code == 404
    assert Line.objects.filter(verb="person.signed_out").count() == 1


def test_the_session_one_is_in_is_not_ended_as_another():
    (browser,) = signed_in_browsers(1)
    here = UserSession.objects.get(session_key=browser.session.session_key)
    assert browser.post(f"/konto/sessioner/{here.pk}/afslutning/").status_code == 404
    assert signed_in(browser)


def test_a_session_is_ended_once_and_by_its_owner_alone():
    session, anders = cast.session("anders"), cast.person("anders")
    with pytest.raises(PermissionDenied):
        end_session(session, actor=cast.person("karen"))
    for _ in range(2):
        end_session(session, actor=anders)
    assert [line.verb for line in Line.objects.about(anders)][-1] == "person.signed_out"
    assert Line.objects.filter(verb="person.signed_out").count() == 1


def test_a_link_never_signs_in_and_reading_sends_nothing():
    browser = cast.browser()
    ask(browser)
    browser.get(f"{ENTER}?code={code()}")
    browser.get(f"{ASK}?email={KNOWN}")
    assert not signed_in(browser)
    assert Message.objects.count() == 1


def test_a_form_of_another_site_is_refused():
    browser = cast.browser("anders", enforce_csrf_checks=True)
    response = browser.post("/konto/", {"name": "Et nyt navn"}, headers={"origin": "https://elsewhere.example"})
    assert response.status_code == 403
    assert "Et nyt navn" not in response.content.decode().split("<main")[1]
