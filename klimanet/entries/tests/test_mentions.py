"""Names in texts are kept as ids, and only of those whom the author may see."""

import pytest

from klimanet.entries.mentions import with_ids
from klimanet.entries.models import Mention
from tests import cast
from tests.building import make_comment, make_person, make_thread

pytestmark = pytest.mark.django_db


def kept(text: str, key: str = "aase") -> str:
    return with_ids(text, cast.person(key), cast.network())


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Tak, @Anders Bjerre!", "anders"), ("@anders bjerre", "anders"), ("(@Åse Ørum Aagaard)", "aase")],
)
def test_a_colleague_is_mentioned_by_name(typed, name):
    assert f"@p{cast.person(name).pk}" in kept(typed)


def test_a_municipality_is_mentioned_by_its_name():
    assert kept("Hvad siger @Odense?") == f"Hvad siger @o{cast.seat('anders').membership.organisation_id}?"


@pytest.mark.parametrize(
    "typed",
    [
        "@Odenseborg",
        "anders@Odense",
        "[Læs](https://medium.com/@odense/klima)",
        "@Jonas Brink",
        "@Torben Krag",
        "@Line Præst",
        "@",
        "@@",
        "a@b.example",
        "@ Odense",
        "\\@Odense",
    ],
)
def test_others_are_not(typed):
    """No such name, an address, somebody unlisted, suspended, or of another network."""
    assert kept(typed) == typed


@pytest.mark.parametrize("typed", ["_@Odense_", "*@Odense*", "**@Odense**", "https://kl.dk @Odense"])
def test_a_municipality_in_italics_is_mentioned_like_any_other(typed):
    comment = make_comment(make_thread(), "aase", text=typed)
    assert Mention.objects.filter(comment=comment).count() == 1
    assert "@Odense</span>" in cast.browser("aase").get(comment.entry.get_absolute_url()).content.decode()


def test_an_id_typed_by_hand_mentions_nobody():
    hidden = make_person(organisation="odense", name="Skjult Holm", listed=False)
    comment = make_comment(make_thread(), "aase", text=f"Se @p{hidden.pk} og @o1")
    assert not Mention.objects.filter(comment=comment).exists()
    assert "Skjult" not in cast.browser("aase").get(comment.entry.get_absolute_url()).content.decode()


@pytest.mark.parametrize("at", ["&#64;", "&commat;", "\\@"])
def test_an_id_in_disguise_shows_nobodys_name(at):
    """Not even of somebody whom another comment mentions, which its reader may not see."""
    thread, anders = make_thread(), cast.person("anders")
    make_comment(thread, "aase", text="Se @Anders Bjerre")
    make_comment(thread, "mette", text=f"Se {at}p{anders.pk}")
    page = cast.browser("mette").get(thread.get_absolute_url()).content.decode()
    assert page.count("@Anders Bjerre</span>") == 1


def test_the_name_of_today_is_shown_and_edited():
    thread = make_thread()
    comment = make_comment(thread, "aase", text="Godt, @Anders Bjerre")
    anders = cast.person("anders")
    anders.name = "Anders Bjerre Holm"
    anders.save()
    browser = cast.browser("aase")
    assert "@Anders Bjerre Holm" in browser.get(thread.get_absolute_url()).content.decode()
    edit = browser.get(f"/klima/indlaeg/{thread.pk}/kommentarer/{comment.pk}/rettelse/").content.decode()
    assert "Godt, @Anders Bjerre Holm" in edit
