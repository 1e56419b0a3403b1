"""A person takes home all that is kept of them, and nothing of anybody else's; only having just shown that it is them."""

import io
import json
import uuid
import zipfile
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conftest import EXAMPLE_FILE
from klimanet.accounts.models import Person
from klimanet.accounts.sessions import LATELY
from klimanet.activity.models import Line
from klimanet.entries.models import Attachment
from klimanet.members.models import Profile
from klimanet.notifications.permissions import wants_mail
from klimanet.privacy.declarations import personal
from tests import cast
from tests.building import make_comment, make_dead_letter, make_person, make_thread

pytestmark = pytest.mark.django_db
PATH = "/konto/mine-data/fil/"


def signed_in(person: Person) -> Client:
    """A browser in which the person has just signed in, as django-allauth notes it."""
    browser = Client()
    browser.force_login(person, backend=cast.BACKEND)
    UserSession.objects.create(user=person, session_key=browser.session.session_key, ip="192.0.2.7")
    return browser


def downloaded(person: Person) -> zipfile.ZipFile:
    response = signed_in(person).get(PATH)
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    assert "mine-data.zip" in response["Content-Disposition"]
    whole = zipfile.ZipFile(io.BytesIO(b"".join(response)))
    assert whole.testzip() is None
    return whole


def rows(whole: zipfile.ZipFile, label: str) -> list[dict]:
    return json.loads(whole.read("mine-data.json"))[label]["rows"]


def test_everything_is_there_as_data_as_a_page_and_as_files():
    anders = cast.person("anders")
    make_dead_letter("anders")
    make_thread("anders", title="Må vi det?", text="Spørg @Åse Ørum Aagaard <b>", addressed=[])
    Authenticator.objects.create(user=anders, type=Authenticator.Type.TOTP, data={"secret": "xyzzy"})
    whole = downloaded(anders)
    attachment = Attachment.objects.get(author=anders)
    assert whole.read(f"filer/{attachment.pk}-notat.txt") == EXAMPLE_FILE
    assert rows(whole, "accounts.person")[0]["email"] == anders.email
    assert rows(whole, "entries.draft")[0]["fields"] == {"text": "Og en ting til"}
    assert rows(whole, "usersessions.usersession")[0]["ip"] == "192.0.2.7"
    assert rows(whole, "mail.message")[0]["to"] == anders.email
    assert "thread.opened" in {row["verb"] for row in rows(whole, "activity.line")}
    (asked,) = rows(whole, "entries.entry")
    assert asked["text"] == "Spørg @Åse Ørum Aagaard <b>"
    page = whole.read("mine-data.html").decode()
    assert "@Åse Ørum Aagaard &lt;b&gt;" in page
    assert "Det gør vi sådan." in page
    assert "Formål: At vise dig, hvad der er nyt" in page
    assert "xyzzy" not in page + whole.read("mine-data.json").decode()
    told = json.loads(whole.read("mine-data.json"))
    assert set(told) == {one.model._meta.label_lower for one in personal()}


def test_the_page_says_first_who_it_is_and_last_what_there_is_nothing_of():
    page = downloaded(cast.person("anders")).read("mine-data.html").decode()
    first, *others = page.split("<h2>")[1:]
    assert "anders@odense.example" in first
    empty = ["<p>Intet.</p>" in other or "<p>Hvor mange: 0</p>" in other for other in others]
    assert empty == sorted(empty) and len(set(empty)) == 2


def test_nothing_of_anybody_else_is_there():
    make_person(name="Kanariefugl Holm", title="Kanariefugl", words="kanariefugl")
    thread = make_thread("nadia", text="Kanariefugl, hemmeligt.", title="Hvad nu?")
    make_comment(thread, "anders", text="Aha.")
    whole = downloaded(cast.person("anders"))
    everything = whole.read("mine-data.html").decode() + whole.read("mine-data.json").decode()
    assert "kanariefugl" not in everything.casefold()
    others = {member.email for member in cast.BY_KEY.values()} - {cast.BY_KEY["anders"].email}
    assert [email for email in others if email in everything] == []


def test_it_is_in_the_language_of_its_reader():
    browser = signed_in(cast.person("anders"))
    browser.post("/konto/sprog/", {"language": "en", "next": "/"})
    whole = zipfile.ZipFile(io.BytesIO(b"".join(browser.get(PATH))))
    assert "my-data.json" in whole.namelist()
    assert "Purpose: To show you what is new" in whole.read("my-data.html").decode()


