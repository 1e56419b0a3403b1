"""Seeing the network as a member does: only what both may see, nothing that is theirs alone, and nothing is changed."""

import datetime
import re
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line
from klimanet.entries.models import Draft, Entry, ReadMark
from klimanet.entries.operations.following import keep_draft
from klimanet.insights.middleware import LEADS_OUT, SHOWN
from klimanet.insights.operations import begin_seeing, end_seeing
from klimanet.members.models import Holding, Organisation, Role, Seat, seated
from klimanet.members.operations.seats import suspend_seat, vacate_seat
from klimanet.notifications.models import Notification
from klimanet.rules.actors import SYSTEM
from tests import cast
from tests.addresses import address
from tests.building import make_comment, make_person, make_thread
from tests.test_access import TABLE, rows
from tests.test_privacy import contents

pytestmark = pytest.mark.django_db
BANNER, REFUSED = "Du ser siderne som", "Intet er sendt"
ENDING = "/klima/sekretariat/se-som/slut/"


def start(browser: Client, key: str, network: str = "klima") -> int:
    path = f"/{network}/sekretariat/se-som/{cast.person(key).pk}/"
    return browser.post(path, {"token": uuid.uuid4()}).status_code


def seeing(key: str, who: str = "karen", **options) -> Client:
    browser = cast.browser(who, **options)
    assert start(browser, key) == 302
    return browser


def text(browser: Client, path: str = "/klima/") -> str:
    return browser.get(path).content.decode()


class TestTheLook:
    def test_it_shows_the_members_own_overview_with_a_banner(self):
        shown = text(seeing("anders"))
        assert "Hej Anders Bjerre" in shown and BANNER in shown
        assert "/klima/sekretariat/" not in shown.replace(ENDING, "")

    def test_every_page_of_it_has_the_banner(self):
        browser = seeing("anders")
        for name in SHOWN - {"attachment", "enclosure", "person_card", "person_photo"}:
            assert BANNER in text(browser, address(name)), name

    def test_the_log_says_who_looked_as_whom_and_when_it_ended(self):
        browser = seeing("anders")
        browser.post(ENDING)
        told = [(line.verb, line.subject_id, line.actor_id) for line in Line.objects.filter(verb__startswith="member.")]
        anders, karen = cast.person("anders").pk, cast.person("karen").pk
        assert told == [("member.seen", anders, karen), ("member.unseen", anders, karen)]
        assert "Hej Karen" in text(browser) and BANNER not in text(browser)

    def test_pressed_twice_it_is_begun_once(self):
        browser, form = cast.browser("karen"), {"token": uuid.uuid4()}
        path = f"/klima/sekretariat/se-som/{cast.person('anders').pk}/"
        assert browser.post(path, form).status_code == 302
        assert browser.post(path, form).status_code == 403, "By now she only reads."
        assert Line.objects.filter(verb="member.seen").count() == 1

    def test_it_is_a_look_through_an_observers_or_colleagues_eyes_too(self):
        assert "Spørg netværket" not in text(seeing("sofie"))
        assert "Hej Lise" in text(seeing("lise"))


class TestWhatBothMaySee:
    """A circle leaves out the secretariat; the secretariat reads what another organisation keeps to itself."""

    def test_what_the_secretariat_may_not_read_stays_hidden(self):
        circle = make_thread(
            "aase", title="Kun Samsø", audience="circle", circle=[Organisation.objects.get(slug="samsoe")]
        )
        make_comment(circle, "peter", text="Fortroligt svar")
        browser = seeing("peter")
        assert "Kun Samsø" not in text(browser) + text(browser, "/klima/dialog/")
        for path in (circle.get_absolute_url(), f"/klima/indlaeg/{circle.pk}/historik/"):
            assert browser.get(path).status_code == 404
        assert "Kun Samsø" in text(cast.browser("peter"), "/klima/dialog/")

    def test_what_the_member_may_not_read_stays_hidden(self):
        secret = make_thread("nadia", title="Kun til sekretariatet", audience="secretariat")
        assert seeing("anders").get(secret.get_absolute_url()).status_code == 404
        assert cast.browser("karen").get(secret.get_absolute_url()).status_code == 200

    def test_what_both_may_read_is_there(self):
        own = make_thread("nadia", title="Kun til sekretariatet", audience="secretariat")
        assert seeing("nadia").get(own.get_absolute_url()).status_code == 200

    @pytest.mark.parametrize("key", ["anders", "aase", "peter", "nadia", "sofie", "lise", "mette"])
    def test_the_rule_is_the_two_rules_together(self, key):
        circle = [Organisation.objects.get(slug="odense")]
        for who in ("aase", "mette", "nadia", "peter"):
            for audience in ("network", "circle", "organisation", "secretariat"):
                thread = make_thread(who, audience=audience, circle=circle if audience == "circle" else [])
                make_comment(thread, who)
        person, karen = cast.person(key), cast.person("karen")
        both = set(Entry.objects.visible_to(person)) & set(Entry.objects.visible_to(karen))
        assert both
        person.seen_by = seated(karen)
        assert set(Entry.objects.visible_to(person)) == both

    def test_another_network_of_the_members_is_out_of_reach(self):
        browser = seeing("peter")
        assert browser.get("/tilpasning/").status_code == 403
        assert "Tilpasningsnetværket" not in text(browser)


