"""What is reported to the secretariat, and what it hides."""

import uuid
from html import unescape

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line
from klimanet.dialogues.models import State
from klimanet.dialogues.operations import mark_answer
from klimanet.entries import panels
from klimanet.entries.models import Audience, Comment, Entry, Outcome, Report
from klimanet.entries.operations.comments import edit_comment
from klimanet.entries.operations.following import approve, follow, keep_draft
from klimanet.entries.operations.order import hide, report, settle_report, show_again
from klimanet.entries.permissions import may_see
from klimanet.mail.operations import deliver_due
from klimanet.members.models import Organisation, seated
from klimanet.notifications.models import Notification
from klimanet.notifications.operations import send_due_mails
from klimanet.rules.refusals import Refusal
from klimanet.search.queries import search
from tests import cast
from tests.building import make_comment, make_thread

pytestmark = pytest.mark.django_db
WORD = "kanariefugl"
WHY = "Den nævner en borger ved navn."


def karen():
    return cast.person("karen")


def work() -> None:
    """What the worker does."""
    while consume_due() + send_due_mails():
        pass
    deliver_due()


def shown(key: str, path: str) -> str:
    return unescape(b"".join(cast.browser(key).get(path)).decode())


def test_somebody_tells_the_secretariat_once_and_hears_what_came_of_it():
    thread = make_thread("aase")
    comment = make_comment(thread, "anders", text="Det er noget fis.")
    address = f"/klima/indlaeg/{thread.pk}/kommentarer/{comment.pk}/anmeldelse/"
    browser = cast.browser("sofie")
    for _ in range(2):
        browser.post(address, {"token": str(uuid.uuid4()), "reason": "Sådan taler vi ikke."})
    assert Report.objects.of(comment).count() == 1
    assert "før" in browser.post(address, {"token": str(uuid.uuid4()), "reason": "Igen"}).content.decode()
    found = Report.objects.of(comment).get()
    page = shown("karen", f"/klima/sekretariat/anmeldelser/{found.pk}/")
    assert "Sådan taler vi ikke." in page
    assert "Det er noget fis." in page
    assert cast.BY_KEY["sofie"].name in page
    settle_report(found, outcome=Outcome.LEFT, reason="Den er skarp, men sober.", actor=karen())
    work()
    (letter,) = [letter for letter in mail.outbox if letter.to == [cast.person("sofie").email]]
    assert "Sådan taler vi ikke." in letter.body
    assert "Den er skarp, men sober." in letter.body
    assert "noget fis" not in letter.body
    assert "Den er skarp" in shown("sofie", "/klima/indlaeg/mine/")
    assert not comment.hidden_at


def test_only_the_secretariat_learns_who_told():
    thread = make_thread("aase")
    found = report(thread, reason="Jeg er utryg ved det her.", actor=cast.person("nadia"))
    for key in ("aase", "mette", "lise", "sofie"):
        assert cast.browser(key).get("/klima/sekretariat/anmeldelser/").status_code == 403
        assert "utryg" not in shown(key, thread.get_absolute_url())
        with pytest.raises(PermissionDenied):
            settle_report(found, outcome=Outcome.LEFT, actor=cast.person(key))
    assert cast.browser("line").get(f"/klima/sekretariat/anmeldelser/{found.pk}/").status_code == 404
    assert Report.objects.visible_to(cast.person("line")).count() == 0


def test_nobody_reports_what_they_do_not_see_or_their_own():
    secret = make_thread("nadia", audience=Audience.SECRETARIAT)
    for thing, key in ((secret, "anders"), (secret, "nadia"), (make_thread("aase"), "line")):
        with pytest.raises(PermissionDenied):
            report(thing, reason="x", actor=cast.person(key))


def test_hidden_for_a_reason_everybody_who_told_is_told_and_the_author_too():
    thread = make_thread("aase")
    comment = make_comment(thread, "anders", text="Ole Hansen på Vestergade er skyld i det.")
    first = report(comment, reason="Et navn", actor=cast.person("nadia"))
    report(comment, reason="En adresse", actor=cast.person("mette"))
    with pytest.raises(Refusal) as refusal:
        settle_report(first, outcome=Outcome.HIDDEN, reason="  ", actor=karen())
    assert refusal.value.field == "reason"
    settle_report(first, outcome=Outcome.HIDDEN, reason=WHY, actor=karen())
    with pytest.raises(Refusal):
        settle_report(first, outcome=Outcome.LEFT, actor=karen())
    assert set(Report.objects.of(comment).values_list("outcome", "quote")) == {(Outcome.HIDDEN, "")}
    work()
    told = {letter.to[0]: letter.body for letter in mail.outbox if "skjult" in letter.body}
    assert set(told) == {cast.person(key).email for key in ("nadia", "mette", "anders")}
    assert WHY in told[cast.person("anders").email]
    assert karen().email in told[cast.person("anders").email]
    assert not any("Ole Hansen" in body for body in told.values())
    assert Line.objects.filter(verb="report.settled").count() == 2


