"""Every field of every form against what nobody should send: no crash, a clear answer, nothing stored unseen."""

import contextlib
import datetime
import itertools
import re
import uuid
from collections import ChainMap
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from django import forms
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import Resolver404, get_resolver, resolve
from django.utils import translation

from klimanet.activity.models import Line
from klimanet.members.forms.members import RowsField
from klimanet.members.models import Organisation
from klimanet.members.operations.networks import admit_new
from klimanet.rules.actors import SYSTEM
from tests import cast
from tests.addresses import Arguments, address, routes
from tests.attacks import BEFORE, FORMS, NASTY, SECRETARIAT
from tests.building import make_application, make_broadcast, make_dead_letter, make_name_left
from tests.test_access import TABLE, rows

pytestmark = pytest.mark.django_db


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


def real(path: str) -> str:
    return path.format_map(Arguments())


def sound_answers(path: str) -> tuple[str, dict[str, str]]:
    """Who sends the form at `path`, and what they answer."""
    who, answers = FORMS[path]
    known = Arguments(
        place=Organisation.objects.get(slug="odense").pk,
        barrier_key=cast.barrier_report().barrier_id,
        karens_seat=cast.seat("karen").pk,
    )
    return who, {name: answer.format_map(known) for name, answer in answers.items()}


class Forms(HTMLParser):
    """The addresses a page's forms send to, each with the names of what a person can put in."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: dict[str, set[str]] = {}
        self.sends_to: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "form":
            self.sends_to = [attributes.get("action") or self.path] if attributes.get("method") == "post" else []
        if self.sends_to and "formaction" in attributes:
            self.sends_to.append(attributes["formaction"])
        if name := attributes.get("name"):
            for sent_to in self.sends_to:
                self.found.setdefault(sent_to, set()).add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.sends_to = []


def attacked() -> dict[str, set[str]]:
    """What FORMS names, by the route it is sent to."""
    known: dict[str, set[str]] = {}
    arguments = Arguments()
    for sent_to, (_, sound) in FORMS.items():
        route = resolve(sent_to.format_map(arguments).partition("?")[0]).url_name
        known.setdefault(route, {"token", "csrfmiddlewaretoken"}).update(sound)
    return known


def not_attacked(page: str, path: str, known: dict[str, set[str]]) -> dict[str, set[str]]:
    """Fields of the page's forms that are not `known`, by the route they are sent to."""
    missing = {}
    for sent_to, names in Forms(page, path).found.items():
        route = resolve(sent_to).url_name
        if names := names - known.get(route, {"csrfmiddlewaretoken"}):
            missing[route] = names
    return missing


@pytest.mark.parametrize("who", ["visitor", "karen", "mette", "anders"])
def test_every_field_of_every_page_stands_here(who):
    browser, known = cast.browser(who), attacked()
    missing = {}
    for name in (row.id for row in rows(TABLE)):
        response = browser.get(address(name))
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            missing |= not_attacked(response.content.decode(), address(name), known)
    assert missing == {}


def test_a_field_that_nobody_thought_of_is_found():
    page = '<form method="post"><input name="csrfmiddlewaretoken"><input name="name"><textarea name="goats"></textarea>'
    assert not_attacked(page, "/konto/", attacked()) == {"account": {"goats"}}


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("path", FORMS)
def test_no_field_of_any_form_can_be_broken(path, nasty):
    who, sound = sound_answers(path)
    first = sound_answers(BEFORE[path])[1] if path in BEFORE else {}
    browser, where = cast.browser(who), real(path)
    signed_in = browser.cookies.copy()
    for field in [*sound, "token"]:
        with transaction.atomic():  # each field as if it were the first
            if path in BEFORE:
                assert send(browser, BEFORE[path], {"token": str(uuid.uuid4()), **first}).status_code == 302
                where = real(path)
            if path.startswith("/konto/") or path in BEFORE:  # signing in and its like know what was shown before
                browser.get(where)
            response = send(browser, where, {"token": str(uuid.uuid4()), **sound, field: NASTY[nasty]})
            transaction.set_rollback(True)
        browser.cookies = signed_in.copy()
        assert response.status_code in (200, 302, 400, 429), f"{field}: {response.status_code}"
        text = response.content.decode(errors="replace")
        assert "<script>alert('x')" not in text
        assert "Traceback" not in text
        if response.status_code == 200 and response.context and (form := response.context.get("form")) and form.errors:
            assert 'class="ds-error-summary"' in text


@pytest.mark.parametrize("path", FORMS)
def test_what_is_wrong_is_told_in_the_order_of_the_fields(path):
    who, sound = sound_answers(path)
    browser, where = cast.browser(who), real(path)
    for wrong in ("-1", "x" * 2_001, ""):
        answers = {name: wrong for name in sound if name not in {"begin", "draft", "look", "preview"}}
        response = browser.post(where, {"token": str(uuid.uuid4()), **answers})
        text = response.content.decode() if response.status_code == 200 else ""
        told = re.findall(r'<a class="ds-link" href="#([^"]+)">', text.partition("data-error-summary")[2])
        places = [text.index(place) for field in told if (place := f'id="{field}"') in text]
        assert places == sorted(places), told


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_django_says_of_a_wrong_answer_is_said_in_our_words(language):
    fields = [
        *(forms.IntegerField(min_value=0, max_value=9), forms.URLField(assume_scheme="https"), forms.DateField()),
        *(forms.CharField(max_length=3), forms.ChoiceField(), forms.JSONField()),
        *(forms.ModelChoiceField(Organisation.objects.all()), RowsField(queryset=Organisation.objects.all())),
    ]
    told = set()
    with translation.override(language):
        for field, wrong in itertools.product(fields, ("-1", "10", "abcd", "a\0", ["a"], "")):
            with contextlib.suppress(AttributeError, TypeError):  # a list, where one value is asked for
                told |= refused(field, wrong)
    assert len(told) > 8
    assert [
        text for text in told if re.match(r"Ensure|Enter|Select|Denne værdi|Indtast|Marker|.*\bn?gyldig", text)
    ] == []


