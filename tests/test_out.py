"""Whoever is let out of a network is out at the next request: in every open tab, feed, form, file, mail and session.

In each of the ways there are: suspended, ended, ended by its last day, the membership over, the account locked; and as a deputy,
when that is over.
"""

import datetime
import re
import uuid

import pytest
from django.core import mail
from django.test import Client

from klimanet.accounts.models import Person
from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line
from klimanet.entries.models import Comment, Draft
from klimanet.entries.operations.feeds import open_feed
from klimanet.entries.operations.following import follow
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due
from klimanet.members.models import Holding, Membership
from klimanet.members.models.networks import today
from klimanet.members.operations.deputies import name_deputy
from klimanet.members.operations.leaving import leave_seat
from klimanet.members.operations.seats import reinstate_seat, suspend_seat, vacate_seat
from klimanet.notifications.operations import send_due_mails
from klimanet.notifications.permissions import unsubscribe_key, wants_mail
from klimanet.rules.actors import SYSTEM
from tests import cast
from tests.building import make_comment, make_thread

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
HTMX = {"HX-Request": "true"}


def suspended() -> None:
    suspend_seat(cast.seat("anders"), actor=cast.person("karen"))


def ended() -> None:
    vacate_seat(cast.seat("anders"), actor=cast.person("mette"))


def ended_by_themself() -> None:
    leave_seat(Holding.objects.get(person=cast.person("anders")), actor=cast.person("anders"))


def ended_by_the_last_day() -> None:
    holding = Holding.objects.get(person=cast.person("anders"))
    leave_seat(holding, until=today(), actor=cast.person("anders"))
    Holding.objects.filter(pk=holding.pk).update(until=today() - DAY)  # no worker has been there since


def membership_over() -> None:
    Membership.objects.filter(organisation__slug="odense").update(until=today() - DAY)


WAYS = [suspended, ended, ended_by_themself, ended_by_the_last_day, membership_over]


class Anders:
    """All that he has open and under way when it happens."""

    def __init__(self) -> None:
        self.browser = cast.browser("anders")
        self.other_browser = cast.browser("anders")
        self.thread = make_thread("aase", title="Kanariefugl", text="Kanariefugl")
        self.file = self.address_of_file()
        self.feed = f"/klima/feed/{open_feed(cast.network(), actor=cast.person('anders'))}.atom"
        follow(self.thread, actor=cast.person("anders"))
        assert self.statuses() == {200}
        make_comment(self.thread, "nadia", text="Kanariefugl")
        while consume_due() + send_due_mails():
            pass
        assert Message.objects.filter(to=cast.person("anders").email, sent_at=None).exists()

    def address_of_file(self) -> str:
        page = self.browser.get(cast.thread().get_absolute_url()).content.decode()
        return re.search(r'href="(/klima/indlaeg/filer/[^"]+)"', page)[1]

    def statuses(self) -> set[int]:
        """Of everything that shows something of the network's inside, asked as pages, as fragments and as a program does."""
        paths = [
            self.thread.get_absolute_url(),
            "/klima/dialog/",
            "/klima/medlemmer/",
            "/klima/medlemmer/odense/",
            "/klima/medlemmer/odense/vores/",
            "/klima/notifikationer/",
            "/klima/indlaeg/mine/",
            "/klima/feed/",
            self.file,
        ]
        pages = {browser.get(path).status_code for path in paths for browser in (self.browser, self.other_browser)}
        fragments = {self.browser.get(path, headers=HTMX).status_code for path in paths}
        preview = self.browser.post("/klima/indlaeg/visning/", {"text": "t"}, headers=HTMX).status_code
        return {*pages, *fragments, preview, Client().get(self.feed).status_code}

    def send_prepared_forms(self) -> set[int]:
        """What was filled in before, sent now."""
        comment = cast.thread().comments.get(number=1)
        forms = {
            f"/klima/indlaeg/{self.thread.pk}/kommentarer/": {"text": "Sendt for sent", "shown": "0"},
            f"/klima/indlaeg/{comment.entry_id}/kommentarer/{comment.pk}/rettelse/": {"text": "Rettet for sent"},
            "/klima/dialog/ny/": {"title": "For sent", "text": "For sent", "is_question": "1", "audience": "network"},
            "/klima/indlaeg/kladder/": {"draft_path": "/klima/dialog/ny/", "text": "For sent"},
            f"/klima/indlaeg/{self.thread.pk}/foelgning/": {},
            f"/klima/medlemmer/pladser/{cast.EXAMPLES['seat']}/vikar/": {"since": str(today()), "until": str(today())},
            "/klima/medlemmer/mig/": {"words": "For sent"},
            "/klima/feed/": {},
        }
        return {
            self.browser.post(path, {"token": str(uuid.uuid4()), **facts}, headers=headers).status_code
            for path, facts in forms.items()
            for headers in ({}, HTMX)
        }


