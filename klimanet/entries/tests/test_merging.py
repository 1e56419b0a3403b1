"""One thread merged into another, and told apart again."""

import datetime
import uuid
from html import unescape

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line
from klimanet.dialogues.models import State
from klimanet.dialogues.operations import close_thread, edit_thread, mark_answer, share_question
from klimanet.entries.models import Attachment, Audience, Comment, Draft, Entry, Mention, Merging, ReadMark, Revision
from klimanet.entries.operations.comments import delete_comment, edit_comment
from klimanet.entries.operations.following import approve, follow, keep_draft, mute
from klimanet.entries.operations.merging import merge, separate
from klimanet.entries.operations.order import hide
from klimanet.entries.permissions import may_see
from klimanet.mail.operations import deliver_due
from klimanet.members.models import Organisation
from klimanet.notifications.models import Notification
from klimanet.notifications.operations import send_due_mails
from klimanet.rules.refusals import Refusal
from klimanet.search.queries import search
from tests import cast
from tests.building import assess, make_comment, make_report, make_thread

pytestmark = pytest.mark.django_db


def karen():
    return cast.person("karen")


def shown(key: str, path: str) -> str:
    return unescape(cast.browser(key).get(path, follow=True).content.decode())


def state(*threads) -> dict:
    """Everything there is about the threads, as it stands."""
    keys = [thread.pk for thread in threads]
    of_comments = (Attachment, Mention, Revision)
    found = {model: list(model.objects.filter(entry__in=keys).order_by("pk").values()) for model in of_comments}
    found[Comment] = list(Comment.objects.filter(entry__in=keys).order_by("pk").values())
    found[Entry] = list(Entry.objects.filter(pk__in=keys).order_by("pk").values())
    for thread in threads:
        found[thread] = [
            set(thread.follows.values_list("seat", "muted")),
            set(thread.same_questions.values_list("organisation", "person")),
            type(thread).objects.values().get(pk=thread.pk),
        ]
    return found


def two():
    """A question and the same question again, each with comments, files, mentions, followers and same questions."""
    target, source = make_thread("aase", title="Den første"), make_thread("nadia", title="Den anden", text="Nadias ord")
    make_comment(target, "mette", text="Til den første")
    file = SimpleUploadedFile("plan.txt", b"En plan")
    make_comment(source, "anders", text="Ét svar, @Odense", attachments=[file])
    comment = make_comment(source, "peter", text="To svar")
    edit_comment(comment, text="To svar, rettet", actor=cast.person("peter"))
    follow(source, actor=cast.person("sofie"))
    mute(source, actor=cast.person("lise"))
    share_question(source, actor=cast.person("peter"))
    return source, target


def test_the_comments_move_and_the_old_address_follows():
    source, target = two()
    make_comment(target, "mette", text="Endnu et")
    merge(source, target=target, actor=karen())
    page = shown("sofie", source.get_absolute_url())
    for text in ("Til den første", "Ét svar", "To svar, rettet", "Nadias ord", "Den anden", "plan.txt"):
        assert text in page
    permalink = cast.browser("sofie").get(f"{source.get_absolute_url()}?kommentar=2")
    assert permalink["Location"] == f"{target.get_absolute_url()}?kommentar=4#kommentar-4"
    titles = [row.title for row in cast.browser("sofie").get("/klima/dialog/").context["page"].rows]
    assert "Den anden" not in titles
    file = Attachment.objects.get(name="plan.txt")
    assert cast.browser("sofie").get(f"/klima/indlaeg/filer/{file.pk}/plan.txt").status_code == 200
    with pytest.raises(Refusal):
        make_comment(source, "mette")
    assert {follow.seat for follow in target.follows.all()} >= {cast.seat(key) for key in ("sofie", "nadia", "peter")}
    assert not target.follows.filter(seat=cast.seat("lise")).exists()
    same = set(target.same_questions.values_list("organisation__slug", flat=True))
    assert same == {"koebenhavn", "samsoe"}, "Nadia's own municipality has the question too."


def test_from_the_old_address_one_is_told_why_one_is_elsewhere():
    source, target = two()
    old, told = source.get_absolute_url(), f"»Den anden«, nr. {source.number}, er lagt sammen med denne."
    merge(source, target=target, actor=karen())
    for headers, is_told in ({}, True), ({"Sec-Purpose": "prefetch"}, False):
        browser = cast.browser("sofie")
        assert browser.get(old, headers=headers).status_code == 302
        assert (told in unescape(browser.get(target.get_absolute_url()).text)) is is_told
    assert told not in shown("sofie", target.get_absolute_url())


