"""Asking, answering, sharing a question, closing."""

import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied

from klimanet.activity.models import Line
from klimanet.dialogues.models import SameQuestion, State, Thread
from klimanet.dialogues.operations import (
    close_thread,
    edit_thread,
    mark_answer,
    reopen_thread,
    share_question,
    unshare_question,
)
from klimanet.entries.models import Audience, Draft
from klimanet.entries.operations.comments import delete_comment
from klimanet.entries.operations.following import approve, follow, follow_topic, mute
from klimanet.entries.operations.order import hide
from klimanet.members.models import Organisation
from klimanet.members.operations.seats import give_seat, vacate_seat
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import make_comment, make_membership, make_person, make_thread

pytestmark = pytest.mark.django_db


def organisation(slug: str) -> Organisation:
    return Organisation.objects.get(slug=slug)


def test_a_question_is_open_until_its_asker_or_the_secretariat_marks_the_answer():
    thread = make_thread("aase")
    comment = make_comment(thread, "anders")
    for key in ("anders", "sofie"):
        with pytest.raises(PermissionDenied):
            mark_answer(thread, comment=comment, actor=cast.person(key))
    mark_answer(thread, comment=comment, actor=cast.person("karen"))
    thread.refresh_from_db()
    assert (thread.state, thread.answer) == (State.ANSWERED, comment)
    mark_answer(thread, comment=None, actor=cast.person("aase"))
    thread.refresh_from_db()
    assert (thread.state, thread.answer) == (State.OPEN, None)


def test_only_a_living_comment_of_the_thread_answers_it():
    thread, other = make_thread(), make_thread()
    foreign, deleted = make_comment(other), make_comment(thread)
    delete_comment(deleted, actor=cast.person("anders"))
    deleted.refresh_from_db()
    for comment in (foreign, deleted):
        with pytest.raises(Refusal):
            mark_answer(thread, comment=comment, actor=cast.person("aase"))
    with pytest.raises(Refusal):
        mark_answer(make_thread(is_question=False), comment=None, actor=cast.person("aase"))


def test_a_comment_that_is_not_there_takes_no_mark_away():
    thread = make_thread("aase")
    mark_answer(thread, comment=make_comment(thread, "anders"), actor=cast.person("aase"))
    answer = f"/klima/dialog/{thread.number}/svar/"
    assert cast.browser("aase").post(answer, {"comment": "0"}).status_code == 404
    thread.refresh_from_db()
    assert thread.state == State.ANSWERED


def test_a_question_whose_answer_is_taken_back_is_open_again():
    thread = make_thread("aase")
    other, answer = make_comment(thread, "mette"), make_comment(thread, "anders")
    mark_answer(thread, comment=answer, actor=cast.person("aase"))
    delete_comment(other, actor=cast.person("mette"))
    thread.refresh_from_db()
    assert (thread.state, thread.answer) == (State.ANSWERED, answer)
    delete_comment(answer, actor=cast.person("anders"))
    thread.refresh_from_db()
    assert (thread.state, thread.answer) == (State.OPEN, None)
    undone, deleted = Line.objects.newest_first()[:2]
    assert (deleted.verb, undone.verb) == ("comment.deleted", "thread.unanswered")
    assert deleted.operation == undone.operation


def test_closed_with_a_summary_and_opened_again():
    thread = make_thread()
    close_thread(thread, summary="Vi gør som **Odense**.", actor=cast.person("aase"))
    page = cast.browser("nadia").get(thread.get_absolute_url()).content.decode()
    assert "<strong>Odense</strong>" in page
    assert 'id="ny-kommentar"' not in page
    with pytest.raises(Refusal):
        close_thread(thread, summary="Igen", actor=cast.person("karen"))
    reopen_thread(thread, actor=cast.person("aase"))
    assert 'id="ny-kommentar"' in cast.browser("nadia").get(thread.get_absolute_url()).content.decode()


def test_the_same_question_is_counted_by_municipality():
    thread = make_thread("aase")
    for key in ("anders", "mette", "nadia"):
        share_question(thread, actor=cast.person(key))
    assert SameQuestion.objects.filter(thread=thread).count() == 2, "Anders and Mette are of one municipality."
    assert "2 kommuner har samme spørgsmål" in " ".join(
        cast.browser("aase").get(thread.get_absolute_url()).content.decode().split()
    )
    unshare_question(thread, actor=cast.person("mette"))
    assert SameQuestion.objects.filter(thread=thread).count() == 1
    for key in ("aase", "karen", "sofie"):
        with pytest.raises(PermissionDenied):
            share_question(thread, actor=cast.person(key))


