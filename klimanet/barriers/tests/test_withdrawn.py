"""A municipality says that it does not have a barrier: what was reported for it stands no longer, and the secretariat knows."""

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line
from klimanet.barriers.models import Barrier, Consent, Helped, Report
from klimanet.barriers.operations.outcomes import say_whether_it_helped
from klimanet.barriers.operations.reports import bring_back, change_report, join, withdraw
from klimanet.barriers.operations.states import reopen
from klimanet.barriers.operations.steps import argue
from klimanet.barriers.permissions import may_change, may_reopen
from klimanet.barriers.queries.barriers import sheet
from klimanet.barriers.queries.work import confirmed_by_all
from klimanet.entries.operations.merging import merge, separate
from klimanet.entries.permissions import standing
from klimanet.mail.models import Message
from klimanet.mail.operations import letter_of
from klimanet.members.models import Organisation
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import assess, make_person, make_report, make_step, make_told_effect

pytestmark = pytest.mark.django_db


def odense() -> Organisation:
    return Organisation.objects.get(slug="odense")


def of(key: str):
    return cast.person(key)


def now(thing):
    return type(thing)._default_manager.get(pk=thing.pk)


@pytest.fixture
def barrier() -> Barrier:
    """Aase's, which the network reads."""
    report = make_report("aase", consent=Consent.NAMED, summary="Loftet rammer os")
    assess(report.barrier)
    return now(report.barrier)


@pytest.fixture
def noted(barrier) -> Report:
    """By Karen, for Odense."""
    Person.objects.update(last_login=timezone.now())
    return join(barrier, stopped="Det siger de", organisation=odense(), actor=of("karen"))


def reads(key: str, address: str) -> str:
    return unescape(cast.browser(key).get(address).content.decode())


def send(key: str, report: Report, more: str, **facts):
    path = f"{report.get_absolute_url()}tilbagetraekning/{more}"
    return cast.browser(key).post(path, {"token": str(uuid.uuid4()), **facts}, follow=True)


def in_all(barrier: Barrier) -> str:
    return re.search(r"(\d+) i alt|$", reads("karen", barrier.get_absolute_url()))[1] or ""


def letters(origin: str) -> list[tuple[str, str]]:
    found = ((mail.to, letter_of(mail)) for mail in Message.objects.filter(origin=origin).order_by("pk"))
    return [(to, letter.text) for to, letter in found if letter]


def test_whoever_of_the_municipality_says_so_takes_it_out_everywhere(barrier, noted):
    assert in_all(barrier) == "2"
    send("mette", noted, "", reason="Vi har egne penge.")
    noted = now(noted)
    assert (noted.person, noted.on_behalf, noted.withdrawal) == (of("mette"), False, "Vi har egne penge.")
    assert in_all(barrier) == ""
    assert "Det siger de" not in reads("karen", f"{barrier.get_absolute_url()}meldinger/")
    assert "Odense har den." not in reads("anders", barrier.get_absolute_url())
    assert letters("barrier_on_behalf") == [], "They know of it."


def test_whoever_runs_the_network_is_told_and_reads_who_and_why(barrier, noted):
    withdraw(noted, reason="Vi har egne penge.", actor=of("anders"))
    told = letters("barrier_withdrawn")
    assert {to for to, _ in told} >= {of("karen").email}
    assert all(
        noted.get_absolute_url() in text and "Odense" not in text and "egne penge" not in text for _, text in told
    )
    assert "Vi har egne penge." in reads("karen", noted.get_absolute_url())
    assert noted.get_absolute_url() in reads("karen", barrier.get_absolute_url())
    assert noted.get_absolute_url() not in reads("aase", barrier.get_absolute_url())
    bring_back(noted, actor=of("mette"))
    assert letters("barrier_withdrawn") == []


def test_nobody_else_learns_who_it_was(barrier, noted):
    change_report(noted, consent=Consent.PUBLIC, actor=of("anders"))
    withdraw(now(noted), actor=of("anders"))
    assert "Odense" not in reads("aase", barrier.get_absolute_url()).partition("<main")[2]
    assert cast.browser("aase").get(noted.get_absolute_url()).status_code == 404
    lines = Line.objects.about(barrier).filter(verb="barrier.withdrawn")
    assert [line.actor_kind for line in lines] == ["system"]


