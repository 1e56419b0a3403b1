"""What a municipality says of whether an outcome helped: when it may, which report speaks, and what the totals count."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from klimanet.barriers.models import Answer, Barrier, Consent, Difference, Effect, Helped, Report, State
from klimanet.barriers.models.reports import next_month
from klimanet.barriers.operations.outcomes import ask_whether_it_helped, say_whether_it_helped, take_back_effect
from klimanet.barriers.operations.reports import bring_back, change_report, join, withdraw
from klimanet.barriers.queries.barriers import sheet
from klimanet.barriers.queries.work import confirmed_by_all
from klimanet.barriers.tests.test_taken_back import lower, next_month_comes, take_back
from klimanet.barriers.tests.test_withdrawn import now, of, reads
from klimanet.entries.operations.merging import merge, separate
from klimanet.entries.permissions import standing
from klimanet.mail.models import Message
from klimanet.mail.operations import letter_of
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from klimanet.text.dates import weekday
from tests import cast
from tests.building import advance, assess, make_effect, make_report, make_told_effect

pytestmark = pytest.mark.django_db
YES, PARTLY, NO = Helped


@pytest.fixture
def barrier() -> Barrier:
    """Odense's alone, in political work; the totals count it, without its name, since an earlier month."""
    report = cast.barrier_report()
    change_report(report, consent=Consent.UNNAMED, actor=of("anders"))
    Report.objects.update(consented_at=timezone.now() - timedelta(days=40))
    advance(report.barrier, State.PRIORITISED, State.ADVOCACY)
    return now(report.barrier)


def say(effect: Effect, report: Report, helped: Helped, line: str = "") -> None:
    say_whether_it_helped(effect, report=now(report), helped=helped, line=line, actor=of("anders"))


def said_long_ago(effect: Effect, report: Report, helped: Helped, days: int = 40) -> None:
    say(effect, report, helped)
    Answer.objects.to(effect, report).update(at=timezone.now() - timedelta(days=days))


def total(key: str, barrier: Barrier) -> str:
    return "".join(re.findall(r"Hjalp det\? ([^<]*)</p>", reads(key, barrier.get_absolute_url())))


def answering(effect: Effect, report: Report) -> str:
    return f"{report.get_absolute_url()}hjalp-det/{effect.pk}/"


def sends(effect: Effect, report: Report, key: str = "anders"):
    facts = {"token": str(uuid.uuid4()), "helped": "no", "line": "En lang linje"}
    return cast.browser(key).post(answering(effect, report), facts)


def test_said_anew_without_a_name_the_total_counts_what_was_said_before_until_the_month_is_over(barrier):
    effect, report = make_told_effect(barrier), cast.barrier_report()
    said_long_ago(effect, report, YES)
    for helped in (YES, NO, PARTLY):
        say(effect, report, helped)
        assert total("aase", barrier) == "Ja: 1", "A total that moves tells who was at work today."
    assert total("karen", barrier) == "Delvist: 1", "The secretariat's figure is today's."
    assert "Odense: Delvist" in reads("anders", barrier.get_absolute_url()), "They read their own at once."
    assert f"Netværkets tal ændrer sig først {weekday(next_month())}" in reads("mette", answering(effect, report))
    with next_month_comes():
        assert total("aase", barrier) == "Delvist: 1"
        say(effect, report, NO)
        assert total("aase", barrier) == "Delvist: 1"


def test_said_first_without_a_name_it_is_counted_from_the_month_after_whatever_is_said_meanwhile(barrier):
    effect, report = make_told_effect(barrier), cast.barrier_report()
    for helped in (YES, NO):
        say(effect, report, helped)
        assert total("aase", barrier) == ""
    with next_month_comes():
        assert total("aase", barrier) == "Nej: 1"