def test_it_asks_as_often_for_one_comment_as_for_many():
    thread = make_thread("aase")
    browser = signed_in(cast.person("anders"))
    asked = []
    for _ in range(2):
        make_comment(thread, "anders", text="@Åse Ørum Aagaard")
        with CaptureQueriesContext(connection) as queries:
            b"".join(browser.get(PATH))
        asked.append(len(queries))
        for _ in range(20):
            make_comment(thread, "anders")
    assert asked[0] == asked[1]


def test_only_after_signing_in_lately():
    anders = cast.person("anders")
    browser = signed_in(anders)
    assert "Hent mine data" in browser.get("/konto/mine-data/").content.decode()
    with time_machine.travel(timezone.now() + LATELY + timedelta(seconds=1)):
        assert browser.get(PATH).status_code == 302
        assert "Log ind igen" in browser.get("/konto/mine-data/").content.decode()
        elsewhere = signed_in(anders)
        assert elsewhere.get(PATH).status_code == 200
        assert browser.get(PATH).status_code == 302
        anew = browser.post("/konto/mine-data/nyt-log-ind/")
        assert anew.url == "/konto/log-ind/?next=/konto/mine-data/"
        assert browser.get("/konto/").status_code == 302


class TestConsents:
    path = "/konto/mine-data/samtykker/"

    def send(self, who: str, **facts):
        return cast.browser(who).post(self.path, {"token": str(uuid.uuid4()), **facts})

    def test_they_are_seen_with_their_day_and_changed_in_one_place(self):
        profile = cast.profile("anders")
        Profile.objects.filter(pk=profile.pk).update(listed_at=timezone.localtime().replace(2025, 6, 3))
        assert "du sagde ja den 3. juni 2025" in cast.browser("anders").get(self.path).content.decode()
        themes = set(profile.themes.all())
        assert self.send("anders").status_code == 302
        profile.refresh_from_db()
        assert (profile.listed_at, wants_mail(profile.person)) == (None, False)
        assert set(profile.themes.all()) == themes
        assert self.send("anders", listed=profile.pk, at_once="on").status_code == 302
        profile.refresh_from_db()
        assert profile.listed_at
        assert wants_mail(profile.person)
        verbs = [line.verb for line in Line.objects.by(profile.person).newest_first()[:3]]
        assert verbs == ["consents.chosen", "mail.chosen", "profile.changed"]

    def test_what_stays_keeps_its_day(self):
        profile = cast.profile("anders")
        before = profile.listed_at
        self.send("anders", listed=profile.pk, at_once="on")
        profile.refresh_from_db()
        assert profile.listed_at == before

    def test_nobody_agrees_for_another(self):
        answer = self.send("anders", listed=cast.profile("aase").pk)
        assert answer.status_code == 200
        assert 'id="id_listed_error"' in answer.content.decode()


class TestThePagesOfErasure:
    def test_the_name_is_typed_whatever_its_case_and_the_wish_taken_back(self):
        browser = cast.browser("anders")
        path = "/konto/mine-data/sletning/"
        wrong = browser.post(path, {"token": str(uuid.uuid4()), "name": "Anders"})
        assert "Skriv Anders Bjerre." in wrong.content.decode()
        assert browser.post(path, {"token": str(uuid.uuid4()), "name": "anders  bjerre"}).status_code == 302
        assert "Du har bedt om at blive slettet" in browser.get(path).content.decode()
        assert "Anders Bjerre" in cast.browser("karen").get("/klima/sekretariat/sletninger/").content.decode()
        browser.post(f"{path}fortrydelse/")
        assert "Skriv dit navn" in browser.get(path).content.decode()

    def test_the_last_of_a_secretariat_reads_what_to_do_first(self):
        answer = cast.browser("line").post(
            "/konto/mine-data/sletning/", {"token": str(uuid.uuid4()), "name": cast.person("line").name}
        )
        assert "Giv først en anden en plads i sekretariatet" in answer.content.decode()

    def test_the_secretariat_erases_at_once(self):
        anders, browser = cast.person("anders"), cast.browser("karen")
        path = f"/klima/sekretariat/sletninger/personer/{anders.pk}/"
        assert path in browser.get(f"/klima/medlemmer/personer/{anders.pk}/").content.decode()
        browser.post(path, {"token": str(uuid.uuid4()), "name": "Anders Bjerre"})
        assert Person.objects.get(pk=anders.pk).erased_at
        assert browser.get(path).status_code == 404
