"""What the server's log says, and what never stands in it."""

import io
import json
import logging
import re
from collections.abc import Iterator
from logging.config import DictConfigurator

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from klimanet.entries.operations.feeds import open_feed
from klimanet.mail.operations import deliver_due, post
from klimanet.text.converters import Secret
from klimanet.website.life import Life
from klimanet.website.management.commands.worker import Duty
from tests import cast
from tests.addresses import routes
from tests.building import make_thread

pytestmark = pytest.mark.django_db


def console() -> logging.StreamHandler:
    (found,) = (handler for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler)
    return found


@pytest.fixture
def server_log() -> Iterator[io.StringIO]:
    """What stands in the server's log, as the settings have it."""
    handler = console()
    before, formatter = handler.setStream(io.StringIO()), handler.formatter
    yield handler.stream
    handler.setStream(before)
    handler.setFormatter(formatter)


@pytest.fixture
def json_log(server_log):
    """Reads the log as a collector of logs does."""
    wanted = dict(settings.LOGGING["formatters"]["json"])
    console().setFormatter(DictConfigurator({}).configure_formatter(wanted))
    return lambda: [json.loads(line) for line in server_log.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/klima/", 200, "/klima/"),
        ("/soeg/?q=hemmeligt", 200, "/soeg/"),
        ("/klima/sekretariat/", 403, "/klima/sekretariat/"),
        ("/klima/medlemmer/findes-ikke/", 404, "/klima/medlemmer/findes-ikke/"),
        ("/konto/sprog/", 405, "/konto/sprog/"),
    ],
)
def test_each_request_is_one_line(json_log, path, status, told):
    response = cast.browser("anders").get(path)
    (line,) = json_log()
    assert (response.status_code, line["status"], line["path"], line["method"]) == (status, status, told, "GET")
    assert line["person"] == cast.person("anders").pk
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert line["bytes"] == len(response.content)
    assert line["ms"] > 0


def test_to_be_read_by_people_a_line_says_the_same(server_log):
    response = cast.browser("anders").get("/klima/")
    (line,) = server_log.getvalue().splitlines()
    facts = f" request_id={response.headers['X-Request-ID']} person={cast.person('anders').pk}"
    assert re.search(r" INFO klimanet\.website\.middleware: GET /klima/ 200 [\d.]+ ms \d+ bytes" + facts, line)


@pytest.mark.parametrize(
    ("fields", "told", "status"),
    [
        ({f"f{number}": "x" for number in range(1000)}, "exceeded settings.DATA_UPLOAD_MAX_NUMBER_FIELDS", 400),
        ({"name": "a" * 3_000_000}, "exceeded settings.DATA_UPLOAD_MAX_MEMORY_SIZE", 413),
    ],
)
def test_what_is_too_much_is_a_warning_with_the_reason_and_not_with_the_code(json_log, fields, told, status):
    cast.browser("anders").post("/konto/", fields)
    reason, access = json_log()
    assert told in reason["message"]
    assert (access["path"], access["status"]) == ("/konto/", status)
    assert {reason["levelname"], access["levelname"]} == {"WARNING"}
    assert "exc_info" not in reason


def test_the_number_on_the_page_leads_to_where_our_own_fault_was(json_log, monkeypatch):
    monkeypatch.setattr("klimanet.website.queries.networks", lambda **_: 1 / 0)
    response = Client(raise_request_exception=False).get("/")
    fault, access = json_log()
    assert "ZeroDivisionError" in fault["exc_info"]
    assert {fault["request_id"], access["request_id"]} == {response.headers["X-Request-ID"]}
    assert f"<strong>{fault['request_id']}</strong>" in response.content.decode()


@pytest.mark.parametrize(
    ("proxies", "given", "believed"),
    [(1, "4f2a91c307be", True), (0, "4f2a91c307be", False), (1, "short", False), (1, "a b\nc d e f g", False)],
)
def test_only_a_proxys_number_is_believed(settings, proxies, given, believed):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    number = Client(headers={"x-request-id": given}).get("/healthz").headers["X-Request-ID"]
    assert (number == given) is believed
    assert number


def test_a_duty_that_fails_says_which_run_of_it_failed(json_log):
    def broken() -> None:
        logging.getLogger("klimanet.goats").info("A line of its own")
        raise RuntimeError

    Duty(broken).see_to(0.0, Life())
    Duty(broken).see_to(0.0, Life())
    lines = json_log()
    assert {line["duty"] for line in lines} == {"broken"}
    assert len({line["run"] for line in lines}) == 2 < len(lines)


CANARY = "kanariefugl"


def test_no_secret_and_nothing_that_people_write_is_in_the_log(server_log, settings, monkeypatch):
    """Passwords, codes, keys in addresses, texts, names and mails, when all goes well and when it goes wrong."""
    anders, visitor = cast.browser("anders"), cast.browser()
    key = open_feed(cast.network(), actor=cast.person("anders"))
    thread = make_thread("anders", title=CANARY, text=CANARY)
    visitor.post("/konto/log-ind/adgangskode/", {"login": "anders@odense.example", "password": CANARY})
    visitor.post("/konto/log-ind/", {"email": f"{CANARY}@odense.example"})
    visitor.post("/konto/log-ind/kode/", {"code": CANARY})
    anders.get("/soeg/", {"q": CANARY})
    note = SimpleUploadedFile(f"{CANARY}.txt", CANARY.encode())
    anders.post(f"/klima/indlaeg/{thread.pk}/kommentarer/", {"text": CANARY, "files": note})
    anders.get(f"/klima/indlaeg/filer/1/{CANARY}.txt")
    for path in (f"/klima/feed/{key}.atom", f"/klima/feed/{key}", f"/{CANARY}/x/y"):
        assert visitor.get(path).status_code in (200, 404)
    Client(enforce_csrf_checks=True).post(f"/klima/feed/{key}.atom")
    post(to="a@b.example", subject=CANARY, text=CANARY)
    settings.EMAIL_BACKEND = "klimanet.mail.mailbox.Mailbox"
    settings.MAILBOX.write_text("in the way of a folder")
    deliver_due()
    monkeypatch.setattr("klimanet.entries.feeds._feed", lambda *_: 1 / 0)
    Client(raise_request_exception=False).get(f"/klima/feed/{key}.atom")
    log = server_log.getvalue()
    for told in (
        "was not sent",
        "ZeroDivisionError",
        "/klima/feed/<secret:token>.atom",
        " 404 ",
        "CSRF cookie not set",
    ):
        assert told in log
    for secret in (CANARY, key):
        assert secret not in log


def test_a_token_in_an_address_is_called_secret():
    """Ids and slugs are logged: what opens something by itself must be neither."""
    converters = [found for pattern in routes() for found in pattern.pattern.converters.items()]
    assert {type(converter) for name, converter in converters if name == "token"} == {Secret}