def test_those_who_are_asked_can_read_it():
    odense = organisation("odense")
    for audience in (Audience.ORGANISATION, Audience.SECRETARIAT):
        with pytest.raises(Refusal) as refusal:
            make_thread(audience=audience, addressed=[odense])
        assert refusal.value.field == "addressed"
    with pytest.raises(Refusal):
        make_thread(audience=Audience.CIRCLE, circle=[organisation("samsoe")], addressed=[odense])
    with pytest.raises(Refusal) as refusal:
        make_thread(audience=Audience.CIRCLE)
    assert refusal.value.field == "circle"


def test_a_circle_does_not_grow_once_others_have_answered():
    thread = make_thread("aase", audience=Audience.CIRCLE, circle=[organisation("samsoe")])
    facts = {"title": thread.title, "text": thread.text, "is_question": True, "actor": cast.person("aase")}
    edit_thread(thread, audience=Audience.CIRCLE, circle=[organisation("samsoe"), organisation("odense")], **facts)
    make_comment(thread, "peter")
    with pytest.raises(Refusal) as refusal:
        edit_thread(
            thread, audience=Audience.CIRCLE, circle=Organisation.objects.named(["samsoe", "koebenhavn"]), **facts
        )
    assert refusal.value.field == "audience"


def test_the_secretariat_approves_the_words_it_has_read():
    thread = make_thread("aase", audience="public")
    karen = cast.browser("karen")
    page = karen.get(thread.get_absolute_url()).content.decode()
    (read,) = re.findall(r'name="edition" value="(.*?)"', page)
    facts = {"title": thread.title, "is_question": True, "audience": "public", "actor": cast.person("aase")}
    edit_thread(thread, text="Noget helt andet", **facts)
    address = f"/klima/indlaeg/{thread.pk}/godkendelse/"
    assert "rettet imens" in karen.post(address, {"edition": read}, follow=True).content.decode()
    thread.refresh_from_db()
    assert thread.approved_at is None
    karen.post(address, {"edition": thread.edition})
    thread.refresh_from_db()
    assert thread.approved_at


def test_everybody_reads_what_the_secretariat_has_approved_and_no_comment_of_it():
    thread = make_thread("aase", audience=Audience.PUBLIC, title="Åben for alle")
    make_comment(thread, "anders", text="Kun for netværket.")
    visitor = cast.browser()
    assert visitor.get(thread.get_absolute_url()).status_code == 302
    with pytest.raises(PermissionDenied):
        approve(thread, actor=cast.person("aase"))
    approve(thread, actor=cast.person("karen"))
    page = visitor.get(thread.get_absolute_url())
    assert page.status_code == 200
    assert "Åben for alle" in page.content.decode()
    assert "Kun for netværket" not in page.content.decode()
    facts = {"title": "Nu noget andet", "text": "x", "is_question": True, "audience": Audience.PUBLIC}
    edit_thread(thread, actor=cast.person("aase"), **facts)
    assert visitor.get(thread.get_absolute_url()).status_code == 302, "Other words wait for another yes."


def test_visitors_are_told_the_same_of_a_thread_that_is_not_theirs_and_of_none():
    there, absent = (cast.browser().get(path) for path in (make_thread().get_absolute_url(), "/klima/dialog/999/"))
    assert there.status_code == absent.status_code == 302
    assert there.url.split("?")[0] == absent.url.split("?")[0]
    assert cast.browser("line").get("/klima/dialog/1/").status_code == 404


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Min", "Anden", "Besvaret"}),
        ("?vis=ubesvarede", {"Min", "Anden"}),
        ("?vis=mine", {"Min"}),
        ("?vis=organisation", {"Min"}),
        ("?vis=fulgte", {"Min"}),
        ("?tema=energi", {"Anden"}),
        ("?vis=pjat&tema=findes-ikke", {"Min", "Anden", "Besvaret"}),
        ("?efter=pjat", {"Min", "Anden", "Besvaret"}),
    ],
)
def test_the_list_is_narrowed(query, shown):
    make_thread("nadia", title="Min")
    make_thread("peter", title="Anden", themes=cast.network().themes.filter(slug="energi"))
    answered = make_thread("peter", title="Besvaret")
    mark_answer(answered, comment=make_comment(answered, "anders"), actor=cast.person("peter"))
    page = cast.browser("nadia").get(f"/klima/dialog/{query}")
    assert {row.title for row in page.context["page"].rows} - {cast.thread().title} == shown


def test_the_list_goes_on_where_it_stopped():
    for number in range(30):
        make_thread(title=f"Nummer {number}")
    browser = cast.browser("nadia")
    first = browser.get("/klima/dialog/").context["page"]
    second = browser.get("/klima/dialog/", {"efter": first.next}).context["page"]
    titles = [row.title for row in first.rows + second.rows]
    assert len(titles) == len(set(titles)) == 31
    assert titles[0] == "Nummer 29"