@pytest.mark.parametrize("leave", [lower, take_back])
def test_who_leaves_the_count_in_the_month_in_which_it_said_anew_is_counted_as_before_until_that_is_over(
    barrier, leave
):
    effect, report = make_told_effect(barrier), cast.barrier_report()
    said_long_ago(effect, report, YES)
    say(effect, report, NO)
    leave(now(report))
    assert total("aase", barrier) == "Ja: 1"
    back = {"consent": Consent.UNNAMED, "actor": of("anders")}
    change_report(now(report), **back) if leave is lower else bring_back(now(report), actor=of("anders"))
    assert total("aase", barrier) == "Ja: 1", "Back in time, it never was away."
    leave(now(report))
    with next_month_comes():
        assert total("aase", barrier) == ""


def test_said_in_confidence_after_it_left_the_count_nothing_moves_either(barrier):
    effect, report = make_told_effect(barrier), cast.barrier_report()
    said_long_ago(effect, report, YES)
    lower(now(report))
    say(effect, report, NO)
    assert (total("aase", barrier), total("karen", barrier)) == ("Ja: 1", "Nej: 1")


def test_with_a_name_what_is_said_anew_counts_at_once(barrier):
    effect, report = make_told_effect(barrier), cast.barrier_report()
    said_long_ago(effect, report, YES)
    say(effect, report, NO)
    change_report(now(report), consent=Consent.NAMED, actor=of("anders"))
    assert total("aase", barrier) == "Nej: 1"
    say(effect, report, PARTLY)
    assert total("aase", barrier) == "Delvist: 1"


def test_of_two_that_are_counted_for_one_municipality_the_latest_said_counts(barrier):
    """It reported anew, took that back this month, and has the first after all: which was written first, and says more lately."""
    effect, first = make_told_effect(barrier), cast.barrier_report()
    said_long_ago(effect, first, NO, days=80)
    withdraw(now(first), actor=of("anders"))
    second = join(now(barrier), stopped="Nu igen", consent=Consent.UNNAMED, actor=of("anders"))
    Report.objects.update(lowered_at=None)
    Report.objects.filter(pk=second.pk).update(consented_at=timezone.now() - timedelta(days=70))
    said_long_ago(effect, second, YES, days=60)
    assert total("aase", barrier) == "Ja: 1"
    withdraw(now(second), actor=of("anders"))
    bring_back(now(first), actor=of("anders"))
    change_report(now(first), consent=Consent.NAMED, actor=of("anders"))
    say(effect, first, NO)
    assert total("aase", barrier) == "Nej: 1"


def test_nobody_answers_before_they_are_told_so_it_can_still_be_taken_back(barrier):
    effect, report = make_effect(barrier), cast.barrier_report()
    assert sends(effect, report).status_code == 404
    with pytest.raises(Refusal, match="Ingen bliver spurgt"):
        say(effect, report, YES)
    take_back_effect(effect, actor=of("karen"))
    assert not Answer.objects.exists()


def test_of_what_was_not_to_help_nobody_is_asked(barrier):
    effect, report = make_told_effect(barrier, difference=Difference.WORSENS), cast.barrier_report()
    assert cast.browser("anders").get(answering(effect, report)).status_code == 404
    with pytest.raises(Refusal, match="Ingen bliver spurgt"):
        say(effect, report, YES)
    ask_whether_it_helped(effect, actor=SYSTEM)
    assert not now(effect).asked_at and "Hjalp det" not in reads("anders", "/klima/")


def test_who_answers_what_a_colleague_takes_back_meanwhile_reads_so_and_keeps_what_they_typed(barrier):
    effect, report = make_told_effect(barrier), cast.barrier_report()
    withdraw(report, actor=of("mette"))
    page = sends(effect, report)
    assert page.status_code == 200
    assert "Meldingen er trukket tilbage" in page.text and "En lang linje" in page.text
    opened = cast.browser("anders").get(answering(effect, report), follow=True)
    assert opened.redirect_chain == [(report.get_absolute_url(), 302)] and "Meldingen er trukket tilbage" in opened.text
    assert not Answer.objects.exists()


