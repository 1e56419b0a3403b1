"""A barrier that is over is opened again by those who have it; what they are told of that, and what the secretariat sees."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.barriers.models import Barrier, Change, Report, State
from klimanet.barriers.models.barriers import UNDOABLE
from klimanet.barriers.operations.reports import join, withdraw
from klimanet.barriers.operations.states import move, reopen, take_back
from klimanet.entries.models import Audience
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due, letter_of
from klimanet.members.models import Organisation
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import advance, make_person, make_report

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


def test_what_the_network_never_read_is_opened_again_by_those_who_reported_it_alone():
    report = make_report("anders")
    text = mail_of(advance(report.barrier, State.DROPPED))
    assert cast.person("karen").email in text and "åbne barrieren igen" in text
    page, path = report.get_absolute_url(), f"{report.barrier.get_absolute_url()}genaabning/"
    assert path in reads("anders", page)
    assert page in reads("anders", path), "Where one gets if one does not."
    assert cast.browser("aase").get(path).status_code == 404
    sent = {"reason": "Den var vigtig", "token": str(uuid.uuid4())}
    assert cast.browser("anders").post(path, sent)["Location"] == page
    assert now(report.barrier).state == State.CLARIFYING
    (change,) = re.findall(f'action="({report.barrier.get_absolute_url()}trin/.*?/fortryd/)"', reads("anders", page))
    assert cast.browser("anders").post(change)["Location"] == page
    assert now(report.barrier).state == State.DROPPED
    assert now(report.barrier).audience == Audience.SECRETARIAT


def opened_again(barrier: Barrier, **facts) -> Change:
    """By Odense, after the secretariat said that it was solved, or not pursued."""
    advance(barrier, *facts.pop("states", WON))
    reopen(now(barrier), reason="Loftet står der endnu", actor=cast.person("mette"))
    return barrier.changes.latest("pk")


WAITS = {  # how the secretariat's pages say that it waits
    "/klima/sekretariat/": "Genåbnet",
    "/klima/barrierer/?trin=venter": "Genåbnet",
    "/klima/barrierer/tavle/": "Genåbnet",
    "/klima/barrierer/overblik/": "og ingen har set på den siden",
}


def waits(barrier: Barrier) -> list[str]:
    """The pages on which it does."""
    pages = {path: reads("karen", path) for path in WAITS}
    return [path for path, page in pages.items() if WAITS[path] in page and barrier.get_absolute_url() in page]


def test_what_is_opened_again_waits_like_a_new_one_until_the_secretariat_has_said_something(barrier):
    before = timezone.now() - timedelta(days=1)
    advance(barrier, State.CLARIFYING)
    assert waits(barrier) == [], "The secretariat itself looks into it."
    advance(now(barrier), State.ASSESSED)
    Change.objects.filter(pk=opened_again(now(barrier)).pk).update(at=before)
    assert waits(barrier) == list(WAITS)
    change = advance(now(barrier), State.ASSESSED)
    assert waits(barrier) == []
    take_back(change, actor=cast.person("karen"))
    assert waits(barrier) == list(WAITS), "What is taken back was not said."


def test_the_network_learns_that_it_is_open_again_and_no_more(barrier):
    opened_again(barrier)
    pages = [barrier.get_absolute_url(), "/klima/barrierer/", "/klima/barrierer/?trin=clarifying"]
    for path in [*pages, "/klima/barrierer/?trin=venter", "/klima/barrierer/tal/", "/klima/"]:
        page = reads("aase", path)
        assert "enåbnet" not in page, path
    assert "Den er åbnet igen, og sekretariatet skal se på den på ny." in reads("aase", pages[0])


def secretariat_told(reopening: Change) -> list[str]:
    """Once it cannot be taken back."""
    deliver_due()
    messages = Message.objects.filter(origin="barrier_reopened", about__change=reopening.pk)
    assert messages and not messages.filter(sent_at__isnull=False).exists(), "It may be taken back."
    Change.objects.filter(pk=reopening.pk).update(at=timezone.now() - UNDOABLE)
    messages.update(send_after=None)
    deliver_due()
    return list(messages.filter(sent_at__isnull=False).values_list("to", flat=True))


def taking_back(key: str, reopening: Change, page: str) -> int:
    """By the button on that page, where it is there; else as if it were. Answers how that went."""
    browser, address = cast.browser(key), f"{reopening.barrier.get_absolute_url()}trin/{reopening.pk}/fortryd/"
    shown = address in browser.get(page).content.decode()
    status = browser.post(address).status_code
    assert shown == (status == 302)
    return status


@pytest.mark.parametrize("page", ["barrier", "report"])
def test_what_was_opened_again_by_mistake_is_taken_back_before_the_secretariat_is_told(barrier, page):
    reopening = opened_again(barrier)
    paths = {"barrier": barrier.get_absolute_url(), "report": cast.barrier_report().get_absolute_url()}
    assert [taking_back(key, reopening, paths["barrier"]) for key in ("aase", "sofie", "karen")] == [403] * 3
    assert now(barrier).state == State.CLARIFYING
    assert taking_back("anders", reopening, paths[page]) == 302
    assert (now(barrier).state, now(barrier).due_on) == (State.SOLVED, None)
    assert secretariat_told(reopening) == []
    assert Line.objects.get(verb="barrier.not_reopened").actor_kind == "system"


def test_once_the_secretariat_is_told_it_is_too_late(barrier):
    reopening = opened_again(barrier)
    assert secretariat_told(reopening)
    with pytest.raises(Refusal, match="Sekretariatet har fået besked"):
        take_back(Change.objects.get(pk=reopening.pk), actor=cast.person("anders"))


@pytest.mark.parametrize("states", [[State.DROPPED], WON])
def test_the_secretariat_takes_it_back_to_where_it_was_by_a_line_while_it_has_said_nothing_else(barrier, states):
    opened_again(barrier, states=states)
    page, choice = f"{barrier.get_absolute_url()}trin/", f'value="{states[-1]}"'
    assert reads("karen", page).count(choice) == 1
    change = move(now(barrier), state=states[-1], line="Loven gælder nu.", actor=cast.person("karen"))
    assert now(barrier).state == states[-1]
    assert "Loven gælder nu." in mail_of(change)
    reopen(now(barrier), reason="x", actor=cast.person("mette"))
    advance(now(barrier), State.ASSESSED)
    assert choice not in reads("karen", page) or states == [State.DROPPED]


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
    assert cast.person("karen").email in secretariat_told(barrier.changes.latest("pk"))


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


def joined_mails(report: Report) -> list[str]:
    """What the secretariat is told of it once it cannot be taken back any longer."""
    deliver_due()
    messages = Message.objects.filter(origin="barrier_joined", about__report=report.pk)
    assert not messages.filter(sent_at__isnull=False).exists(), "It may be taken back."
    messages.update(send_after=None)
    letters = [letter_of(message) for message in messages]
    return [letter.text for letter in letters if letter]


def test_the_secretariat_is_told_that_another_has_what_is_over_without_its_name(barrier):
    advance(barrier, *WON)
    assert "Den er løst." in reads("aase", f"{barrier.get_absolute_url()}vi-har-den-ogsaa/")
    report = join(now(barrier), stopped="Os også", actor=cast.person("aase"))
    texts = joined_mails(report)
    running = set(Message.objects.filter(origin="barrier_joined").values_list("to", flat=True))
    assert cast.person("karen").email in running and len(texts) == len(running)
    for text in texts:
        assert "Løst" in text and report.get_absolute_url() in text
        assert report.organisation.name not in text and "Os også" not in text


@pytest.mark.parametrize("then", ["withdrawn", "opened again", "by the secretariat", "open"])
def test_of_whom_the_secretariat_need_not_hear_it_hears_nothing(barrier, then):
    if then != "open":
        advance(barrier, *WON)
    key = "karen" if then == "by the secretariat" else "aase"
    organisation = cast.seat("aase").membership.organisation
    report = join(now(barrier), stopped="Os også", actor=cast.person(key), organisation=organisation)
    if then == "withdrawn":
        withdraw(report, actor=cast.person("aase"))
    if then == "opened again":
        reopen(now(barrier), reason="x", actor=cast.person("aase"))
    assert joined_mails(report) == []


@pytest.mark.parametrize("states", [WON[:1], [State.DROPPED], WON])
def test_whoever_joins_what_is_over_is_told_that_it_can_be_opened_again(barrier, states):
    advance(barrier, *states)
    path, said, over = f"{barrier.get_absolute_url()}vi-har-den-ogsaa/", "kan I åbne den igen", states != WON[:1]
    assert [said in reads(key, path) for key in ("aase", "karen")] == [over, False]
    for key in ("aase", "karen"):
        sent = {"stopped": "Også os", "consent": 0, "token": str(uuid.uuid4())}
        sent |= {"organisation": cast.seat("nadia").membership.organisation.pk} if key == "karen" else {}
        page = cast.browser(key).post(path, sent, follow=True).content.decode()
        assert ("Tak." if key == "aase" else "Det er noteret") in page
        assert (said in page) == (over and key == "aase")


@pytest.fixture
def of_two(barrier) -> Person:
    """Nadia, who speaks for Horsens too; both have what was not pursued."""
    both = cast.seat("nadia").membership.organisation, Organisation.objects.get(slug="horsens")
    nadia = make_person(organisation="horsens", email=cast.person("nadia").email)
    for organisation in both:
        join(now(barrier), stopped="Også os", organisation=organisation, actor=nadia)
    advance(now(barrier), State.DROPPED)
    return nadia


def test_whoever_speaks_for_two_that_have_it_chooses_which_opens_it_again(barrier, of_two):
    with pytest.raises(Refusal, match="Vælg den kommune"):
        reopen(now(barrier), reason="x", actor=of_two)
    browser, path = cast.browser("nadia"), f"{barrier.get_absolute_url()}genaabning/"
    page = browser.get(path).content.decode()
    assert "Hvilken kommune åbner den igen?" in page and "Odense" not in page.partition("<select")[2]
    sent = {"token": str(uuid.uuid4()), "reason": "Kun i Horsens"}
    horsens = Organisation.objects.get(slug="horsens")
    assert "organisation" in browser.post(path, sent).context["form"].errors
    assert browser.post(path, sent | {"organisation": horsens.pk}).status_code == 302
    assert barrier.changes.latest("pk").report.organisation == horsens


def test_where_one_of_two_has_it_no_longer_it_does_not_open_it_again_for_the_other(barrier, of_two):
    browser, path = cast.browser("nadia"), f"{barrier.get_absolute_url()}genaabning/"
    horsens = Organisation.objects.get(slug="horsens")
    withdraw(Report.objects.get(organisation=horsens, barrier=barrier), actor=of_two)
    assert "Hvilken kommune" not in browser.get(path).content.decode(), "One is left."
    sent = {"token": str(uuid.uuid4()), "reason": "Kun i Horsens", "organisation": horsens.pk}
    assert "ikke har barrieren" in browser.post(path, sent).content.decode()
    assert now(barrier).state == State.DROPPED


def test_what_is_open_is_not_opened_again_and_one_is_told_so(barrier):
    answer = cast.browser("anders").get(f"{barrier.get_absolute_url()}genaabning/", follow=True)
    assert answer.redirect_chain[-1][0] == barrier.get_absolute_url()
    assert "Den er allerede åben: »Vurderet«" in answer.content.decode()