def test_separated_everything_is_as_it_was_but_what_was_said_since():
    source, target = two()
    mark_answer(source, comment=source.comments.get(number=1), actor=cast.person("nadia"))
    before = state(source, target)
    merge(source, target=target, actor=karen())
    separate(source, actor=karen())
    assert state(source, target) == before
    merge(source, target=target, actor=karen())
    since = make_comment(target, "anders", text="Sagt bagefter")
    separate(source, actor=karen())
    since.refresh_from_db()
    assert (since.entry_id, since.number) == (target.pk, 4)
    assert source.comments.count() == 2
    assert target.follows.filter(seat=cast.seat("anders")).exists(), "Whoever has written follows by themselves."
    assert not target.follows.filter(seat=cast.seat("peter")).exists()
    assert "Sagt bagefter" in shown("mette", target.get_absolute_url())


def test_the_way_back_is_open_for_a_fortnight_and_only_for_the_secretariat():
    source, target = two()
    for key in ("aase", "nadia", "mette", "sofie", "line"):
        with pytest.raises(PermissionDenied):
            merge(source, target=target, actor=cast.person(key))
    merge(source, target=target, actor=karen())
    with pytest.raises(PermissionDenied):
        separate(source, actor=cast.person("aase"))
    assert "Skil dem ad igen" in shown("karen", target.get_absolute_url())
    long_ago = Merging.objects.get().at - datetime.timedelta(days=15)
    Merging.objects.update(at=long_ago)
    with pytest.raises(Refusal):
        separate(source, actor=karen())
    assert "Skil dem ad igen" not in shown("karen", target.get_absolute_url())


def test_what_cannot_be_merged():
    source, target = two()
    closed, hidden = make_thread("aase"), make_thread("aase")
    close_thread(closed, summary="x", actor=karen())
    hide(hidden, reason="x", actor=karen())
    narrow = make_thread("mette", audience=Audience.ORGANISATION)
    circle = make_thread("karen", audience=Audience.CIRCLE, circle=Organisation.objects.named(["samsoe"]))
    for one, other in ((closed, target), (hidden, target), (narrow, target), (circle, target)):
        for pair in ((one, other), (other, one)):
            with pytest.raises(Refusal) as refusal:
                merge(pair[0], target=pair[1], actor=karen())
            assert refusal.value.field == "target"
    merge(source, target=target, actor=karen())
    for pair in ((source, target), (target, source), (make_thread(), source), (target, target)):
        with pytest.raises(Refusal):
            merge(pair[0], target=pair[1], actor=karen())
    assert Merging.objects.count() == 1


def test_a_chain_is_undone_from_its_end():
    source, target = two()
    last = make_thread("mette")
    before = state(source, target, last)
    merge(source, target=target, actor=karen())
    merge(target, target=last, actor=karen())
    assert "Ét svar" in shown("sofie", f"{source.get_absolute_url()}?kommentar=1")
    with pytest.raises(Refusal):
        separate(source, actor=karen())
    separate(target, actor=karen())
    separate(source, actor=karen())
    assert state(source, target, last) == before


def test_the_form_takes_a_number_or_an_address_and_says_what_is_wrong():
    source, target = two()
    browser, address = cast.browser("karen"), f"/klima/indlaeg/{source.pk}/sammenlaegning/"
    elsewhere = [f"/tilpasning/dialog/{target.number}/", f"/klima/indlaeg/{target.number}/", f"ikke {target.number}"]
    for wrong in (
        "",
        "pjat",
        "99999",
        "1e15",
        "9" * 40,
        "<script>",
        f"/klima/dialog/99999/#kommentar-{target.number}",
        *elsewhere,
    ):
        page = browser.post(address, {"token": str(uuid.uuid4()), "med": wrong})
        assert page.status_code == 200
        assert page.context["form"].errors["med"]
    facts = {
        "token": str(uuid.uuid4()),
        "med": f"https://klimanet.example/klima/dialog/{target.number}/?kommentar=1#x",
    }
    for _ in range(2):
        assert browser.post(address, facts).status_code == 302
    assert Line.objects.filter(verb="entry.merged").count() == 1
    browser.post(f"/klima/indlaeg/{source.pk}/adskillelse/")
    assert not Merging.objects.exists()


