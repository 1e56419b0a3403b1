"""What is refused of an outcome, in a sentence: days, years, what is hidden, and what contradicts itself."""

from datetime import timedelta

import pytest

from klimanet.barriers.models import ASK_AFTER, Act, Barrier, Difference, Outcome
from klimanet.barriers.operations.outcomes import edit_outcome, tell_effect
from klimanet.entries.operations.merging import merge
from klimanet.entries.operations.order import hide
from klimanet.members.models.networks import today
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import assess, make_effect, make_outcome, make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def barrier() -> Barrier:
    return cast.barrier_report().barrier


def test_an_effect_that_makes_no_sense_is_refused(barrier):
    outcome, karen = make_outcome(), cast.person("karen")
    facts = {"difference": Difference.EASES, "line": "x", "actor": karen}
    with pytest.raises(Refusal, match="Vurdér"):
        tell_effect(outcome, barrier=make_report("aase").barrier, **facts)
    tell_effect(outcome, barrier=barrier, **facts)
    with pytest.raises(Refusal, match="får en mail"):
        tell_effect(outcome, barrier=barrier, **facts)
    other = make_report("aase")
    assess(other.barrier)
    merge(other.barrier, target=barrier, actor=karen)
    with pytest.raises(Refusal, match="lagt sammen"):
        tell_effect(outcome, barrier=Barrier.objects.get(pk=other.barrier.pk), **facts)


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"adopted_on": 1}, "adopted_on"),
        ({"in_force_on": 30, "asks_on": 29}, "asks_on"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused(days, field):
    facts = {name: today() + timedelta(days=number) for name, number in days.items()}
    with pytest.raises(Refusal) as refused:
        make_outcome(**facts)
    assert refused.value.field == field
    with pytest.raises(Refusal):
        edit_outcome(make_outcome(), title="x", text="", act=Act.ACT, **facts, actor=cast.person("karen"))


@pytest.mark.parametrize("written", ["9999-12-31", "0025-06-03"])
def test_a_year_that_is_a_slip_is_asked_about(written):
    form = {"act": "act", "title": "Lov", "adopted_on": written, "in_force_on": written}
    page = cast.browser("karen").post("/klima/barrierer/resultater/nyt/", form)
    assert set(page.context["form"].errors) >= {"adopted_on", "in_force_on"}
    assert "Er det det rigtige år?" in page.content.decode()


def test_a_later_day_in_force_is_a_later_day_to_ask():
    outcome, later = make_outcome(), today() + timedelta(days=200)
    edit_outcome(outcome, title="x", text="", act=Act.ACT, in_force_on=later, actor=cast.person("karen"))
    assert Outcome.objects.get(pk=outcome.pk).asks_on == later + ASK_AFTER


@pytest.mark.parametrize("difference", [Difference.REMOVES, Difference.EASES])
def test_a_no_neither_removes_nor_eases(barrier, difference):
    with pytest.raises(Refusal) as refused:
        make_effect(barrier, act=Act.NONE, difference=difference)
    assert refused.value.field == "difference"
    outcome = make_effect(barrier, difference=difference).outcome
    with pytest.raises(Refusal) as refused:
        edit_outcome(outcome, title="x", text="", act=Act.NONE, actor=cast.person("karen"))
    assert refused.value.field == "act"


@pytest.mark.parametrize("hidden", ["barrier", "outcome"])
def test_nobody_is_told_of_what_is_hidden(barrier, hidden):
    outcome = make_outcome()
    hide(barrier if hidden == "barrier" else outcome, reason="Forkert", actor=cast.person("karen"))
    with pytest.raises(Refusal, match="skjult"):
        make_effect(barrier, outcome=outcome)
