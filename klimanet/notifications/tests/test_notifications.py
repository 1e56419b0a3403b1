"""Who is told of what: once, only what they may read, by mail with the full text; and who is not."""

import re

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line
from klimanet.dialogues.operations import close_thread, edit_thread, mark_answer
from klimanet.entries.models import Audience
from klimanet.entries.operations.comments import delete_comment, edit_comment, remove_comment
from klimanet.entries.operations.following import follow, follow_topic, mute
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due
from klimanet.members.models import Organisation, Role
from klimanet.members.operations.seats import give_seat, suspend_seat, vacate_seat
from klimanet.notifications import emails
from klimanet.notifications.consumers import notify
from klimanet.notifications.models import Notification, Reason
from klimanet.notifications.operations import choose_mail, send_due_mails
from klimanet.notifications.permissions import wants_mail
from klimanet.rules.actors import SYSTEM
from tests import cast
from tests.building import make_comment, make_membership, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread():
    """Åse of Aabenraa asks; everybody has been told of that."""
    thread = make_thread("aase", title="Hvem har ladestandere?")
    follow_all_of_the_log()
    Notification.objects.all().delete()
    return thread


def follow_all_of_the_log() -> None:
    while consume_due():
        pass


def told() -> dict[str, str]:
    """Reason by the first part of the address of whoever is told."""
    follow_all_of_the_log()
    return {row.person.email.partition("@")[0]: row.reason for row in Notification.objects.select_related("person")}


def key(who: str) -> str:
    return cast.person(who).email.partition("@")[0]


def organisations(*slugs: str):
    return Organisation.objects.filter(slug__in=slugs)


def mailed() -> list[str]:
    """Whom the mails about all this went to."""
    follow_all_of_the_log()
    send_due_mails()
    deliver_due()
    return sorted(message.to[0] for message in mail.outbox if message.subject.startswith("["))


def mail_to(who: str) -> EmailMultiAlternatives:
    (found,) = [message for message in mail.outbox if message.to == [cast.person(who).email]]
    return found


def test_who_follows_is_told_of_a_comment_and_never_who_wrote_it(thread):
    make_comment(thread, "anders")
    assert told() == {key("aase"): Reason.REPLY}
    make_comment(thread, "aase")
    assert told() == {key("aase"): Reason.REPLY, key("anders"): Reason.REPLY}


def test_nobody_is_told_twice_of_one_line(thread):
    make_comment(thread, "anders")
    told()
    notify(Line.objects.filter(verb="comment.added").newest_first()[0])
    assert Notification.objects.count() == 1
    assert mailed() == [cast.person("aase").email]
    assert mailed() == [cast.person("aase").email]


def test_a_mention_goes_before_a_reply(thread):
    make_comment(thread, "anders", text=f"@{cast.person('aase').name} og @{cast.person('karen').name}: se her.")
    assert told() == {key("aase"): Reason.MENTION, key("karen"): Reason.MENTION}


def test_a_mention_of_an_organisation_reaches_all_its_people(thread):
    make_comment(thread, "aase", text="Hvad siger @Odense Kommune og @Odense?")
    assert set(told().values()) == {Reason.MENTION}
    assert set(told()) == {key("anders"), key("mette")}


def test_those_a_question_is_addressed_to_are_asked_once(thread):
    asked = make_thread("aase", addressed=organisations("odense"))
    assert told() == {key("anders"): Reason.ADDRESSED, key("mette"): Reason.ADDRESSED}
    facts = {"title": asked.title, "text": asked.text, "is_question": True, "audience": asked.audience}
    more = organisations("odense", "samsoe")
    edit_thread(asked, **facts, addressed=more, actor=cast.person("aase"))
    assert told()[key("peter")] == Reason.ADDRESSED
    assert Notification.objects.of(cast.person("anders")).count() == 1


