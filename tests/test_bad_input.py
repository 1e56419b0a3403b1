"""Every field of every form against what nobody should send: no crash, a clear answer, nothing stored unseen."""

import uuid

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import cast

pytestmark = pytest.mark.django_db

NASTY = {
    "empty": "",
    "a megabyte": "a" * 1_000_000,
    "NUL": "a\x00b",
    "turned around": "\u202egnitirw\u202c",
    "emoji": "👩🏽‍🚒🇩🇰",
    "a script": "<script>alert('x')</script>",
    "SQL": "'; DROP TABLE accounts_person; --",
    "a template": "{{ request.user.password }}{% debug %}",
    "a number that is none": "1e999",
    "a lone surrogate": "\ud800",
    "line ends": "a\r\nBcc: everybody@b.example",
    "half a sequence": b"\xff\xfe\xfa",
}
# Who sends which form where, and a sound answer for each field.
FORMS = {
    "/konto/": ("anders", {"name": "A", "title": "", "position": "staff", "phone": "12345678", "language": "da"}),
    "/klima/medlemmer/mig/": ("anders", {"listed": "on", "themes": "1", "words": "x"}),
    "/klima/medlemmer/ny/": ("karen", {"name": "Ny", "since": "2026-01-01"}),
    "/klima/medlemmer/odense/pladser/ny/": (
        "karen",
        {"name": "Ea", "email": "ea@odense.example", "title": "", "role": "member"},
    ),
    "/klima/medlemmer/vejle/optagelse/": ("karen", {"since": "2026-01-01"}),
    "/klima/medlemmer/odense/udmeldelse/": ("karen", {"until": "2099-01-01"}),
    "/klima/sekretariat/temaer/": ("karen", {"name": "Nyt", "name_en": ""}),
    "/klima/sekretariat/kontakt/": ("karen", {"contact": "1"}),
    "/klima/sekretariat/side/om/": (
        "karen",
        {"based_on": "1", "heading": "H", "text": "T", "heading_en": "", "text_en": ""},
    ),
    "/klima/sekretariat/side/om/visning/": ("karen", {"heading": "H", "text": "T"}),
    "/konto/sprog/": ("anders", {"language": "da", "next": "/"}),
    "/konto/udseende/": ("anders", {"scheme": "dark", "next": "/"}),
    "/konto/log-ind/": ("visitor", {"email": "anders@odense.example"}),
    "/konto/log-ind/adgangskode/": ("visitor", {"login": "anders@odense.example", "password": "x"}),
    "/konto/adgangskode/glemt/": ("visitor", {"email": "anders@odense.example"}),
    "/konto/adresse/": ("anders", {"email": "ny@odense.example", "action_add": ""}),
    "/konto/adgangskode/ny/": ("anders", {"password1": "et langt kodeord", "password2": "et langt kodeord"}),
}


def send(browser, path: str, facts: dict):
    """As a browser would, but with bytes it would never send where a value asks for it."""
    cache.clear()
    encoded = {
        name: value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        for name, value in facts.items()
    }
    boundary = b"--x"
    parts = [
        boundary + b'\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value
        for name, value in encoded.items()
    ]
    body = b"\r\n".join([*parts, boundary + b"--", b""])
    return browser.post(path, body, content_type="multipart/form-data; boundary=x")


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("path", FORMS)
def test_no_field_of_any_form_can_be_broken(path, nasty):
    who, sound = FORMS[path]
    for field in [*sound, "token"]:
        browser = cast.browser(who)
        response = send(browser, path, {"token": str(uuid.uuid4()), **sound, field: NASTY[nasty]})
        assert response.status_code in (200, 302, 400, 429), f"{field}: {response.status_code}"
        text = response.content.decode(errors="replace")
        assert "<script>alert('x')" not in text
        assert "Traceback" not in text
        if response.status_code == 200 and response.context and (form := response.context.get("form")) and form.errors:
            assert 'class="ds-error-summary"' in text


@pytest.mark.parametrize("nasty", [name for name in NASTY if name != "half a sequence"])
def test_no_question_of_a_list_can_be_broken(nasty):
    value = NASTY[nasty].encode("utf-8", "replace").decode()[:4000]
    for name in ("q", "theme", "region", "position", "efter"):
        response = cast.browser("aase").get("/klima/medlemmer/personer/", {name: value})
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()
    assert cast.browser().get("/klima/", {"side": value}).status_code == 200


@pytest.mark.parametrize(
    "name", ["../../x.svg", "a" * 300 + ".png", "\u202egnp.exe", "con", "a/b\\c.png", "x.png\r\nX: y"]
)
def test_a_files_name_goes_nowhere(name):
    photo = SimpleUploadedFile("x.png", b"<svg onload=alert(1)>", "image/png")
    photo._name = name
    response = cast.browser("anders").post("/konto/billede/", {"token": str(uuid.uuid4()), "photo": photo})
    assert response.status_code == 200
    assert cast.person("anders").photo is None


def test_a_name_with_marks_that_cannot_be_seen_is_kept_without_them():
    _, sound = FORMS["/konto/"]
    form = {"token": str(uuid.uuid4()), **sound, "name": "Ole\u202e Bentsen\u200b"}
    cast.browser("anders").post("/konto/", form)
    assert cast.person("anders").name == "Ole Bentsen"
