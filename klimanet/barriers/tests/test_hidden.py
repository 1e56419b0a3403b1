"""What a barrier's story says of work and outcomes that the secretariat has hidden."""

from html import unescape

import pytest

from klimanet.barriers.models import Barrier
from klimanet.barriers.operations.steps import argue
from klimanet.entries.operations.order import hide, show_again
from tests import cast
from tests.building import make_effect, make_step

pytestmark = pytest.mark.django_db
LINE, ONLY_SECRETARIAT = "Nu må I gerne.", "Kun sekretariatet"  # as `make_effect` says it


@pytest.fixture
def barrier() -> Barrier:
    return cast.barrier_report().barrier


def reads(key: str, thing) -> str:
    return unescape(cast.browser(key).get(thing.get_absolute_url()).content.decode())


def told_of(entry, barrier: Barrier) -> str:
    """What stands with it in the story, for the secretariat."""
    return reads("karen", barrier).partition(f">{entry.title}</a>")[2].partition("</li>")[0]


def test_the_line_of_a_hidden_outcome_is_hidden_with_it_and_the_state_stays(barrier):
    outcome, report = make_effect(barrier).outcome, cast.barrier_report()
    hide(outcome, reason="Forkert", actor=cast.person("karen"))
    for key, thing in (
        ("aase", barrier),
        ("anders", barrier),
        ("anders", report),
        ("lise", barrier),
        ("sofie", barrier),
    ):
        page = reads(key, thing)
        assert LINE not in page and outcome.title not in page and "<strong>Løst</strong>" in page
    assert LINE in reads("karen", barrier)
    show_again(outcome, actor=cast.person("karen"))
    assert LINE in reads("aase", barrier)


def test_the_secretariat_reads_there_that_nobody_else_does(barrier):
    step = make_step(title="Kanariebrev")
    argue(step, barrier=barrier, text="Derfor.", actor=cast.person("karen"))
    for hidden in (step, make_effect(barrier).outcome):
        assert ONLY_SECRETARIAT not in told_of(hidden, barrier)
        hide(hidden, reason="Forkert", actor=cast.person("karen"))
        assert ONLY_SECRETARIAT in told_of(hidden, barrier)


def test_while_it_is_hidden_nobody_is_said_to_be_told(barrier):
    outcome = make_effect(barrier).outcome
    hide(outcome, reason="Forkert", actor=cast.person("karen"))
    for thing in (barrier, outcome):
        page = reads("karen", thing)
        assert "er skjult, så ingen får besked. Det kan trækkes tilbage" in page and "fortryd/" in page
        assert "De, der har meldt den, får besked" not in page
