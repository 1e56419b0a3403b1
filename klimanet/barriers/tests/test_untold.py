"""What was decided about a barrier and is not told yet stands on its page, for the secretariat."""

import uuid
from html import unescape

import pytest

from klimanet.barriers.models import Barrier
from klimanet.barriers.operations.outcomes import take_back_effect
from klimanet.barriers.operations.steps import argue
from klimanet.entries.models import Audience, Entry
from klimanet.entries.operations.merging import merge
from klimanet.entries.operations.order import hide
from tests import cast
from tests.building import assess, make_effect, make_outcome, make_report, make_step

pytestmark = pytest.mark.django_db
HEADING = "Noteret, ikke fortalt endnu"


@pytest.fixture
def barrier() -> Barrier:
    return Barrier.objects.get(pk=cast.barrier_report().barrier.pk)


def reads(key: str, barrier) -> str:
    return unescape(cast.browser(key).get(barrier.get_absolute_url()).content.decode())


def worked_for(barrier: Barrier):
    step = make_step()
    argue(step, barrier=barrier, text="Derfor.", actor=cast.person("karen"))
    return step


@pytest.mark.parametrize("how", ["noted from it", "came of work for it"])
def test_the_secretariat_reads_there_that_it_is_not_told_and_gets_to_tell_it(barrier, how):
    about = {"source": barrier} if how == "noted from it" else {"steps": [worked_for(barrier)]}
    outcome = make_outcome(title="Kanarielov", **about)
    page = reads("karen", barrier)
    assert (page.count(HEADING), page.count(">Kanarielov</a>")) == (1, 1)
    assert f"{outcome.get_absolute_url()}virkning/?barriere={barrier.number}" in page
    for key in ("aase", "lise", "anders"):
        assert HEADING not in reads(key, barrier) and "Kanarielov" not in reads(key, barrier)


def test_once_it_is_told_it_does_not_and_does_again_where_that_is_taken_back(barrier):
    outcome = make_outcome(source=barrier)
    effect = make_effect(barrier, outcome=outcome)
    assert HEADING not in reads("karen", barrier)
    take_back_effect(effect, actor=cast.person("karen"))
    assert HEADING in reads("karen", barrier)


def test_told_to_others_it_stands_with_the_one_that_is_left(barrier):
    other = make_report().barrier
    assess(other)
    outcome = make_outcome(steps=[worked_for(barrier)], source=other)
    make_effect(Barrier.objects.get(pk=other.pk), outcome=outcome)
    assert HEADING in reads("karen", barrier)


def test_what_was_merged_leads_to_the_one_that_goes_on(barrier):
    other = make_report().barrier
    assess(other)
    make_outcome(source=other)
    merge(other, target=barrier, actor=cast.person("karen"))
    assert HEADING in reads("karen", barrier)


def test_neither_what_is_hidden_nor_what_is_about_something_else(barrier):
    make_outcome()
    hide(make_outcome(source=barrier), reason="Forkert", actor=cast.person("karen"))
    assert HEADING not in reads("karen", barrier)


def test_where_nobody_is_to_be_told_it_can_be_hidden_and_then_waits_no_longer(barrier):
    outcome = make_outcome(source=barrier)
    hiding = f"/klima/indlaeg/{outcome.pk}/skjulning/"
    pages = [reads("karen", page) for page in (barrier, outcome)]
    assert all(f'href="{hiding}"' in page for page in pages) and "Der skal ikke gives besked" in pages[0]
    browser = cast.browser("karen")
    assert browser.post(hiding, {"reason": "Det blev ikke til noget", "token": uuid.uuid4()}).status_code == 302
    lists = [browser.get(f"/klima/{path}").text for path in ("sekretariat/", "barrierer/resultater/")]
    assert HEADING not in reads("karen", barrier) and "Der er givet besked om alle resultater" in lists[0]
    for page in (reads("karen", outcome), lists[1]):
        assert "Ingen har fået besked endnu" not in page and "Skjult af sekretariatet" in page
    assert "virkning/" not in reads("karen", outcome)


def test_what_some_are_told_of_is_not_hidden_for_the_others(barrier):
    other = make_report().barrier
    assess(other)
    outcome = make_outcome(steps=[worked_for(barrier)], source=other)
    make_effect(Barrier.objects.get(pk=other.pk), outcome=outcome)
    assert "Der skal ikke gives besked" not in reads("karen", barrier)


def test_before_the_network_reads_the_barrier_nobody_can_be_told():
    barrier = make_report().barrier
    make_outcome(source=barrier)
    assert HEADING in reads("karen", barrier)
    assert "virkning/" not in reads("karen", barrier)


def test_of_an_outcome_the_secretariat_is_told_by_those_who_did_not_write_it():
    outcome = make_outcome()
    assert "anmeldelse/" not in cast.browser("karen").get(outcome.get_absolute_url()).content.decode()
    Entry.objects.filter(pk=outcome.pk).update(audience=Audience.NETWORK)
    assert "anmeldelse/" in cast.browser("sofie").get(outcome.get_absolute_url()).content.decode()