def test_who_follows_a_theme_or_an_organisation_is_told_in_the_site_alone():
    theme = cast.network().themes.first()
    follow_topic(theme, network=cast.network(), actor=cast.person("peter"))
    follow_topic(organisations("aabenraa").get(), network=cast.network(), actor=cast.person("mette"))
    make_thread("aase", themes=[theme])
    assert told() == {key("peter"): Reason.OPENED, key("mette"): Reason.OPENED}
    assert mailed() == []


def test_who_follows_is_told_of_the_answer_and_the_end(thread):
    comment = make_comment(thread, "anders")
    told()
    Notification.objects.all().delete()
    mark_answer(thread, comment=comment, actor=cast.person("aase"))
    assert told() == {key("anders"): Reason.ANSWERED}
    Notification.objects.all().delete()
    close_thread(thread, summary="Løst.", actor=cast.person("aase"))
    assert told() == {key("anders"): Reason.CLOSED}
    assert mailed() == []


def test_who_has_muted_it_is_told_nothing_even_when_mentioned(thread):
    mute(thread, actor=cast.person("anders"))
    make_comment(thread, "aase", text=f"@{cast.person('anders').name} og @Odense")
    assert key("anders") not in told()


def test_who_may_not_read_it_is_not_told():
    secret = make_thread("aase", audience=Audience.ORGANISATION, text=f"@{cast.person('anders').name} @Odense")
    follow(secret, actor=cast.person("karen"))
    make_comment(secret, "aase")
    assert told() == {key("karen"): Reason.REPLY}


def test_a_comment_taken_back_is_told_to_nobody(thread):
    comment = make_comment(thread, "anders")
    delete_comment(comment, actor=cast.person("anders"))
    assert told() == {}


def test_the_seat_follows_so_its_new_holder_is_told(thread):
    vacate_seat(cast.seat("aase"), actor=SYSTEM)
    give_seat(make_membership("aabenraa"), email="ny@aabenraa.example", name="Ny", role=Role.MEMBER, actor=SYSTEM)
    make_comment(thread, "anders")
    assert told() == {"ny": Reason.REPLY}


@pytest.mark.parametrize("when", ["before the mail is written down", "while the mail server is away"])
@pytest.mark.parametrize("how", ["narrowed", "suspended", "locked", "deleted", "removed", "read", "no mails wanted"])
def test_who_lost_sight_of_it_before_the_mail_gets_none(thread, how, when):
    follow(thread, actor=cast.person("mette"))
    comment = make_comment(thread, "karen", text="Fortroligt.")
    assert key("mette") in told()
    if when == "while the mail server is away":
        send_due_mails()
    match how:
        case "narrowed":
            facts = {"title": thread.title, "text": thread.text, "is_question": True}
            edit_thread(thread, **facts, audience=Audience.SECRETARIAT, actor=cast.person("aase"))
        case "suspended":
            suspend_seat(cast.seat("mette"), actor=SYSTEM)
        case "locked":
            mette = cast.person("mette")
            mette.is_active = False
            mette.save()
        case "deleted":
            delete_comment(comment, actor=cast.person("karen"))
        case "removed":
            remove_comment(comment, actor=cast.person("karen"))
        case "read":
            cast.browser("mette").get(thread.get_absolute_url())
        case "no mails wanted":
            choose_mail(cast.person("mette"), at_once=False, actor=cast.person("mette"))
    assert cast.person("mette").email not in mailed()
    assert Notification.objects.waiting_for_mail().count() == 0
    assert not Message.objects.waiting().exists()
    seen = Notification.objects.visible_to(cast.person("mette")).exists()
    assert seen is (how in ("read", "no mails wanted"))


def test_who_lost_sight_of_one_comment_is_mailed_the_other(thread):
    taken_back = make_comment(thread, "anders")
    make_comment(thread, "nadia")
    follow_all_of_the_log()
    delete_comment(taken_back, actor=cast.person("anders"))
    assert mailed().count(cast.person("aase").email) == 1


def test_a_mail_that_waits_has_neither_title_nor_text(thread):
    make_comment(thread, "anders", text="Fortroligt.")
    follow_all_of_the_log()
    send_due_mails()
    waiting = Message.objects.get(to=cast.person("aase").email)
    assert thread.title not in waiting.subject
    assert (waiting.text, waiting.html, waiting.network_id) == ("", "", thread.network_id)