@pytest.fixture
def merged(barrier) -> tuple[Effect, Report, Report]:
    """Told of a barrier, which was merged into another that Odense had reported too: its report that stayed, and what counts."""
    stayed, counts = cast.barrier_report(), make_report("anders", summary="Den anden")
    assess(counts.barrier)
    effect = make_told_effect(barrier)
    said_long_ago(effect, stayed, NO)
    merge(now(barrier), target=now(counts.barrier), actor=of("karen"))
    return now(effect), now(stayed), now(counts)


def test_once_merged_a_municipality_is_asked_anew_of_what_counts_and_of_that_alone(merged):
    effect, stayed, counts = merged
    page = sends(effect, stayed)
    assert "lagt sammen med en anden" in page.text and "En lang linje" in page.text
    opened = cast.browser("anders").get(answering(effect, stayed), follow=True)
    assert opened.redirect_chain[0][0] == stayed.get_absolute_url() and "lagt sammen med en anden" in opened.text
    for path in ("/klima/barrierer/vores/", counts.barrier.get_absolute_url(), counts.get_absolute_url()):
        assert answering(effect, counts) in reads("anders", path)
        assert answering(effect, stayed) not in reads("anders", path)
    assert "hjalp-det/" not in reads("anders", stayed.get_absolute_url())


def test_a_mail_that_asks_is_not_sent_of_a_report_that_speaks_no_longer(barrier):
    stayed, counts = cast.barrier_report(), make_report("anders", summary="Den anden")
    assess(counts.barrier)
    ask_whether_it_helped(make_told_effect(barrier), actor=SYSTEM)
    mail = Message.objects.get(origin="barrier_asked", about__report=stayed.pk)
    assert letter_of(mail)
    merge(now(barrier), target=now(counts.barrier), actor=of("karen"))
    assert letter_of(mail) is None


def test_what_it_said_of_the_one_that_stayed_stands_in_nobodys_way(merged):
    effect, _, counts = merged
    assert total("karen", counts.barrier) == "", "Of the one that goes on it has said nothing."
    advance(now(counts.barrier), State.PRIORITISED, State.ADVOCACY, State.SOLVED)
    say(effect, counts, YES)
    assert total("karen", counts.barrier) == "Ja: 1"
    assert counts.barrier in confirmed_by_all(cast.network(), reader=of("karen"))
    assert helped_in_sheet(counts.barrier) == (1, 0, 0)


def test_told_apart_again_what_was_said_of_the_other_is_in_no_sheet(barrier):
    other = make_report("nadia", summary="Den anden")
    assess(other.barrier)
    effect = make_told_effect(barrier)
    merge(now(barrier), target=now(other.barrier), actor=of("karen"))
    say_whether_it_helped(effect, report=now(other), helped=YES, actor=of("nadia"))
    assert helped_in_sheet(other.barrier) == (1, 0, 0)
    separate(now(barrier), actor=of("karen"))
    assert helped_in_sheet(other.barrier) == (0, 0, 0)
    assert "skilt fra den igen" in sends(effect, other, "nadia").text


def helped_in_sheet(barrier: Barrier) -> tuple[int, ...]:
    heads, rows = sheet(cast.network(), standing=standing(of("karen"), cast.network()))
    (row,) = (dict(zip(heads, row, strict=True)) for row in rows if row[0] == barrier.number)
    return tuple(row[head] for head in ("Hjalp", "Hjalp delvist", "Hjalp ikke"))


@pytest.mark.parametrize(("consent", "who"), [(Consent.UNNAMED, "Sekretariatet"), (Consent.NAMED, "Netværket")])
def test_whoever_answers_is_told_who_can_read_it(barrier, consent, who):
    effect, report = make_told_effect(barrier), cast.barrier_report()
    change_report(report, consent=consent, actor=of("anders"))
    facts = {"token": str(uuid.uuid4()), "helped": "yes"}
    page = cast.browser("anders").post(answering(effect, report), facts, follow=True).text
    assert f"Tak. {who} kan" in page
