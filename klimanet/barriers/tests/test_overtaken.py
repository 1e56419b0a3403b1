"""Somebody says how far a barrier is, or opens it again, on a form that was opened before somebody else did."""

import re
import uuid
from html import unescape

import pytest

from klimanet.barriers.models import Barrier, Change, State
from klimanet.barriers.operations.reports import withdraw
from klimanet.barriers.operations.states import reopen, take_back
from klimanet.entries.operations.merging import merge
from klimanet.entries.operations.order import hide
from klimanet.members.models.networks import today
from klimanet.text.dates import moment
from tests import cast
from tests.building import advance, assess, make_effect, make_outcome, make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def barrier() -> Barrier:
    """Assessed."""
    return Barrier.objects.get(pk=cast.barrier_report().barrier.pk)


class Opened:
    """Karen's form, as it was opened; sent again it carries what the page carried then."""

    def __init__(self, path: str) -> None:
        self.browser, self.path = cast.browser("karen"), path
        self.token = str(uuid.uuid4())
        self._read(self.browser.get(self.path))

    def _read(self, response) -> None:
        self.page = unescape(response.content.decode())
        self.based_on = re.search(r'name="based_on" value="(\d*)"', self.page)[1]

    def send_facts(self, **facts):
        response = self.browser.post(self.path, {"token": self.token, "based_on": self.based_on, **facts})
        if response.status_code == 200:
            self._read(response)
        return response


class Moving(Opened):
    """That on which she says how far it is."""

    def __init__(self, barrier: Barrier) -> None:
        super().__init__(f"{barrier.get_absolute_url()}trin/")

    def send(self, state: State):
        return self.send_facts(state=state, line="Den venter til foråret.", due_on=str(today()))


class Telling(Opened):
    """That on which she says what an outcome does to it."""

    def __init__(self, barrier: Barrier) -> None:
        super().__init__(f"{make_outcome().get_absolute_url()}virkning/?barriere={barrier.number}")

    @property
    def becomes(self) -> list[str]:
        return re.findall(r"Barrieren bliver: (\w+)", self.page)

    def send(self):
        return self.send_facts(difference="removes", line="Nu må I gerne.")


def now(barrier: Barrier) -> Barrier:
    return Barrier.objects.get(pk=barrier.pk)


def test_what_a_colleague_said_meanwhile_is_told_and_a_second_press_goes_through(barrier):
    form = Moving(barrier)
    change = advance(barrier, State.PRIORITISED)
    (told,) = form.send(State.PARKED).context["form"].errors["state"]
    assert f"Den blev »Prioriteret« {moment(change.at)}" in told
    assert now(barrier).state == State.PRIORITISED and "Den venter til foråret." in form.page
    assert form.send(State.PARKED).status_code == 302
    assert now(barrier).state == State.PARKED


def test_back_where_it_was_it_has_still_been_changed(barrier):
    form = Moving(barrier)
    advance(barrier, State.CLARIFYING, State.ASSESSED)
    assert "Den blev »Vurderet«" in form.send(State.PARKED).context["form"].errors["state"][0]


def test_where_the_step_is_not_possible_from_there_the_possible_ones_are_offered(barrier):
    form = Moving(barrier)
    advance(barrier, State.PRIORITISED, State.ADVOCACY, State.SOLVED)
    form.send(State.PARKED)
    assert 'value="confirmed"' in form.page and 'value="parked"' not in form.page
    assert "passer ikke til" in form.send(State.PARKED).context["form"].errors["state"][0]


def test_so_it_is_with_what_was_taken_back_or_reopened_meanwhile(barrier):
    change = advance(barrier, State.PRIORITISED)
    form = Moving(barrier)
    take_back(change, actor=cast.person("jonas"))
    undone_at = Change.objects.get(pk=change.pk).undone_at
    assert f"Den blev »Vurderet« {moment(undone_at)}" in form.send(State.PARKED).context["form"].errors["state"][0]
    assert form.send(State.DROPPED).status_code == 302
    form = Moving(barrier)
    reopen(now(barrier), reason="x", actor=cast.person("anders"))
    assert "Den blev »Ved at blive afklaret«" in form.send(State.CLARIFYING).context["form"].errors["state"][0]


def test_changed_and_taken_back_in_between_it_is_as_it_was(barrier):
    form = Moving(barrier)
    take_back(advance(barrier, State.PRIORITISED), actor=cast.person("jonas"))
    assert form.send(State.PARKED).status_code == 302


def test_sent_twice_it_is_not_overtaken_by_itself(barrier):
    form = Moving(barrier)
    assert [form.send(State.PARKED).status_code for _ in range(2)] == [302, 302]
    assert barrier.changes.filter(state=State.PARKED).count() == 1


def test_what_an_outcome_does_is_told_of_what_it_is_by_now(barrier):
    advance(barrier, State.PRIORITISED, State.ADVOCACY)
    form = Telling(barrier)
    assert form.becomes == ["Løst", "Lettet"]
    change = advance(now(barrier), State.PARKED, State.CLARIFYING)
    (told,) = form.send().context["form"].errors["difference"]
    assert f"Den blev »Ved at blive afklaret« {moment(change.at)}" in told
    assert form.becomes == [] and "Nu må I gerne." in form.page and not barrier.effects.exists()
    assert [form.send().status_code for _ in range(2)] == [302, 302]
    assert now(barrier).state == State.CLARIFYING and barrier.effects.count() == 1


def reopening(barrier: Barrier, *, meanwhile, key: str = "anders", **facts) -> str:
    """The page on which somebody of Odense is told why their reason is not sent, since something was done while they wrote."""
    browser, path = cast.browser(key), f"{barrier.get_absolute_url()}genaabning/"
    assert browser.get(path).status_code == 200
    meanwhile()
    response = browser.post(path, {"token": str(uuid.uuid4()), "reason": "En lang grund", **facts})
    assert response.status_code == 200
    page = unescape(response.content.decode())
    assert "En lang grund" in page
    return page


def by_mette(barrier: Barrier) -> None:
    reopen(now(barrier), reason="x", actor=cast.person("mette"))


def taken_back(barrier: Barrier) -> None:
    withdraw(cast.barrier_report(), actor=cast.person("mette"))


def hidden(barrier: Barrier) -> None:
    hide(now(barrier), reason="x", actor=cast.person("karen"))


def merged(barrier: Barrier) -> None:
    target = make_report("aase", summary="Den anden").barrier
    assess(target)
    merge(now(barrier), target=now(target), actor=cast.person("karen"))


@pytest.mark.parametrize(
    ("meanwhile", "told"),
    [
        (by_mette, "Den er allerede åben: »Ved at blive afklaret«."),
        (taken_back, "Jeres kommune har skrevet, at den ikke har barrieren."),
        (hidden, "Sekretariatet har skjult barrieren"),
        (merged, "lagt sammen"),
    ],
)
@pytest.mark.parametrize("is_read", [True, False])
def test_why_it_is_not_over_is_kept_where_a_colleague_was_first(barrier, meanwhile, told, is_read):
    """Also of what the network never read."""
    if is_read:
        make_effect(barrier)
    else:
        Barrier.objects.filter(pk=barrier.pk).update(audience="secretariat")
        advance(now(barrier), State.DROPPED)
    assert told in reopening(now(barrier), meanwhile=lambda: meanwhile(barrier))
    assert barrier.changes.filter(person=None).count() == (meanwhile is by_mette)