@pytest.mark.parametrize("address", ["{0}", "/klima/dialog/{0}/", "https://x.example/klima/dialog/{0}#kommentar-{1}"])
def test_a_comment_that_the_address_points_at_is_not_taken_for_the_thread(address):
    source, target = two()
    facts = {"token": str(uuid.uuid4()), "med": address.format(target.number, source.number)}
    cast.browser("karen").post(f"/klima/indlaeg/{source.pk}/sammenlaegning/", facts)
    assert Entry.objects.get(pk=source.pk).merged_into_id == target.pk


@pytest.mark.parametrize("kind", ["thread", "barrier"])
def test_both_are_shown_before_anything_happens(kind):
    source, target = two() if kind == "thread" else [assessed(title) for title in ("Den anden", "Den første")]
    browser, address = cast.browser("karen"), f"/klima/indlaeg/{source.pk}/sammenlaegning/"
    assert f'href="{address}?med={target.number}"' in browser.get(address).text
    for wrong in ("", "99999", "pjat", source.number):  # the last is itself
        assert browser.get(address, {"med": wrong}).context["form"].errors["med"]
    page = browser.get(address, {"med": f"https://x.example{target.get_absolute_url()}"})
    shown = unescape(page.text.partition("<main")[2])
    assert f"Skal nr. {source.number} lægges ind i nr. {target.number}?" in shown
    for one in (source, target):
        assert f'href="{one.get_absolute_url()}">{one.title}</a>' in shown and str(one.badge[0]) in shown
    assert not Merging.objects.exists()
    sent = {name: page.context["form"][name].value() for name in ("med", "token")}
    assert browser.post(address, sent).status_code == 302
    assert Merging.objects.get().source_id == source.pk


def assessed(title: str) -> Entry:
    report = make_report("mette", summary=title)
    assess(report.barrier)
    return Entry.objects.get(pk=report.barrier_id)


def test_what_cannot_be_merged_is_said_beside_the_field():
    source, target = two()
    hide(target, reason="x", actor=karen())
    sent = {"med": str(target.number), "token": str(uuid.uuid4())}
    page = cast.browser("karen").post(f"/klima/indlaeg/{source.pk}/sammenlaegning/", sent)
    asked = cast.browser("karen").get(f"/klima/indlaeg/{source.pk}/sammenlaegning/", {"med": target.number})
    for said in (page, asked):
        assert "skjult" in str(said.context["form"].errors["med"])
    assert f'name="med" value="{target.number}"' in page.text


def test_who_has_read_both_has_read_them_together():
    source, target = two()
    for key, threads in {"sofie": (source, target), "mette": (target,)}.items():
        for thread in threads:
            cast.browser(key).get(thread.get_absolute_url())
    merge(source, target=target, actor=karen())
    rows = cast.browser("sofie").get("/klima/dialog/").context["page"].rows
    assert not {row.title: row.unread for row in rows}["Den første"]
    pages = {key: cast.browser(key).get(target.get_absolute_url()).context["page"] for key in ("sofie", "mette")}
    assert {key: page.first_new for key, page in pages.items()} == {"sofie": 0, "mette": 2}
    assert ReadMark.objects.get(person=cast.person("sofie"), entry=target).comment == 3


def test_search_notifications_mails_and_drafts_follow():
    source, target = two()
    anders = cast.person("anders")
    keep = {"network": source.network, "path": source.get_absolute_url(), "fields": {"text": "Næsten sendt"}}
    keep_draft(anders, actor=anders, **keep)
    late = make_comment(source, "mette", text="Sagt lige før, @Nadia Rahmani")
    merge(source, target=target, actor=karen())
    while consume_due() + send_due_mails():
        pass
    deliver_due()
    (letter,) = [one for one in mail.outbox if one.to == [cast.person("nadia").email] and "lige før" in one.body]
    late.refresh_from_db()
    assert late.number == 4
    assert "@Nadia Rahmani" in letter.body
    assert f"{target.get_absolute_url()}?kommentar=4" in letter.body
    told = Notification.objects.get(person=cast.person("nadia"), comment=late)
    assert (told.entry_id, told.get_absolute_url()) == (
        target.pk,
        f"{target.get_absolute_url()}?kommentar=4#kommentar-4",
    )
    assert Notification.objects.filter(person=cast.person("sofie"), reason="merged").exists()
    (hit,) = [hit for hit in search(cast.person("sofie"), "lige før").hits if hit.kind == "comment"]
    assert hit.address == told.get_absolute_url()
    assert Draft.objects.get(person=anders, fields__text="Næsten sendt").path == target.get_absolute_url()
    separate(source, actor=karen())
    while consume_due():
        pass
    told.refresh_from_db()
    assert told.entry_id == source.pk