@pytest.fixture
def anders() -> Anders:
    cast.EXAMPLES["seat"] = cast.seat("anders").pk
    return Anders()


@pytest.mark.parametrize("how", WAYS)
def test_every_open_tab_feed_and_file_is_closed_at_the_next_request(anders, how):
    how()
    assert anders.statuses() == {404}
    assert "Kanariefugl" not in anders.browser.get("/klima/").content.decode()
    assert "Kanariefugl" not in anders.browser.get("/soeg/?q=kanariefugl").content.decode()


@pytest.mark.parametrize("how", WAYS)
def test_no_form_that_was_prepared_does_anything(anders, how):
    how()
    lines, comments, drafts = (model.objects.count() for model in (Line, Comment, Draft))
    assert anders.send_prepared_forms() == {404}
    assert [model.objects.count() for model in (Line, Comment, Draft)] == [lines, comments, drafts]


@pytest.mark.parametrize("how", WAYS)
def test_no_mail_that_waited_goes_out(anders, how):
    how()
    deliver_due()
    assert cast.person("anders").email not in [message.to[0] for message in mail.outbox]
    assert not Message.objects.waiting().filter(to=cast.person("anders").email).exists()
    make_comment(anders.thread, "nadia")
    while consume_due() + send_due_mails():
        pass
    deliver_due()
    assert cast.person("anders").email not in [message.to[0] for message in mail.outbox]


@pytest.mark.parametrize("how", WAYS)
def test_the_link_that_stops_mails_still_does_that_and_shows_nothing(anders, how):
    how()
    path = f"/klima/notifikationer/afmelding/{unsubscribe_key(cast.person('anders'))}/"
    page = Client().get(path)
    assert page.status_code == 200
    assert "Kanariefugl" not in page.content.decode()
    Client().post(path, {"List-Unsubscribe": "One-Click"})
    assert not wants_mail(cast.person("anders"))


def test_the_account_stays_theirs_and_another_network_open():
    browser = cast.browser("peter")
    suspend_seat(cast.seat("peter"), actor=SYSTEM)
    assert browser.get("/klima/dialog/").status_code == 404
    assert browser.get("/tilpasning/dialog/").status_code == 200
    assert browser.get("/konto/").status_code == 200


def test_opened_again_everything_is_as_it_was(anders):
    suspended()
    assert anders.statuses() == {404}
    reinstate_seat(cast.seat("anders"), actor=cast.person("karen"))
    assert anders.statuses() == {200}


def test_locked_every_session_is_over(anders):
    Person.objects.filter(email=cast.person("anders").email).update(is_active=False)
    for browser in (anders.browser, anders.other_browser):
        assert browser.get("/klima/dialog/").status_code == 302
        assert browser.get("/klima/dialog/", headers=HTMX).status_code == 302
    assert Client().get(anders.feed).status_code == 404


@pytest.mark.parametrize("how", ["the coordinator is suspended", "the deputy is suspended", "the time is over"])
def test_a_deputys_prepared_forms_do_nothing_either(how):
    """Anders stands in for Mette and has her form for a new seat open."""
    mette = Holding.objects.get(person=cast.person("mette"))
    name_deputy(mette, deputy=cast.person("anders"), since=today(), until=today(), actor=cast.person("mette"))
    browser, path = cast.browser("anders"), "/klima/medlemmer/odense/pladser/ny/"
    assert browser.get(path).status_code == 200
    match how:
        case "the coordinator is suspended":
            suspend_seat(mette.seat, actor=cast.person("karen"))
        case "the deputy is suspended":
            suspend_seat(cast.seat("anders"), actor=cast.person("karen"))
        case "the time is over":
            Holding.objects.deputies().update(since=today() - DAY, until=today() - DAY)
    sent = {"token": str(uuid.uuid4()), "name": "Ea", "email": "ea@odense.example", "role": "member"}
    assert browser.post(path, sent).status_code == (404 if how == "the deputy is suspended" else 403)
    assert not Person.objects.filter(email="ea@odense.example").exists()
