"""The consent ladder: every rung × every page that might tell × everybody, by the words and by the municipality's name."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.utils import timezone

from klimanet.activity.consuming import consume_due
from klimanet.barriers.models import Consent, Report, State
from klimanet.barriers.operations.reports import change_report, join
from klimanet.mail.operations import deliver_due
from klimanet.notifications.operations import send_due_mails
from tests import cast
from tests.building import advance, make_person, make_report

pytestmark = pytest.mark.django_db
EVERYBODY = ["visitor", "karen", "lise", "mette", "anders", "aase", "nadia", "peter", "sofie", "torben", "line"]
INSIDE = {"karen", "lise", "mette", "anders", "aase", "nadia", "peter", "sofie"}
WORD = "Kanarie-ord"
PAGES = [
    *("barrierer/", "barrierer/?trin=assessed", "barrierer/vores/", "barrierer/ny/"),
    *("", "dialog/", "notifikationer/", "medlemmer/", "medlemmer/vejle/", "mig/", "feed/"),
    *("sekretariat/", "sekretariat/aktivitet/", "sekretariat/organisationer.xlsx"),
]


@pytest.fixture
def barrier():
    """Anders's, for Odense, assessed; the network knows that Odense has it."""
    report = cast.barrier_report()
    change_report(report, consent=Consent.NAMED, actor=cast.person("anders"))
    return report.barrier


def says(barrier, consent: Consent, organisation: str = "vejle") -> Report:
    """A municipality that nobody of the cast is from has it too."""
    person = make_person(organisation=organisation)
    facts = dict.fromkeys(("wanted", "stopped", "helps", "example", "estimated_by"), WORD)
    return join(barrier, **facts, consent=consent, actor=person)


def read_by(pattern: str, barrier, report: Report, pages=PAGES) -> set[str]:
    """Who reads it on one of these pages, in search or in a file."""
    about = [
        barrier.get_absolute_url(),
        *(f"/klima/barrierer/meldinger/{report.pk}/{more}" for more in ("", "rettelse/")),
        *(f"{barrier.get_absolute_url()}{more}/" for more in ("trin", "ordlyd", "vi-har-den-ogsaa", "genaabning")),
        *(f"/klima/indlaeg/{barrier.pk}/{more}/" for more in ("historik", "videre", "opfoelgning", "sammenlaegning")),
        "/soeg/?q=kanarie",
    ]
    found = set()
    for key in EVERYBODY:
        browser = cast.browser(key)
        addresses = [*about, *(f"/klima/{page}" for page in pages)]
        text = unescape("".join(told(browser, address) for address in addresses))
        if re.search(pattern, re.sub("</?mark>", "", text)):
            found.add(key)
    return found


def told(browser, address: str) -> str:
    return b"".join(browser.get(address)).decode(errors="replace")


RUNGS = [
    (Consent.SECRETARIAT, {"karen"}),
    (Consent.UNNAMED, {"karen"}),
    (Consent.NAMED, INSIDE),
    (Consent.PUBLIC, INSIDE),
]


@pytest.mark.parametrize(("consent", "readers"), RUNGS)
def test_the_words_are_read_by_those_who_may(barrier, consent, readers):
    report = says(barrier, consent)
    advance(barrier, State.PRIORITISED)
    while consume_due() + send_due_mails():
        pass
    deliver_due()
    assert read_by(WORD, barrier, report) == readers
    assert not [message.to for message in mail.outbox if WORD in message.body + message.subject]


@pytest.mark.parametrize(("consent", "readers"), RUNGS)
def test_the_name_is_read_by_those_who_may(barrier, consent, readers):
    """On pages about barriers: that Vejle is a member, everybody knows."""
    report = says(barrier, consent)
    assert read_by("Vejle(?!</option>)", barrier, report, pages=PAGES[:3]) == readers
    assert not [message.to for message in mail.outbox if "Vejle" in message.body and "vejle" not in message.to[0]]


def weight(key: str, barrier) -> str:
    page = told(cast.browser(key), barrier.get_absolute_url())
    return re.search(r"(\d+) kommuner? har den", unescape(page))[1]


@pytest.mark.parametrize("unnamed", [1, 2])
def test_who_is_not_named_is_counted_from_the_month_after(barrier, unnamed):
    """So that a total that grows does not tell who was at work that day."""
    for organisation in ("vejle", "horsens")[:unnamed]:
        says(barrier, Consent.UNNAMED, organisation)
    says(barrier, Consent.SECRETARIAT, "kolding")
    assert weight("aase", barrier) == "1"
    Report.objects.exclude(organisation__slug="odense").update(consented_at=timezone.now() - timedelta(days=31))
    assert weight("aase", barrier) == str(1 + unnamed)
    assert f"{2 + unnamed} i alt" in told(cast.browser("karen"), barrier.get_absolute_url())
    assert f"{2 + unnamed} i alt" not in told(cast.browser("aase"), barrier.get_absolute_url())


@pytest.mark.parametrize("earlier", [Consent.SECRETARIAT, Consent.NAMED])
def test_a_report_that_comes_to_that_rung_is_counted_from_the_month_after_too(barrier, earlier):
    report = says(barrier, earlier)
    Report.objects.update(consented_at=timezone.now() - timedelta(days=31))
    change_report(report, consent=Consent.UNNAMED, actor=report.person)
    assert weight("aase", barrier) == "1"
    Report.objects.update(consented_at=timezone.now() - timedelta(days=31))
    change_report(report, consent=Consent.UNNAMED, stopped="Andre ord", actor=report.person)
    assert weight("aase", barrier) == "2"


def test_one_reads_beside_ones_own_words_who_else_may(barrier):
    own = Report.objects.get(barrier=barrier, organisation__slug="odense")
    says(barrier, Consent.NAMED)
    pages = {key: told(cast.browser(key), barrier.get_absolute_url()) for key in ("anders", "aase")}
    assert pages["anders"].count(str(own.get_consent_display())) == 1
    assert str(own.get_consent_display()) not in pages["aase"]


def test_a_consent_that_is_lowered_holds_at_once(barrier):
    report = says(barrier, Consent.PUBLIC)
    change_report(report, consent=Consent.SECRETARIAT, actor=report.person)
    assert read_by(WORD, barrier, report) == {"karen"}


def test_dates_are_told_to_the_month(barrier):
    """When a barrier came, and each step of it; who runs the network sees the moment."""
    page = told(cast.browser("aase"), barrier.get_absolute_url())
    story = page[page.index('class="timeline"') :].partition("</ol>")[0]
    assert not re.search(r"\d+\. \w+ \d{4}|kl\. ", story)
    assert "kl. " in told(cast.browser("karen"), barrier.get_absolute_url())


def test_a_report_that_the_network_does_not_know_of_leaves_no_trace_for_it():
    report = make_report("anders", consent=Consent.PUBLIC, summary=WORD, stopped=WORD)
    assert read_by(WORD, report.barrier, report) == {"karen", "mette", "anders"}