def test_who_hides_their_own_words_needs_no_mail_about_it():
    thread = make_thread("aase")
    for written, author in ((make_comment(thread, "karen"), "karen"), (make_comment(thread, "anders"), "anders")):
        page = shown("karen", f"/klima/indlaeg/{thread.pk}/kommentarer/{written.pk}/skjulning/")
        assert ("Forfatteren" in page, "uden besked" in page) == (author == "anders",) * 2
        hide(written, reason=WHY, actor=karen())
    work()
    assert [letter.to for letter in mail.outbox if WHY in letter.body] == [[cast.person("anders").email]]


def test_what_is_shown_again_before_the_mail_goes_is_not_told_of():
    comment = make_comment(make_thread("aase"), "anders")
    hide(comment, reason=WHY, actor=karen())
    show_again(comment, actor=karen())
    work()
    assert not [letter for letter in mail.outbox if letter.to == [cast.person("anders").email]]


def test_a_hidden_comment_is_nowhere_but_with_its_author_and_the_secretariat():
    thread = make_thread("aase", title="Hvem ved noget?")
    follow(thread, actor=cast.person("nadia"))
    file = SimpleUploadedFile(f"{WORD}.txt", WORD.encode())
    comment = make_comment(thread, "anders", text=f"{WORD} @Åse Ørum Aagaard", attachments=[file])
    edit_comment(comment, text=f"{WORD} igen", actor=cast.person("anders"))
    while consume_due() + send_due_mails():  # the mails wait in the queue
        pass
    hide(comment, reason=WHY, actor=karen())
    deliver_due()
    attachment = comment.attachments.get()
    mailed = [letter.to[0] for letter in mail.outbox if WORD in letter.body]
    assert mailed == []
    entry = f"/klima/indlaeg/{thread.pk}"
    for key, sees in {"anders": True, "karen": True, "aase": False, "nadia": False, "mette": False}.items():
        browser = cast.browser(key)
        page = shown(key, thread.get_absolute_url())
        assert (WORD in page, WHY in page) == (sees, sees), key
        file_address = f"/klima/indlaeg/filer/{attachment.pk}/{attachment.name}"
        for path in (f"{entry}/kommentarer/{comment.pk}/historik/", file_address):
            assert browser.get(path).status_code == (200 if sees else 404), (key, path)
        assert bool(search(cast.person(key), WORD).hits) == sees, key
        assert Notification.objects.visible_to(cast.person(key)).filter(comment=comment).exists() <= sees
        count = browser.get("/klima/dialog/").context["page"].rows
        assert {row.title: row.comment_count for row in count}["Hvem ved noget?"] == int(sees)
    show_again(comment, actor=karen())
    assert WORD in shown("nadia", thread.get_absolute_url())
    assert cast.browser("nadia").get(file_address).status_code == 200


def test_a_hidden_entry_takes_everything_with_it_and_its_public_page_at_once():
    thread = make_thread("aase", audience=Audience.PUBLIC, title=f"{WORD} for alle", text=WORD)
    approve(thread, actor=karen())
    comment = make_comment(thread, "anders", text=f"{WORD} i en kommentar")
    draft = f"/klima/dialog/ny/?fra={thread.pk}"
    fields = {"title": f"{WORD} igen", "text": "x", "source": str(thread.pk)}
    nadia = cast.person("nadia")
    keep_draft(nadia, network=thread.network, path="/klima/dialog/ny/", fields=fields, actor=nadia)
    assert WORD in shown("visitor", "/klima/feed.atom")
    assert WORD in shown("nadia", "/klima/")
    work()
    hide(thread, reason=WHY, actor=karen())
    assert WORD not in shown("visitor", "/klima/feed.atom")
    assert cast.browser().get(thread.get_absolute_url()).status_code == 302
    for key, sees in {"aase": True, "karen": True, "anders": False, "nadia": False}.items():
        browser = cast.browser(key)
        assert browser.get(thread.get_absolute_url()).status_code == (200 if sees else 404)
        for path in ("/klima/", "/klima/dialog/", "/klima/dialog/ny/", draft, "/klima/notifikationer/"):
            assert sees or WORD not in shown(key, path), (key, path)
        assert bool(search(cast.person(key), WORD).hits) == sees
        assert may_see(cast.person(key), comment) == sees
    assert WHY in shown("aase", thread.get_absolute_url())
    show_again(thread, actor=karen())
    assert WORD in shown("visitor", thread.get_absolute_url())
    assert WORD in shown("nadia", "/klima/"), "The draft is there again."


