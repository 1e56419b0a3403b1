"""Every line is handled once by each consumer that cares, and what a consumer did is kept or undone with that."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone

from klimanet.activity.consuming import consume_due, handles
from klimanet.activity.models import Line, Pending
from klimanet.activity.operations import record
from klimanet.mail.models import Message
from klimanet.mail.operations import post
from klimanet.rules.actors import SYSTEM
from tests import cast

pytestmark = pytest.mark.django_db
broken: set[str] = set()


def told(line: Line):
    def write() -> None:
        post(to="a@b.example", subject=line.verb, text="Tekst")
        if line.verb in broken:
            raise ValueError("out of\nit \0 \ud800" + "x" * 400)

    return write


@handles("network.waved", "*.greeted")
def greeted(line: Line):
    return partial(post, to="greeted@b.example", subject=line.verb, text="Tekst")


@pytest.fixture(autouse=True)
def consumers(settings):
    settings.CONSUMERS = {"told": f"{__name__}.told", "greeted": f"{__name__}.greeted"}
    yield
    broken.clear()


@transaction.atomic
def happen(*verbs: str, subject=None) -> None:
    for verb in verbs:
        record(f"network.{verb}", subject or cast.network(), actor=SYSTEM)


def mails() -> list[str]:
    return list(Message.objects.order_by("id").values_list("subject", flat=True))


def make_due() -> None:
    Pending.objects.update(not_before=timezone.now())


def test_a_line_is_handled_once_by_each_that_cares():
    happen("greeted", "left")
    assert Pending.objects.filter(consumer="told").count() == 2
    assert Pending.objects.get(consumer="greeted").line.verb == "network.greeted"
    assert mails() == []
    assert consume_due() == 3
    assert consume_due() == 0
    assert mails() == ["network.greeted", "network.greeted", "network.left"]
    assert Message.objects.filter(to="greeted@b.example").count() == 1


def test_what_was_undone_is_told_to_nobody():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        happen("greeted")
        raise ZeroDivisionError
    assert consume_due() == 0


def test_one_broken_line_holds_up_nobody_and_is_tried_again(caplog):
    broken.add("network.left")
    happen("left", "cheered", subject=cast.network())
    happen("sung", subject=cast.person("karen"))
    consume_due()
    assert mails() == ["network.cheered", "network.sung"]
    pending = Pending.objects.get()
    assert (pending.attempts, pending.last_error[:34]) == (1, r"ValueError('out of\nit \x00 \ud800")
    assert len(pending.last_error) == 300
    assert pending.not_before > timezone.now()
    (said,) = [record.getMessage() for record in caplog.records]
    assert "\n" not in said
    assert "told" in said
    assert consume_due() == 0
    broken.clear()
    make_due()
    assert consume_due() == 1
    assert mails()[-1] == "network.left"
    assert Pending.objects.count() == 0


def test_the_wait_grows_to_an_hour():
    broken.add("network.left")
    happen("left")
    waits = []
    for _ in range(12):
        make_due()
        consume_due()
        waits.append(round((Pending.objects.get().not_before - timezone.now()).total_seconds()))
    assert waits[:3] == [5, 10, 20]
    assert waits[-1] == 3600


def test_what_is_said_of_one_subject_is_handled_in_order():
    """While a line is being handled, by another worker, later ones of its subject wait; those of others do not."""
    happen("greeted", "left", subject=cast.network())
    happen("sung", subject=cast.person("karen"))
    due = [str(pending.line) for pending in Pending.objects.due().filter(consumer="told")]
    assert [words.split()[0] for words in due] == ["network.greeted", "network.sung"]


def test_a_consumer_that_is_gone_is_left_alone(settings):
    happen("greeted")
    settings.CONSUMERS = {"greeted": settings.CONSUMERS["greeted"]}
    assert consume_due() == 1
    assert Pending.objects.get().consumer == "told"


def test_a_long_log_is_followed_in_spells():
    happen(*["left"] * 150)
    assert [consume_due(), consume_due(), consume_due()] == [100, 50, 0]


def test_whoever_is_told_to_stop_ends_with_the_line_that_is_under_way():
    happen("left", "left")
    over = iter([False, True])
    assert consume_due(is_over=lambda: next(over)) == 1
    assert Pending.objects.count() == 1


def test_a_broken_database_is_not_taken_for_a_broken_line():
    def gone(execute, sql, *rest):
        raise OSError("the database is gone")

    happen("left")
    with connection.execute_wrapper(gone), pytest.raises(OSError, match="gone"):
        consume_due()
    assert Pending.objects.late(timedelta(0)).get().attempts == 0