def refused(field: forms.Field, wrong: object) -> set[str]:
    try:
        field.clean(wrong)
    except forms.ValidationError as error:
        return {str(message) for message in error.messages}
    return set()


@pytest.mark.parametrize("nasty", [name for name in NASTY if name != "half a sequence"])
def test_no_question_of_a_list_can_be_broken(nasty):
    value = NASTY[nasty].encode("utf-8", "replace").decode()[:4000]
    for name in ("q", "theme", "region", "position", "efter"):
        response = cast.browser("aase").get("/klima/medlemmer/personer/", {name: value})
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()
    assert cast.browser().get("/klima/", {"side": value}).status_code == 200


@pytest.mark.parametrize("nasty", [name for name in NASTY if name != "half a sequence"])
def test_no_question_of_the_secretariat_can_be_broken(nasty):
    value = NASTY[nasty].encode("utf-8", "replace").decode()[:4000]
    for page, names in SECRETARIAT.items():
        for name in names:
            response = cast.browser("karen").get(f"/klima/sekretariat/{page}", {name: value})
            assert response.status_code == 200, name
            assert response.streaming or "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("nasty", [name for name in NASTY if name != "half a sequence"])
def test_nothing_one_searches_for_can_break_the_search(nasty):
    value = NASTY[nasty].encode("utf-8", "replace").decode()[:4000]
    in_both = next(key for key, member in cast.BY_KEY.items() if member.also_in)
    for who in ("aase", in_both):
        for name in ("q", "netvaerk", "i", "side"):
            response = cast.browser(who).get("/soeg/", {"q": "hvem", name: value})
            assert response.status_code == 200
            assert "<script>alert" not in response.content.decode()
    assert cast.browser("aase").get("/soeg/?q=%FF%FE&i=%FF&side=%FF").status_code == 200


FOR_ALL = {
    *("network", "public_feed", "unsubscribing", "apply", "application_code", "own_application"),
    "application_withdrawal",
}
NOBODYS = ["0", "999999999999999", "9" * 40, "-1", "1e3", "æ", "%00", "%E2%80%AE", "findes-ikke", "x" * 3000]


def foreign() -> dict:
    """One existing value for each argument, that is another network's."""
    other = cast.other_network()
    line = cast.person("line")
    application = make_application(network=other)
    admitted = admit_new(other, name="Fremmed", since=datetime.date(2020, 1, 1), actor=SYSTEM)
    return {
        "organisation": admitted.organisation.slug,
        "person": line.pk,
        "seat": cast.seat("line", other.slug).pk,
        "holding": cast.seat("line", other.slug).holdings.get().pk,
        "session": cast.session("line").pk,
        "theme": other.themes.first().pk,
        "network": other.slug,
        "message": make_dead_letter("line", network=other).pk,
        "application": application.pk,
        "broadcast": make_broadcast("line", network=other).pk,
        "left": make_name_left(network=other).pk,
    }


def with_arguments() -> list[tuple[str, str, str]]:
    """Every address with an argument in it: the route, the address to be filled in, the argument."""
    templates = {pattern.name: get_resolver().reverse_dict.getlist(pattern.name)[0][0][0] for pattern in routes()}
    return [(name, text, argument) for name, (text, wanted) in templates.items() for argument in wanted]


def leads_nowhere(path: str) -> bool:
    try:
        resolve(unquote(path))
    except Resolver404:
        return True
    return False


@pytest.mark.parametrize(
    ("who", "allowed"), [("karen", {404, 405}), ("mette", {403, 404, 405}), ("visitor", {302, 401, 404, 405})]
)
def test_what_an_address_names_and_is_not_there_is_not_found(who, allowed):
    """404 to whoever may see such things, whatever is asked or sent. Pages that only take something do not answer GET.

    Where an address leads to no view at all, one of a kind is asked for: no page of ours ever hears of it.
    """
    browser, known, before = cast.browser(who), Arguments(), Line.objects.count()
    wrong, asked = {}, set()
    for _, text, argument in with_arguments():
        for value in NOBODYS:
            path = "/" + text % ChainMap({argument: value}, known)
            if leads_nowhere(path):
                kind = (value, path.split("/")[1], path.endswith("/"))
                if kind in asked:
                    continue
                asked.add(kind)
            answers = {browser.get(path).status_code, browser.post(path, {"token": uuid.uuid4()}).status_code}
            if not answers <= allowed:
                wrong[path[:80]] = answers
    assert wrong == {}
    assert Line.objects.count() == before


@pytest.mark.parametrize(("who", "allowed"), [("karen", {404, 405}), ("mette", {403, 404, 405})])
def test_what_an_address_names_of_another_network_is_not_found(who, allowed):
    browser, known, others = cast.browser(who), Arguments(), foreign()
    before = Line.objects.count()
    wrong = {}
    for name, text, argument in with_arguments():
        if argument in others and name not in FOR_ALL:
            path = "/" + text % ChainMap({argument: others[argument]}, known)
            answers = {browser.get(path).status_code, browser.post(path, {"token": uuid.uuid4()}).status_code}
            if not answers <= allowed:
                wrong[path] = answers
    assert wrong == {}
    assert Line.objects.count() == before


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
