"""On every page about one of them the breadcrumbs lead through the lists where it stands."""

import re

import pytest

from tests import cast
from tests.addresses import address
from tests.building import any_outcome, any_step

pytestmark = pytest.mark.django_db
ONWARDS = ("historik", "sammenlaegning", "skjulning", "temaer", "videre")


def trail(path: str) -> list[str]:
    page = cast.browser("karen").get(path).text
    found = re.search(r'<nav class="ds-breadcrumbs.*?</nav>', page, re.DOTALL)
    assert found and found[0].count('aria-current="page"') == 1, path
    return re.findall(r'href="([^"]+)"', found[0])


@pytest.mark.parametrize("page", ONWARDS)
def test_what_is_asked_of_any_entry(page):
    barrier = cast.barrier_report().barrier
    assert trail(f"/klima/indlaeg/{barrier.pk}/{page}/") == ["/klima/", "/klima/barrierer/", barrier.get_absolute_url()]


def test_of_a_thread():
    thread = cast.thread()
    assert trail(f"/klima/indlaeg/{thread.pk}/historik/") == ["/klima/", "/klima/dialog/", thread.get_absolute_url()]


@pytest.mark.parametrize(
    ("make", "folder", "views"),
    [
        (any_step, "indsatser", ["step_editing", "step_arguing", "step_resulting"]),
        (any_outcome, "resultater", ["outcome_editing", "outcome_telling"]),
    ],
)
def test_of_political_work_and_what_came_of_it(make, folder, views):
    entry, above = make(), ["/klima/", "/klima/barrierer/", f"/klima/barrierer/{folder}/"]
    assert trail(entry.get_absolute_url()) == above
    for path in (*map(address, views), f"/klima/indlaeg/{entry.pk}/historik/"):
        assert trail(path) == [*above, entry.get_absolute_url()]


@pytest.mark.parametrize("view", ["barrier_moving", "barrier_wording", "barrier_continuing", "barrier_joining"])
def test_of_a_barrier(view):
    barrier = cast.barrier_report().barrier
    assert trail(address(view)) == ["/klima/", "/klima/barrierer/", barrier.get_absolute_url()]