class TestWhatIsTheMembersAlone:
    def test_drafts_are_hidden(self):
        anders, thread = cast.person("anders"), make_thread()
        for path in ("/klima/dialog/ny/", thread.get_absolute_url()):
            facts = {"network": thread.network, "path": path, "fields": {"title": "Kanariefugl", "text": "Kanariefugl"}}
            keep_draft(anders, actor=anders, **facts)
        browser = seeing("anders")
        pages = text(browser) + text(browser, thread.get_absolute_url()) + text(browser, "/klima/dialog/")
        assert "Kanariefugl" not in pages and "Din kladde" not in pages
        assert "Kanariefugl" in text(cast.browser("anders"), thread.get_absolute_url())

    def test_neither_notifications_nor_marks_are_shown_or_made(self):
        thread = make_thread("aase", addressed=[cast.seat("anders").membership.organisation])
        consume_due()
        mine = Notification.objects.of(cast.person("anders")).unread()
        assert mine.exists()
        browser = seeing("anders")
        before = contents() | {
            "marks": list(ReadMark.objects.values_list()),
            "told": list(Notification.objects.values_list()),
        }
        shown = text(browser) + text(browser, thread.get_absolute_url())
        assert 'class="bell-count"' not in shown
        after = contents() | {
            "marks": list(ReadMark.objects.values_list()),
            "told": list(Notification.objects.values_list()),
        }
        assert after == before

    def test_every_page_that_is_not_shown_is_closed(self):
        browser = seeing("anders")
        open_pages = set()
        for name in (row.id for row in rows(TABLE)):
            response = browser.get(address(name))
            if response.status_code != 403 or "Ikke mens du ser som en anden" not in response.content.decode():
                open_pages.add(name)
        assert open_pages == SHOWN | LEADS_OUT

    def test_nothing_is_carried_out_whatever_is_sent(self):
        paths = {row.id: address(row.id) for row in rows(TABLE) if row.id not in LEADS_OUT}
        browser, kept = seeing("anders"), contents()
        for name, path in paths.items():
            response = browser.post(path, {"token": uuid.uuid4(), "text": "Kanariefugl", "name": "Kanariefugl"})
            assert response.status_code == 403, name
            assert REFUSED in response.content.decode(), name
        assert contents() == kept

    def test_other_ways_of_sending_are_refused_too(self):
        browser = seeing("anders")
        for way in (browser.put, browser.delete, browser.patch, browser.options):
            assert way("/klima/dialog/").status_code == 403
        assert browser.post("/klima/dialog/ny/", headers={"HX-Request": "true"}).status_code == 403


