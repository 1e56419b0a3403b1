"""Around a report that is taken back: the totals of its month, what its municipality is told and offered, and what was merged."""

import re
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.barriers.models import Barrier, Consent, Helped, Report, State
from klimanet.barriers.models.reports import next_month
from klimanet.barriers.operations.outcomes import say_whether_it_helped
from klimanet.barriers.operations.reports import bring_back, change_report, join, withdraw
from klimanet.barriers.tests.test_withdrawn import letters, now, odense, of, reads, send
from klimanet.entries.operations.merging import merge, separate
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due
from klimanet.members.models import Membership, Role
from klimanet.members.operations.seats import give_seat
from klimanet.rules.actors import SYSTEM
from klimanet.text.dates import midnight, weekday
from tests import cast
from tests.building import advance, assess, make_effect, make_outcome, make_report, make_told_effect

pytestmark = pytest.mark.django_db
SAID = "Et ord kun de har sagt"


@pytest.fixture
def barrier() -> Barrier:
    """Aase's, which the network reads."""
    report = make_report("aase", consent=Consent.NAMED, summary="Loftet rammer os")
    assess(report.barrier)
    return now(report.barrier)


@pytest.fixture
def unnamed(barrier) -> Report:
    """Odense's, which the totals have counted since an earlier month."""
    report = join(barrier, stopped=SAID, consent=Consent.UNNAMED, actor=of("anders"))
    Report.objects.filter(pk=report.pk).update(consented_at=timezone.now() - timedelta(days=40))
    return now(report)


def weight(barrier: Barrier, key: str = "lise") -> str:
    return re.search(r"(\d+) kommuner? har den", reads(key, barrier.get_absolute_url()))[1]


def lower(report: Report) -> None:
    change_report(report, consent=Consent.SECRETARIAT, actor=of("anders"))


def take_back(report: Report) -> None:
    withdraw(report, actor=of("anders"))


def next_month_comes() -> time_machine.travel:
    return time_machine.travel(midnight(next_month()) + timedelta(hours=9), tick=False)


@pytest.mark.parametrize("leave", [lower, take_back])
def test_what_was_counted_without_its_name_is_counted_until_the_month_is_over(barrier, unnamed, leave):
    assert weight(barrier) == "2"
    leave(unnamed)
    assert weight(barrier) == "2", "Else the total tells who was at work today."
    assert "2 kommuner har den" in reads("lise", "/klima/barrierer/")
    told = f"Netværkets tal ændrer sig først {weekday(next_month())}"
    assert told in reads("mette", unnamed.get_absolute_url())
    with next_month_comes():
        assert weight(barrier) == "1"
        assert "Netværkets tal ændrer sig" not in reads("mette", unnamed.get_absolute_url())


def share() -> str:
    return re.search(r"(\d+) ud af 98", reads("lise", "/klima/barrierer/tal/"))[1]


def test_the_share_of_municipalities_follows_the_same_rule(barrier, unnamed):
    withdraw(cast.barrier_report(), actor=of("anders"))
    assert share() == "2"
    take_back(unnamed)
    assert share() == "2"
    with next_month_comes():
        assert share() == "1"


def test_so_do_the_answers_to_whether_it_helped(barrier, unnamed):
    effect = make_told_effect(barrier)
    say_whether_it_helped(effect, report=unnamed, helped=Helped.NO, actor=of("anders"))
    unnamed.answers.update(at=timezone.now() - timedelta(days=40))
    assert "Nej: 1" in reads("lise", barrier.get_absolute_url())
    take_back(unnamed)
    assert "Nej: 1" in reads("lise", barrier.get_absolute_url())
    for key in ("karen", "anders"):
        assert "Odense: Nej" not in reads(key, barrier.get_absolute_url())
    assert "Nej: 1" not in reads("karen", barrier.get_absolute_url()), "The secretariat's figure is today's."
    with next_month_comes():
        assert "Nej: 1" not in reads("lise", barrier.get_absolute_url())


def test_nothing_but_the_total_shows_it(barrier, unnamed):
    take_back(unnamed)
    address = barrier.get_absolute_url()
    for page in (address, f"{address}meldinger/", "/klima/barrierer/", "/klima/barrierer/tal/"):
        assert SAID not in reads("lise", page)
    assert "1 i alt" in reads("karen", address)
    assert "Odense har den." not in reads("anders", address)
    assert (
        "Vi har den</span>"
        not in reads("anders", "/klima/barrierer/").partition("Loftet rammer os")[2].partition("</li>")[0]
    )


