"""When a barrier is over, the secretariat is asked in the same form what becomes of the work that is planned for it."""

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from klimanet.activity.models import Line
from klimanet.barriers.models import Barrier, Stage, State, Step
from klimanet.barriers.operations.outcomes import take_back_effect, tell_effect
from klimanet.barriers.operations.states import move, take_back
from klimanet.barriers.operations.steps import argue, settle_step
from klimanet.barriers.queries.stories import STEP, story
from klimanet.entries.operations.merging import merge
from klimanet.entries.permissions import standing
from klimanet.members.models.networks import today
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import advance, assess, make_outcome, make_report, make_step

pytestmark = pytest.mark.django_db
LINE = "Vi går ikke videre."


def karen():
    return cast.person("karen")


def now(thing):
    return type(thing)._default_manager.get(pk=thing.pk)


@pytest.fixture
def barrier() -> Barrier:
    return Barrier.objects.get(pk=cast.barrier_report().barrier.pk)


@pytest.fixture
def letter(barrier) -> Step:
    return planned(barrier, title="Brevet")


def planned(*barriers: Barrier, **facts) -> Step:
    step = make_step(**facts)
    for barrier in barriers:
        argue(step, barrier=barrier, text="Derfor.", actor=karen())
    return step


def offered(path: str) -> list[str]:
    """What stands beside the boxes to tick, and whether one is ticked."""
    page = unescape(cast.browser("karen").get(path).content.decode())
    rows = re.findall(r'<input[^>]*name="called_off"([^>]*)>(.*?)</label>', page, re.DOTALL)
    return [("x " if "checked" in row else "") + re.sub(r"<[^>]+>|\s+", " ", label).strip() for row, label in rows]


def drop(barrier: Barrier, *steps: Step):
    return move(barrier, state=State.DROPPED, line=LINE, called_off=steps, actor=karen())


def test_what_is_planned_for_it_is_listed_and_nothing_is_ticked(barrier, letter):
    planned(barrier, title="Leveret", delivered_on=today())
    planned(title="Om noget andet")
    assert [row.split(".")[0] for row in offered(f"{barrier.get_absolute_url()}trin/")] == ["Brevet"]
    outcome = make_outcome()
    assert offered(f"{outcome.get_absolute_url()}virkning/?barriere={barrier.number}") == ["Brevet"]


def test_where_nothing_is_planned_nothing_is_asked(barrier):
    assert "called_off" not in cast.browser("karen").get(f"{barrier.get_absolute_url()}trin/").content.decode()


def test_what_is_ticked_is_overtaken_and_the_rest_stays_planned(barrier, letter):
    meeting = planned(barrier, title="Mødet")
    facts = {"state": "dropped", "line": LINE, "called_off": [letter.pk], "token": str(uuid.uuid4())}
    for _ in range(2):  # pressed twice
        assert cast.browser("karen").post(f"{barrier.get_absolute_url()}trin/", facts).status_code == 302
    assert (now(letter).state, now(letter).result) == (Stage.OVERTAKEN, "")
    assert now(meeting).state == Stage.PLANNED
    assert Line.objects.filter(verb="step.resulted").count() == 1


def test_it_says_which_other_open_barriers_the_work_argues_for(barrier, letter):
    other, over = (make_report(summary=title).barrier for title in ("Loftet", "Forbi"))
    for one in (other, over):
        assess(one)
    for one in (other, over):
        argue(letter, barrier=now(one), text="Også.", actor=karen())
    drop(now(over))
    assert offered(f"{barrier.get_absolute_url()}trin/") == [
        "Brevet. Argumenterer også for disse, som ikke er afsluttet: Loftet"
    ]
    drop(barrier)
    assert now(letter).state == Stage.PLANNED, "Nothing is called off by itself."


def test_of_barriers_that_were_merged_it_names_the_one_that_goes_on(barrier, letter):
    other, into = (make_report(summary=title).barrier for title in ("Loftet", "Lofterne"))
    for one in (other, into):
        assess(one)
    argue(letter, barrier=now(other), text="Også.", actor=karen())
    merge(now(other), target=now(into), actor=karen())
    assert "Lofterne" in offered(f"{barrier.get_absolute_url()}trin/")[0]
    assert offered(f"{into.get_absolute_url()}trin/"), "And it is asked about there too."


