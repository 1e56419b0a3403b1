"""What is being typed is kept for its author alone, until it is sent."""

import uuid

import pytest

from klimanet.dialogues.operations import close_thread
from klimanet.entries.models import Draft
from klimanet.entries.operations.order import hide, show_again
from klimanet.members.operations.seats import vacate_seat
from klimanet.rules.actors import SYSTEM
from tests import cast
from tests.building import make_thread

pytestmark = pytest.mark.django_db
KEEP = "/klima/indlaeg/kladder/"


def test_a_draft_is_kept_found_again_and_gone_when_it_is_sent():
    thread = make_thread()
    path, browser = thread.get_absolute_url(), cast.browser("nadia")
    assert "Kladde gemt" in browser.post(KEEP, {"draft_path": path, "text": "Halvt skrevet"}).content.decode()
    assert "Halvt skrevet" in browser.get(path).content.decode()
    assert "Halvt skrevet" in browser.get("/klima/").content.decode()
    assert "Halvt skrevet" not in cast.browser("anders").get(path).content.decode()
    sent = {"token": str(uuid.uuid4()), "text": "Halvt skrevet og nu helt"}
    browser.post(f"/klima/indlaeg/{thread.pk}/kommentarer/", sent)
    assert not Draft.objects.filter(person=cast.person("nadia")).exists()


def test_what_was_begun_is_still_read_where_it_can_no_longer_be_sent():
    thread, browser = make_thread("aase"), cast.browser("nadia")
    browser.post(KEEP, {"draft_path": thread.get_absolute_url(), "text": "Halvt skrevet"})
    close_thread(thread, summary="Slut", actor=cast.person("aase"))
    assert "Halvt skrevet" in browser.get(thread.get_absolute_url()).content.decode()
    assert "Halvt skrevet" not in cast.browser("anders").get(thread.get_absolute_url()).content.decode()


def test_without_scripts_a_button_keeps_it():
    browser = cast.browser("nadia")
    sent = {"draft": "1", "title": "Måske", "text": "Senere", "themes": ["1", "2"], "is_question": "1"}
    assert browser.post("/klima/dialog/ny/", sent).status_code == 302
    page = browser.get("/klima/dialog/ny/").content.decode()
    assert 'value="Måske"' in page
    assert page.count("checked") >= 3


def test_an_emptied_form_forgets_it_and_says_so():
    browser = cast.browser("nadia")
    browser.post(KEEP, {"draft_path": "/klima/dialog/ny/", "text": "Noget"})
    told = browser.post(KEEP, {"draft_path": "/klima/dialog/ny/", "text": "", "audience": "network"}).text
    assert "ikke gemt nogen kladde" in told and "Kladde gemt" not in told
    assert not Draft.objects.filter(person=cast.person("nadia")).exists()


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("nadia", "/klima/dialog/ny/"),
        ("nadia", "/klima/barrierer/ny/"),
        ("karen", "/klima/barrierer/indsatser/ny/"),
        ("karen", "/klima/barrierer/resultater/nyt/"),
    ],
)
def test_whoever_opens_the_form_again_can_throw_it_away_and_begin_anew(who, path):
    browser, thrown = cast.browser(who), "Kassér kladden"
    assert thrown not in browser.get(path).text
    browser.post(KEEP, {"draft_path": path, "title": "Halvt skrevet", "stopped": "Halvt skrevet"})
    page = browser.get(path)
    assert thrown in page.text and "Halvt skrevet" in page.text
    discarding = f"/klima/indlaeg/kladder/{page.context['draft'].pk}/kassering/"
    assert browser.post(discarding, {"again": "1"})["Location"] == path
    assert "Halvt skrevet" not in browser.get(path).text


def test_what_is_begun_from_an_entry_is_sent_from_there():
    """So that its draft is gone with that."""
    path = f"/klima/dialog/ny/?fra={make_thread('aase').pk}"
    assert f'action="{path}"' in cast.browser("nadia").get(path).text


def test_what_was_begun_from_an_entry_that_is_hidden_now_is_there_again_with_that():
    """Whatever was begun, emptied or sent at the same address meanwhile."""
    thread, browser = make_thread("aase"), cast.browser("nadia")
    path = f"/klima/dialog/ny/?fra={thread.pk}"
    first = {"title": "Det første", "text": "Længe skrevet"}
    browser.post(KEEP, {"draft_path": path, "source": thread.pk, **first})
    hide(thread, reason="En fejl", actor=cast.person("karen"))
    assert "Længe skrevet" not in browser.get(path).text
    assert "tidligere kladde her er gemt" in browser.post(KEEP, {"draft_path": path, "text": "Et andet"}).text
    page = browser.post(path, {"draft": "1", "title": "Et andet", "text": "Det andet"}).text
    assert "tidligere kladde her er gemt" in page and "Det andet" in page, "It can be copied, or sent."
    browser.post(KEEP, {"draft_path": path, "text": ""})
    sent = {
        "token": str(uuid.uuid4()),
        "title": "Et andet",
        "text": "Det andet",
        "is_question": "1",
        "audience": "network",
    }
    assert browser.post(path, sent).status_code == 302
    show_again(thread, actor=cast.person("karen"))
    assert "Længe skrevet" in browser.get(path).text


def test_whoever_writes_on_while_the_entry_is_hidden_keeps_what_they_write():
    thread, browser = make_thread("aase"), cast.browser("nadia")
    path = f"/klima/dialog/ny/?fra={thread.pk}"
    browser.post(KEEP, {"draft_path": path, "source": thread.pk, "text": "Halvt"})
    hide(thread, reason="En fejl", actor=cast.person("karen"))
    assert "Kladde gemt" in browser.post(KEEP, {"draft_path": path, "source": thread.pk, "text": "Halvt og mere"}).text
    assert Draft.objects.get(person=cast.person("nadia")).fields["text"] == "Halvt og mere"


@pytest.mark.parametrize("path", ["", "/tilpasning/dialog/ny/", "https://elsewhere.example/", "/klima/" + "a" * 300])
def test_a_draft_belongs_to_an_address_here(path):
    assert cast.browser("nadia").post(KEEP, {"draft_path": path, "text": "x"}).status_code == 400


def test_too_long_a_text_is_told_and_not_kept():
    response = cast.browser("nadia").post(KEEP, {"draft_path": "/klima/dialog/ny/", "text": "a" * 300_000})
    assert "for lang" in response.content.decode()
    assert not Draft.objects.filter(person=cast.person("nadia")).exists()


def test_who_lost_the_seat_reads_and_sends_nothing():
    browser = cast.browser("nadia")
    browser.post(KEEP, {"draft_path": "/klima/dialog/ny/", "text": "Hemmeligt"})
    vacate_seat(cast.seat("nadia"), actor=SYSTEM)
    assert browser.get("/klima/dialog/ny/").status_code == 404
    assert browser.post("/klima/dialog/ny/", {"title": "x", "text": "y"}).status_code == 404
    assert Draft.objects.filter(person=cast.person("nadia")).exists(), "It is hers, should she come back."