def test_a_report_of_ones_own_is_taken_back_by_the_same_rule():
    report = cast.barrier_report()
    for key in ("karen", "aase", "lise"):
        with pytest.raises(PermissionDenied):
            withdraw(report, actor=of(key))
    withdraw(report, actor=of("mette"))
    assert Report.objects.standing().filter(pk=report.pk).count() == 0


def test_the_secretariat_takes_back_what_it_noted_itself_and_does_not_tell_itself(barrier, noted):
    withdraw(noted, actor=of("karen"))
    assert of("karen").email not in dict(letters("barrier_withdrawn"))
    bring_back(noted, actor=of("karen"))
    withdraw(now(noted), actor=of("anders"))
    with pytest.raises(PermissionDenied):
        bring_back(now(noted), actor=of("karen"))
    with pytest.raises(Refusal, match="Odense har sagt, at de ikke har den"):
        join(barrier, stopped="Jo", organisation=odense(), actor=of("karen"))


def test_it_can_be_brought_back_with_what_it_said_and_who_might_know(barrier, noted):
    change_report(noted, consent=Consent.NAMED, actor=of("anders"))
    withdraw(now(noted), actor=of("anders"))
    assert "Odense" not in reads("aase", barrier.get_absolute_url()).partition("<main")[2]
    send("anders", noted, "fortryd/")
    assert "Odense" in reads("aase", barrier.get_absolute_url()).partition("<main")[2]
    assert (now(noted).consent, now(noted).stopped, now(noted).withdrawal) == (Consent.NAMED, "Det siger de", "")


def test_twice_is_once(barrier, noted):
    for _ in range(2):
        withdraw(now(noted), actor=of("anders"))
    for _ in range(2):
        bring_back(now(noted), actor=of("anders"))
    verbs = Line.objects.about(barrier).filter(verb__in=["barrier.withdrawn", "barrier.brought_back"])
    assert (verbs.count(), noted.versions.count()) == (2, 2)


def test_what_is_kept_says_when_it_was_taken_back_and_why(noted):
    withdraw(noted, reason="En fejl", actor=of("anders"))
    bring_back(now(noted), actor=of("anders"))
    page = reads("anders", noted.get_absolute_url()).partition("Sådan stod der før")[2]
    assert "Trukket tilbage: En fejl" in page


def test_the_municipality_may_report_it_anew_and_then_not_bring_back_the_other(barrier, noted):
    withdraw(noted, actor=of("anders"))
    page = reads("anders", f"{barrier.get_absolute_url()}vi-har-den-ogsaa/")
    assert 'name="stopped"' in page
    join(barrier, stopped="Nu har vi den", actor=of("anders"))
    assert "Odense har allerede meldt den" in unescape(send("anders", noted, "fortryd/").content.decode())
    assert now(noted).withdrawn_at


def test_what_is_taken_back_is_not_changed(noted):
    withdraw(noted, actor=of("anders"))
    with pytest.raises(Refusal, match="trukket tilbage"):
        change_report(now(noted), stopped="Andet", actor=of("anders"))
    for more in ("rettelse/", "tilbagetraekning/"):
        assert cast.browser("anders").get(f"{noted.get_absolute_url()}{more}").status_code == 302


def test_ones_own_list_has_it_apart(noted):
    withdraw(noted, actor=of("anders"))
    listed, _, apart = reads("anders", "/klima/barrierer/vores/").partition("Det har vi trukket tilbage")
    assert noted.get_absolute_url() not in listed
    assert noted.get_absolute_url() in apart


