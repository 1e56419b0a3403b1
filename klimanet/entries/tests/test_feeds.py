"""A feed holds what its reader may see today, and a secret that is revoked, wrong or foreign opens nothing."""

import re
import uuid
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from klimanet.entries.models import Audience, Entry, FeedKey
from klimanet.entries.operations.feeds import close_feed, open_feed
from klimanet.members.models import Organisation
from klimanet.members.operations.seats import reinstate_seat, suspend_seat, vacate_seat
from klimanet.rules.actors import SYSTEM
from tests import cast
from tests.building import make_comment, make_thread

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def secret(key: str, slug: str = "klima") -> str:
    return open_feed(cast.network(slug), actor=cast.person(key))


def read(path: str) -> str:
    """As a feed reader does: without cookies, and none is given."""
    response = Client().get(path)
    assert response.status_code == 200 and not response.cookies
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return response.content.decode()


def titles(feed: str) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in ElementTree.fromstring(feed).iter(f"{ATOM}entry")]


def planted() -> None:
    """One entry for each audience, titled by it, from Åse of Aabenraa; public ones approved and not."""
    for audience in Audience:
        circle = Organisation.objects.filter(slug="samsoe") if audience == Audience.CIRCLE else []
        thread = make_thread("aase", title=audience.value, audience=audience, circle=circle)
        make_comment(thread, "aase", text="kanariefugl")
    approved = make_thread("aase", title="approved", audience=Audience.PUBLIC)
    Entry.objects.filter(pk=approved.pk).update(approved_at=timezone.now())
    make_thread("line", title="elsewhere", network=cast.other_network())


def test_the_public_feed_holds_what_is_approved_and_nothing_else():
    planted()
    feed = read("/klima/feed.atom")
    assert titles(feed) == ["approved"]
    assert "kanariefugl" not in feed
    assert titles(read("/tilpasning/feed.atom")) == []
    assert Client().get("/findes-ikke/feed.atom").status_code == 404
    assert 'type="application/atom+xml"' in cast.browser().get("/klima/").content.decode()


@pytest.mark.parametrize("who", ["karen", "lise", "anders", "aase", "peter", "sofie"])
def test_a_persons_feed_holds_what_they_may_see_newest_first(who):
    planted()
    feed = read(f"/klima/feed/{secret(who)}.atom")
    visible = Entry.objects.visible_to(cast.person(who)).in_network(cast.network())
    assert titles(feed) == list(visible.order_by("-pk").values_list("title", flat=True)[:50])
    assert "kanariefugl" not in feed and "elsewhere" not in titles(feed)


def test_texts_are_whole_named_and_harmless():
    text = "Spørg **@Anders Bjerre** <script>alert(1)</script> &#12; på [siden](https://odense.example/)"
    make_thread("aase", title="Varmeplan & <b>", text=text)
    feed = ElementTree.fromstring(read(f"/klima/feed/{secret('karen')}.atom"))
    entry = feed.find(f"{ATOM}entry")
    html = entry.findtext(f"{ATOM}summary")
    assert "<strong>@Anders Bjerre</strong>" in html and "<script" not in html and "odense.example" in html
    assert entry.findtext(f"{ATOM}title") == "Varmeplan & <b>"
    assert (
        entry.find(f"{ATOM}link").get("href").endswith("/klima/dialog/" + str(Entry.objects.latest("pk").number) + "/")
    )


def test_the_secret_is_not_kept_nor_repeated():
    token = secret("anders")
    assert len(token) >= 43
    assert token not in str(list(FeedKey.objects.values_list()))
    assert token not in read(f"/klima/feed/{token}.atom")


def test_a_secret_that_opens_nothing_is_not_found():
    token = secret("anders")
    assert Client().get(f"/klima/feed/{token}.atom").status_code == 200
    for path in (f"/tilpasning/feed/{token}.atom", f"/klima/feed/{token}x.atom", "/klima/feed/x.atom"):
        assert Client().get(path).status_code == 404
    newer = secret("anders")
    assert Client().get(f"/klima/feed/{token}.atom").status_code == 404
    close_feed(cast.network(), actor=cast.person("anders"))
    close_feed(cast.network(), actor=cast.person("anders"))
    assert Client().get(f"/klima/feed/{newer}.atom").status_code == 404


def test_a_feed_follows_its_persons_seat():
    path, seat = f"/klima/feed/{secret('anders')}.atom", cast.seat("anders")
    suspend_seat(seat, actor=SYSTEM)
    assert Client().get(path).status_code == 404
    reinstate_seat(seat, actor=SYSTEM)
    assert Client().get(path).status_code == 200
    person = cast.person("anders")
    person.is_active = False
    person.save()
    assert Client().get(path).status_code == 404
    person.is_active = True
    person.save()
    vacate_seat(seat, actor=SYSTEM)
    assert Client().get(path).status_code == 404


def test_the_address_is_shown_once():
    browser, form = cast.browser("anders"), {"token": uuid.uuid4()}
    shown = browser.post("/klima/feed/", form)
    (path,) = re.findall(r"/klima/feed/[\w-]+\.atom", shown.content.decode())
    assert "no-store" in shown["Cache-Control"]
    assert Client().get(path).status_code == 200
    again = browser.post("/klima/feed/", form, follow=True).content.decode()
    assert ".atom" not in again and "Lav en ny" in again
    assert Client().get(path).status_code == 200
    assert ".atom" not in browser.get("/klima/feed/").content.decode()
    browser.post("/klima/feed/lukning/")
    assert Client().get(path).status_code == 404


def test_a_feed_costs_the_same_for_one_entry_and_for_twenty():
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            read(path)
        return len(asked)

    path = f"/klima/feed/{secret('karen')}.atom"
    make_thread("aase", text="@Anders Bjerre")
    one = cost()
    for number in range(60):
        make_thread("aase", title=str(number), text="@Anders Bjerre")
    assert cost() == one <= 6
    assert len(titles(read(path))) == 50


def test_a_letter_that_no_xml_may_hold_closes_no_feed():
    """Typed in a form, or come in by another way."""
    typed = {"title": "Varme\uffff", "text": "pumper\ufffe", "is_question": "1", "audience": "network"}
    cast.browser("aase").post("/klima/dialog/ny/", {**typed, "token": str(uuid.uuid4())})
    make_thread("aase", title="Jord\uffff", text="varme\ufffe")
    assert titles(read(f"/klima/feed/{secret('karen')}.atom"))[:2] == ["Jord", "Varme"]
