"""What visitors read, and how the secretariat writes it."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.members.models import Network, Organisation
from klimanet.members.operations.networks import add_network
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from klimanet.website.models import Section, SectionVersion
from klimanet.website.operations import restore_section, write_section
from tests import cast

pytestmark = pytest.mark.django_db
EDIT = "/klima/sekretariat/side/pris/"


def write(**facts) -> None:
    facts = {"section": Section.PRICE, "based_on": 1, "heading": "Pris", "text": "Gratis"} | facts
    write_section(cast.network(), **({"actor": cast.person("karen")} | facts))


def versions() -> list[int]:
    return [version.number for version in cast.network().section_versions.of(Section.PRICE)]


def form(**facts) -> dict:
    return {"token": str(uuid.uuid4()), "based_on": 1, "heading": "Pris", "text": "Gratis"} | facts


def test_saving_adds_a_version_and_the_page_shows_it():
    write()
    assert versions() == [2, 1]
    assert "Gratis" in cast.browser().get("/klima/").content.decode()


def test_saving_the_same_again_adds_nothing():
    write()
    write(based_on=2)
    assert versions() == [2, 1]


def test_who_has_not_seen_the_latest_does_not_write_over_it():
    write()
    with pytest.raises(Refusal):
        write(text="Dyrt")
    assert versions() == [2, 1]


def test_two_who_edit_at_once_see_each_others_text_and_lose_nothing():
    write()
    browser = cast.browser("jonas")
    response = browser.post(EDIT, form(text="Dyrt"))
    page = response.content.decode()
    assert "En anden har gemt dette afsnit i mellemtiden." in page
    assert "Dyrt" in page, "One's own text is still in the form."
    assert "Gratis" in page, "The other's stands below."
    assert 'name="based_on" value="2"' in page
    assert browser.post(EDIT, form(text="Dyrt og gratis", based_on=2)).status_code == 302


def test_going_back_keeps_what_stood_between():
    write()
    first = cast.network().section_versions.get(section=Section.PRICE, number=1)
    restore_section(first, actor=cast.person("karen"))
    restored = cast.network().section_versions.get(section=Section.PRICE, number=3)
    assert restored.text == first.text
    restore_section(restored, actor=cast.person("karen"))
    assert versions() == [3, 2, 1]


@pytest.mark.parametrize("who", ["mette", "lise", "line", "sofie", "torben"])
def test_only_the_networks_own_secretariat_writes(who):
    with pytest.raises(PermissionDenied):
        write(actor=cast.person(who))


def test_looking_first_saves_nothing():
    before = Line.objects.count()
    response = cast.browser("karen").post(EDIT + "visning/", form(text="**fed** <script>x</script>"))
    page = response.content.decode()
    assert "<strong>fed</strong>" in page
    assert "<script>x" not in page
    assert (versions(), Line.objects.count()) == ([1], before)


def test_with_htmx_only_the_fragment_comes():
    headers = {"HX-Request": "true"}
    page = cast.browser("karen").post(EDIT + "visning/", form(), headers=headers).content.decode()
    assert "Gratis" in page
    assert "<html" not in page


def test_a_text_of_a_megabyte_is_refused_and_kept():
    response = cast.browser("karen").post(EDIT, form(text="a" * 1_000_000))
    assert response.status_code == 200
    assert "id_text_error" in response.content.decode()
    assert "a" * 1_000_000 in response.content.decode()


def test_english_readers_get_english_where_it_is_written():
    write(text_en="Free of charge")
    browser = cast.browser()
    browser.cookies["django_language"] = "en"
    page = browser.get("/klima/").content.decode()
    assert "Free of charge" in page
    write(based_on=2, text="Gratis!", text_en="")
    page = browser.get("/klima/").content.decode()
    assert '<div class="prose" lang="da"><p>Gratis!' in page


def test_a_network_without_a_word_has_a_page_too():
    kl = Organisation.objects.get(slug="kl")
    add_network(slug="nyt", name="Det nye netværk", association=kl, actor=SYSTEM)
    page = cast.browser().get("/nyt/").content.decode()
    assert "<h1>Det nye netværk</h1>" in page
    assert "Skriv til KL for at høre mere." in page


def test_the_page_carries_what_links_show_of_it():
    page = cast.browser().get("/klima/").content.decode()
    assert '<meta property="og:title" content="Klimanetværket">' in page
    assert "Netværket er for dig, der leder" in page.split("og:description")[1][:200]


def test_a_contact_without_a_title_is_of_the_association():
    Person.objects.filter(pk=cast.person("karen").pk).update(title="")
    page = cast.browser().get("/klima/").content.decode()
    assert '<p class="muted">KL</p>' in page


def test_whose_seat_is_suspended_is_not_asked_to_become_a_member():
    assert "Bliv medlem" in cast.browser().get("/klima/").content.decode()
    assert "Bliv medlem" not in cast.browser("torben").get("/klima/").content.decode()


def test_the_sitemap_names_public_pages_and_no_others():
    site = cast.browser().get("/sitemap.xml").content.decode()
    assert site.count("<loc>") == 2 + Network.objects.count() + 1
    assert "medlemmer" not in site
    assert "Disallow: /konto/" in cast.browser().get("/robots.txt").content.decode()


def test_the_overview_says_what_is_missing_and_who_is_new():
    page = cast.browser("jonas").get("/klima/").content.decode()
    for wanted in ("Vælg, om du vil stå på listen over personer", "Skriv, hvad andre kan spørge dig om"):
        assert wanted in page
    assert "Vælg, om du vil" not in cast.browser("anders").get("/klima/").content.decode()


def test_versions_are_numbered_once():
    assert SectionVersion._meta.constraints[0].fields == ("network", "section", "number")