def test_what_a_visitor_reads_of_it():
    source, target = make_thread("aase", audience="public", title="Gammel"), make_thread("aase", audience="public")
    approve(source, actor=karen())
    merge(source, target=target, actor=karen())
    assert "log-ind" in cast.browser().get(source.get_absolute_url())["Location"]
    assert "Gammel" not in cast.browser().get("/klima/feed.atom").content.decode()
    approve(target, actor=karen())
    assert cast.browser().get(source.get_absolute_url())["Location"] == target.get_absolute_url()


def test_an_answer_that_was_taken_back_or_had_come_along_is_none_afterwards():
    source, target = two()
    answer = source.comments.get(number=1)
    mark_answer(source, comment=answer, actor=cast.person("nadia"))
    merge(source, target=target, actor=karen())
    mark_answer(
        target, comment=source.comments.model.objects.get(text__startswith="To svar"), actor=cast.person("aase")
    )
    delete_comment(answer, actor=cast.person("anders"))
    separate(source, actor=karen())
    for thread in (source, target):
        thread.refresh_from_db()
        assert (thread.state, thread.answer) == (State.OPEN, None)


def test_while_it_is_merged_its_author_can_only_narrow_it():
    source, target = two()
    merge(source, target=target, actor=karen())
    facts = {"title": "Den anden", "text": "Nadias ord", "is_question": True, "actor": cast.person("nadia")}
    with pytest.raises(Refusal) as refusal:
        edit_thread(source, audience=Audience.CIRCLE, circle=Organisation.objects.named(["odense"]), **facts)
    assert refusal.value.field == "audience"
    edit_thread(source, audience=Audience.ORGANISATION, **facts)
    assert "Nadias ord" not in shown("mette", target.get_absolute_url())
    assert "Ét svar" in shown("mette", target.get_absolute_url())


AUDIENCES = st.sampled_from([None, *Audience])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    source=st.tuples(st.sampled_from(["karen", "mette", "nadia"]), st.sampled_from(Audience), AUDIENCES),
    target=st.tuples(st.sampled_from(["karen", "mette", "aase"]), st.sampled_from(Audience), AUDIENCES),
    afterwards=AUDIENCES,
)
def test_nobody_ever_sees_more_than_before(source, target, afterwards):
    """Whatever two threads were and are for, and whatever the target becomes for: no comment gains a reader by merging."""
    one, other = _thread(*source), _thread(*target)
    comments = list(Comment.objects.filter(entry__in=[one, other]))
    before = {comment.pk: readers(comment) for comment in comments}
    try:
        merge(one, target=other, actor=karen())
    except (Refusal, PermissionDenied):
        assert {comment.pk: readers(comment) for comment in comments} == before
        return
    after = {comment.pk: readers(comment) for comment in comments}
    assert all(after[key] <= before[key] for key in before)
    if afterwards and _narrow(other, target[0], afterwards):
        narrowed = {comment.pk: readers(comment) for comment in comments}
        assert all(narrowed[key] <= before[key] for key in before)
    separate(one, actor=karen())
    assert all(readers(comment) <= before[comment.pk] for comment in comments)


def _thread(author: str, audience: str, now: str | None):
    """Asked for one audience with a comment from those who read it, then perhaps meant for another."""
    thread = make_thread(author, audience=audience, circle=_circle(audience))
    for key in ("karen", "mette", "nadia"):
        if may_see(cast.person(key), thread):
            make_comment(thread, key)
    if now:
        _narrow(thread, author, now)
    return thread


def _narrow(thread, author: str, audience: str) -> bool:
    facts = {"title": "T", "text": "t", "is_question": True, "audience": audience, "circle": _circle(audience)}
    try:
        edit_thread(thread, actor=cast.person(author), **facts)
    except (Refusal, PermissionDenied):
        return False
    return True


def _circle(audience: str):
    return Organisation.objects.named(["samsoe", "odense"]) if audience == Audience.CIRCLE else []


def readers(comment) -> set[str]:
    return {key for key in cast.BY_KEY if may_see(cast.person(key), comment)}
