"""A municipality that reported two barriers which are one now: asked once, counted once, and not spoken for."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from klimanet.barriers.duties import ask_reporters
from klimanet.barriers.models import Barrier, Consent, Difference, Effect, Helped, Outcome, Report
from klimanet.barriers.operations.outcomes import say_whether_it_helped
from klimanet.barriers.operations.reports import join, withdraw
from klimanet.barriers.queries.stories import story
from klimanet.entries.operations.merging import merge
from klimanet.entries.permissions import standing
from klimanet.mail.models import Message
from klimanet.mail.operations import letter_of
from klimanet.members.models.networks import today
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import assess, make_effect, make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Barrier, Barrier]:
    """Aase's and Nadia's, which the network reads."""
    found = [make_report("aase", summary="Loftet").barrier, make_report("nadia", summary="Rammen").barrier]
    for barrier in found:
        assess(barrier)
    return now(found[0]), now(found[1])


def now(thing):
    return type(thing)._default_manager.get(pk=thing.pk)


def have(barrier: Barrier, key: str = "anders", **facts) -> Report:
    return join(now(barrier), stopped="x", actor=cast.person(key), **facts)


def join_together(two: tuple[Barrier, Barrier]) -> None:
    merge(now(two[0]), target=now(two[1]), actor=cast.person("karen"))


def long_told(barrier: Barrier) -> Effect:
    effect = make_effect(now(barrier), difference=Difference.EASES)
    Effect.objects.filter(pk=effect.pk).update(at=timezone.now() - timedelta(days=100))
    Outcome.objects.update(asks_on=today())
    return now(effect)


def say(effect: Effect, report: Report, helped: Helped) -> None:
    say_whether_it_helped(effect, report=now(report), helped=helped, actor=cast.person("anders"))


def reads(key: str, address: str) -> str:
    return unescape(cast.browser(key).get(address, follow=True).content.decode())


def test_it_is_asked_once_and_its_latest_answer_is_told(two):
    reports = [have(barrier, consent=Consent.NAMED) for barrier in two]
    effect = long_told(two[0])
    say(effect, reports[0], Helped.YES)
    join_together(two)
    ask_reporters()
    asked = [mail.to for mail in Message.objects.filter(origin="barrier_asked") if letter_of(mail)]
    assert asked.count(cast.person("anders").email) == 1
    say(effect, reports[1], Helped.NO)
    (told,) = story(now(two[1]), standing=standing(cast.person("karen"), cast.network())).effects
    assert told.answers.helped == [("Nej", 1)]
    assert [answer.report for answer in told.answers.named] == [reports[1]]


def test_what_it_is_asked_stands_with_its_own_after_the_merging_too(two):
    long_told(two[0])
    join_together(two)
    assert "hjalp-det/" in reads("aase", "/klima/barrierer/vores/")
    say_whether_it_helped(
        Effect.objects.get(),
        report=two[1].barrier_reports.get(person=cast.person("aase")),
        helped=Helped.YES,
        actor=cast.person("aase"),
    )
    assert "hjalp-det/" not in reads("aase", "/klima/barrierer/vores/")


def test_the_secretariat_does_not_say_that_it_lacks_what_it_has_reported_itself(two):
    own = have(two[0], consent=Consent.NAMED)
    noted = have(two[1], "karen", organisation=own.organisation)
    join_together(two)
    with pytest.raises(Refusal, match="Odense har selv meldt"):
        withdraw(now(noted), actor=cast.person("karen"))
    assert not Report.objects.withdrawn().exists()
    assert "sekretariatet havde noteret for Odense" in reads("anders", own.get_absolute_url())
    withdraw(now(noted), actor=cast.person("anders"))
    assert set(Report.objects.withdrawn()) == {own, noted}


def test_whoever_reads_the_one_that_counts_no_longer_finds_the_one_that_does(two):
    reports = [have(barrier) for barrier in two]
    assert "Gå til det, der tæller" not in reads("anders", reports[0].get_absolute_url())
    join_together(two)
    link = f'<a href="{reports[1].get_absolute_url()}">Gå til det, der tæller</a>'
    assert [link in reads("anders", report.get_absolute_url()) for report in reports] == [True, False]
    page = reads("anders", reports[0].get_absolute_url())
    assert "lagt ind i en anden" in page
    for wrong in ("Hvad der sker nu", "I netværkets tal tæller", "Sekretariatet ser på den først"):
        assert wrong not in page