def test_the_mail_has_the_full_text_in_both_parts(thread):
    make_comment(thread, "anders", text="**Vi** har, spørg @Odense & [her](/klima/).\n\n" + "Langt. " * 500 + "Slut.")
    mailed()
    message = mail_to("aase")
    html = message.alternatives[0].content
    assert message.subject == "[Klimanetværket] Hvem har ladestandere?"
    for part in (message.body, html):
        assert "Slut." in part
        assert "@Odense" in part
        assert cast.person("anders").name in part
        assert "Odense" in part
        assert f"{thread.get_absolute_url()}?kommentar=1#kommentar-1" in part
        assert "/klima/notifikationer/" in part
    assert "<strong>Vi</strong>" in html
    assert 'href="http://localhost:8000/klima/"' in html
    assert "&amp;" not in message.body.partition("http")[0]


def test_mails_about_one_entry_are_one_conversation(thread):
    make_comment(thread, "anders")
    make_comment(thread, "mette")
    mailed()
    sent = [message.message() for message in mail.outbox if message.to == [cast.person("aase").email]]
    assert len({message["Message-ID"] for message in sent}) == 2
    assert {message["References"] for message in sent} == {f"<entry.{thread.pk}@localhost>"}
    line = Notification.objects.of(cast.person("aase")).earliest("pk").line
    assert sent[0]["Message-ID"] == f"<line.{line.pk}.person.{cast.person('aase').pk}@localhost>"


def test_a_mail_speaks_the_readers_language(thread):
    aase = cast.person("aase")
    aase.language = "en"
    aase.save()
    make_comment(thread, "anders")
    mailed()
    assert "You get this e-mail because you follow the thread." in mail_to("aase").body


def test_a_title_with_line_ends_makes_no_headers(thread):
    thread.title = "Hej\r\nBcc: alle@b.example"
    thread.save()
    make_comment(thread, "anders")
    mailed()
    (sent,) = [message.message() for message in mail.outbox]
    assert sent["Bcc"] is None


def test_a_mail_that_cannot_be_written_holds_up_no_other(thread, monkeypatch):
    def broken(html, names):
        if "Galt" in html:
            raise ValueError("broken")
        return html

    make_comment(thread, "anders", text="Galt")
    make_comment(thread, "mette", text="Godt")
    monkeypatch.setattr(emails, "named", broken)
    assert mailed() == sorted([cast.person("aase").email, cast.person("anders").email])
    monkeypatch.undo()
    Message.objects.update(retry_at=None)
    assert mailed().count(cast.person("aase").email) == 2


def test_the_page_lists_what_is_new_and_opening_the_thread_reads_it(thread):
    make_comment(thread, "anders")
    told()
    browser = cast.browser("aase")
    page = browser.get("/klima/notifikationer/").content.decode()
    assert "Anders" in page
    assert "Hvem har ladestandere?" in page
    assert 'class="bell-count"' in page
    browser.head(thread.get_absolute_url())
    assert Notification.objects.unread().count() == 1
    assert 'class="bell-count"' not in browser.get(thread.get_absolute_url()).content.decode()
    assert Notification.objects.unread().count() == 0


def test_all_are_read_by_one_button(thread):
    make_comment(thread, "anders")
    told()
    cast.browser("anders").post("/klima/notifikationer/laest/")
    assert Notification.objects.unread().count() == 1
    cast.browser("aase").post("/klima/notifikationer/laest/")
    assert Notification.objects.unread().count() == 0


def test_mails_are_chosen_on_the_page(thread):
    browser = cast.browser("aase")
    token = browser.get("/klima/notifikationer/").context["form"]["token"].value()
    browser.post("/klima/notifikationer/", {"at_once": "0", "token": token})
    make_comment(thread, "anders")
    assert mailed() == []
    assert browser.post("/klima/notifikationer/", {"at_once": "x", "token": token}).status_code == 200


