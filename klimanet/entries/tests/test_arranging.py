"""What the secretariat arranges: other themes, and what stands at the top of the list."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied

from klimanet.activity.models import Line
from klimanet.entries.models import Entry
from klimanet.entries.operations.arranging import move_to_themes, pin, unpin
from klimanet.members.models.networks import today
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import make_thread

pytestmark = pytest.mark.django_db
SOON = datetime.timedelta(days=3)


def karen():
    return cast.person("karen")


def titles(query: str = "") -> list[str]:
    return [row.title for row in cast.browser("nadia").get(f"/klima/dialog/{query}").context["page"].rows]


def test_moved_to_other_themes_its_words_untouched():
    thread = make_thread("aase", themes=cast.network().themes.filter(slug="affald"))
    energy = cast.network().themes.get(slug="energi")
    address = f"/klima/indlaeg/{thread.pk}/temaer/"
    for _ in range(2):
        cast.browser("karen").post(address, {"token": str(uuid.uuid4()), "themes": energy.pk})
    assert list(thread.themes.all()) == [energy]
    assert Line.objects.filter(verb="entry.themed").count() == 1
    assert thread.revisions.count() == 0
    with pytest.raises(PermissionDenied):
        move_to_themes(thread, themes=[], actor=cast.person("aase"))
    foreign = cast.other_network().themes.first()
    page = cast.browser("karen").post(address, {"token": str(uuid.uuid4()), "themes": foreign.pk})
    assert page.context["form"].errors["themes"]


def test_a_theme_that_is_put_away_stays_with_what_was_about_it():
    theme = cast.network().themes.get(slug="affald")
    thread = make_thread("aase", themes=[theme])
    type(theme).objects.filter(pk=theme.pk).update(archived_at=thread.created_at)
    move_to_themes(thread, themes=[], actor=karen())
    assert list(thread.themes.all()) == [theme]


def test_pinned_it_stands_first_and_once_until_its_day_is_over():
    old = make_thread("aase", title="Gammel")
    for number in range(30):
        make_thread("aase", title=f"Nummer {number}")
    pin(old, until=today(), actor=karen())
    browser = cast.browser("nadia")
    first = browser.get("/klima/dialog/").context["page"]
    second = browser.get("/klima/dialog/", {"efter": first.next}).context["page"]
    every = [row.title for row in first.rows + second.rows]
    assert every[0] == "Gammel"
    assert len(every) == len(set(every)) == 32
    assert "Fastgjort" in browser.get("/klima/dialog/").content.decode()
    assert titles("?vis=ubesvarede")[0] == "Nummer 29"
    Entry.objects.filter(pk=old.pk).update(pinned_until=today() - SOON)
    assert titles()[0] == "Nummer 29"
    assert "Gammel" not in titles()
    assert "Fastgjort" not in cast.browser("nadia").get("/klima/dialog/?vis=organisation").content.decode()


def test_a_few_at_most_for_a_while_and_by_the_secretariat():
    threads = [make_thread("aase") for _ in range(4)]
    for thread in threads[:3]:
        pin(thread, until=today() + SOON, actor=karen())
    with pytest.raises(Refusal):
        pin(threads[3], until=today() + SOON, actor=karen())
    pin(threads[0], until=today() + SOON, actor=karen())
    for _ in range(2):
        unpin(threads[0], actor=karen())
    for until in (today() - SOON, today() + datetime.timedelta(days=400)):
        with pytest.raises(Refusal) as refusal:
            pin(threads[3], until=until, actor=karen())
        assert refusal.value.field == "until"
    pin(threads[3], until=today() + SOON, actor=karen())
    assert Line.objects.filter(verb__in=["entry.pinned", "entry.unpinned"]).count() == 5
    for operation, facts in ((pin, {"until": today()}), (unpin, {})):
        with pytest.raises(PermissionDenied):
            operation(threads[1], actor=cast.person("aase"), **facts)
