"""Pages of members, as a browser sends their forms."""

import re
import uuid

import pytest

from klimanet.activity.models import Line
from klimanet.members.models import Holding, Profile
from klimanet.members.vcard import vcard
from klimanet.text.sorting import danish_key
from tests import cast
from tests.building import make_person

pytestmark = pytest.mark.django_db
NEW_SEAT = "/klima/medlemmer/odense/pladser/ny/"


def seat_form(**facts) -> dict:
    return {"token": str(uuid.uuid4()), "name": "Ea Nystrøm", "email": "ea@odense.example", "role": "member"} | facts


def test_pressing_twice_gives_one_seat():
    browser, form = cast.browser("mette"), seat_form()
    assert [browser.post(NEW_SEAT, form).status_code for _ in range(2)] == [302, 302]
    assert Holding.objects.filter(person__email="ea@odense.example").count() == 1
    assert Line.objects.filter(verb="seat.given", actor_id=cast.person("mette").pk).count() == 1


def test_pressing_back_and_changing_the_form_is_a_new_wish():
    browser, form = cast.browser("mette"), seat_form()
    browser.post(NEW_SEAT, form)
    browser.post(NEW_SEAT, form | {"email": "bo@odense.example", "name": "Bo"})
    assert Holding.objects.filter(person__email__in=["ea@odense.example", "bo@odense.example"]).count() == 2


def test_the_map_shows_every_municipality():
    page = cast.browser("aase").get("/klima/medlemmer/").content.decode()
    assert page.count('class="tile"') == 98
    names = re.findall(r"<title>([^,<]+), ", page[page.index("data-tile-map") :])
    assert names == sorted(names, key=danish_key)
    drawing = page[page.index("data-tile-map") :]
    corners = [int(number) for number in re.findall(r'<rect x="(-?\d+)" y', drawing[: drawing.index("</svg>")])]
    assert min(corners) == 0
    assert max(corners) < int(re.search(r'viewBox="0 0 (\d+) \d+" role="group"', page)[1])


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed():
    page = cast.browser("mette").post(NEW_SEAT, seat_form(email="anders@odense.example")).content.decode()
    assert "Personen har allerede en plads her." in page
    assert 'value="Ea Nystrøm"' in page
    assert 'aria-describedby="id_email_error"' in page


def test_where_a_coordinator_is_missing_a_link_leads_to_the_form_with_that_role_chosen():
    shown = cast.browser("karen").get("/klima/medlemmer/uden-koordinator/").content.decode()
    (path,) = re.findall(r'href="(/klima/medlemmer/aabenraa/pladser/ny/[^"]*)"', shown)
    for address, role in ((path, "coordinator"), (path.replace("coordinator", "secretariat"), "member")):
        form = cast.browser("karen").get(address).context["form"]
        assert form["role"].value() == role


def test_a_role_that_is_not_offered_is_refused_by_the_form():
    response = cast.browser("mette").post(NEW_SEAT, seat_form(role="secretariat"))
    assert response.status_code == 200
    assert not Holding.objects.filter(person__email="ea@odense.example").exists()


def test_a_seat_of_another_network_is_not_here():
    seat = cast.seat("line", "tilpasning")
    for deed in ("fratraeden", "pause", "genoptagelse"):
        assert cast.browser("karen").get(f"/klima/medlemmer/pladser/{seat.pk}/{deed}/").status_code == 404


def test_the_list_goes_on_after_fifty():
    for number in range(60):
        make_person(name=f"Åse Nummer {number:03}")
    browser = cast.browser("aase")
    first = browser.get("/klima/medlemmer/personer/?q=nummer")
    assert len(first.context["page"].rows) == 50
    second = browser.get("/klima/medlemmer/personer/", {"q": "nummer", "efter": first.context["page"].next})
    assert [profile.person.name for profile in second.context["page"].rows] == [
        f"Åse Nummer {n:03}" for n in range(50, 60)
    ]


@pytest.mark.parametrize("asked", ["mette lund", "LUND Mette", "lund klimabudget"])
def test_a_person_is_found_by_words_in_any_order(asked):
    page = cast.browser("aase").get("/klima/medlemmer/personer/", {"q": asked}).content.decode()
    assert "Mette Søndergaard Lund" in page
    assert "Nadia Rahmani" not in page


def test_a_filter_that_makes_no_sense_is_told_and_filters_nothing():
    response = cast.browser("aase").get("/klima/medlemmer/personer/?theme=findes-ikke")
    assert "ds-validation-message" in response.content.decode()
    assert response.context["page"].rows


def test_a_card_for_the_address_book():
    profile = Profile.objects.with_places().get(person=cast.person("aase"), network=cast.network())
    profile.person.title = "Chef; drift, \\ plan\nEMAIL:x@y.example" + "æ" * 60
    text = vcard(profile)
    assert "FN:Åse Ørum Aagaard\r\n" in text
    assert "N:Aagaard;Åse Ørum;;;\r\n" in text
    assert "\\nEMAIL" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("EMAIL;") == 1


def test_own_profile_is_saved_and_read():
    browser = cast.browser("jonas")
    theme = cast.network().themes.get(slug="energi")
    form = {"token": str(uuid.uuid4()), "listed": "on", "themes": [theme.pk], "words": "møder, tal"}
    assert browser.post("/klima/medlemmer/mig/", form).status_code == 302
    page = cast.browser("aase").get(f"/klima/medlemmer/personer/{cast.person('jonas').pk}/").content.decode()
    assert "Energi og varme" in page
    assert "tal" in page


def test_a_theme_of_another_network_cannot_be_chosen():
    foreign = cast.other_network().themes.first()
    response = cast.browser("jonas").post("/klima/medlemmer/mig/", {"token": str(uuid.uuid4()), "themes": [foreign.pk]})
    assert response.status_code == 200
    assert response.context["form"].errors["themes"]


@pytest.mark.parametrize("pk", ["0", "999999999999999", "9999999999999999999999", "-1", "1e3", "æ", "%00", "1/../2"])
def test_ids_that_are_nobodys(pk):
    for address in (f"personer/{pk}/", f"pladser/{pk}/pause/", f"personer/{pk}/billede/"):
        assert cast.browser("karen").get(f"/klima/medlemmer/{address}").status_code == 404
