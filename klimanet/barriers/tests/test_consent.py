"""The consent ladder: every rung × every page that might tell × everybody, by the words and by the municipality's name."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from klimanet.activity.consuming import consume_due
from klimanet.barriers.models import Barrier, Consent, Effect, Helped, Report, Step
from klimanet.barriers.operations.outcomes import say_whether_it_helped
from klimanet.barriers.operations.reports import change_report, join
from klimanet.barriers.operations.states import reopen
from klimanet.barriers.operations.steps import argue
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due
from klimanet.members.models.networks import today
from klimanet.notifications.operations import send_due_mails
from klimanet.text.dates import weekday
from tests import cast
from tests.addresses import address, routes
from tests.building import make_effect, make_person, make_report, make_step, make_told_effect

pytestmark = pytest.mark.django_db
EVERYBODY = ["visitor", "karen", "lise", "mette", "anders", "aase", "nadia", "peter", "sofie", "torben", "line"]
INSIDE = {"karen", "lise", "mette", "anders", "aase", "nadia", "peter", "sofie"}
WORD = "Kanarie-ord"
ABOUT_BARRIERS = [
    "barrierer/",
    *(f"barrierer/?trin={state}" for state in ("assessed", "prioritised")),
    *("barrierer/vores/", "barrierer/indsatser/", "barrierer/resultater/"),
    *(f"barrierer/{page}/" for page in ("tavle", "overblik", "samlet", "ny")),
]

ELSEWHERE = [
    *("barrierer/ny/", "", "dialog/", "notifikationer/", "medlemmer/", "medlemmer/vejle/", "mig/", "feed/"),
    *("sekretariat/", "sekretariat/aktivitet/", "sekretariat/organisationer.xlsx", "sekretariat/barrierer.xlsx"),
    *(
        "barrierer/tal/",
        f"barrierer/halvaar/{today().year}/{1 if today().month < 7 else 2}/",
    ),  # every name is on the map
]


@pytest.fixture
def barrier():
    """Anders's, for Odense, assessed; the network knows that Odense has it."""
    report = cast.barrier_report()
    change_report(report, consent=Consent.NAMED, actor=cast.person("anders"))
    return report.barrier


def says(barrier, consent: Consent, organisation: str = "vejle", word: str = WORD) -> Report:
    """A municipality that nobody of the cast is from has it too."""
    person = make_person(organisation=organisation)
    facts = dict.fromkeys(("wanted", "stopped", "helps", "example", "estimated_by"), word)
    return join(barrier, **facts, consent=consent, actor=person)


def pages_about(barrier, *reports: Report) -> list[str]:
    return [
        *(f"/klima/{page}" for page in ABOUT_BARRIERS),
        barrier.get_absolute_url(),
        *(f"/klima/barrierer/meldinger/{one.pk}/{more}" for one in reports for more in ("", "rettelse/")),
        f"{barrier.get_absolute_url()}meldinger/",
        *(f"{barrier.get_absolute_url()}{more}/" for more in ("trin", "ordlyd", "vi-har-den-ogsaa", "genaabning")),
        *(f"/klima/indlaeg/{barrier.pk}/{more}/" for more in ("historik", "videre", "opfoelgning", "sammenlaegning")),
        "/soeg/?q=kanarie",
    ]


def pages(barrier, report: Report) -> list[str]:
    return [*pages_about(barrier, report), *(f"/klima/{page}" for page in ELSEWHERE)]


def shown(addresses: list[str]) -> dict[str, str]:
    """What everybody is told at these addresses, all in one."""
    seen = {}
    for key in EVERYBODY:
        browser = cast.browser(key)
        seen[key] = re.sub("</?mark>", "", unescape("".join(told(browser, address) for address in addresses)))
    return seen


def read_by(pattern: str, seen: dict[str, str]) -> set[str]:
    return {key for key, text in seen.items() if re.search(pattern, text)}


def told(browser, address: str) -> str:
    return cast.text_of(browser.get(address))


def every_route() -> tuple[list[str], list[str]]:
    """An address for each that there is: those about barriers which show no map, and the others."""
    found = [address(pattern.name) for pattern in routes() if pattern.name]
    about = [one for one in found if one.startswith("/klima/barrierer/") and not re.search("/(tal|halvaar)/", one)]
    return about, [one for one in found if one not in about]


RUNGS = {
    Consent.SECRETARIAT: ("Vejle", {"karen"}),
    Consent.UNNAMED: ("Horsens", {"karen"}),
    Consent.NAMED: ("Kolding", INSIDE),
    Consent.PUBLIC: ("Herning", INSIDE),
}


