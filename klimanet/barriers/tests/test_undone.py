"""What is taken back is as if it had not been said, and is not taken from below what came of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from klimanet.barriers.models import Barrier, Difference, State
from klimanet.barriers.operations.outcomes import take_back_effect
from klimanet.barriers.operations.states import take_back
from klimanet.entries.models import Audience
from klimanet.entries.operations.care import look_after
from klimanet.entries.operations.merging import merge, separate
from klimanet.members.models.networks import today
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import advance, assess, make_comment, make_effect, make_report

pytestmark = pytest.mark.django_db
MONTHS = timedelta(days=60)


@pytest.fixture
def barrier() -> Barrier:
    """Reported by Anders, for Odense; in political work, and nothing new for two months."""
    barrier = cast.barrier_report().barrier
    advance(barrier, State.PRIORITISED, State.ADVOCACY)
    Barrier.objects.update(last_activity_at=timezone.now() - MONTHS)
    return now(barrier)


def now(barrier: Barrier) -> Barrier:
    return Barrier.objects.get(pk=barrier.pk)


def karen():
    return cast.person("karen")


def test_it_is_no_news(barrier):
    take_back(advance(barrier, State.PARKED), actor=karen())
    take_back_effect(make_effect(now(barrier)), actor=karen())
    assert now(barrier).last_activity_at == barrier.last_activity_at


def test_what_was_said_meanwhile_stays_news(barrier):
    change = advance(barrier, State.PARKED)
    comment = make_comment(barrier, "aase")
    take_back(change, actor=karen())
    assert now(barrier).last_activity_at >= comment.created_at


def test_a_next_date_that_was_chosen_meanwhile_stays(barrier):
    change, chosen = advance(barrier, State.PARKED), today() + timedelta(days=77)
    look_after(now(barrier), handler=None, due_on=chosen, actor=karen())
    take_back(change, actor=karen())
    assert (now(barrier).state, now(barrier).due_on) == (State.ADVOCACY, chosen)


def test_a_change_is_not_taken_from_below_an_outcome(barrier):
    change = advance(barrier, State.SOLVED)
    effect = make_effect(now(barrier))
    with pytest.raises(Refusal, match="fortalt om et resultat"):
        take_back(change, actor=karen())
    assert now(barrier).state == State.SOLVED
    take_back_effect(effect, actor=karen())
    take_back(change, actor=karen())
    assert now(barrier).state == State.ADVOCACY


def test_nor_an_outcome_from_below_another(barrier):
    first, second = (make_effect(now(barrier), title=title) for title in ("Lov A", "Lov B"))
    with pytest.raises(Refusal, match="fortalt om et resultat"):
        take_back_effect(first, actor=karen())
    for effect in (second, first):
        take_back_effect(effect, actor=karen())
    assert now(barrier).state == State.ADVOCACY


def test_what_people_were_told_of_stays_open_to_them():
    barrier = make_report("anders").barrier
    change = assess(barrier)
    make_effect(now(barrier), difference=Difference.WORSENS)
    with pytest.raises(Refusal, match="fortalt om et resultat"):
        take_back(change, actor=karen())
    assert now(barrier).audience == Audience.NETWORK


def test_and_what_another_was_merged_into(barrier):
    opened = make_report("nadia").barrier
    change = assess(opened)
    merge(barrier, target=now(opened), actor=karen())
    with pytest.raises(Refusal, match="lagt sammen med den siden"):
        take_back(change, actor=karen())
    separate(now(barrier), actor=karen())
    take_back(change, actor=karen())
    assert now(opened).audience == Audience.SECRETARIAT


def test_what_is_over_gets_no_next_date(barrier):
    make_effect(barrier)
    with pytest.raises(Refusal, match="afsluttet"):
        look_after(now(barrier), handler=None, due_on=today(), actor=karen())
    assert now(barrier).due_on is None