def test_it_is_told_before_one_decides(barrier, unnamed):
    when = weekday(next_month())
    for page in ("tilbagetraekning/", "rettelse/"):
        assert when in reads("mette", unnamed.get_absolute_url() + page)
        assert when not in reads("mette", cast.barrier_report().get_absolute_url() + page), "It is named."


def test_a_name_leaves_at_once_and_its_report_with_it(barrier, unnamed):
    change_report(unnamed, consent=Consent.NAMED, actor=of("anders"))
    take_back(now(unnamed))
    assert weight(barrier) == "1"


def test_back_again_the_total_has_not_moved_and_will_not(barrier, unnamed):
    take_back(unnamed)
    bring_back(now(unnamed), actor=of("anders"))
    assert weight(barrier) == "2"
    assert now(unnamed).counts_from is None
    with next_month_comes():
        assert weight(barrier) == "2"


def test_reported_anew_and_named_it_is_counted_once(barrier, unnamed):
    take_back(unnamed)
    join(barrier, stopped="Nu igen", consent=Consent.NAMED, actor=of("anders"))
    assert weight(barrier) == "2"


def test_what_no_total_counted_yet_is_counted_by_none(barrier):
    report = join(barrier, stopped="s", consent=Consent.UNNAMED, actor=of("anders"))
    assert report.counts_from == next_month()
    take_back(report)
    assert (weight(barrier), now(report).counts_until) == ("1", None)
    with next_month_comes():
        assert weight(barrier) == "1"


def test_whoever_took_it_back_is_offered_it_where_they_would_say_so_anew(barrier, unnamed):
    take_back(unnamed)
    back, seen = f"{unnamed.get_absolute_url()}tilbagetraekning/fortryd/", f'name="leave" value="{unnamed.pk}"'
    for page, offered in (("", back), ("vi-har-den-ogsaa/", seen)):
        assert offered in reads("mette", f"{barrier.get_absolute_url()}{page}")
        assert offered not in reads("karen", f"{barrier.get_absolute_url()}{page}"), "It is the municipality's."
        assert offered not in reads("sofie", f"{barrier.get_absolute_url()}{page}")


def test_of_what_was_taken_back_twice_the_last_is_offered(barrier, unnamed):
    take_back(unnamed)
    anew = join(barrier, stopped="Nu igen", actor=of("anders"))
    take_back(anew)
    page = reads("anders", barrier.get_absolute_url())
    assert anew.get_absolute_url() in page and unnamed.get_absolute_url() not in page


def test_who_brings_it_back_sees_that_something_happened_meanwhile_and_gets_no_mail_of_it(barrier, unnamed):
    passed = "Der skete noget med barrieren"
    take_back(unnamed)
    bring_back(now(unnamed), actor=of("anders"))
    assert passed not in reads("anders", unnamed.get_absolute_url())
    take_back(now(unnamed))
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        advance(now(barrier), State.PRIORITISED, line="Den er på listen.")
    with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=False):
        page = send("anders", now(unnamed), "fortryd/").text
    assert passed in page and 'href="#sket"' in page and 'id="sket"' in page and "Den er på listen." in page
    assert of("anders").email not in {to for to, _ in letters("barrier_changed")}


def test_while_only_those_who_have_it_are_told_how_far_it_is_who_took_it_back_is_not():
    report = make_report("anders", summary="Ikke vurderet endnu")
    advance(report.barrier, State.CLARIFYING, line="Kun til dem, der har den.")
    assert "Kun til dem, der har den." in reads("anders", report.get_absolute_url())
    take_back(report)
    page = reads("anders", report.get_absolute_url())
    assert report.stopped in page and "Kun til dem, der har den." not in page and "Hvad der sker nu" not in page
    assert "Kun til dem, der har den." in reads("karen", report.get_absolute_url())
    assess(now(report.barrier))
    assert "Hvad der sker nu" in reads("anders", report.get_absolute_url()), "As every member."


def test_what_was_said_of_another_barrier_that_was_merged_into_it_is_not_said_of_it(barrier):
    other = cast.barrier_report()
    take_back(other)
    merge(other.barrier, target=barrier, actor=of("karen"))
    assert now(other).barrier == other.barrier
    for key in ("karen", "anders"):
        assert "Odense har den ikke" not in reads(key, barrier.get_absolute_url())
    assert join(barrier, stopped="Det siger de", organisation=odense(), actor=of("karen")).on_behalf
    separate(now(other.barrier), actor=of("karen"))
    assert "Odense har den ikke" in reads("karen", now(other.barrier).get_absolute_url())


