"""Every field of every form against what nobody should send: no crash, a clear answer, nothing stored unseen."""

import datetime
import uuid
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, resolve

from klimanet.activity.models import Line
from klimanet.members.operations.networks import admit_new
from klimanet.rules.actors import SYSTEM
from tests import cast
from tests.building import make_application, make_broadcast, make_dead_letter, make_name_left
from tests.test_access import TABLE, address, arguments, routes, rows

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
    "a huge number": "9" * 30,
    "a lone surrogate": "\ud800",
    "line ends": "a\r\nBcc: everybody@b.example",
    "half a sequence": b"\xff\xfe\xfa",
}
# Who sends which form where, and a sound answer for each field.
FORMS = {
    "/konto/": ("anders", {"name": "A", "title": "", "position": "staff", "phone": "12345678", "language": "da"}),
    "/konto/mine-data/samtykker/": ("anders", {"listed": "1", "at_once": "on"}),
    "/konto/mine-data/sletning/": ("anders", {"name": "Anders Bjerre"}),
    "/konto/mine-data/sletning/fortrydelse/": ("anders", {}),
    "/klima/sekretariat/sletninger/personer/{person}/": ("karen", {"name": "Anders"}),
    "/klima/sekretariat/sletninger/navne/{left}/erstatning/": ("karen", {"wish": "replace"}),
    "/klima/sekretariat/sletninger/navne/{left}/henlaeggelse/": ("karen", {"wish": "leave"}),
    "/klima/medlemmer/mig/": ("anders", {"listed": "on", "themes": "1", "words": "x"}),
    "/klima/medlemmer/ny/": ("karen", {"name": "Ny", "since": "2026-01-01"}),
    "/klima/medlemmer/odense/pladser/ny/": (
        "karen",
        {"name": "Ea", "email": "ea@odense.example", "title": "", "role": "member"},
    ),
    "/klima/medlemmer/invitationer/nye/": (
        "karen",
        {"pasted": "Ea <ea@odense.example>", "file": "", "place": "odense", "role": "member"},
    ),
    "/klima/medlemmer/invitationer/kontrol/": (
        "karen",
        {"right": '[[1, "Ea", "ea@odense.example", "", "Odense"]]', "place": "odense", "role": "member", "out": "2"}
        | {"name_2": "Bo", "email_2": "bo@odense.example", "title_2": "", "place_2": "Odense"},
    ),
    "/klima/medlemmer/invitationer/{holding}/gensendelse/": ("karen", {"wish": "resend"}),
    "/klima/medlemmer/invitationer/{holding}/tilbagekaldelse/": ("karen", {"wish": "withdraw"}),
    "/klima/medlemmer/odense/aftale/": (
        "karen",
        {
            "since": "2026-01-01",
            "until": "2026-12-31",
            "price": "9500",
            "ean": "5790000120000",
            "billing_reference": "x",
        },
    ),
    "/klima/medlemmer/odense/fornyelse/": ("karen", {"after": "2026-12-31"}),
    "/klima/sekretariat/fornyelser/pris/": ("karen", {"price": "9500"}),
    "/klima/medlemmer/vejle/optagelse/": ("karen", {"since": "2026-01-01"}),
    "/klima/medlemmer/odense/udmeldelse/": ("karen", {"until": "2099-01-01"}),
    "/klima/sekretariat/se-som/{person}/": ("karen", {}),
    "/klima/sekretariat/se-som/slut/": ("karen", {}),
    "/klima/sekretariat/beskeder/ny/": (
        "karen",
        {"to": "alle", "subject": "S", "text": "T", "expected": "9", "send": "1", "look": ""},
    ),
    "/klima/sekretariat/overdragelse/": ("karen", {"source": "1", "target": "1"}),
    "/klima/sekretariat/tavse/odense/": ("karen", {"on": "2026-01-01", "note": "N", "next_on": ""}),
    "/klima/sekretariat/indstillinger/": (
        "karen",
        {"name": "N", "name_en": "", "open_after": "7", "silent_after": "60"},
    ),
    "/klima/sekretariat/temaer/": ("karen", {"name": "Nyt", "name_en": ""}),
    "/klima/sekretariat/kontakt/": ("karen", {"contact": "1"}),
    "/klima/sekretariat/side/om/": (
        "karen",
        {"based_on": "1", "heading": "H", "text": "T", "heading_en": "", "text_en": ""},
    ),
    "/klima/sekretariat/side/om/visning/": ("karen", {"heading": "H", "text": "T"}),
    "/klima/bliv-medlem/": (
        "visitor",
        {"name": "Ea", "title": "", "email": "ea@odense.example", "organisation": "1", "why": "x"},
    ),
    "/klima/bliv-medlem/ansoegning/": ("visitor", {"email": "ea@odense.example"}),
    "/klima/bliv-medlem/kode/": ("visitor", {"code": "123456"}),
    "/klima/sekretariat/ansoegninger/{application}/godkendelse/": ("karen", {"role": "member"}),
    "/klima/sekretariat/ansoegninger/{application}/spoergsmaal/": ("karen", {"text": "t"}),
    "/klima/sekretariat/ansoegninger/{application}/afslag/": ("karen", {"reason": "t"}),
    "/klima/feed/": ("anders", {}),
    "/klima/feed/lukning/": ("anders", {}),
    "/klima/notifikationer/": ("anders", {"at_once": "1"}),
    "/klima/notifikationer/afmelding/{signed}/": ("visitor", {"List-Unsubscribe": "One-Click"}),
    "/klima/sekretariat/mails/{message}/afsendelse/": ("karen", {"wish": "resend"}),
    "/klima/sekretariat/mails/{message}/henlaeggelse/": ("karen", {"wish": "put-away"}),
    "/klima/dialog/ny/": (
        "aase",
        {
            "title": "T",
            "text": "t",
            "is_question": "1",
            "audience": "circle",
            "circle": "1",
            "addressed": "1",
            "themes": "1",
            "source": "",
            "attachments": "no file",
            "draft_path": "/klima/dialog/ny/",
        },
    ),
    "/klima/dialog/{number}/rettelse/": (
        "aase",
        {
            "title": "T",
            "text": "t",
            "is_question": "1",
            "audience": "network",
            "circle": "1",
            "addressed": "1",
            "themes": "1",
            "attachments": "no file",
        },
    ),
    "/klima/dialog/ny/?kladde": ("aase", {"draft": "1", "draft_path": "/klima/dialog/ny/", "text": "t"}),
    "/klima/dialog/ny/?visning": ("aase", {"preview": "1", "text": "t"}),
    "/klima/dialog/{number}/rettelse/?visning": ("aase", {"preview": "1", "text": "t"}),
    "/klima/indlaeg/{entry}/kommentarer/?kladde": ("anders", {"draft": "1", "draft_path": "x", "text": "t"}),
    "/klima/indlaeg/{entry}/kommentarer/?visning": ("anders", {"preview": "1", "text": "t"}),
    "/klima/indlaeg/{entry}/kommentarer/{comment}/rettelse/?visning": ("anders", {"preview": "1", "text": "t"}),
    "/klima/dialog/{number}/lukning/": ("aase", {"summary": "S"}),
    "/klima/dialog/{number}/svar/": ("aase", {"comment": "1"}),
    "/klima/dialog/{number}/samme-spoergsmaal/": ("anders", {"wish": "undo"}),
    "/klima/indlaeg/{entry}/kommentarer/": (
        "anders",
        {"text": "t", "shown": "0", "answers": "1", "attachments": "no file"},
    ),
    "/klima/indlaeg/{entry}/kommentarer/{comment}/rettelse/": ("anders", {"text": "t"}),
    "/klima/indlaeg/{entry}/kommentarer/{comment}/sletning/": ("anders", {}),
    "/klima/indlaeg/{entry}/kommentarer/{comment}/fjernelse/": ("karen", {}),
    "/klima/indlaeg/{entry}/opfoelgning/": ("karen", {"handler": "1", "due_on": "2099-01-01", "list": "1", "wish": ""}),
    "/klima/indlaeg/{entry}/sammenlaegning/": ("karen", {"target": "1"}),
    "/klima/indlaeg/{entry}/temaer/": ("karen", {"themes": "1"}),
    "/klima/indlaeg/{entry}/fastgoerelse/": ("karen", {"until": "2099-01-01"}),
    "/klima/indlaeg/{entry}/anmeldelse/": ("nadia", {"reason": "R"}),
    "/klima/indlaeg/{entry}/kommentarer/{comment}/anmeldelse/": ("mette", {"reason": "R"}),
    "/klima/indlaeg/{entry}/skjulning/": ("karen", {"reason": "R"}),
    "/klima/indlaeg/{entry}/kommentarer/{comment}/skjulning/": ("karen", {"reason": "R"}),
    "/klima/sekretariat/anmeldelser/{report}/": ("karen", {"outcome": "hidden", "reason": "R"}),
    "/klima/indlaeg/filer/{attachment}/sletning/": ("anders", {}),
    "/klima/indlaeg/{entry}/godkendelse/": ("karen", {"edition": ""}),
    "/klima/indlaeg/{entry}/foelgning/": ("anders", {"wish": "mute"}),
    "/klima/indlaeg/temaer/{theme}/foelgning/": ("anders", {"wish": "unfollow"}),
    "/klima/indlaeg/organisationer/odense/foelgning/": ("anders", {"wish": "unfollow"}),
    "/klima/indlaeg/visning/": ("anders", {"text": "t"}),
    "/klima/indlaeg/kladder/": ("anders", {"draft_path": "/klima/dialog/ny/", "text": "t"}),
    "/konto/sprog/": ("anders", {"language": "da", "next": "/"}),
    "/konto/udseende/": ("anders", {"scheme": "dark", "next": "/"}),
    "/konto/log-ind/": ("visitor", {"email": "anders@odense.example"}),
    "/konto/log-ind/adgangskode/": ("visitor", {"login": "anders@odense.example", "password": "x"}),
    "/konto/adgangskode/glemt/": ("visitor", {"email": "anders@odense.example"}),
    "/konto/adresse/": ("anders", {"email": "ny@odense.example", "action_add": ""}),
    "/konto/adgangskode/ny/": (
        "anders",
        {"password1": "et langt kodeord", "password2": "et langt kodeord", "action": "set"},
    ),
    "/klima/medlemmer/odense/optagelse/": ("karen", {"since": "2026-01-01"}),
    "/klima/medlemmer/pladser/{seat}/fratraeden/": (
        "karen",
        {"until": "2099-01-01", "successor": "", "name": "Ea", "email": "", "title": "", "note": "N"},
    ),
    "/klima/medlemmer/pladser/{seat}/fortrydelse/": ("karen", {}),
    "/klima/medlemmer/pladser/{seat}/vikar/": (
        "anders",
        {"deputy": "1", "since": "2099-01-01", "until": "2099-02-01"},
    ),
    "/klima/medlemmer/odense/stadig-jer/{seat}/": ("mette", {}),
    "/klima/medlemmer/pladser/{seat}/pause/": ("karen", {}),
    "/klima/medlemmer/pladser/{seat}/genoptagelse/": ("karen", {}),
    "/klima/sekretariat/side/om/historik/1/": ("karen", {}),
    "/konto/billede/": ("anders", {"photo": "no file"}),
    "/konto/log-ind/kode/": ("visitor", {"code": "123456"}),
    "/konto/log-ind/adgangsnoegle/": ("visitor", {"credential": "{}"}),
    "/konto/adgangskode/glemt/kode/": ("visitor", {"code": "123456"}),
    "/konto/adresse/kode/": ("anders", {"code": "123456"}),
    "/konto/adgangsnoegler/ny/": ("anders", {"name": "Min", "passwordless": "on", "credential": "{}"}),
    "/konto/to-trin/app/": ("anders", {"code": "123456"}),
}
# What is asked for in the address of the secretariat's lists.
SECRETARIAT = {
    "pladser/": ["q", "role", "state", "region", "organisation", "efter"],
    "pladser/personer.xlsx": ["q", "role", "state", "region", "organisation"],
    "tavse/": ["efter"],
    "beskeder/": ["efter"],
    "aktivitet/": ["who", "organisation", "deed", "thing", "since", "until", "efter"],
}
# What has to be sent first, for the form to be there.
BEFORE = {
    "/klima/bliv-medlem/kode/": "/klima/bliv-medlem/",
    "/konto/log-ind/kode/": "/konto/log-ind/",
    "/konto/adgangskode/glemt/kode/": "/konto/adgangskode/glemt/",
    "/konto/adresse/kode/": "/konto/adresse/",
    "/klima/sekretariat/side/om/historik/1/": "/klima/sekretariat/side/om/",
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


def real(path: str) -> str:
    return path.format(**arguments())


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


def not_attacked(page: str, path: str) -> dict[str, set[str]]:
    """Fields of the page's forms that FORMS does not name, by the route they are sent to."""
    known = {}
    for sent_to, (_, sound) in FORMS.items():
        known.setdefault(resolve(real(sent_to).partition("?")[0]).url_name, {"token", "csrfmiddlewaretoken"}).update(
            sound
        )
    missing = {}
    for sent_to, names in Forms(page, path).found.items():
        route = resolve(sent_to).url_name
        if names := names - known.get(route, {"csrfmiddlewaretoken"}):
            missing[route] = names
    return missing


@pytest.mark.parametrize("who", ["visitor", "karen", "mette", "anders"])
def test_every_field_of_every_page_stands_here(who):
    browser = cast.browser(who)
    missing = {}
    for name in (row.id for row in rows(TABLE)):
        response = browser.get(address(name))
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            missing |= not_attacked(response.content.decode(), address(name))
    assert missing == {}


def test_a_field_that_nobody_thought_of_is_found():
    page = '<form method="post"><input name="csrfmiddlewaretoken"><input name="name"><textarea name="goats"></textarea>'
    assert not_attacked(page, "/konto/") == {"account": {"goats"}}


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("path", FORMS)
def test_no_field_of_any_form_can_be_broken(path, nasty):
    who, sound = FORMS[path]
    for field in [*sound, "token"]:
        browser = cast.browser(who)
        if path in BEFORE:
            _, first = FORMS[BEFORE[path]]
            assert send(browser, BEFORE[path], {"token": str(uuid.uuid4()), **first}).status_code == 302
        browser.get(real(path))
        response = send(browser, real(path), {"token": str(uuid.uuid4()), **sound, field: NASTY[nasty]})
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


FOR_ALL = {"network", "public_feed", "unsubscribing", "apply", "application_code", "own_application"}
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


@pytest.mark.parametrize(
    ("who", "allowed"), [("karen", {404, 405}), ("mette", {403, 404, 405}), ("visitor", {302, 401, 404, 405})]
)
def test_what_an_address_names_and_is_not_there_is_not_found(who, allowed):
    """404 to whoever may see such things, whatever is asked or sent. Pages that only take something do not answer GET."""
    browser, known, before = cast.browser(who), arguments(), Line.objects.count()
    wrong = {}
    for _, text, argument in with_arguments():
        for value in NOBODYS:
            path = "/" + text % {**known, argument: value}
            answers = {browser.get(path).status_code, browser.post(path, {"token": uuid.uuid4()}).status_code}
            if not answers <= allowed:
                wrong[path[:80]] = answers
    assert wrong == {}
    assert Line.objects.count() == before


@pytest.mark.parametrize(("who", "allowed"), [("karen", {404, 405}), ("mette", {403, 404, 405})])
def test_what_an_address_names_of_another_network_is_not_found(who, allowed):
    browser, known, others = cast.browser(who), arguments(), foreign()
    before = Line.objects.count()
    wrong = {}
    for name, text, argument in with_arguments():
        if argument in others and name not in FOR_ALL:
            path = "/" + text % {**known, argument: others[argument]}
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
