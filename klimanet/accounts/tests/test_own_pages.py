"""A person's own details, picture, language, and what they wrote when the session ended."""

import io
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from klimanet.accounts.models import Person
from klimanet.accounts.operations import choose_language
from klimanet.activity.models import Line
from tests import cast

pytestmark = pytest.mark.django_db


def details(**facts) -> dict:
    return {
        "token": str(uuid.uuid4()),
        "name": "Anders Bjerre",
        "title": "",
        "position": "",
        "phone": "",
        "language": "da",
    } | facts


def picture(colour: str = "green") -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (20, 20), colour).save(content, "PNG")
    return content.getvalue()


def test_details_are_ones_own_to_change():
    browser = cast.browser("anders")
    assert browser.post("/konto/", details(name="Anders Ærø", phone="+45 12 34 56 78")).status_code == 302
    person = cast.person("anders")
    assert (person.name, person.phone, person.sort_key) == ("Anders Ærø", "+45 12 34 56 78", person.sort_key)
    assert "z1r" in person.sort_key


def test_a_field_says_what_it_is_by_its_label_alone():
    page = cast.browser("anders").get("/konto/adresse/").content.decode()
    assert "Ny mailadresse" in page
    for path in ("/konto/adresse/", "/konto/adgangskode/ny/", "/konto/to-trin/app/"):
        assert "placeholder=" not in cast.browser("anders").get(path).content.decode().split("<main")[1]
    assert "placeholder=" not in cast.browser().get("/konto/log-ind/adgangskode/").content.decode()


def test_a_phone_number_has_digits():
    response = cast.browser("anders").post("/konto/", details(phone="ring til mig"))
    assert "Skriv nummeret med cifre" in response.content.decode()


def test_the_language_is_remembered_on_every_device():
    cast.browser("anders").post("/konto/sprog/", {"language": "en", "next": "/klima/"})
    assert 'lang="en"' in cast.browser("anders").get("/klima/").content.decode()


def test_who_chooses_a_language_changes_nothing_else():
    """Even what was changed elsewhere after the person was read here."""
    read_before = cast.person("anders")
    cast.browser("anders").post("/konto/", details(name="Anders Ærø"))
    for _ in range(2):
        choose_language(read_before, language="en", actor=read_before)
    assert (cast.person("anders").name, cast.person("anders").language) == ("Anders Ærø", "en")
    assert [line.verb for line in Line.objects.about(read_before)][-2:] == ["person.changed", "person.language"]
    with pytest.raises(PermissionDenied):
        choose_language(read_before, language="da", actor=cast.person("karen"))


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\\\\elsewhere"]
)
def test_nobody_is_sent_elsewhere(to):
    assert cast.browser().post("/konto/sprog/", {"language": "en", "next": to}).url == "/"
    assert cast.browser().post("/konto/udseende/", {"scheme": "dark", "next": to}).url == "/"


