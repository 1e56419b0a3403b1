"""What can no longer be told of an outcome is said when the form is opened; and whether anybody is told of it at all."""

import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from klimanet.barriers.models import Barrier, Difference, Effect, Outcome
from klimanet.barriers.models.barriers import UNDOABLE
from klimanet.barriers.operations.reports import withdraw
from klimanet.entries.operations.merging import merge
from klimanet.entries.operations.order import hide
from klimanet.text.dates import moment
from tests import cast
from tests.building import assess, make_effect, make_outcome, make_report

pytestmark = pytest.mark.django_db
ON_THE_WAY, TOLD, SAID = "har meldt barrieren, får en mail", "har allerede fået besked", "står der allerede"


@pytest.fixture
def barrier() -> Barrier:
    """Anders's, which the network reads."""
    return cast.barrier_report().barrier


def telling(outcome: Outcome, barrier: Barrier | None = None) -> str:
    return f"{outcome.get_absolute_url()}virkning/" + (f"?barriere={barrier.number}" if barrier else "")


def opened(address: str) -> tuple[str, str]:
    """Where it ends, and what is read there."""
    response = cast.browser("karen").get(address, follow=True)
    return response.request["PATH_INFO"], unescape(response.content.decode())


def pass_by(effect: Effect) -> None:
    Effect.objects.filter(pk=effect.pk).update(at=timezone.now() - UNDOABLE - timedelta(minutes=1))


def test_the_way_to_tell_it_twice_ends_where_it_can_be_taken_back(barrier):
    effect = make_effect(barrier)
    place, page = opened(telling(effect.outcome, barrier))
    assert place == effect.outcome.get_absolute_url() and "fortryd/" in page
    assert ON_THE_WAY in page and moment(effect.tells_at) in page and TOLD not in page
    pass_by(effect)
    place, page = opened(telling(effect.outcome, barrier))
    assert place == effect.outcome.get_absolute_url() and TOLD in page and ON_THE_WAY not in page


def test_sent_all_the_same_it_says_so_and_keeps_what_was_typed(barrier):
    outcome = make_effect(barrier).outcome
    facts = {"difference": Difference.EASES, "line": "Skrevet længe.", "token": str(uuid.uuid4())}
    page = unescape(cast.browser("karen").post(telling(outcome, barrier), facts).content.decode())
    assert ON_THE_WAY in page and "Skrevet længe." in page


def test_where_nobody_has_it_nobody_is_said_to_be_told(barrier):
    withdraw(cast.barrier_report(), actor=cast.person("anders"))
    effect = make_effect(barrier)
    place, page = opened(telling(effect.outcome, barrier))
    assert place == effect.outcome.get_absolute_url() and SAID in page and TOLD not in page and ON_THE_WAY not in page
    assert "De, der har meldt den, får besked" not in page
    assert f"ingen får besked. Det kan trækkes tilbage indtil {moment(effect.tells_at)}" in page
    assert "Vi spørger" not in page


def test_where_what_it_was_merged_into_is_somebodys_they_are_told(barrier):
    other = make_report("aase").barrier
    assess(other)
    effect = make_effect(Barrier.objects.get(pk=other.pk))
    merge(Barrier.objects.get(pk=other.pk), target=barrier, actor=cast.person("karen"))
    assert f"får besked {moment(effect.tells_at)}" in opened(effect.outcome.get_absolute_url())[1]


@pytest.mark.parametrize("hidden", ["barrier", "outcome"])
def test_of_what_is_hidden_that_is_said_first(barrier, hidden):
    outcome = make_outcome()
    hide(barrier if hidden == "barrier" else outcome, reason="Forkert", actor=cast.person("karen"))
    for address in (telling(outcome, barrier), *([telling(outcome)] if hidden == "outcome" else [])):
        place, page = opened(address)
        assert place == outcome.get_absolute_url() and "er skjult. Vis" in page


def test_what_is_told_is_no_choice(barrier):
    outcome = make_effect(barrier, difference=Difference.NONE).outcome
    assert f"?barriere={barrier.number}" not in opened(telling(outcome))[1]
    assert f"?barriere={barrier.number}" in opened(telling(make_outcome()))[1]