def test_it_gets_no_mails_answers_nothing_and_reopens_nothing(barrier, noted):
    effect = make_told_effect(barrier)
    say_whether_it_helped(effect, report=noted, helped=Helped.NO, actor=of("anders"))
    say_whether_it_helped(
        effect, report=Report.objects.get(barrier=barrier, person=of("aase")), helped=Helped.YES, actor=of("aase")
    )
    withdraw(now(noted), actor=of("anders"))
    assert {to for origin in ("barrier_changed", "barrier_told") for to, _ in letters(origin)} == {of("aase").email}
    assert may_reopen(of("anders"), now(barrier)), "That it was taken back is told in a sentence."
    with pytest.raises(Refusal, match="ikke har barrieren"):
        reopen(now(barrier), reason="Jo", actor=of("anders"))
    with pytest.raises(Refusal, match="trukket tilbage"):
        say_whether_it_helped(effect, report=now(noted), helped=Helped.YES, actor=of("anders"))
    assert confirmed_by_all(cast.network(), reader=of("karen")).get() == barrier, "Its no counts no longer."
    assert "hjalp-det/" not in reads("anders", noted.get_absolute_url())


def test_neither_map_nor_sheet_counts_it(barrier, noted):
    change_report(noted, consent=Consent.NAMED, actor=of("anders"))
    withdraw(cast.barrier_report(), actor=of("anders"))
    assert "Odense, 1 barriere" in reads("aase", "/klima/barrierer/tal/")
    withdraw(now(noted), actor=of("anders"))
    for key in ("aase", "karen"):
        assert "Odense, ingen barriere" in reads(key, "/klima/barrierer/tal/")
    heads, rows = sheet(cast.network(), standing=standing(of("karen"), cast.network()))
    (row,) = (row for row in rows if row[0] == barrier.number)
    assert dict(zip(heads, row, strict=True))["Kommuner i alt"] == 1


def test_it_is_quoted_no_longer(barrier, noted):
    change_report(noted, consent=Consent.PUBLIC, actor=of("anders"))
    step = make_step()
    argue(step, barrier=barrier, text="Derfor.", quoted=[now(noted)], actor=of("karen"))
    assert "Det siger de" in reads("aase", step.get_absolute_url())
    withdraw(now(noted), actor=of("anders"))
    assert "Det siger de" not in reads("aase", step.get_absolute_url())


def test_merging_counts_a_municipality_that_stands_with_either(barrier, noted):
    """Odense does not have the one that goes on, and has the other: it comes along."""
    withdraw(noted, actor=of("anders"))
    other = cast.barrier_report()
    merge(other.barrier, target=barrier, actor=of("karen"))
    assert Report.objects.standing().of(barrier).of_any([odense()]).get() == other
    while consume_due():
        pass
    assert [to for to, _ in letters("barrier_merged")] == [of("anders").email]
    separate(now(other.barrier), actor=of("karen"))
    assert now(other).barrier == other.barrier
    assert now(noted).barrier == barrier


def test_two_at_once_of_the_same_municipality_leave_one(barrier, noted):
    make_person(organisation="odense")
    withdraw(noted, actor=of("anders"))
    join(barrier, stopped="Nu", actor=of("anders"))
    with pytest.raises(Refusal):
        join(barrier, stopped="Også", actor=of("mette"))


def test_brought_back_its_words_are_whose_they_were(barrier, noted):
    withdraw(noted, actor=of("mette"))
    bring_back(now(noted), actor=of("mette"))
    assert (now(noted).person, now(noted).on_behalf, now(noted).changed_at) == (of("karen"), True, None)
    change_report(now(noted), stopped="Nu vores", actor=of("anders"))
    own = now(noted)
    withdraw(own, actor=of("mette"))
    bring_back(now(noted), actor=of("mette"))
    assert (now(noted).person, now(noted).on_behalf) == (of("anders"), False)
    assert abs(now(noted).changed_at - own.changed_at) < timedelta(seconds=1)


def test_whoever_may_no_longer_change_it_is_refused_whatever_they_had_read(noted):
    read_before = now(noted)
    change_report(noted, stopped="Nu vores", actor=of("anders"))
    assert may_change(of("karen"), read_before)
    for deed in (withdraw, change_report, bring_back):
        with pytest.raises(PermissionDenied):
            deed(read_before, actor=of("karen"))


def test_where_it_was_merged_it_is_not_brought_back(barrier, noted):
    withdraw(noted, actor=of("anders"))
    merge(barrier, target=cast.barrier_report().barrier, actor=of("karen"))
    with pytest.raises(Refusal, match="lagt sammen"):
        bring_back(now(noted), actor=of("anders"))