def test_what_waits_is_on_the_overview():
    asked = make_thread("aase", title="Til jer i Odense", addressed=[organisation("odense")])
    themed = make_thread("nadia", title="Om affald", themes=cast.network().themes.filter(slug="affald"))
    secret = make_thread("nadia", title="Ikke for Odense", audience=Audience.ORGANISATION)
    page = cast.browser("anders").get("/klima/")
    assert {thread.title for thread in page.context["asked"]} == {asked.title}
    assert {thread.title for thread in page.context["unanswered"]} == {themed.title}
    assert secret.title not in page.content.decode()
    make_comment(asked, "mette")
    assert cast.browser("anders").get("/klima/").context["asked"] == [], "A colleague has answered."


def test_a_thread_begins_from_another_and_the_two_are_linked():
    source = make_thread("nadia", title="Det første", text="Med sin tekst")
    browser = cast.browser("aase")
    form = browser.get(f"/klima/dialog/ny/?fra={source.pk}").content.decode()
    assert 'value="Det første"' in form
    assert "Med sin tekst" in form
    facts = {"title": "Det næste", "text": "t", "is_question": "1", "audience": "network", "source": source.pk}
    browser.post("/klima/dialog/ny/", {"token": str(uuid.uuid4()), **facts})
    assert Thread.objects.get(title="Det næste").links_out.get().target == source.entry_ptr
    hidden = make_thread("nadia", title="Skjult", audience=Audience.SECRETARIAT)
    assert "Skjult" not in browser.get(f"/klima/dialog/ny/?fra={hidden.pk}").content.decode()


def test_a_draft_is_not_replaced_by_what_is_begun_from_another():
    source, browser, path = make_thread("nadia", title="Det første"), cast.browser("aase"), "/klima/dialog/ny/"
    begun = f"{path}?fra={source.pk}"
    for address, title in ((path, "Kladden"), (begun, "Kladden fra det første")):
        browser.post(address, {"title": title, "source": source.pk if "?" in address else "", "draft": "1"})
    pages = [browser.get(address).content.decode() for address in (path, begun)]
    assert ['value="Kladden"' in page for page in pages] == [True, False]
    assert 'value="Kladden fra det første"' in pages[1]
    facts = {"title": "Det næste", "text": "t", "is_question": "1", "audience": "network", "source": source.pk}
    browser.post(begun, {"token": str(uuid.uuid4()), **facts})
    drafts = Draft.objects.of_new_entries(cast.person("aase"), cast.network())
    assert [draft.path for draft in drafts] == [path]


def test_nor_where_one_no_longer_sees_what_it_was_begun_from():
    source, browser, path = make_thread("nadia", title="Det første"), cast.browser("aase"), "/klima/dialog/ny/"
    begun = f"{path}?fra={source.pk}"
    browser.post(path, {"title": "Kladden", "draft": "1"})
    hide(source, reason="Et navn stod der.", actor=cast.person("karen"))
    browser.post(begun, {"title": "Kladden fra det skjulte", "draft": "1"})
    pages = [browser.get(address).content.decode() for address in (path, begun)]
    assert 'value="Kladden"' in pages[0] and 'value="Kladden fra det skjulte"' in pages[1]
    assert "Det første" not in pages[1]
    facts = {"title": "Det næste", "text": "t", "is_question": "1", "audience": "network"}
    browser.post(begun, {"token": str(uuid.uuid4()), **facts})
    drafts = Draft.objects.of_new_entries(cast.person("aase"), cast.network())
    assert [draft.path for draft in drafts] == [path]


def test_sent_twice_it_is_asked_once():
    facts = {"token": str(uuid.uuid4()), "title": "Én gang", "text": "t", "is_question": "1", "audience": "network"}
    for _ in range(2):
        cast.browser("aase").post("/klima/dialog/ny/", facts)
    assert Thread.objects.filter(title="Én gang").count() == 1


def test_a_theme_is_followed_once_and_a_thread_muted():
    theme = cast.network().themes.get(slug="energi")
    for _ in range(2):
        follow_topic(theme, network=cast.network(), actor=cast.person("anders"))
    assert cast.seat("anders").follows.filter(theme=theme).count() == 1
    thread = make_thread()
    mute(thread, actor=cast.person("anders"))
    make_comment(thread, "anders")
    assert cast.seat("anders").follows.get(entry=thread).muted, "Writing does not undo it."


def test_the_seats_next_holder_follows_on():
    thread = make_thread()
    make_comment(thread, "anders")
    vacate_seat(cast.seat("anders"), actor=SYSTEM)
    successor = make_person(organisation="odense", name="Efterfølger")
    assert successor.holdings.get().seat.follows.filter(entry=thread).exists()


def test_who_sits_for_two_and_follows_again_hears_again():
    give_seat(make_membership("vejle"), email="anders@odense.example", name="Anders", role="member", actor=SYSTEM)
    thread = make_thread()
    mute(thread, actor=cast.person("anders"))
    follow(thread, actor=cast.person("anders"))
    assert not thread.follows.filter(seat__holdings__person=cast.person("anders"), muted=True).exists()
