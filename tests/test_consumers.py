"""What every consumer of the log holds to: it reads, and only the function it answers with writes."""

import pytest
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from klimanet.activity.models import Line
from klimanet.entries.operations.merging import merge
from klimanet.entries.operations.order import hide, report, show_again
from tests import cast
from tests.building import make_comment, make_report, make_thread

pytestmark = pytest.mark.django_db


def refuse_writing(execute, sql, *rest):
    assert sql.lstrip("( ").startswith("SELECT"), sql
    return execute(sql, *rest)


@pytest.mark.parametrize("name", settings.CONSUMERS)
def test_a_consumer_reads_before_it_writes(name):
    """Whoever writes a comment on SQLite waits for a transaction of the worker, but not for its thinking."""
    report(cast.thread(), reason="Er det rigtigt?", actor=cast.person("sofie"))
    thread = make_thread(addressed=[cast.seat("anders").membership.organisation])
    hide(
        make_comment(thread, "mette", text="Hej @Odense"), reason="Den hører ikke til her.", actor=cast.person("karen")
    )
    merge(make_report("aase").barrier, target=cast.barrier_report().barrier, actor=cast.person("karen"))
    hide(thread, reason="Den hører ikke til her.", actor=cast.person("karen"))
    show_again(thread, actor=cast.person("karen"))
    merge(make_thread(), target=thread, actor=cast.person("karen"))
    consumer, writers = import_string(settings.CONSUMERS[name]), []
    with connection.execute_wrapper(refuse_writing):
        writers = [consumer(line) for line in Line.objects.newest_first()[:10]]
    assert any(writers)


def test_one_that_writes_at_once_is_found():
    with connection.execute_wrapper(refuse_writing), pytest.raises(AssertionError, match="UPDATE"):
        cast.network().save()