def test_a_picture_is_put_up_shown_to_colleagues_and_taken_down():
    browser = cast.browser("anders")
    photo = SimpleUploadedFile("../../x.svg", picture(), "image/svg+xml")
    assert browser.post("/konto/billede/", {"token": str(uuid.uuid4()), "photo": photo}).status_code == 302
    shown = cast.browser("aase").get(f"/klima/medlemmer/personer/{cast.person('anders').pk}/billede/")
    assert (shown.status_code, shown["Content-Type"], shown["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
    assert "private" in shown["Cache-Control"]
    assert cast.browser("line").get(f"/klima/medlemmer/personer/{cast.person('anders').pk}/billede/").status_code == 404
    browser.post("/konto/billede/fjernelse/")
    assert browser.get("/konto/billede/fil/").status_code == 404


def test_a_browser_never_shows_an_older_picture_or_somebody_elses():
    browser, path = cast.browser("anders"), "/konto/billede/fil/"
    for colour in ("green", "red"):
        photo = SimpleUploadedFile("me.png", picture(colour), "image/png")
        browser.post("/konto/billede/", {"token": str(uuid.uuid4()), "photo": photo})
        shown = browser.get(path)
        assert "no-cache" in shown["Cache-Control"]
        again = browser.get(path, headers={"If-None-Match": shown["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert browser.get(path, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\x00" * 100])
def test_a_file_that_is_no_picture_is_refused_beside_its_field(content):
    photo = SimpleUploadedFile("me.png", content, "image/png")
    response = cast.browser("anders").post("/konto/billede/", {"token": str(uuid.uuid4()), "photo": photo})
    assert response.status_code == 200
    assert 'id="id_photo_error"' in response.content.decode()


class TestTheSessionEnded:
    path = "/klima/medlemmer/mig/"

    def left_behind(self, **facts):
        """A browser whose session has ended, and the answer to what was sent from it."""
        browser = cast.browser("anders")
        browser.get("/konto/")
        del browser.cookies["sessionid"]
        return browser, browser.post(self.path, {"words": "tanker <b>", "token": str(uuid.uuid4())} | facts)

    def test_what_was_written_is_shown_and_kept_until_it_is_sent(self):
        browser, page = self.left_behind()
        assert page.status_code == 401
        assert "tanker &lt;b&gt;" in page.content.decode()
        browser.force_login(cast.person("anders"), backend=cast.BACKEND)
        again = browser.get("/konto/send-igen/").content.decode()
        assert f'action="{self.path}"' in again
        assert 'value="tanker &lt;b&gt;"' in again
        assert browser.post(self.path, {"words": "tanker", "token": str(uuid.uuid4())}).status_code == 302
        assert browser.get("/konto/send-igen/").status_code == 302

    def test_what_was_ticked_is_kept_but_not_shown_as_numbers(self):
        browser, page = self.left_behind(listed="on", themes=["4", "5"])
        assert page.context["written"] == ["tanker <b>"]
        browser.force_login(cast.person("anders"), backend=cast.BACKEND)
        again = browser.get("/konto/send-igen/").content.decode()
        assert all(f'name="themes" value="{number}"' in again for number in (4, 5))

    def test_the_next_person_in_the_same_browser_does_not_see_it(self):
        browser, _ = self.left_behind()
        browser.force_login(cast.person("nadia"), backend=cast.BACKEND)
        assert browser.get("/konto/send-igen/").status_code == 302

    def test_after_an_hour_it_is_forgotten(self):
        browser, _ = self.left_behind()
        with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
            browser.force_login(cast.person("anders"), backend=cast.BACKEND)
            assert browser.get("/konto/send-igen/").status_code == 302

    def test_passwords_and_codes_are_never_kept(self):
        browser, _ = self.left_behind(oldpassword="hemmelig1", password1="hemmelig2")
        assert "tanker" in str(dict(browser.session))
        assert "hemmelig" not in str(dict(browser.session))

    def test_a_very_long_text_is_shown_and_said_not_to_be_kept(self):
        browser, page = self.left_behind(words="a" * 300_000)
        assert "Kopiér" in page.content.decode()
        assert "a" * 300_000 in page.content.decode()
        assert "kept_post" not in browser.session

    def test_it_can_be_thrown_away(self):
        browser, _ = self.left_behind()
        browser.force_login(cast.person("anders"), backend=cast.BACKEND)
        browser.post("/konto/send-igen/kassering/")
        assert browser.get("/konto/send-igen/").status_code == 302


@pytest.mark.parametrize(("typed", "kept"), [("12-34-56-78", "12 34 56 78"), ("(+45) 12345678", "+45 12345678")])
def test_a_phone_number_may_be_typed_as_people_do(typed, kept):
    cast.browser("anders").post("/konto/", details(phone=typed))
    assert cast.person("anders").phone == kept


def test_an_address_belongs_to_one_person_whatever_its_case():
    assert Person.objects.by_address("ANDERS@odense.example ") == cast.person("anders")
