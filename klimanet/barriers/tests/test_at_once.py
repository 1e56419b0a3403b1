"""Two people at once: a report is neither lost nor counted twice, and nobody waits in a circle. See docs/architecture.md."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import transaction

from klimanet.barriers.models import Barrier, Difference, Report, Stage, State
from klimanet.barriers.operations.notes import write_note
from klimanet.barriers.operations.outcomes import tell_effect
from klimanet.barriers.operations.reports import bring_back, join, withdraw
from klimanet.barriers.operations.states import move
from klimanet.barriers.operations.steps import argue
from klimanet.entries.operations.arranging import move_to_themes
from klimanet.entries.operations.merging import merge, separate
from klimanet.entries.operations.order import report
from tests import cast
from tests.building import assess, make_outcome, make_report, make_step, make_thread
from tests.test_together import at_once

pytestmark = pytest.mark.usefixtures("committed")


def interleaved(first: Callable, late: Callable, then: Callable = int) -> None:
    """`late` begins between the two, which are one transaction; it is refused nothing."""
    refused: list[Exception] = []
    thread = threading.Thread(target=lambda: refused.extend(at_once(late)))
    try:
        with transaction.atomic():
            first()
            thread.start()
            thread.join(0.5)
            then()
    finally:
        thread.join()
    assert refused == []


def assessed(key: str = "anders", **facts) -> Barrier:
    barrier = make_report(key, **facts).barrier
    assess(barrier)
    return barrier


@pytest.fixture
def step():
    step = make_step()
    argue(step, barrier=cast.barrier_report().barrier, text="Derfor.", actor=cast.person("karen"))
    return step


@pytest.fixture
def reports():
    """Of one municipality: of the barrier that is there before every test, and of another."""
    return cast.barrier_report(), Report.objects.get(barrier=assessed(summary="Den anden"))


def now(*reports: Report) -> list[Report]:
    return [Report.objects.get(pk=report.pk) for report in reports]


@pytest.mark.parametrize("which", [0, 1])
def test_what_is_withdrawn_while_it_is_merged_is_withdrawn_whole(reports, which):
    first, second = reports
    merging = partial(merge, first.barrier, target=second.barrier, actor=cast.person("karen"))
    interleaved(merging, partial(withdraw, reports[which], actor=cast.person("anders")))
    assert all(report.withdrawn_at for report in now(*reports))


def test_what_is_brought_back_while_it_is_told_apart_is_brought_back_where_it_lies(reports):
    first, second = reports
    karen, anders = cast.person("karen"), cast.person("anders")
    withdraw(second, actor=anders)
    merge(first.barrier, target=second.barrier, actor=karen)
    (first,) = now(first)
    assert first.barrier_id == second.barrier_id
    withdraw(first, actor=anders)
    interleaved(partial(separate, reports[0].barrier, actor=karen), partial(bring_back, first, actor=anders))
    first, second = now(*reports)
    assert (first.withdrawn_at, first.barrier_id) == (None, reports[0].barrier_id)
    assert second.withdrawn_at


def test_a_thread_is_flagged_while_a_barrier_is_reported_from_it():
    thread = make_thread("aase")
    interleaved(
        partial(make_report, summary="En anden"),
        partial(report, thread, reason="x", actor=cast.person("nadia")),
        partial(make_report, source=thread),
    )


def test_a_barrier_is_merged_while_somebody_joins_another_from_it():
    karen, source, target = cast.person("karen"), cast.barrier_report().barrier, assessed(summary="Den anden")
    interleaved(
        partial(write_note, target, text="x", actor=karen),
        partial(merge, source, target=target, actor=karen),
        partial(join, target, stopped="x", source=source, actor=cast.person("nadia")),
    )


def test_work_is_called_off_while_a_barrier_is_reported_from_it(step):
    facts = {"difference": Difference.REMOVES, "line": "x", "sequel": assessed(), "called_off": [step]}
    barrier = cast.barrier_report().barrier
    interleaved(
        partial(make_report, summary="En anden"),
        partial(tell_effect, make_outcome(), barrier=barrier, actor=cast.person("karen"), **facts),
        partial(make_report, source=step),
    )
    step.refresh_from_db()
    assert step.state == Stage.OVERTAKEN


def test_a_barrier_and_its_planned_work_are_held_in_the_order_of_their_keys(step):
    """As where several are chosen in a list."""
    karen, barrier = cast.person("karen"), cast.barrier_report().barrier
    facts = {"state": State.DROPPED, "line": "x", "called_off": [step], "actor": karen}
    interleaved(
        partial(move_to_themes, barrier, themes=[], actor=karen),
        partial(move, barrier, **facts),
        partial(move_to_themes, step, themes=[], actor=karen),
    )