def test_while_the_barrier_goes_on_nothing_is_called_off(barrier, letter):
    facts = {"line": LINE, "due_on": today(), "actor": karen()}
    with pytest.raises(Refusal, match="Barrieren bliver ikke afsluttet"):
        move(barrier, state=State.PRIORITISED, called_off=[letter], **facts)
    with pytest.raises(Refusal, match="Barrieren bliver ikke afsluttet"):
        tell_effect(make_outcome(), barrier=barrier, difference="none", line=LINE, called_off=[letter], actor=karen())
    assert (now(letter).state, now(barrier).state) == (Stage.PLANNED, State.ASSESSED)


def test_what_is_delivered_or_about_something_else_by_then_is_refused(barrier, letter):
    for step in (planned(title="Andet"), planned(barrier, title="Leveret", delivered_on=today())):
        with pytest.raises(Refusal, match="ændret"):
            drop(barrier, letter, step)
    assert now(letter).state == Stage.PLANNED


def test_taken_back_it_is_planned_again(barrier, letter):
    take_back(drop(barrier, letter), actor=karen())
    assert (now(letter).state, now(letter).result, now(letter).called_off_by) == (Stage.PLANNED, "", None)
    assert Line.objects.filter(verb="step.resulted").count() == 2


def test_with_an_outcome_too(barrier, letter):
    facts = {"difference": "removes", "line": LINE, "called_off": [letter], "actor": karen()}
    effect = tell_effect(make_outcome(), barrier=barrier, **facts)
    assert now(letter).state == Stage.OVERTAKEN
    take_back_effect(effect, actor=karen())
    assert now(letter).state == Stage.PLANNED


def test_what_was_said_of_it_since_stays(barrier, letter):
    change = drop(barrier, letter)
    settle_step(letter, stage=Stage.OVERTAKEN, result="Ministeren gik af.", actor=karen())
    take_back(change, actor=karen())
    assert now(letter).result == "Ministeren gik af."


def test_it_is_seen_at_once_what_is_under_way(barrier, letter):
    advance(barrier, State.PRIORITISED)
    drop(now(barrier), letter)
    assert "Der er ikke mere i gang." in unescape(cast.browser("aase").get(barrier.get_absolute_url()).content.decode())


def test_what_is_said_of_a_barrier_stands_on_no_step_that_more_people_read(barrier, letter):
    secret = make_report(summary="Hemmeligt").barrier
    meeting = planned(secret, title="Mødet")
    change = move(secret, state=State.DROPPED, line="Kanariefugl", called_off=[meeting], actor=karen())
    assert now(meeting).called_off_by == change
    assert cast.browser("aase").get(secret.get_absolute_url()).status_code == 404
    page = cast.browser("aase").get(meeting.get_absolute_url())
    assert (page.status_code, "Kanariefugl" in page.content.decode()) == (200, False)


def test_what_is_called_off_under_embargo_does_not_open(barrier):
    meeting = planned(barrier, title="Mødet", opens_on=today() + timedelta(days=1))
    due = Step.objects.due_to_open(today() + timedelta(days=1))
    assert meeting in due
    change = drop(barrier, meeting)
    assert meeting not in due.all()
    take_back(change, actor=karen())
    assert meeting in due.all()


def test_it_stands_in_the_story_where_it_was_called_off(barrier, letter):
    Step.objects.filter(pk=letter.pk).update(created_at=timezone.now() - timedelta(days=200))
    change = drop(barrier, letter)
    found = story(now(barrier), standing=standing(karen(), barrier.network))
    assert next(one.at for one in found.happened if one.number == letter.number and one.what == STEP) == change.at


def test_what_was_ticked_and_is_delivered_meanwhile_is_said(barrier, letter):
    Step.objects.filter(pk=letter.pk).update(delivered_on=today(), state=Stage.DELIVERED)
    facts = {"state": "dropped", "line": LINE, "called_off": [letter.pk], "token": str(uuid.uuid4())}
    answer = cast.browser("karen").post(f"{barrier.get_absolute_url()}trin/", facts)
    assert answer.status_code == 200
    assert "har ændret »Brevet« imens" in unescape(answer.content.decode())
    assert now(barrier).state == State.ASSESSED
