"""The date that is proposed for whoever sees to something is a day on which they are at work."""

from datetime import datetime, timedelta

import pytest
import time_machine

from klimanet.barriers.models import Barrier, State, first_date
from klimanet.barriers.operations.states import reopen
from klimanet.dialogues.models import first_date as date_of_a_question
from klimanet.text.dates import midnight, working_day
from tests import cast
from tests.building import advance

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("first", [first_date, date_of_a_question])
def test_whatever_day_it_is_reported_or_asked(first):
    for day in range(14):
        with time_machine.travel(midnight(datetime(2026, 12, 7)) + timedelta(days=day), tick=False):
            assert first() == working_day(first())


@pytest.mark.parametrize(("on", "due"), [("2027-01-04", "2027-01-29"), ("2027-01-17", "2027-02-26")])
def test_reopened_it_is_the_last_of_that_month(on, due):
    barrier = Barrier.objects.get(pk=cast.barrier_report().barrier.pk)
    advance(barrier, State.DROPPED)
    with time_machine.travel(midnight(datetime.fromisoformat(on)), tick=False):
        reopen(Barrier.objects.get(pk=barrier.pk), reason="x", actor=cast.person("anders"))
    assert Barrier.objects.get(pk=barrier.pk).due_on.isoformat() == due