def test_of_what_was_merged_a_municipality_that_reported_both_takes_both_back_and_brings_both_back(barrier, unnamed):
    other = cast.barrier_report()
    merge(other.barrier, target=barrier, actor=of("karen"))
    assert now(other).barrier == other.barrier, "It is kept where it was."
    take_back(unnamed)
    assert now(other).withdrawn_at and now(other).withdrawn_at == now(unnamed).withdrawn_at
    listed = reads("anders", "/klima/barrierer/vores/").partition("Det har vi trukket tilbage")[0]
    assert other.get_absolute_url() not in listed
    bring_back(now(unnamed), actor=of("mette"))
    assert {now(one).withdrawn_at for one in (unnamed, other)} == {None}
    assert now(other).consent == other.consent


def test_what_is_taken_back_by_itself_is_brought_back_by_itself(barrier, unnamed):
    other = cast.barrier_report()
    take_back(other)
    take_back(unnamed)
    merge(other.barrier, target=barrier, actor=of("karen"))
    bring_back(now(unnamed), actor=of("mette"))
    assert now(other).withdrawn_at


def a_quarter_later() -> None:
    """What was due by then is sent."""
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        while deliver_due():
            pass


def mails(origin: str) -> list[str]:
    """To whom they were sent."""
    return sorted(Message.objects.filter(origin=origin, sent_at__isnull=False).values_list("to", flat=True))


def test_who_was_told_that_it_was_noted_is_told_that_it_is_no_longer(barrier):
    Person.objects.update(last_login=timezone.now())
    noted = join(barrier, stopped="Det siger de", organisation=odense(), actor=of("karen"))
    told = {to for to, _ in letters("barrier_on_behalf")}
    a_quarter_later()
    withdraw(noted, reason="En fejl i notatet", actor=of("karen"))
    found = dict(letters("barrier_withdrawn"))
    assert found.keys() == told and of("anders").email in told
    assert all(noted.get_absolute_url() in text and "En fejl" not in text for text in found.values())
    bring_back(now(noted), actor=of("karen"))
    assert letters("barrier_withdrawn") == []


def test_of_what_was_noted_and_taken_back_before_anybody_was_told_nobody_hears(barrier):
    Person.objects.update(last_login=timezone.now())
    noted = join(barrier, stopped="Det siger de", organisation=odense(), actor=of("karen"))
    deliver_due()
    withdraw(noted, actor=of("karen"))
    a_quarter_later()
    assert (mails("barrier_on_behalf"), mails("barrier_withdrawn")) == ([], [])
    bring_back(now(noted), actor=of("karen"))
    a_quarter_later()
    assert mails("barrier_on_behalf") == sorted(of(key).email for key in ("anders", "mette"))


def test_who_brings_it_back_themselves_is_not_told_that_it_was_noted(barrier):
    Person.objects.update(last_login=timezone.now())
    noted = join(barrier, stopped="Det siger de", organisation=odense(), actor=of("karen"))
    withdraw(noted, actor=of("mette"))
    a_quarter_later()
    bring_back(now(noted), actor=of("anders"))
    a_quarter_later()
    assert mails("barrier_on_behalf") == []


def test_of_what_was_taken_back_twice_in_a_moment_one_mail_tells(unnamed):
    take_back(unnamed)
    deliver_due()
    bring_back(now(unnamed), actor=of("anders"))
    withdraw(now(unnamed), reason="Alligevel ikke", actor=of("mette"))
    a_quarter_later()
    sent = Message.objects.filter(origin="barrier_withdrawn", to=of("karen").email)
    assert sorted(bool(message.sent_at) for message in sent) == [False, True]


def test_a_colleague_who_was_second_is_told_so_and_keeps_what_they_wrote(unnamed):
    withdraw(unnamed, reason="Vi har egne penge.", actor=of("anders"))
    page = send("mette", unnamed, "", reason="Vi bygger ikke mere.").text
    assert "Meldingen er allerede trukket tilbage" in page and "Vi bygger ikke mere." in page
    assert now(unnamed).withdrawal == "Vi har egne penge."
    assert "Meldingen er trukket tilbage." in send("mette", unnamed, "").text, "Without a reason nothing is lost."


