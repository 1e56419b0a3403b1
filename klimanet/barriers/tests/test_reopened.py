"""A barrier that is over is opened again by those who have it; what they are told of that, and what the secretariat sees."""

import pytest
from django.core.exceptions import PermissionDenied

from klimanet.activity.models import Line
from klimanet.barriers.models import Barrier, State
from klimanet.barriers.operations.states import reopen
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due, letter_of
from tests import cast
from tests.building import advance, make_report

pytestmark = pytest.mark.django_db
WON = (State.PRIORITISED, State.ADVOCACY, State.SOLVED)


@pytest.fixture
def barrier() -> Barrier:
    """Reported by Anders, for Odense; assessed."""
    return now(cast.barrier_report().barrier)


def now(barrier: Barrier) -> Barrier:
    return Barrier.objects.get(pk=barrier.pk)


def reads(key: str, path: str) -> str:
    return cast.browser(key).get(path).content.decode()


@pytest.mark.parametrize("states", [[State.DROPPED], WON])
def test_the_page_that_the_mails_lead_to_opens_it_again(barrier, states):
    change = advance(barrier, *states)
    text = letter_of(Message.objects.get(about__change=change.pk)).text
    page, button = cast.barrier_report().get_absolute_url(), f'href="{barrier.get_absolute_url()}genaabning/"'
    assert page in text
    assert [button in reads(key, page) for key in ("anders", "mette", "karen")] == [True, True, False]
    reopen(now(barrier), reason="x", actor=cast.person("mette"))
    assert button not in reads("anders", page), "It is open."


def mail_of(change) -> str:
    return letter_of(Message.objects.get(origin="barrier_changed", about__change=change.pk)).text


def test_a_no_says_as_a_win_does_that_it_can_be_opened_again_and_a_no_also_whom_to_ask(barrier):
    karen = cast.person("karen")
    dropped = mail_of(advance(barrier, State.DROPPED))
    assert "Er der mere at sige" in dropped and f"{karen.name}, {karen.email}" in dropped
    solved = mail_of(advance(now(barrier), State.CLARIFYING, State.ASSESSED, *WON))
    assert "Er den ikke løst hos jer, kan I åbne barrieren igen her:" in solved and karen.email not in solved


def test_what_the_network_never_read_is_not_opened_again_so_the_mail_says_whom_to_ask():
    report = make_report("anders")
    text = mail_of(advance(report.barrier, State.DROPPED))
    assert cast.person("karen").email in text
    assert "åbne barrieren igen" not in text
    assert "genaabning" not in reads("anders", report.get_absolute_url())
    with pytest.raises(PermissionDenied):
        reopen(now(report.barrier), reason="x", actor=cast.person("anders"))


def test_whoever_has_it_opens_it_again_and_the_secretariat_alone_reads_who_and_why(barrier):
    advance(barrier, *WON)
    with pytest.raises(PermissionDenied):
        reopen(now(barrier), reason="x", actor=cast.person("aase"))
    reopen(now(barrier), reason="Loftet står der endnu", actor=cast.person("mette"))
    assert now(barrier).state == State.CLARIFYING
    assert now(barrier).due_on is not None
    pages = {
        key: cast.browser(key).get(barrier.get_absolute_url()).content.decode() for key in ("karen", "aase", "anders")
    }
    assert "Loftet står der endnu" in pages["karen"]
    assert "genåbnet af Odense" in pages["karen"]
    assert "genåbnet" not in pages["aase"]  # of Odense only the secretariat knows that it has it
    assert "Loftet står der endnu" not in pages["aase"] + pages["anders"]
    line = Line.objects.get(verb="barrier.reopened")
    assert line.actor_kind == "system"
    deliver_due()
    assert cast.person("karen").email in Message.objects.filter(origin="barrier_reopened").values_list("to", flat=True)


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ([State.DROPPED], ("Åbn den igen", "Hvorfor skal den åbnes igen?")),
        (WON, ("Den er ikke løst hos os", "Hvorfor er den ikke løst?")),
    ],
)
def test_what_was_given_up_is_not_said_to_be_unsolved(barrier, states, words):
    advance(barrier, *states)
    paths = (barrier.get_absolute_url(), f"{barrier.get_absolute_url()}genaabning/")
    pages = [cast.browser("anders").get(path).content.decode() for path in paths]
    assert f'genaabning/">{words[0]}' in pages[0]
    assert f"<h1>{words[0]}</h1>" in pages[1] and words[1] in pages[1]
