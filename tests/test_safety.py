"""What holds for every answer: headers, sizes, speed limits, and friendly pages when something goes wrong."""

import re

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from tests import cast
from tests.addresses import address
from tests.test_access import CAST, TABLE, rows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", [row.id for row in rows(TABLE)])
def test_every_page_carries_a_strict_policy_and_names_no_host_but_our_own(name):
    for who in CAST[:2]:
        response = cast.browser(who).get(address(name))
        policy = response.headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy.replace("https:", "http") or "//" not in policy, "No third party's host."
        assert response.headers["X-Frame-Options"] == "DENY"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"
        if response.headers.get("Content-Type", "").startswith("text/html"):
            loaded = re.findall(r'(?:src|href|action)="(https?:)?//([^/"]+)', response.content.decode())
            assert {host for _, host in loaded} <= {"localhost:8000"}


def test_what_is_too_large_is_told_so_before_it_is_read(settings):
    settings.REQUEST_MAX_BYTES = 1000
    response = cast.browser("anders").post("/konto/billede/", b"x" * 1001, content_type="application/octet-stream")
    assert response.status_code == 413
    assert "Det er for stort" in response.content.decode()


def test_a_form_that_is_too_large_is_told_so_too():
    response = cast.browser("anders").post("/konto/", {"name": "a" * 3_000_000})
    assert response.status_code == 413
    assert "Det er for stort" in response.content.decode()


def test_too_many_fields_are_a_friendly_refusal():
    response = cast.browser("anders").post("/konto/", {f"f{number}": "x" for number in range(1000)})
    assert response.status_code == 400
    assert "Det kunne vi ikke læse" in response.content.decode()


def test_too_fast_is_told_so():
    cache.clear()
    answers = [
        cast.browser().post("/konto/adgangskode/glemt/", {"email": f"x{number}@b.example"}) for number in range(25)
    ]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert "Det gik lidt for hurtigt" in refused[0].content.decode()


@pytest.mark.parametrize(
    ("who", "path", "status", "told"),
    [
        ("anders", "/klima/sekretariat/", 403, "Det har du ikke adgang til"),
        ("anders", "/klima/medlemmer/findes-ikke/", 404, "Siden findes ikke"),
        ("visitor", "/findes-ikke/", 404, "Siden findes ikke"),
        ("anders", "/tilpasning/medlemmer/", 404, "Siden findes ikke"),
    ],
)
def test_a_refusal_is_a_page_with_a_way_on(who, path, status, told):
    response = cast.browser(who).get(path)
    assert response.status_code == status
    page = response.content.decode()
    assert told in page
    assert 'href="/"' in page


def test_what_is_not_yours_looks_as_what_does_not_exist():
    browser = cast.browser("line")
    there, absent = (browser.get(path).content.decode() for path in ("/klima/medlemmer/", "/findes-ikke/"))
    assert there.split("<main")[1].split("</main>")[0] == absent.split("<main")[1].split("</main>")[0]


def test_our_own_fault_is_a_page_without_a_word_of_code(monkeypatch):
    from klimanet.website import queries

    def broken(**_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(queries, "networks", broken)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    page = response.content.decode()
    assert "Noget gik galt hos os" in page
    assert f"<strong>{response.headers['X-Request-ID']}</strong>" in page
    assert "secret detail" not in page


@override_settings(SECURE_SSL_REDIRECT=True)
def test_behind_https_everything_goes_there():
    assert cast.browser().get("/klima/").url.startswith("https://")


def test_a_host_that_is_not_ours_is_refused():
    assert Client(headers={"host": "elsewhere.example"}).get("/klima/").status_code == 400