class TestAttacks:
    @pytest.mark.parametrize(
        ("who", "whom", "answer"),
        [
            ("line", "anders", 404),  # from another network
            ("karen", "line", 404),  # of another network
            ("karen", "torben", 404),  # suspended
            ("karen", "jonas", 403),  # runs it too
            ("karen", "karen", 403),
            ("mette", "anders", 403),
            ("jonas", "karen", 403),
            ("visitor", "anders", 401),
        ],
    )
    def test_who_may_not_look_does_not(self, who, whom, answer):
        browser = cast.browser(who)
        assert start(browser, whom) == answer
        assert "seeing" not in browser.session
        assert not Line.objects.filter(verb="member.seen").exists()

    def test_the_operation_asks_by_itself(self):
        for whom in ("torben", "jonas", "line"):
            with pytest.raises(PermissionDenied):
                begin_seeing(cast.person(whom), network=cast.network(), actor=cast.person("karen"))
        with pytest.raises(PermissionDenied):
            end_seeing(cast.person("anders"), network=cast.network(), actor=cast.person("mette"))

    def test_one_cannot_go_on_from_one_to_the_next(self):
        browser = seeing("anders")
        assert start(browser, "mette") == 403
        assert "Hej Anders Bjerre" in text(browser)

    def test_it_is_over_by_itself_and_a_form_from_then_is_not_sent(self):
        browser = seeing("anders")
        for minutes, over in ((14, False), (16, True)):
            with time_machine.travel(timezone.now() + datetime.timedelta(minutes=minutes), tick=False):
                assert ("Hej Karen" in text(browser)) == over
        browser = seeing("anders")
        with time_machine.travel(timezone.now() + datetime.timedelta(minutes=16), tick=False):
            thread = cast.thread()
            response = browser.post(f"/klima/indlaeg/{thread.pk}/kommentarer/", {"token": uuid.uuid4(), "text": "Hov"})
            assert response.status_code == 403 and REFUSED in response.content.decode()
            assert BANNER not in text(browser)
        assert not thread.comments.filter(text="Hov").exists()

    @pytest.mark.parametrize("end", [suspend_seat, vacate_seat])
    def test_it_ends_with_the_members_access(self, end):
        browser = seeing("anders")
        end(cast.seat("anders"), actor=SYSTEM)
        assert "Hej Karen" in text(browser)

    def test_it_ends_with_ones_own(self):
        browser = seeing("aase")
        suspend_seat(cast.seat("karen"), actor=cast.person("jonas"))
        assert "Åse Ørum Aagaard" not in text(browser)

    def test_whoever_comes_to_run_the_network_is_no_longer_seen(self):
        browser = seeing("lise")
        Seat.objects.filter(pk=cast.seat("lise").pk).update(role=Role.SECRETARIAT)
        assert "Hej Karen" in text(browser)

    def test_a_session_that_somebody_else_goes_on_with_is_themselves(self):
        browser = seeing("anders")
        browser.force_login(cast.person("jonas"), backend=cast.BACKEND)
        assert "Hej Jonas" in text(browser)
        session = browser.session
        session["seeing"] = {"person": cast.person("anders").pk, "network": cast.network().pk, "by": 0, "until": 9e9}
        session.save()
        assert "Hej Jonas" in text(browser)

    def test_another_browser_of_hers_is_herself(self):
        seeing("anders")
        assert "Hej Karen" in text(cast.browser("karen"))

    def test_a_forged_form_neither_begins_nor_ends_it(self):
        browser = cast.browser("karen", enforce_csrf_checks=True)
        assert start(browser, "anders") == 403
        assert "seeing" not in browser.session
        page = browser.get(f"/klima/sekretariat/se-som/{cast.person('anders').pk}/").content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        path = f"/klima/sekretariat/se-som/{cast.person('anders').pk}/"
        assert browser.post(path, {"token": uuid.uuid4(), "csrfmiddlewaretoken": token}).status_code == 302
        assert browser.post(ENDING).status_code == 403
        assert "Hej Anders Bjerre" in text(browser)

    def test_opening_a_link_begins_and_ends_nothing(self):
        browser = cast.browser("karen")
        browser.get(f"/klima/sekretariat/se-som/{cast.person('anders').pk}/")
        assert "Hej Karen" in text(browser)
        browser = seeing("anders")
        assert browser.get(ENDING).status_code == 405
        assert "Hej Anders Bjerre" in text(browser)

    def test_signing_out_ends_it_all(self):
        browser = seeing("anders")
        browser.post(reverse("account_logout"))
        assert browser.get("/klima/dialog/").status_code == 302

    def test_what_stands_around_a_request_knows_who_is_signed_in(self, caplog):
        browser = seeing("anders")
        with caplog.at_level("INFO"):
            browser.get("/klima/")
        assert cast.person("anders").pk not in [getattr(record, "person", None) for record in caplog.records]
        assert int(browser.cookies["last_person"].value.split(":")[0]) == cast.person("karen").pk

    def test_a_seat_kept_in_another_network_gives_nothing(self):
        """Peter sits in both; whoever runs the other one sees the other one alone."""
        browser = cast.browser("line")
        assert start(browser, "peter", "tilpasning") == 302
        assert "Tilpasningsnetværket" in text(browser, "/tilpasning/")
        assert browser.get("/klima/dialog/").status_code == 403
        assert {holding.network.slug for holding in Holding.objects.active().of(cast.person("peter"))} == {
            "klima",
            "tilpasning",
        }


def test_whom_one_may_see_as_stands_in_the_list_of_seats():
    shown = text(cast.browser("karen"), "/klima/sekretariat/pladser/")
    assert f"/se-som/{cast.person('anders').pk}/" in shown
    for key in ("karen", "jonas", "torben"):
        assert f"/se-som/{cast.person(key).pk}/" not in shown
    assert Draft.objects.filter(person=make_person()).count() == 0
