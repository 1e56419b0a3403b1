"""What is said stays in order, can be changed in the open, and be taken back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from klimanet.activity.models import Line
from klimanet.dialogues.operations import close_thread, edit_thread
from klimanet.entries.models import Comment, Follow, Revision
from klimanet.entries.operations.comments import add_comment, delete_comment, edit_comment, remove_comment
from klimanet.entries.operations.files import delete_file
from klimanet.members.models import Organisation
from klimanet.members.operations.seats import give_seat
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import make_comment, make_membership, make_thread

pytestmark = pytest.mark.django_db


def test_comments_are_numbered_and_move_their_thread_to_the_top():
    thread = make_thread()
    first, second = make_comment(thread), make_comment(thread, "nadia")
    assert (first.number, second.number) == (1, 2)
    thread.refresh_from_db()
    assert thread.last_activity_at == second.created_at


def test_whoever_comments_follows_by_their_seat():
    thread = make_thread()
    make_comment(thread, "anders")
    assert Follow.objects.filter(entry=thread, seat=cast.seat("anders"), muted=False).exists()


@pytest.mark.parametrize("key", ["sofie", "torben", "line"])
def test_observers_the_suspended_and_strangers_say_nothing(key):
    with pytest.raises(PermissionDenied):
        make_comment(make_thread(), key)


def test_who_sits_for_two_says_for_whom_they_speak():
    give_seat(make_membership("vejle"), email="anders@odense.example", name="Anders", role="member", actor=SYSTEM)
    thread = make_thread()
    with pytest.raises(Refusal) as refusal:
        make_comment(thread)
    assert refusal.value.field == "organisation"
    vejle = make_membership("vejle").organisation
    assert make_comment(thread, organisation=vejle).organisation == vejle
    with pytest.raises(Refusal):
        make_comment(thread, organisation=make_membership("aabenraa").organisation)


def test_an_edit_is_seen_and_the_earlier_words_can_be_read():
    comment = make_comment(make_thread(), text="Det koster 10 kr.")
    edit_comment(comment, text="Det koster 12 kr.", actor=cast.person("anders"))
    comment.refresh_from_db()
    assert (comment.text, comment.edited_at is not None) == ("Det koster 12 kr.", True)
    assert Revision.objects.get(comment=comment).text == "Det koster 10 kr."
    page = cast.browser("aase").get(f"/klima/indlaeg/{comment.entry_id}/kommentarer/{comment.pk}/historik/")
    assert "Det koster 10 kr." in page.content.decode()
    with pytest.raises(PermissionDenied):
        edit_comment(comment, text="Noget andet", actor=cast.person("karen"))


def test_a_deleted_comment_leaves_its_place_and_nothing_else():
    file = SimpleUploadedFile("hemmelig.txt", b"Hemmeligt indhold")
    thread = make_thread()
    comment = make_comment(thread, text="Fortrudt @Nadia Rahmani", attachments=[file])
    edit_comment(comment, text="Fortrudt og rettet", actor=cast.person("anders"))
    delete_comment(comment, actor=cast.person("anders"))
    for key in ("aase", "anders", "karen"):
        page = cast.browser(key).get(thread.get_absolute_url()).content.decode()
        assert "Forfatteren har slettet kommentaren." in page
        assert "Fortrudt" not in page
        assert "hemmelig.txt" not in page
        history = cast.browser(key).get(f"/klima/indlaeg/{thread.pk}/kommentarer/{comment.pk}/historik/")
        assert "Fortrudt" not in history.content.decode()
    attachment = comment.attachments.get()
    assert cast.browser("aase").get(f"/klima/indlaeg/filer/{attachment.pk}/hemmelig.txt").status_code == 404


def test_removed_for_good_its_words_are_nowhere():
    comment = make_comment(make_thread(), text="Et CPR-nummer")
    edit_comment(comment, text="Et CPR-nummer mere", actor=cast.person("anders"))
    with pytest.raises(PermissionDenied):
        remove_comment(comment, actor=cast.person("anders"))
    remove_comment(comment, actor=cast.person("karen"))
    comment.refresh_from_db()
    assert (comment.text, comment.html, comment.revisions.count()) == ("", "", 0)
    assert not Revision.objects.filter(text__contains="CPR").exists()


def test_done_twice_each_leaves_one_line():
    comment = make_comment(make_thread())
    for operation, actor in ((delete_comment, "anders"), (remove_comment, "karen")):
        before = Line.objects.count()
        operation(comment, actor=cast.person(actor))
        operation(comment, actor=cast.person(actor))
        assert Line.objects.count() == before + 1


def test_a_comment_sent_to_a_thread_that_was_closed_meanwhile_is_kept_as_typed():
    thread = make_thread()
    close_thread(thread, summary="Færdig", actor=cast.person("aase"))
    with pytest.raises(Refusal):
        make_comment(thread)
    response = cast.browser("anders").post(
        f"/klima/indlaeg/{thread.pk}/kommentarer/",
        {"token": "3f0d9a4e-8a4b-4d0e-9d0a-111111111111", "text": "Lang og vigtig tekst"},
    )
    assert "blev lukket, mens du skrev" in response.content.decode()
    assert "Lang og vigtig tekst" in response.content.decode()


def test_fifty_to_a_page_and_a_permalink_finds_its_own():
    thread = make_thread()
    for number in range(1, 53):
        add_comment(thread, text=f"Kommentar nummer {number}.", actor=cast.person("anders"))
    browser = cast.browser("aase")
    pages = {
        query: browser.get(thread.get_absolute_url() + query).content.decode()
        for query in ("?side=1", "?side=2", "?kommentar=51", "?side=99", "?side=x", "?kommentar=0")
    }
    assert "Kommentar nummer 50." in pages["?side=1"] and "Kommentar nummer 51." not in pages["?side=1"]
    assert "Kommentar nummer 51." in pages["?side=2"] and "Kommentar nummer 51." in pages["?kommentar=51"]
    assert "Kommentar nummer 52." in pages["?side=99"]


def test_what_is_new_is_marked_and_jumped_to():
    thread = make_thread()
    make_comment(thread, text="Første.")
    browser = cast.browser("nadia")
    assert 'id="nyt"' not in browser.get(thread.get_absolute_url()).content.decode(), "All is new: nothing is marked."
    assert 'id="nyt"' not in browser.get(thread.get_absolute_url()).content.decode()
    make_comment(thread, text="Andet.")
    page = browser.get(thread.get_absolute_url()).content.decode()
    assert page.index("Første.") < page.index('id="nyt"') < page.index("Andet.")
    assert 'id="nyt"' not in browser.get(thread.get_absolute_url()).content.decode()


@pytest.mark.parametrize("how", [{"method": "HEAD"}, {"headers": {"Sec-Purpose": "prefetch"}}])
def test_a_page_fetched_ahead_counts_as_unread(how):
    thread = make_thread()
    browser = cast.browser("nadia")
    browser.generic(how.get("method", "GET"), thread.get_absolute_url(), headers=how.get("headers"))
    assert not thread.read_marks.exists()
    browser.get(thread.get_absolute_url())
    assert thread.read_marks.get().person == cast.person("nadia")


def test_a_widened_thread_keeps_its_confidences():
    """What colleagues said when only they could read stays among them."""
    thread = make_thread("mette", audience="organisation")
    secret = make_comment(thread, "anders", text="Kun for os i Odense.")
    facts = {"title": thread.title, "text": thread.text, "is_question": True, "actor": cast.person("mette")}
    edit_thread(thread, audience="network", **facts)
    assert "Kun for os" not in cast.browser("aase").get(thread.get_absolute_url()).content.decode()
    assert "Kun for os" in cast.browser("mette").get(thread.get_absolute_url()).content.decode()
    assert not Comment.objects.visible_to(cast.person("aase")).contains(secret)
    rows = cast.browser("aase").get("/klima/dialog/").content.decode()
    assert "0 kommentarer" in rows


def test_a_file_is_taken_back_by_who_attached_it_or_the_secretariat():
    thread = make_thread("aase", attachments=[SimpleUploadedFile("forkert.txt", b"Forkert")])
    attachment = thread.attachments.get()
    with pytest.raises(PermissionDenied):
        delete_file(attachment, actor=cast.person("anders"))
    for _ in range(2):
        delete_file(attachment, actor=cast.person("aase"))
    assert Line.objects.about(attachment).count() == 1
    assert "forkert.txt" not in cast.browser("aase").get(thread.get_absolute_url()).content.decode()
    assert cast.browser("aase").get(f"/klima/indlaeg/filer/{attachment.pk}/forkert.txt").status_code == 404


def test_what_a_text_said_to_fewer_is_not_read_by_more():
    thread = make_thread("mette", audience="organisation", title="Internt", text="Vores egne tal")
    facts = {"is_question": True, "actor": cast.person("mette")}
    edit_thread(thread, title="Internt", text="Vores egne tal, rettet", audience="organisation", **facts)
    history = f"/klima/indlaeg/{thread.pk}/historik/"
    assert "Vores egne tal" in cast.browser("anders").get(history).content.decode()
    edit_thread(thread, title="Til alle", text="Uden tal", audience="network", **facts)
    for key in ("anders", "aase", "karen"):
        assert "egne tal" not in cast.browser(key).get(history).content.decode()
    edit_thread(thread, title="Til alle", text="Stadig uden", audience="network", **facts)
    assert "Uden tal" in cast.browser("aase").get(history).content.decode()


@pytest.mark.parametrize("between", ["network", "organisation"])
def test_a_circle_cannot_be_changed_by_way_of_another_audience(between):
    """Samsø answered in confidence; Odense is let in by no detour."""
    samsoe, odense = (Organisation.objects.filter(slug=slug) for slug in ("samsoe", "odense"))
    thread = make_thread("aase", audience="circle", circle=samsoe)
    make_comment(thread, "peter", text="I fortrolighed.")
    facts = {"title": thread.title, "text": thread.text, "is_question": True, "actor": cast.person("aase")}
    edit_thread(thread, audience=between, **facts)
    with pytest.raises(Refusal, match="fortrolighed"):
        edit_thread(thread, audience="circle", circle=odense, **facts)


@pytest.mark.parametrize("audience", ["organisation", "secretariat"])
def test_the_secretariat_does_not_read_what_a_circle_read_before(audience):
    samsoe = Organisation.objects.filter(slug="samsoe")
    thread = make_thread("aase", audience="circle", circle=samsoe, text="Vores egne tal")
    facts = {"title": thread.title, "is_question": True, "actor": cast.person("aase")}
    edit_thread(thread, text="Uden tal", audience=audience, **facts)
    page = cast.browser("karen").get(f"/klima/indlaeg/{thread.pk}/historik/")
    assert page.status_code == 200 and "Vores egne tal" not in page.content.decode()


def test_an_entrys_own_files_go_where_its_text_goes():
    thread = make_thread("mette", audience="organisation", attachments=[SimpleUploadedFile("tal.txt", b"1")])
    facts = {"title": "T", "text": "t", "is_question": True, "actor": cast.person("mette")}
    edit_thread(thread, audience="network", **facts)
    assert "tal.txt" in cast.browser("aase").get(thread.get_absolute_url()).content.decode()
    edit_thread(thread, audience="organisation", **facts)
    attachment = thread.attachments.get()
    assert cast.browser("aase").get(f"/klima/indlaeg/filer/{attachment.pk}/tal.txt").status_code == 404
