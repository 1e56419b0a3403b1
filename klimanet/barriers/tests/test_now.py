"""What is being done about a barrier now: in a sentence, by whom, when next, and with which work; the story holds what is over."""

import re
from datetime import timedelta
from html import unescape

import pytest

from klimanet.barriers.duties import open_steps
from klimanet.barriers.models import Barrier, Difference, Stage, State, Step
from klimanet.barriers.operations.steps import settle_step
from klimanet.entries.models import Audience
from klimanet.entries.operations.merging import merge
from klimanet.members.models.networks import today
from klimanet.text import dates
from tests import cast
from tests.building import advance, assess, make_effect, make_report, make_step

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def barrier() -> Barrier:
    """Anders's, for Odense; in political work."""
    barrier = cast.barrier_report().barrier
    advance(barrier, State.PRIORITISED, State.ADVOCACY)
    return Barrier.objects.get(pk=barrier.pk)


def part(key: str, path: str, heading: str) -> str:
    """What stands under that heading."""
    page = unescape(cast.browser(key).get(path).content.decode())
    return page[page.index(f">{heading}</h2>") :].partition("</section>")[0]


def now(key: str, barrier: Barrier) -> str:
    return part(key, barrier.get_absolute_url(), "Hvad der sker nu")


def story(key: str, barrier: Barrier) -> str:
    return part(key, barrier.get_absolute_url(), "Hvad der er sket")


def test_it_says_how_far_it_is_who_sees_to_it_and_when_next(barrier):
    said = now("aase", barrier)
    assert "Sekretariatet arbejder politisk for at få den ændret." in said
    assert f"{cast.person('karen').name} følger op, næste gang {dates.weekday(barrier.due_on)}" in said
    assert "opfoelgning" not in said and "opfoelgning" in now("karen", barrier)


def test_a_day_that_is_past_is_not_said_to_come(barrier):
    Barrier.objects.filter(pk=barrier.pk).update(due_on=today() - DAY)
    late = f"{cast.person('karen').name} følger op og skulle have set på den {dates.weekday(today() - DAY)}"
    assert late in now("aase", barrier)
    own = unescape(cast.browser("anders").get("/klima/barrierer/vores/").text)
    assert f"Skulle have været set på {dates.day(today() - DAY)}" in own and "Næste gang" not in own


def test_what_is_planned_stands_there_with_its_days_and_has_not_happened(barrier):
    days = {"planned_on": today() + 5 * DAY, "deadline_on": today() + 9 * DAY}
    make_step(title="Brevet", barrier=barrier, argument="Derfor.", counterpart="Ministeriet", **days)
    said = now("aase", barrier)
    assert all(part in said for part in ("Brevet", "Derfor.", "Ministeriet", *map(dates.day, days.values())))
    assert "Brevet" not in story("aase", barrier)


def test_what_waits_for_an_answer_has_happened_and_goes_on(barrier):
    step = make_step(title="Brevet", barrier=barrier, argument="Derfor.", delivered_on=today() - DAY)
    assert f"Afleveret {dates.weekday(today() - DAY)}, ikke besvaret endnu" in now("aase", barrier)
    assert "Derfor." in story("aase", barrier) and "Derfor." not in now("aase", barrier), "It is said once."
    settle_step(step, stage=Stage.PARTLY, result="", actor=cast.person("karen"))
    assert "Brevet" not in now("aase", barrier) and "Brevet" in story("aase", barrier)


def test_what_is_overtaken_before_its_day_has_not_its_day_to_come(barrier):
    step = make_step(title="Brevet", barrier=barrier, argument="Derfor.", planned_on=today() + 40 * DAY)
    settle_step(step, stage=Stage.OVERTAKEN, result="", actor=cast.person("karen"))
    assert "Brevet" not in now("aase", barrier)
    assert dates.day(today()) in story("aase", barrier) and dates.day(step.planned_on) not in story("aase", barrier)


