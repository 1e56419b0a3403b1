"""Whether an outcome helped: asked of a municipality until it has answered, and waiting on its people's overview."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klimanet.barriers.models import Answer, Barrier, Difference, Effect, Helped, Report, State
from klimanet.barriers.operations.outcomes import ask_whether_it_helped, say_whether_it_helped
from klimanet.barriers.operations.reports import join, withdraw
from klimanet.entries.operations.merging import merge
from klimanet.rules.actors import SYSTEM
from tests import cast
from tests.building import advance, assess, make_report, make_told_effect

pytestmark = pytest.mark.django_db
BUTTON, WAITS = ">Hjalp det?<", "Hjalp det i jeres kommune?"


@pytest.fixture
def barrier() -> Barrier:
    """Anders's, of Odense; in political work."""
    barrier = cast.barrier_report().barrier
    advance(barrier, State.PRIORITISED, State.ADVOCACY)
    return Barrier.objects.get(pk=barrier.pk)


def asked(barrier: Barrier, **facts) -> Effect:
    effect = make_told_effect(barrier, **facts)
    ask_whether_it_helped(effect, actor=SYSTEM)
    return effect


def answer(effect: Effect, report: Report, key: str) -> None:
    say_whether_it_helped(effect, report=report, helped=Helped.YES, actor=cast.person(key))


def reads(key: str, path: str) -> str:
    return cast.browser(key).get(path).content.decode()


def test_once_it_is_answered_the_answer_stands_there_and_the_way_to_change_it(barrier):
    effect, report = make_told_effect(barrier), cast.barrier_report()
    paths = (barrier.get_absolute_url(), report.get_absolute_url())
    answering = f"{report.get_absolute_url()}hjalp-det/{effect.pk}/"
    pages = [reads("mette", path) for path in paths]
    assert all(page.count(answering) == 1 and BUTTON in page and "Ret svaret" not in page for page in pages)
    answer(effect, report, "anders")
    for page in (reads("mette", path) for path in paths):
        assert page.count(answering) == 1 and BUTTON not in page
        assert "Hjalp »Lov om solceller«? I har svaret: Ja." in page and "Ret svaret" in page


def test_what_is_asked_waits_on_the_overview_of_whoever_may_answer_until_somebody_has(barrier):
    effect = make_told_effect(barrier)
    assert WAITS not in reads("mette", "/klima/"), "It is asked about later, once it has been in force."
    ask_whether_it_helped(effect, actor=SYSTEM)
    pages = {key: reads(key, "/klima/") for key in ("anders", "mette", "aase", "karen", "sofie")}
    assert [WAITS in page for page in pages.values()] == [True, True, False, False, False]
    assert f"{cast.barrier_report().get_absolute_url()}hjalp-det/{effect.pk}/" in pages["mette"]
    answer(effect, cast.barrier_report(), "anders")
    assert WAITS not in reads("mette", "/klima/")


def test_what_was_answered_by_a_report_that_is_taken_back_is_asked_anew(barrier):
    effect, report = asked(barrier), cast.barrier_report()
    answer(effect, report, "anders")
    withdraw(report, actor=cast.person("anders"))
    assert WAITS not in reads("mette", "/klima/"), "They do not have it."
    anew = join(barrier, stopped="Alligevel", actor=cast.person("mette"))
    pages = [barrier.get_absolute_url(), anew.get_absolute_url(), "/klima/barrierer/vores/"]
    assert WAITS in reads("mette", "/klima/") and all("Hjalp det?" in reads("mette", path) for path in pages)
    assert Answer.objects.count() == 1


def test_of_what_was_merged_one_is_asked_where_it_goes_on(barrier):
    other = assess(make_report("aase", summary="Den anden").barrier).barrier
    effect = asked(barrier)
    merge(barrier, target=other, actor=cast.person("karen"))
    moved = cast.barrier_report()
    assert moved.barrier == other
    assert f"{moved.get_absolute_url()}hjalp-det/{effect.pk}/" in reads("anders", "/klima/")


def test_many_questions_cost_the_overview_what_none_does_and_the_latest_are_shown(barrier):
    browser, costs = cast.browser("anders"), []
    for number in range(7):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            page = browser.get("/klima/").content.decode()
        costs.append(len(queries))
        assert page.count(WAITS) == min(number, 5)
        asked(barrier, difference=Difference.EASES)
    assert len(set(costs[1:])) == 1 and max(costs[1:]) <= 13, costs  # one of them once a minute
