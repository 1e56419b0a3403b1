"""Seeing the barriers as a member does: each page of them that members have, as the member has it."""

import re
import uuid

import pytest
from django.test import Client

from klimanet.barriers.models import Consent
from klimanet.barriers.operations.reports import join
from klimanet.barriers.operations.steps import argue
from klimanet.insights.middleware import SHOWN
from tests import cast
from tests.addresses import address
from tests.building import make_effect, make_note, make_person, make_report, make_step

pytestmark = pytest.mark.django_db
SECRET = "Kanarie"
PAGES = sorted(name for name in SHOWN if re.search("barrier|half_year|step|outcome", name))


@pytest.fixture
def barrier():
    """Odense's, with an outcome and a letter that the network reads, and with what only the secretariat does."""
    found = cast.barrier_report().barrier
    argue(make_step(audience="network"), barrier=found, text="Derfor.", actor=cast.person("karen"))
    make_effect(found)
    argue(
        make_step(title=f"{SECRET}-brev", audience="secretariat"),
        barrier=found,
        text=SECRET,
        actor=cast.person("karen"),
    )
    make_note(found, text=SECRET)
    join(found, stopped=SECRET, consent=Consent.SECRETARIAT, actor=make_person())
    make_report("aase", summary=SECRET, stopped=SECRET)
    return found


def looking(key: str) -> Client:
    browser = cast.browser("karen")
    path = f"/klima/sekretariat/se-som/{cast.person(key).pk}/"
    assert browser.post(path, {"token": uuid.uuid4()}).status_code == 302
    return browser


def said(browser: Client, path: str) -> str:
    """What the page itself says, without what is new each time."""
    response = browser.get(path)
    assert response.status_code == 200, path
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r'(name="(?:csrfmiddlewaretoken|token)" value=)"[^"]+"|<time.*?</time>', r"\1", main)


@pytest.mark.parametrize("name", PAGES)
def test_the_secretariat_sees_what_the_member_sees(barrier, name):
    path = address(name)
    own, looked = said(cast.browser("anders"), path), said(looking("anders"), path)
    assert looked == own and SECRET not in looked


def test_of_another_municipality_it_sees_neither_report_nor_more_than_that_member(barrier):
    path = cast.barrier_report().get_absolute_url()
    assert cast.browser("karen").get(path).status_code == 200
    assert looking("aase").get(path).status_code == cast.browser("aase").get(path).status_code == 404
    assert "I parentes står" in said(cast.browser("karen"), barrier.get_absolute_url())
    assert "I parentes står" not in said(looking("aase"), barrier.get_absolute_url())


@pytest.mark.parametrize("name", ["barriers_board", "barrier_moving", "new_report", "barrier_joining"])
def test_what_members_have_not_or_write_themselves_is_closed_and_says_how_one_gets_back(barrier, name):
    page = looking("anders").get(address(name))
    assert page.status_code == 403
    assert "Bliv dig selv igen" in page.content.decode() and "Tilbage til overblikket" in page.content.decode()
    assert "øverst på siden" in page.content.decode()