def test_the_bell_costs_one_question(thread):
    browser = cast.browser("aase")
    browser.get(thread.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        browser.get(thread.get_absolute_url())
    asked = [query["sql"] for query in queries if "notifications_notification" in query["sql"]]
    assert len(asked) == 1


def test_a_long_list_costs_what_a_short_one_does(thread):
    browser, costs = cast.browser("aase"), []
    for number in (1, 15):
        for _ in range(number):
            make_comment(thread, "anders")
        told()
        with CaptureQueriesContext(connection) as queries:
            browser.get("/klima/notifikationer/")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 8


def test_who_is_named_by_an_edit_is_told_once(thread):
    comment = make_comment(thread, "anders", text="Spørg København")
    follow_all_of_the_log()
    Notification.objects.all().delete()
    for text in ("Spørg @Nadia Rahmani", "Spørg endelig @Nadia Rahmani", "Spørg ingen"):
        edit_comment(comment, text=text, actor=cast.person("anders"))
        assert told() == {"nadia": Reason.MENTION}
    assert Notification.objects.count() == 1


def test_all_is_read_at_once_in_the_bell_and_in_the_dialogue(thread):
    make_comment(thread, "anders")
    follow_all_of_the_log()
    aase = cast.browser("aase")
    assert "Markér alt som læst" in aase.get("/klima/").content.decode()
    aase.post("/klima/notifikationer/laest/")
    assert not Notification.objects.of(cast.person("aase")).unread().exists()
    assert aase.get("/klima/").context["fresh"] == []


class TestUnsubscribing:
    """Every mail says how to stop them; a click in the mail program does it, a page that is opened does not."""

    @pytest.fixture
    def headers(self, thread):
        make_comment(thread, "anders")
        mailed()
        return mail_to("aase").message()

    @pytest.fixture
    def address(self, headers) -> str:
        return headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")

    def wants(self) -> bool:
        return wants_mail(cast.person("aase"))

    def test_a_mail_says_where(self, headers):
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert headers["List-Id"] == "<klima.localhost>"
        assert re.search(rb"\nList-Unsubscribe:\s+<http\S+/>\r?\n", headers.as_bytes()), (
            "The address stands whole on one line."
        )

    def test_one_click_from_a_mail_program_stops_them_at_once_and_is_noted_once(self, address):
        before = Line.objects.count()
        for _ in range(2):
            provider = Client(enforce_csrf_checks=True)
            assert provider.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert not self.wants()
        (line,) = Line.objects.newest_first()[: Line.objects.count() - before]
        assert (line.verb, line.actor_id) == ("mail.chosen", cast.person("aase").pk)

    def test_what_only_opens_it_changes_nothing(self, address):
        for ask in (cast.browser().get, cast.browser().head, cast.browser().post, cast.browser("anders").get):
            assert ask(address).status_code == 200
        assert self.wants()

    def test_the_page_has_a_button_and_tells_how_to_turn_them_on_again(self, address):
        page = cast.browser().get(address).content.decode()
        assert 'name="List-Unsubscribe" value="One-Click"' in page
        assert "/klima/notifikationer/" in page
        done = cast.browser().post(address, {"List-Unsubscribe": "One-Click"}).content.decode()
        assert "/klima/notifikationer/" in done
        assert 'value="One-Click"' not in done
        assert not self.wants()

    def test_who_has_no_seat_any_longer_can_stop_them_still(self, address):
        suspend_seat(cast.seat("aase"), actor=SYSTEM)
        cast.browser().post(address, {"List-Unsubscribe": "One-Click"})
        assert not self.wants()

    def test_a_key_that_is_not_ours_is_nobodys(self, address):
        forged = address.replace(f"/{cast.person('aase').pk}:", f"/{cast.person('anders').pk}:")
        assert forged != address
        assert cast.browser().post(forged, {"List-Unsubscribe": "One-Click"}).status_code == 404
        assert wants_mail(cast.person("anders"))
