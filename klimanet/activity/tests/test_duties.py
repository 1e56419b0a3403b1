"""What is done once a night is done once each night, whoever else fails, and made up for after a night without a worker."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from klimanet.activity.duties import do_nightly
from klimanet.activity.models import NightlyDuty

pytestmark = pytest.mark.django_db
done: list[str] = []
NOON = datetime(2026, 5, 4, 12, tzinfo=ZoneInfo("Europe/Copenhagen"))


def clear() -> None:
    done.append("clear")


def fail() -> None:
    done.append("fail")
    raise ValueError("no\nroom" + "x" * 400)


@pytest.fixture(autouse=True)
def duties(settings):
    settings.DUTIES = {"fail": f"{__name__}.fail", "clear": f"{__name__}.clear"}
    yield
    done.clear()


def at(**later: int) -> int:
    with time_machine.travel(NOON + timedelta(**later), tick=False):
        return do_nightly()


def test_each_is_done_once_a_night_and_one_that_fails_holds_up_no_other():
    assert at() == 1
    assert done == ["fail", "clear"]
    at(seconds=30)  # too early even for the one that failed
    at(hours=13, minutes=59)  # 1.59: not yet tonight's
    assert done == ["fail", "clear", "fail"]
    at(hours=14)
    assert done.count("clear") == 2


def test_a_night_without_a_worker_is_made_up_for_once():
    at()
    assert at(days=3) == 1
    assert at(days=3, hours=1) == 0


def test_what_failed_is_told_and_forgotten_once_it_is_done(settings):
    at()
    failed = NightlyDuty.objects.get(name="fail")
    assert failed.last_error.startswith("ValueError('no\\nroom")
    assert (failed.attempts, failed.done_at) == (1, None)
    settings.DUTIES = {"fail": f"{__name__}.clear"}
    assert at(hours=1) == 1
    failed.refresh_from_db()
    assert (failed.attempts, failed.last_error) == (0, "")


def test_what_somebody_is_at_is_left_to_them_until_they_are_thought_dead():
    at()
    NightlyDuty.objects.filter(name="clear").update(done_at=None, not_before=NOON + timedelta(minutes=30))
    assert at(minutes=29) == 0
    assert at(minutes=30) == 1


def test_while_it_is_done_it_is_taken(settings, monkeypatch):
    """Its function sees its own duty taken: whoever looks meanwhile does nothing."""
    settings.DUTIES = {"clear": f"{__name__}.clear"}
    seen = []
    monkeypatch.setitem(globals(), "clear", lambda: seen.append(do_nightly()))
    assert do_nightly() == 1
    assert seen == [0]
    assert NightlyDuty.objects.get().not_before <= timezone.now()
