"""What came of it: told to each municipality that reported a barrier, asked about, answered, and opened again."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from klimanet.barriers.duties import ask_reporters
from klimanet.barriers.models import (
    Act,
    Answer,
    Barrier,
    Change,
    Consent,
    Difference,
    Effect,
    Helped,
    Outcome,
    Report,
    State,
)
from klimanet.barriers.models.barriers import UNDOABLE
from klimanet.barriers.operations.outcomes import edit_outcome, say_whether_it_helped, take_back_effect, tell_effect
from klimanet.barriers.operations.reports import change_report, join
from klimanet.barriers.operations.states import take_back
from klimanet.entries.models import Audience
from klimanet.entries.operations.merging import merge, separate
from klimanet.entries.operations.order import hide, show_again
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due, letter_of
from klimanet.members.models.networks import today
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import advance, assess, make_effect, make_outcome, make_report, make_step, make_told_effect

pytestmark = pytest.mark.django_db


@pytest.fixture
def barrier() -> Barrier:
    """Reported by Anders and Åse; in political work."""
    barrier = cast.barrier_report().barrier
    join(barrier, stopped="Også os", consent=Consent.NAMED, actor=cast.person("aase"))
    advance(barrier, State.PRIORITISED, State.ADVOCACY)
    return now(barrier)


def now(barrier: Barrier) -> Barrier:
    return Barrier.objects.get(pk=barrier.pk)


def sent(origin: str) -> list[str]:
    """To whom mails of that origin went, once nothing can be taken back."""
    Message.objects.filter(origin=origin).update(send_after=None)
    deliver_due()
    return sorted(Message.objects.filter(origin=origin, sent_at__isnull=False).values_list("to", flat=True))


def both() -> list[str]:
    return sorted(cast.person(key).email for key in ("anders", "aase"))


def reads(key: str, path: str) -> str:
    return cast.browser(key).get(path).content.decode()


def ask_now() -> None:
    """As in the night of the day on which they are asked, once nothing can be taken back."""
    Outcome.objects.update(asks_on=today())
    Effect.objects.update(at=timezone.now() - UNDOABLE)
    ask_reporters()


def report_of(key: str, barrier: Barrier) -> Report:
    return Report.objects.get(barrier=barrier, person=cast.person(key))


def answer(effect: Effect, key: str, helped: Helped, line: str = "") -> None:
    report = report_of(key, effect.barrier)
    say_whether_it_helped(effect, report=report, helped=helped, line=line, actor=cast.person(key))


def test_each_municipality_that_reported_it_is_told_once_and_personally(barrier):
    effect = make_effect(barrier)
    text = letter_of(Message.objects.filter(origin="barrier_told").first()).text
    assert all(part in text for part in ("Lov om solceller", "Nu må I gerne.", "Det fjerner barrieren", "Løst"))
    deliver_due()
    assert not Message.objects.filter(origin="barrier_told", sent_at__isnull=False).exists(), "It can be taken back."
    assert sent("barrier_told") == both()
    assert not Message.objects.filter(origin="barrier_changed", about__change=effect.change_id).exists(), "One mail."


@pytest.mark.parametrize(
    ("act", "difference", "state"),
    [
        (Act.ACT, Difference.REMOVES, State.SOLVED),
        (Act.GUIDANCE, Difference.EASES, State.EASED),
        (Act.NONE, Difference.NONE, State.REJECTED),
        (Act.ORDER, Difference.NONE, State.ADVOCACY),
        (Act.ORDER, Difference.WORSENS, State.ADVOCACY),
    ],
)
def test_what_it_does_says_how_far_the_barrier_is(barrier, act, difference, state):
    make_effect(barrier, difference=difference, act=act)
    assert now(barrier).state == state
    text = letter_of(Message.objects.filter(origin="barrier_told").first()).text
    way_on = {State.REJECTED: "Er der mere at sige", State.ADVOCACY: "Her kan du se, hvor langt den er"}
    assert way_on.get(state, "Passer det hos jer?") in text
    assert ("Barrieren er fortsat: I politisk arbejde." in text) == (state == State.ADVOCACY)
    assert (f"{cast.person('karen').name} følger op og ser på den igen" in text) == (state == State.ADVOCACY)
    assert sent("barrier_told") == both(), "A no is told as carefully."


def test_each_choice_says_how_far_the_barrier_comes_by_it(barrier):
    said = {Act.ACT: ("Løst", "Lettet"), Act.NONE: ("Afvist",)}
    for act, states in said.items():
        page = reads("karen", f"{make_outcome(act=act).get_absolute_url()}virkning/?barriere={barrier.number}")
        assert tuple(re.findall(r"Barrieren bliver: (\w+)", page)) == states
        assert "Netværket kan læse den med det samme" in page
    make_effect(barrier)
    page = reads("karen", f"{make_outcome(act=Act.ACT).get_absolute_url()}virkning/?barriere={barrier.number}")
    assert "Barrieren bliver" not in page, "It is solved: an outcome that is told later moves it no further."


def test_whether_it_helped_is_asked_only_where_it_may_have(barrier):
    asks, asked, button = "Vi spørger, om det hjalp", "Vi spurgte, om det hjalp", ">Hjalp det?<"
    own = report_of("aase", barrier).get_absolute_url()
    no = make_outcome(act=Act.NONE)
    assert asks not in reads("karen", no.get_absolute_url())
    make_effect(barrier, outcome=no, difference=Difference.NONE)
    assert asks not in reads("karen", no.get_absolute_url())
    assert not any(button in reads("aase", path) for path in (own, barrier.get_absolute_url()))
    law = make_outcome()
    assert asks in reads("karen", law.get_absolute_url())
    make_effect(barrier, outcome=law)
    assert asks in reads("karen", law.get_absolute_url())
    ask_now()
    assert all(button in reads("aase", path) for path in (own, barrier.get_absolute_url()))
    page = reads("karen", law.get_absolute_url())
    assert asked in page and asks not in page


def test_from_a_barrier_the_secretariat_goes_on_to_what_came_of_it(barrier):
    pages = {key: reads(key, barrier.get_absolute_url()) for key in ("karen", "aase")}
    assert ["/klima/barrierer/resultater/nyt/" in page for page in pages.values()] == [True, False]


def test_the_network_reads_an_outcome_once_it_is_told_of(barrier):
    outcome = make_outcome(title="Kanarielov")
    assert "Kanarielov" not in reads("aase", "/klima/barrierer/resultater/")
    assert "Kanarielov" in reads("karen", "/klima/sekretariat/")
    make_effect(barrier, outcome=outcome)
    assert "Kanarielov" in reads("aase", "/klima/barrierer/resultater/")
    assert "Kanarielov" in reads("aase", barrier.get_absolute_url())
    assert "Kanarielov" not in reads("karen", "/klima/sekretariat/")


def test_what_an_outcome_said_before_it_was_told_stays_with_the_secretariat(barrier):
    outcome = make_outcome(text="Kanarieudkast")
    edit_outcome(outcome, title="Lov", text="Ud", act=Act.ACT, actor=cast.person("karen"))
    make_effect(barrier, outcome=outcome)
    assert "Kanarieudkast" not in reads("aase", f"/klima/indlaeg/{outcome.pk}/historik/")


def test_what_is_taken_back_is_told_to_nobody_and_stands_nowhere(barrier):
    effect = make_effect(barrier)
    with pytest.raises(Refusal):
        take_back(effect.change, actor=cast.person("karen"))
    take_back_effect(effect, actor=cast.person("karen"))
    take_back_effect(effect, actor=cast.person("karen"))  # twice is once
    assert (now(barrier).state, now(barrier).due_on) == (State.ADVOCACY, barrier.due_on)
    assert Outcome.objects.get().audience == Audience.SECRETARIAT
    assert sent("barrier_told") == []


def test_whoever_takes_it_back_is_told_who_knows_nothing(barrier):
    """Others may: the network could read it meanwhile."""
    effect = make_effect(barrier)
    path = f"{effect.outcome.get_absolute_url()}virkning/{effect.pk}/fortryd/"
    page = cast.browser("karen").post(path, follow=True).content.decode()
    assert "De, der har meldt den, har ikke fået besked." in page


def test_too_late_is_too_late(barrier):
    effect = make_effect(barrier)
    Effect.objects.update(at=timezone.now() - timedelta(minutes=16))
    with pytest.raises(Refusal):
        take_back_effect(effect, actor=cast.person("karen"))


def test_what_was_moved_since_is_not_taken_back(barrier):
    effect = make_effect(barrier)
    advance(barrier, State.CONFIRMED)
    with pytest.raises(Refusal):
        take_back_effect(effect, actor=cast.person("karen"))


def test_only_the_secretariat_notes_and_tells(barrier):
    outcome, aase = make_outcome(), cast.person("aase")
    with pytest.raises(PermissionDenied):
        tell_effect(outcome, barrier=barrier, difference=Difference.EASES, line="x", actor=aase)
    with pytest.raises(PermissionDenied):
        edit_outcome(outcome, title="x", text="", act=Act.ACT, actor=aase)


def test_those_who_reported_it_are_asked_on_the_day_once(barrier):
    effect = make_told_effect(barrier)
    ask_reporters()
    assert sent("barrier_asked") == []
    answer(effect, "aase", Helped.YES)
    ask_now()
    ask_now()
    assert sent("barrier_asked") == [cast.person("anders").email], "Whoever has said so is asked no more."


def test_nobody_is_asked_whether_a_no_has_helped(barrier):
    make_effect(barrier, difference=Difference.NONE, act=Act.NONE)
    ask_now()
    assert sent("barrier_asked") == []


def test_nobody_is_asked_before_they_are_told_nor_of_what_is_hidden(barrier):
    effect = make_effect(barrier, asks_on=today())
    ask_reporters()
    assert sent("barrier_asked") == [], "It can be taken back."
    hide(barrier, reason="Den er skrevet forkert.", actor=cast.person("karen"))
    ask_now()
    assert sent("barrier_asked") == [], "They cannot open the page."
    show_again(barrier, actor=cast.person("karen"))
    ask_now()
    assert sent("barrier_asked") == both() and Effect.objects.get(pk=effect.pk).asked_at


def test_what_was_taken_back_meanwhile_is_answered_with_a_sentence(barrier):
    effect, report = make_effect(barrier), report_of("aase", barrier)
    take_back_effect(effect, actor=cast.person("karen"))
    with pytest.raises(Refusal):
        say_whether_it_helped(effect, report=report, helped=Helped.YES, actor=cast.person("aase"))


def test_a_mail_leads_to_a_page_that_changes_nothing_and_a_press_does(barrier):
    effect = make_told_effect(barrier)
    report = report_of("anders", barrier)
    path, browser = f"{report.get_absolute_url()}hjalp-det/{effect.pk}/", cast.browser("anders")
    page = browser.get(path).content.decode()
    assert not Answer.objects.exists()
    token = page.partition('name="token" value="')[2].partition('"')[0]
    answered = browser.post(path, {"token": token, "helped": "no", "line": "Det er stadig dyrt."})
    assert answered["Location"] == f"{barrier.get_absolute_url()}genaabning/", "A no leads on to opening it again."
    assert Answer.objects.get().helped == Helped.NO
    assert cast.browser("aase").get(path).status_code == 404
    assert cast.browser("karen").get(path).status_code == 403


def test_ones_own_page_asks_until_one_has_answered(barrier):
    effect, own = make_told_effect(barrier), "/klima/barrierer/vores/"
    path = f"{report_of('aase', barrier).get_absolute_url()}hjalp-det/{effect.pk}/"
    page = reads("aase", own)
    assert path in page and "/klima/barrierer/ny/" in page
    answer(effect, "aase", Helped.NO)
    assert path not in reads("aase", own)
    assert "hjalp-det" in reads("anders", own), "His municipality has not answered."


def test_said_anew_it_takes_the_earlier_ones_place(barrier):
    effect = make_told_effect(barrier)
    for helped in (Helped.YES, Helped.PARTLY):
        answer(effect, "anders", helped)
    assert Answer.objects.get().helped == Helped.PARTLY


def test_nobody_answers_for_another_municipality(barrier):
    effect, report = make_effect(barrier), report_of("anders", barrier)
    for key in ("aase", "karen", "torben", "sofie"):
        with pytest.raises(PermissionDenied):
            say_whether_it_helped(effect, report=report, helped=Helped.NO, actor=cast.person(key))


def test_answers_are_told_as_far_as_the_report_may_be(barrier):
    effect = make_told_effect(barrier)
    answer(effect, "aase", Helped.YES, line="Kanarie-ja")
    answer(effect, "anders", Helped.NO, line="Kanarie-nej")  # only the secretariat knows of Odense's report
    pages = {key: reads(key, barrier.get_absolute_url()) for key in ("nadia", "karen", "anders")}
    assert "Kanarie-ja" in pages["nadia"] and "Kanarie-nej" not in pages["nadia"] and "Nej: 1" not in pages["nadia"]
    assert "Kanarie-nej" in pages["karen"] and "Nej: 1" in pages["karen"]
    assert "Kanarie-nej" in pages["anders"] and "Nej: 1" not in pages["anders"]


def test_an_answer_without_a_name_is_counted_from_the_month_after(barrier):
    change_report(report_of("anders", barrier), consent=Consent.UNNAMED, actor=cast.person("anders"))
    Report.objects.update(consented_at=timezone.now() - timedelta(days=60))
    effect = make_told_effect(barrier)
    answer(effect, "anders", Helped.NO)
    assert "Nej: 1" not in reads("nadia", barrier.get_absolute_url())
    Answer.objects.update(at=timezone.now() - timedelta(days=31))
    assert "Nej: 1" in reads("nadia", barrier.get_absolute_url())


def test_merged_since_each_is_asked_and_answers_for_the_barrier_that_goes_on(barrier):
    other = make_report("nadia")
    assess(other.barrier)
    effect = make_effect(other.barrier, difference=Difference.EASES)
    merge(now(other.barrier), target=barrier, actor=cast.person("karen"))
    ask_now()
    assert cast.person("nadia").email in sent("barrier_asked")
    report = Report.objects.get(pk=other.pk)
    effect = Effect.objects.select_related("barrier").get(pk=effect.pk)
    say_whether_it_helped(effect, report=report, helped=Helped.YES, actor=cast.person("nadia"))
    assert "Ja: 1" in reads("karen", barrier.get_absolute_url())


def test_of_one_outcome_for_two_that_were_merged_each_is_asked_once(barrier):
    other = make_report("nadia")
    assess(other.barrier)
    outcome = make_effect(barrier, difference=Difference.EASES).outcome
    make_effect(other.barrier, outcome=outcome)
    merge(now(other.barrier), target=barrier, actor=cast.person("karen"))
    ask_now()
    assert sent("barrier_asked") == sorted([*both(), cast.person("nadia").email])


def test_told_apart_again_each_story_has_its_own_answers(barrier):
    other, karen = make_report("nadia"), cast.person("karen")
    assess(other.barrier)
    effect = make_told_effect(other.barrier, difference=Difference.EASES)
    merge(now(other.barrier), target=barrier, actor=karen)
    effect = Effect.objects.get(pk=effect.pk)
    say_whether_it_helped(effect, report=report_of("aase", barrier), helped=Helped.NO, actor=cast.person("aase"))
    assert "Nej: 1" in reads("aase", barrier.get_absolute_url())
    separate(now(other.barrier), actor=karen)
    for key in ("aase", "karen"):
        assert "Nej: 1" not in reads(key, other.barrier.get_absolute_url()), "She did not report that."


def test_merged_further_it_still_asks_and_stands_in_the_story_of_what_goes_on(barrier):
    first, second, karen = make_report("nadia"), make_report("aase").barrier, cast.person("karen")
    assess(first.barrier)
    assess(second)
    make_step(title="Brevet", barrier=first.barrier, argument="Derfor")
    make_effect(first.barrier, difference=Difference.EASES, title="Vejledningen")
    merge(now(first.barrier), target=second, actor=karen)
    merge(now(second), target=barrier, actor=karen)
    ask_now()
    assert cast.person("nadia").email in sent("barrier_asked")
    page = reads("nadia", barrier.get_absolute_url())
    assert "Vejledningen" in page and "Brevet" in page
    assert (
        cast.browser("nadia").get(f"{first.get_absolute_url()}hjalp-det/{Effect.objects.get().pk}/").status_code == 200
    )


def test_the_desk_shows_what_everybody_who_answered_says_is_over(barrier):
    effect, title = make_told_effect(barrier), "Barrierer, der kan bekræftes"
    assert title not in waiting()
    answer(effect, "aase", Helped.YES)
    assert title in waiting()
    answer(effect, "anders", Helped.PARTLY)
    assert title not in waiting()
    answer(effect, "anders", Helped.YES)
    assert title in waiting()
    advance(now(barrier), State.CONFIRMED)
    assert title not in waiting()


def waiting() -> set[str]:
    return {panel.title for panel in cast.browser("karen").get("/klima/sekretariat/").context["waiting"]}


def test_the_story_tells_by_month_who_reported_it_as_far_as_one_may_know(barrier):
    Report.objects.filter(person=cast.person("aase")).update(created_at=datetime(2024, 3, 7, 12, tzinfo=UTC))
    join(barrier, stopped="x", consent=Consent.UNNAMED, actor=cast.person("nadia"))
    page = reads("mette", barrier.get_absolute_url())
    assert "Meldt af Aabenraa" in page and "marts 2024" in page and "7. marts" not in page
    assert "Meldt af Odense" in page, "Her own municipality's, which only she is told of."
    assert "Meldt af Aabenraa" in reads("sofie", barrier.get_absolute_url())
    assert len(re.findall("Meldt af", reads("sofie", barrier.get_absolute_url()))) == 1
    assert len(re.findall("Meldt af .*, .*<", reads("karen", barrier.get_absolute_url()))) == 1, "One for a month."
    rows = re.findall("Meldt af (.*?)</p>", reads("karen", barrier.get_absolute_url()))
    assert ["Kun sekretariatet" in row for row in rows] == ["Aabenraa" not in row for row in rows]
    assert re.findall("Meldt af (.*?)<.*Kun I og sekretariatet", page) == ["Odense "]


def test_the_line_stands_once_in_the_story(barrier):
    effect = make_effect(barrier)
    assert Change.objects.get(pk=effect.change_id).line == effect.line
    assert reads("nadia", barrier.get_absolute_url()).partition(">Hvad der er sket<")[2].count("Nu må I gerne.") == 1


def test_what_still_stands_in_the_way_is_reported_from_an_outcome_and_linked(barrier):
    outcome = make_effect(barrier).outcome
    page = reads("aase", f"/klima/barrierer/ny/?fra={outcome.pk}")
    assert outcome.title in page
    assert f'value="{outcome.title}"' not in page, "A law is no barrier."
    assert "Meld det, der stadig" in reads("aase", outcome.get_absolute_url())
    assert "Meld det, der stadig" not in reads("sofie", outcome.get_absolute_url()), "Observers report nothing."