def test_words_and_names_are_read_by_those_who_may(barrier):
    """Names on pages about barriers alone: that Vejle is a member, everybody knows. Each rung has a municipality."""
    words = {consent: f"{WORD}-{consent.name}" for consent in RUNGS}
    reports = [says(barrier, consent, name.lower(), words[consent]) for consent, (name, _) in RUNGS.items()]
    step, effect = worked_for(barrier, quoted=reports[-1])
    for report in reports:
        line, helped = words[report.consent], Helped.NO
        say_whether_it_helped(effect, report=report, helped=helped, line=line, actor=report.person)
    reopen(now(barrier), reason=words[Consent.SECRETARIAT], actor=reports[0].person)
    with time_machine.travel(
        timezone.now() + timedelta(minutes=20), tick=False
    ):  # when nothing is taken back any longer
        while consume_due() + send_due_mails():
            pass
        deliver_due()
    sent = {"barrier_received", "barrier_told", "barrier_reopened"}
    assert sent <= set(Message.objects.exclude(sent_at=None).values_list("origin", flat=True))
    worked = [step.get_absolute_url(), effect.outcome.get_absolute_url()]
    answering = [f"/klima/barrierer/meldinger/{report.pk}/hjalp-det/{effect.pk}/" for report in reports]
    routes_about, routes_elsewhere = every_route()
    about = shown([*pages_about(barrier, *reports), *worked, *answering, *routes_about])
    elsewhere = shown([*(f"/klima/{page}" for page in ELSEWHERE), *routes_elsewhere])
    for consent, (name, readers) in RUNGS.items():
        everywhere = {key: about[key] + elsewhere[key] for key in EVERYBODY}
        assert read_by(f"{words[consent]}(?!\\w)", everywhere) == readers, consent
        assert read_by(f"{name}(?!\\w|</option>)", about) == readers, consent
        for message in mail.outbox:
            letter = f"{message.subject} {message.body} {message.alternatives}"
            assert words[consent] not in letter, message.to
            assert name not in letter or name.lower() in message.to[0], message.to


def test_once_less_may_be_told_its_municipality_sees_what_more_could_be_and_when(barrier):
    report, path = cast.barrier_report(), cast.barrier_report().get_absolute_url()
    assert "Det måtte andre vide før" not in told(cast.browser("anders"), path)
    for facts in ({"stopped": "Et andet ord"}, {"consent": Consent.UNNAMED}):
        change_report(report, **facts, actor=cast.person("anders"))
    (since, until, rung), *earlier = Report.objects.get(pk=report.pk).let_known()
    versions = list(report.versions.order_by("pk"))
    assert (since, until, rung, earlier) == (versions[0].until, versions[2].until, Consent.NAMED, [])
    page = told(cast.browser("anders"), path)
    assert "Det måtte andre vide før" in page and "Excel-ark" in page
    change_report(report, consent=Consent.PUBLIC, actor=cast.person("anders"))
    assert "Det måtte andre vide før" not in told(cast.browser("anders"), path)


def worked_for(barrier, *, quoted: Report) -> tuple[Step, Effect]:
    """A letter that quotes a municipality, and the act that came of it."""
    step = make_step()
    argue(step, barrier=barrier, text="Derfor.", quoted=[quoted], actor=cast.person("karen"))
    return step, make_told_effect(barrier)


def now(barrier: Barrier) -> Barrier:
    return Barrier.objects.get(pk=barrier.pk)


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
    worked_for(barrier, quoted=report)
    change_report(report, consent=Consent.SECRETARIAT, actor=report.person)
    assert read_by(WORD, shown(pages(barrier, report))) == {"karen"}


def test_dates_are_told_to_the_month(barrier):
    """When a barrier came, and each step of it; who runs the network sees the moment."""
    page = told(cast.browser("aase"), barrier.get_absolute_url())
    story = page[page.index('class="timeline"') :].partition("</ol>")[0]
    assert not re.search(r"\d+\. \w+ \d{4}|kl\. ", story)
    assert "kl. " in told(cast.browser("karen"), barrier.get_absolute_url())


def test_everything_in_a_story_stands_under_its_month_and_what_has_a_day_says_it_in_full(barrier):
    step = make_step(delivered_on=today())
    argue(step, barrier=barrier, text="Derfor.", actor=cast.person("karen"))
    make_effect(barrier)
    for key in ("aase", "karen"):
        page = unescape(told(cast.browser(key), barrier.get_absolute_url()))
        story = page[page.index('class="timeline"') :].partition("</ol>")[0]
        months = re.findall(r'<li>\s*<p class="muted">(.*?)</p>', story)
        assert len(months) == story.count("<li>") > 3 and all(re.fullmatch(r"\w+ \d{4}", month) for month in months)
        assert story.count(f'<p class="muted">{weekday(today())}</p>') == 2, key


def test_a_report_that_the_network_does_not_know_of_leaves_no_trace_for_it():
    report = make_report("anders", consent=Consent.PUBLIC, summary=WORD, stopped=WORD)
    assert read_by(WORD, shown(pages(report.barrier, report))) == {"karen", "mette", "anders"}
