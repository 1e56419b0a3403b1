"""A second adviser takes over a handler's open things in one step."""

import datetime
import uuid

import pytest

from klimanet.activity.models import Line
from klimanet.entries.models import Entry
from klimanet.entries.operations.care import look_after
from klimanet.members.models import Holding, Role
from klimanet.members.models.networks import today
from klimanet.members.operations.seats import vacate_seat
from klimanet.rules.actors import SYSTEM
from tests import cast
from tests.building import make_thread

pytestmark = pytest.mark.django_db
PAGE = "/klima/sekretariat/overdragelse/"
WEEK = datetime.timedelta(days=7)


@pytest.fixture
def mine():
    """Two questions that Karen sees to."""
    threads = [make_thread(), make_thread()]
    for thread in threads:
        look_after(thread, handler=cast.seat("karen").pk, due_on=today() + WEEK, actor=cast.person("karen"))
    return threads


def form(source: str = "karen", target: str = "jonas") -> dict:
    return {"token": uuid.uuid4(), "source": cast.seat(source).pk, "target": cast.seat(target).pk}


def handlers(threads) -> set[int]:
    for thread in threads:
        thread.refresh_from_db()
    return {thread.handler_id for thread in threads}


def test_all_of_it_goes_over_and_the_dates_stay(mine):
    browser, sent = cast.browser("jonas"), form()
    assert "Karen Holm Vestergaard: 3 åbne ting" in browser.get(PAGE).content.decode()
    for _ in range(2):
        assert browser.post(PAGE, sent).status_code == 302
    assert handlers(mine) == {cast.seat("jonas").pk}
    assert {thread.due_on for thread in mine} == {today() + WEEK}
    assert Line.objects.filter(verb="seat.relieved").count() == 1


def test_what_somebody_who_has_left_saw_to_can_be_taken_over(mine):
    seat = cast.seat("karen")
    vacate_seat(seat, actor=SYSTEM)
    browser = cast.browser("jonas")
    assert "Ledig plads: 3 åbne ting" in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, {**form("jonas", "jonas"), "source": seat.pk}).status_code == 302
    assert handlers(mine) == {cast.seat("jonas").pk}


@pytest.mark.parametrize(("source", "target"), [("karen", "mette"), ("karen", "karen"), ("mette", "jonas")])
def test_only_the_secretariat_hands_over_and_takes_over(mine, source, target):
    shown = cast.browser("karen").post(PAGE, form(source, target)).content.decode()
    assert "ds-error-summary" in shown
    assert handlers(mine) == {cast.seat("karen").pk}


def test_another_networks_seat_takes_nothing(mine):
    theirs = Holding.objects.get(person=cast.person("line"), seat__role=Role.SECRETARIAT).seat
    shown = cast.browser("karen").post(PAGE, {**form(), "target": theirs.pk}).content.decode()
    assert "ds-error-summary" in shown
    assert "Karen" not in cast.browser("line").get("/tilpasning/sekretariat/overdragelse/").content.decode()


def test_where_nobody_sees_to_anything_the_page_says_so():
    Entry.objects.update(handler=None)
    assert "Der er intet at overdrage" in cast.browser("karen").get(PAGE).content.decode()


def test_how_long_is_long_is_the_networks_setting():
    network = cast.network()
    network.open_after = 5
    network.save()
    shown = cast.browser("karen").get("/klima/dialog/opfoelgning/").content.decode()
    assert '<option value="5" selected>' in shown
