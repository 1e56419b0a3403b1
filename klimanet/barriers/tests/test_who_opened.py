"""Who opened a barrier again, a municipality or the secretariat, is told by nothing that others read."""

import re
from html import unescape

import pytest

from klimanet.barriers.models import NEXT, REOPENS, Barrier, Change, Consent, Report, State
from klimanet.barriers.models.barriers import date_once_open_again
from klimanet.barriers.operations.reports import change_report, join
from klimanet.barriers.operations.states import move, reopen, take_back
from klimanet.mail.models import Message
from klimanet.mail.operations import letter_of
from klimanet.members.models.networks import today
from tests import cast
from tests.building import advance, assess, make_effect, make_report

pytestmark = pytest.mark.django_db
SENTENCE = "Den er åbnet igen."
REASON = "Loftet står der endnu"


@pytest.fixture
def barrier() -> Barrier:
    """Reported by Odense, for the secretariat alone, and by Nadia's municipality; solved, and not the latest news."""
    found = now(cast.barrier_report().barrier)
    join(found, stopped="Også os", actor=cast.person("nadia"))
    make_effect(found)
    assess(make_report("peter", summary="Nettet er fuldt").barrier)
    return now(found)


def now(barrier: Barrier) -> Barrier:
    return Barrier.objects.get(pk=barrier.pk)


def by_odense(barrier: Barrier) -> Change:
    reopen(now(barrier), reason=REASON, actor=cast.person("anders"))
    return barrier.changes.latest("pk")


def by_the_secretariat(barrier: Barrier) -> Change:
    due_on, karen = date_once_open_again(), cast.person("karen")
    return move(now(barrier), state=State.CLARIFYING, line=SENTENCE, due_on=due_on, actor=karen)


def letters(change: Change) -> dict[str, tuple[str, str]]:
    """What those who reported it are told of it, by whom that is."""
    found = [
        letter_of(message) for message in Message.objects.filter(origin="barrier_changed", about__change=change.pk)
    ]
    return {letter.to: (letter.subject, letter.text) for letter in found}


def read(barrier: Barrier) -> dict[tuple[str, str], str]:
    """By everybody who is neither of the secretariat nor of Odense, wherever it might be told."""
    half = 1 if today().month < 7 else 2
    report = Report.objects.of(barrier).get(person=cast.person("nadia"))
    pages = [
        *(barrier.get_absolute_url(), report.get_absolute_url(), f"/klima/indlaeg/{barrier.pk}/historik/"),
        *(f"/klima/{page}" for page in ("", "notifikationer/", "feed/", "mig/", "barrierer/vores/", "barrierer/tal/")),
        *(
            f"/klima/barrierer/{page}"
            for page in ("", "?trin=clarifying", "?trin=venter", f"halvaar/{today().year}/{half}/")
        ),
        f"/soeg/?q={barrier.title}",
    ]
    readers = {key: cast.browser(key) for key in ("aase", "nadia", "peter", "sofie", "lise")}
    found = {(key, page): unescape(cast.text_of(readers[key].get(page))) for key in readers for page in pages}
    return {where: re.sub(r' value="[^"]*"|request_id=\S+', "", text) for where, text in found.items()}


@pytest.mark.parametrize("consent", Consent)
def test_others_read_the_same_whoever_opened_it(barrier, consent):
    change_report(cast.barrier_report(), consent=consent, actor=cast.person("anders"))
    read(barrier)  # what is new to one is so once
    change = by_odense(barrier)
    pages, mails = read(barrier), letters(change)
    following = now(barrier).next_states()
    assert SENTENCE in pages["aase", barrier.get_absolute_url()]
    assert not [where for where, text in pages.items() if re.search(f"genåbn|{REASON}", text, re.IGNORECASE)]
    take_back(change, actor=cast.person("anders"))
    change = by_the_secretariat(barrier)
    others, theirs = read(barrier), letters(change)
    assert [where for where in pages if pages[where] != others[where]] == []
    nadia, anders = (cast.person(key).email for key in ("nadia", "anders"))
    assert set(mails) == {nadia} and set(theirs) == {nadia, anders}, "Whoever did it need not be told."
    assert mails[nadia] == theirs[nadia] and SENTENCE in mails[nadia][1]
    assert now(barrier).next_states() == following, "Nor by where the secretariat takes it from there."
    assert State.SOLVED in following


def test_whoever_reads_another_language_is_told_it_in_the_one_of_the_secretariats_lines(barrier):
    by_odense(barrier)
    type(cast.person("aase")).objects.filter(pk=cast.person("aase").pk).update(language="en")
    browser = cast.browser("aase")
    browser.cookies["django_language"] = "en"
    page = cast.text_of(browser.get(barrier.get_absolute_url()))
    assert "What has happened" in page and SENTENCE in page


def test_the_secretariat_may_open_again_whatever_is_over_and_is_offered_what_a_municipality_would_leave(barrier):
    assert all(State.CLARIFYING in NEXT[state] for state in REOPENS)
    page = unescape(cast.text_of(cast.browser("karen").get(f"{barrier.get_absolute_url()}trin/")))
    assert 'value="clarifying"' in page and f"er »{SENTENCE}« nok" in page
    assert f'value="{date_once_open_again()}"' in page
    by_the_secretariat(barrier)
    page = unescape(cast.text_of(cast.browser("karen").get(f"{barrier.get_absolute_url()}trin/")))
    assert SENTENCE not in page.partition("<form")[2].partition("</form>")[0], "It is open."


def test_what_the_secretariat_opens_again_does_not_wait_for_it(barrier):
    by_the_secretariat(barrier)
    page = cast.text_of(cast.browser("karen").get("/klima/barrierer/"))
    assert barrier.title in page and "Genåbnet" not in page


def test_the_form_says_what_others_see_where_there_is_something_to_see(barrier):
    seen = "Netværket kan se, at barrieren er åbnet igen"
    unread = make_report("anders", summary="Ingen har læst den").barrier
    advance(unread, State.DROPPED)
    for one, told in ((barrier, True), (unread, False)):
        page = cast.text_of(cast.browser("anders").get(f"{one.get_absolute_url()}genaabning/"))
        assert "Kun sekretariatet kan læse det og se, at det er jer." in page
        assert (seen in page) == told