def test_the_list_is_ordered_and_marked_by_what_can_be_read():
    thread, other = make_thread("aase", title="Første"), make_thread("aase", title="Anden")
    nadia = cast.browser("nadia")
    nadia.get(thread.get_absolute_url())
    comment = make_comment(thread, "anders")
    hide(comment, reason=WHY, actor=karen())
    rows = [row.title for row in nadia.get("/klima/dialog/").context["page"].rows]
    assert rows[:2] == ["Anden", "Første"]
    unread = {row.title: row.unread for row in nadia.get("/klima/dialog/").context["page"].rows}
    assert not unread["Første"]
    show_again(comment, actor=karen())
    assert nadia.get("/klima/dialog/").context["page"].rows[0].title == "Første"
    assert other.comments.count() == 0


def test_a_question_whose_answer_is_hidden_is_open_again_and_waits_for_its_organisation():
    odense = Organisation.objects.get(slug="odense")
    thread = make_thread("aase", addressed=[odense])
    comment = make_comment(thread, "anders")
    mark_answer(thread, comment=comment, actor=cast.person("aase"))
    assert cast.browser("mette").get("/klima/").context["asked"] == []
    hide(comment, reason=WHY, actor=karen())
    thread.refresh_from_db()
    assert (thread.state, thread.answer) == (State.OPEN, None)
    assert thread.last_activity_at == thread.created_at
    assert cast.browser("mette").get("/klima/").context["asked"] == [thread]
    with pytest.raises(Refusal):
        mark_answer(thread, comment=comment, actor=cast.person("aase"))


def test_hidden_twice_and_by_somebody_else():
    comment = make_comment(make_thread("aase"), "anders")
    for key in ("anders", "aase", "mette", "lise", "sofie", "line"):
        with pytest.raises(PermissionDenied):
            hide(comment, reason=WHY, actor=cast.person(key))
    hide(comment, reason=WHY, actor=karen())
    with pytest.raises(Refusal):
        hide(comment, reason="Igen", actor=karen())
    for _ in range(2):
        show_again(comment, actor=karen())
    assert Line.objects.filter(verb__in=["comment.hidden", "comment.shown"]).count() == 2


def test_what_a_circle_shows_to_the_secretariat_is_the_quote_and_it_can_be_hidden_and_shown_again():
    thread = make_thread("aase", audience=Audience.CIRCLE, circle=Organisation.objects.named(["samsoe"]), text=WORD)
    assert not may_see(karen(), thread)
    with pytest.raises(PermissionDenied):
        hide(thread, reason=WHY, actor=karen())
    found = report(thread, reason="Se lige her", actor=cast.person("peter"))
    address = f"/klima/sekretariat/anmeldelser/{found.pk}/"
    assert WORD in shown("karen", address)
    settle_report(found, outcome=Outcome.HIDDEN, reason=WHY, actor=karen())
    assert not may_see(cast.person("peter"), thread)
    assert not may_see(karen(), thread), "Hiding shows nothing to anybody."
    assert WORD not in shown("karen", address)
    cast.browser("karen").post(f"{address}genvisning/")
    assert may_see(cast.person("peter"), thread)


def test_hiding_widens_for_nobody():
    """For every audience: whoever sees it while it is hidden saw it before."""
    people = [cast.person(key) for key in cast.BY_KEY]
    for audience in Audience:
        circle = Organisation.objects.named(["samsoe", "odense"]) if audience == Audience.CIRCLE else []
        thread = make_thread("aase", audience=audience, circle=circle)
        comment = make_comment(thread, "aase")
        before = {person for person in people if may_see(person, comment)}
        for thing in (comment, thread):
            type(thing).objects.filter(pk=thing.pk).update(hidden_at=thread.created_at, hidden_reason=WHY)
            after = {person for person in people if may_see(person, comment)}
            assert after == before & {
                cast.person("aase"),
                *([karen(), cast.person("jonas")] if audience != Audience.CIRCLE else []),
            }


def test_nothing_is_hidden_without_a_reason():
    comment = make_comment(make_thread("aase"))
    for model, key in ((Comment, comment.pk), (Entry, comment.entry_id)):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.filter(pk=key).update(hidden_at=comment.created_at)


def test_the_desk_is_told_what_waits():
    thread = make_thread("aase")
    report(thread, reason="Se her", actor=cast.person("nadia"))
    panel = panels.reports(thread.network, reader=seated(karen()))
    assert (panel.count, [row.title for row in panel.first]) == (2, ["Er det rigtigt?", "Se her"])
    assert cast.browser("karen").get(panel.first[0].address).status_code == 200
    assert panels.reports(thread.network, reader=seated(cast.person("mette"))).count == 0
