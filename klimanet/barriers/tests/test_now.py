"""What is being done about a barrier now: in a sentence, by whom, when next, and with which work; the story holds what is over."""

import re
from datetime import timedelta
from html import unescape

import pytest

from klimanet.barriers.duties import open_steps
from klimanet.barriers.models import Act, Barrier, Consent, Difference, Stage, State, Step
from klimanet.barriers.operations.reports import change_report
from klimanet.barriers.operations.states import reopen
from klimanet.barriers.operations.steps import settle_step
from klimanet.entries.models import Audience
from klimanet.entries.operations.merging import merge
from klimanet.entries.operations.order import hide
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
    assert f"Skulle have været set på {dates.day(today() - DAY)}" in own and "Sekretariatet ser på den" not in own


def test_what_is_opened_again_is_not_said_to_be_looked_into(barrier):
    advance(barrier, State.SOLVED)
    reopen(Barrier.objects.get(pk=barrier.pk), reason="Geden er der endnu.", actor=cast.person("anders"))
    again = "Den er åbnet igen, og sekretariatet skal se på den på ny."
    for key in ("aase", "anders"):
        assert again in now(key, barrier) and "Odense" not in now(key, barrier) and "Geden" not in now(key, barrier)
    assert "Genåbnet" in now("karen", barrier) and "Odense: Geden er der endnu." in now("karen", barrier)
    advance(Barrier.objects.get(pk=barrier.pk), State.ASSESSED)
    assert again not in now("aase", barrier) and "Geden" not in now("karen", barrier)


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
        "Fristen": {"deadline_on": today() + 2 * DAY},
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


def test_among_ones_own_each_day_says_what_it_is_of(barrier):
    own = unescape(cast.browser("anders").get("/klima/barrierer/vores/").text)
    assert f"Sekretariatet ser på den senest {dates.day(barrier.due_on)}" in own
    assert f">Meldt {dates.day(cast.barrier_report().created_at)}<" in own


def test_what_is_only_assessed_is_not_said_to_be_undecided_above_work_for_it(barrier):
    """As far as the reader sees that there is any."""
    Barrier.objects.update(state=State.ASSESSED)
    make_step(title="Kanariebrev", barrier=barrier, argument="Derfor.", opens_on=today() + DAY)
    undecided = "har endnu ikke besluttet, om det vil arbejde for at få den ændret"
    assert [undecided in now(key, barrier) for key in ("aase", "karen")] == [True, False]
    step = make_step(title="Brevet", barrier=barrier, argument="Derfor.")
    assert undecided not in now("aase", barrier) and "<p>Sekretariatet har vurderet den.</p>" in now("aase", barrier)
    settle_step(step, stage=Stage.OVERTAKEN, result="", actor=cast.person("karen"))
    assert undecided in now("aase", barrier)


OVER = {State.DROPPED: (), State.CONFIRMED: (State.ADVOCACY, State.SOLVED)}
OVER |= dict.fromkeys((State.EASED, State.SOLVED, State.REJECTED), (State.ADVOCACY,))


@pytest.mark.parametrize("state", OVER)
def test_of_one_that_is_over_the_line_that_says_why_stands_first(state):
    """For those who read the barrier and for those who reported it, as long as it is over."""
    report = make_report("anders")
    assess(report.barrier)
    advance(report.barrier, State.PRIORITISED, *OVER[state])
    advance(report.barrier, state, line="Derfor er den det.")
    barrier = Barrier.objects.get(pk=report.barrier_id)
    pages = [("aase", barrier.get_absolute_url()), ("anders", report.get_absolute_url())]
    assert all("Derfor er den det." in part(*page, "Hvad der sker nu") for page in pages)
    reopen(barrier, reason="Den er der endnu.", actor=cast.person("anders"))
    assert not any("Derfor er den det." in part(*page, "Hvad der sker nu") for page in pages)


@pytest.mark.parametrize("adopted_on", [None, today() - 400 * DAY])
def test_the_line_of_an_outcome_stands_there_as_far_as_one_may_read_that(barrier, adopted_on):
    """Also where it was decided before the barrier came that far."""
    Barrier.objects.filter(pk=barrier.pk).update(state=State.ADVOCACY)
    effect = make_effect(barrier, difference=Difference.NONE, act=Act.NONE, adopted_on=adopted_on)
    assert "Svaret var nej." in now("aase", barrier) and effect.line in now("aase", barrier)
    assert "Barrieren er der stadig" in story("aase", barrier)
    hide(effect.outcome, reason="Forkert", actor=cast.person("karen"))
    readers = {key: effect.line in now(key, barrier) for key in ("aase", "anders", "karen")}
    assert readers == {"aase": False, "anders": False, "karen": True}


def test_how_many_have_one_that_is_over_is_told_as_what_was_reported(barrier):
    change_report(cast.barrier_report(), consent=Consent.NAMED, actor=cast.person("anders"))
    pages = (barrier.get_absolute_url(), "/klima/barrierer/")
    for said in ("1 kommune har den", "1 kommune har meldt den"):
        assert all(said in cast.browser("aase").get(path).text for path in pages)
        make_effect(barrier)


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