def test_what_was_typed_while_it_was_taken_back_is_kept_with_the_way_to_bring_it_back(unnamed):
    take_back(unnamed)
    path, facts = f"{unnamed.get_absolute_url()}rettelse/", {"stopped": "Det nye", "consent": "1", "token": "1" * 32}
    page = cast.browser("mette").post(path, facts).text
    assert "Meldingen er trukket tilbage. Sæt" in page and "Det nye" in page and 'name="after_all"' in page
    assert cast.browser("mette").post(path, {**facts, "after_all": "on"}).status_code == 302
    found = now(unnamed)
    assert (found.stopped, found.consent, found.withdrawn_at) == ("Det nye", Consent.UNNAMED, None)


def test_whether_it_helped_is_not_asked_while_it_can_be_taken_back(barrier, unnamed):
    make_effect(barrier)
    pages = (barrier.get_absolute_url(), unnamed.get_absolute_url(), "/klima/barrierer/vores/")
    assert [page for page in pages if "hjalp-det/" in reads("anders", page)] == []
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert [page for page in pages if "hjalp-det/" not in reads("anders", page)] == []


def test_where_nobody_has_it_the_secretariat_reads_that_nobody_is_told(barrier):
    other, outcome = cast.barrier_report(), make_outcome()
    forms = [f"{other.barrier.get_absolute_url()}trin/"]
    forms += [f"{outcome.get_absolute_url()}virkning/?barriere={other.barrier.number}"]
    assert all("dem, der har meldt den" in reads("karen", page) for page in forms)
    take_back(other)
    for page in forms:
        said = reads("karen", page).partition("<main")[2]
        assert "dem, der har meldt den" not in said and "så ingen får en mail" in said
    facts = {"state": "prioritised", "line": "Videre.", "due_on": "2099-01-01", "token": "1" * 32}
    page = cast.browser("karen").post(forms[0], facts, follow=True).text
    assert "ingen får besked" in page and "Dem, der har meldt den, får besked" not in page
    assert not Message.objects.filter(origin="barrier_changed", about__change=other.barrier.changes.last().pk).exists()


def test_of_a_municipality_that_reported_anew_one_answer_is_counted(barrier, unnamed):
    effect = make_told_effect(barrier)
    say_whether_it_helped(effect, report=unnamed, helped=Helped.NO, actor=of("anders"))
    unnamed.answers.update(at=timezone.now() - timedelta(days=40))
    take_back(unnamed)
    anew = join(now(barrier), stopped="Nu igen", consent=Consent.NAMED, actor=of("anders"))
    say_whether_it_helped(effect, report=anew, helped=Helped.YES, actor=of("anders"))
    page = reads("lise", barrier.get_absolute_url())
    assert "Ja: 1" in page
    assert "Nej: 1" not in page


def test_who_runs_the_network_and_speaks_for_one_may_bring_its_report_back(barrier, unnamed):
    theirs = Membership.objects.get(organisation=odense(), network=cast.network())
    karen = of("karen")
    give_seat(theirs, email=karen.email, name=karen.name, role=Role.MEMBER, actor=SYSTEM)
    take_back(unnamed)
    back = f"{unnamed.get_absolute_url()}tilbagetraekning/fortryd/"
    for address in (unnamed.get_absolute_url(), barrier.get_absolute_url()):
        assert back in reads("karen", address)
    assert f'name="leave" value="{unnamed.pk}"' in reads("karen", f"{barrier.get_absolute_url()}vi-har-den-ogsaa/")


@pytest.mark.parametrize("back", [bring_back, partial(change_report, after_all=True, stopped="Nyt")])
def test_it_is_said_that_something_happened_meanwhile_to_those_who_missed_it(barrier, unnamed, back):
    take_back(unnamed)
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        advance(now(barrier), State.PRIORITISED, line="Den er på listen.")
    with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=False):
        back(now(unnamed), actor=of("anders"))
        assert "Der skete noget med barrieren" in reads("anders", unnamed.get_absolute_url())
        assert "Der skete noget med barrieren" not in reads("karen", unnamed.get_absolute_url())
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert "Der skete noget med barrieren" not in reads("anders", unnamed.get_absolute_url())


def test_what_only_the_secretariat_reads_is_not_said_to_be_read_by_the_network():
    report = make_report("anders", summary="Ikke set")
    take_back(report)
    assert "Netværket kan" not in reads("karen", f"{report.barrier.get_absolute_url()}trin/")