def test_the_next_day_stands_first_and_what_waits_for_an_answer_last(barrier):
    for title, days in {
        "Engang": {},
        "Svaret": {"delivered_on": today() - 9 * DAY},
        "Fristen": {"planned_on": today() + 9 * DAY, "deadline_on": today() + 2 * DAY},
        "Dagen": {"planned_on": today() + 5 * DAY},
    }.items():
        make_step(title=title, barrier=barrier, argument="Derfor.", **days)
    said = now("aase", barrier)
    assert re.findall("Engang|Svaret|Fristen|Dagen", said) == ["Fristen", "Dagen", "Engang", "Svaret"]


def test_one_that_argues_for_two_that_were_merged_stands_there_once(barrier):
    other, step = make_report("aase").barrier, make_step(title="Brevet", barrier=barrier, argument="Derfor.")
    assess(other)
    step.arguments.create(barrier=other, text="Også af en anden grund.", person=step.author)
    merge(other, target=barrier, actor=cast.person("karen"))
    said = now("nadia", barrier)
    assert said.count("Brevet") == 1
    assert re.findall("Derfor|Også af en anden grund", said) == ["Derfor", "Også af en anden grund"]


@pytest.mark.parametrize("held", [{"opens_on": today() + DAY}, {"audience": Audience.SECRETARIAT}])
@pytest.mark.parametrize("delivered_on", [None, today()])
@pytest.mark.parametrize("over", [False, True])
def test_what_is_held_back_leaves_no_trace(barrier, held, delivered_on, over):
    """Neither what it is called nor that there is something: the page reads as it did."""
    if over:
        make_effect(barrier)
    before = {key: (now(key, barrier), story(key, barrier)) for key in ("aase", "anders", "sofie", "karen")}
    make_step(title="Kanariebrev", barrier=barrier, argument="Kanarieargument", delivered_on=delivered_on, **held)
    for key, read in before.items():
        assert ((now(key, barrier), story(key, barrier)) == read) == (key != "karen"), key
    assert "Kanariebrev" in now("karen", barrier) and "Kun sekretariatet" in now("karen", barrier)
    if "opens_on" in held:
        Step.objects.update(opens_on=today())
        open_steps()
        assert "Kanariebrev" in now("aase", barrier)


@pytest.mark.parametrize(
    ("difference", "said"), [(Difference.REMOVES, "Den er løst."), (Difference.EASES, "Den er blevet lettet.")]
)
def test_one_that_is_over_says_that_nothing_more_is_under_way(barrier, difference, said):
    assert "Der er ikke mere i gang." not in now("aase", barrier)
    make_effect(barrier, difference=difference)
    assert f"{said} Der er ikke mere i gang." in now("aase", barrier) and "følger op" not in now("aase", barrier)
    make_step(title="Brevet", barrier=barrier, argument="Derfor.")
    assert "Brevet" in now("aase", barrier) and "Der er ikke mere i gang." not in now("aase", barrier)


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_sentence(barrier, state):
    Barrier.objects.update(state=state)
    assert (
        "Sekretariatet" in now("karen", barrier) or "Den " in now("karen", barrier) or "Svaret" in now("karen", barrier)
    )


def test_those_who_reported_it_read_it_beside_what_they_said(barrier):
    make_step(title="Brevet", barrier=barrier, argument="Derfor.")
    make_step(title="Kanariebrev", barrier=barrier, argument="Derfor.", opens_on=today() + DAY)
    path = cast.barrier_report().get_absolute_url()
    said = part("anders", path, "Hvad der sker nu")
    assert "Brevet" in said and "Kanarie" not in said
    fresh = make_report("anders")
    assert "har ikke set på den endnu" in part("anders", fresh.get_absolute_url(), "Hvad der sker nu")


def test_the_next_date_is_not_called_optional_and_says_when_it_is_not_needed(barrier):
    """As long as no state is chosen, and one that stays open; of one that is over it is."""
    browser, path = cast.browser("karen"), f"{barrier.get_absolute_url()}trin/"
    page = browser.get(path)
    assert "Skriv en dag, medmindre du vælger: Lettet, Løst, Afvist" in page.text
    pages = [page, *(browser.post(path, {"state": state}) for state in (State.PARKED, State.DROPPED))]
    optional = ["(valgfrit)" in one.context["form"]["due_on"].as_field_group() for one in pages]
    assert optional == [False, False, True]
