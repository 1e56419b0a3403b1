"""How far a barrier has come: said in a line, taken back for a while, opened again by those who have it."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line
from klimanet.barriers.models import (
    ASKED_ABOUT,
    OPEN,
    SETTLED,
    Act,
    Barrier,
    Change,
    Difference,
    Effect,
    State,
)
from klimanet.barriers.models.barriers import UNDOABLE
from klimanet.barriers.operations.outcomes import take_back_effect
from klimanet.barriers.operations.reports import join
from klimanet.barriers.operations.states import move, reopen, take_back, word
from klimanet.entries.models import Audience
from klimanet.entries.operations.following import follow_topic
from klimanet.entries.operations.merging import merge, separate
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due, letter_of
from klimanet.members.models.networks import today
from klimanet.notifications.models import Notification
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import advance, assess, make_effect, make_report

pytestmark = pytest.mark.django_db
WON = (State.PRIORITISED, State.ADVOCACY, State.SOLVED)


@pytest.fixture
def barrier() -> Barrier:
    """Reported by Anders, for Odense; assessed."""
    return Barrier.objects.get(pk=cast.barrier_report().barrier.pk)


def now(barrier: Barrier) -> Barrier:
    return Barrier.objects.get(pk=barrier.pk)


def later(change: Change) -> None:
    """Nothing is undone any longer, and those who reported it are told."""
    Change.objects.filter(pk=change.pk).update(at=timezone.now() - timedelta(minutes=16))
    Message.objects.filter(origin="barrier_changed").update(send_after=None)


def told(change: Change) -> list[str]:
    """Who is told of it, once there is nothing to take back."""
    later(change)
    deliver_due()
    sent = Message.objects.filter(origin="barrier_changed", about__change=change.pk, sent_at__isnull=False)
    return sorted(sent.values_list("to", flat=True))


def test_each_that_reported_it_is_told_in_a_line_after_a_quarter_of_an_hour(barrier):
    join(barrier, stopped="Også os", actor=cast.person("aase"))
    change = advance(barrier, State.PRIORITISED)
    deliver_due()
    assert not Message.objects.filter(about__change=change.pk, sent_at__isnull=False).exists()
    message = Message.objects.filter(about__change=change.pk).first()
    assert "Nu er den Prioriteret" in letter_of(message).text
    assert told(change) == sorted(cast.person(key).email for key in ("aase", "anders"))


def test_a_mail_names_the_date_of_its_own_change_alone(barrier):
    first, second = advance(barrier, State.PRIORITISED), advance(barrier, State.ADVOCACY)
    texts = [letter_of(Message.objects.get(about__change=change.pk)).text for change in (first, second)]
    assert ["ser på den igen" in text for text in texts] == [False, True]
    assert ["er nu" in text for text in texts] == [False, True], "What has gone on since is not so now."


def test_what_is_taken_back_is_told_to_nobody(barrier):
    change = advance(barrier, State.PRIORITISED)
    before = now(barrier).due_on
    take_back(change, actor=cast.person("karen"))
    assert (now(barrier).state, now(barrier).due_on) == (State.ASSESSED, barrier.due_on)
    assert before != barrier.due_on or before is not None
    assert told(change) == []
    take_back(change, actor=cast.person("karen"))  # twice is once
    assert Line.objects.filter(verb="barrier.unmoved").count() == 1


def test_what_it_said_before_stays_to_be_read_but_not_a_reporters_own_line(barrier):
    assert not barrier.revisions.exists()
    before = barrier.text
    word(barrier, title="Nyt navn", text="Nye ord", actor=cast.person("karen"))
    word(now(barrier), title="Nyt navn", text="Nye ord", actor=cast.person("karen"))
    assert [row.text for row in barrier.revisions.all()] == [before]


def test_a_link_to_the_rule_is_shown_without_its_name_too():
    barrier = cast.barrier_report().barrier
    Barrier.objects.update(rule="", decided_by="", rule_link="https://lov.example/kanarie")
    assert "https://lov.example/kanarie" in cast.browser("aase").get(barrier.get_absolute_url()).content.decode()


def test_how_it_was_worded_before_the_network_read_it_stays_with_the_secretariat():
    barrier, karen = make_report().barrier, cast.person("karen")
    for text in ("Kanarieudkast", "Ud"):
        word(now(barrier), title="Loftet", text=text, actor=karen)
    advance(now(barrier), State.ASSESSED)
    assert "Kanarieudkast" not in cast.browser("aase").get(f"/klima/indlaeg/{barrier.pk}/historik/").content.decode()


def test_what_the_network_has_not_read_it_does_not_read_when_it_is_taken_back():
    report = make_report()
    change = assess(report.barrier)
    take_back(change, actor=cast.person("karen"))
    assert now(report.barrier).audience == Audience.SECRETARIAT


def told_by_notification() -> set[str]:
    """Once nothing can be taken back."""
    Barrier.objects.update(created_at=timezone.now() - UNDOABLE)
    while consume_due():
        pass
    return set(Notification.objects.filter(entry__kind="barrier").values_list("person__name", flat=True))


def test_whoever_follows_its_theme_or_is_named_hears_of_it_once_the_network_reads_it():
    theme = cast.network().themes.get(slug="energi")
    follow_topic(theme, network=cast.network(), actor=cast.person("peter"))
    report, karen = make_report("aase", themes=[theme]), cast.person("karen")
    word(report.barrier, title="Loftet", text="Spørg @Anders Bjerre", actor=karen)
    assert told_by_notification() == set()
    advance(report.barrier, State.ASSESSED)
    assert told_by_notification() == {cast.person("peter").name, "Anders Bjerre"}
    word(now(report.barrier), title="Loftet", text=f"Spørg @{cast.person('nadia').name}", actor=karen)
    assert cast.person("nadia").name in told_by_notification()
    page = karen_reads(f"{report.barrier.get_absolute_url()}ordlyd/")
    assert f"@{cast.person('nadia').name}" in page


def karen_reads(path: str) -> str:
    return cast.browser("karen").get(path).content.decode()


def test_when_a_municipality_did_something_stands_nowhere_to_the_day():
    """Not when it reported, in search and feeds; nor when it opened again, in overviews."""
    report = make_report()
    long_ago = timezone.now() - timedelta(days=100)
    Barrier.objects.filter(pk=report.barrier.pk).update(created_at=long_ago, received_at=long_ago)
    change = assess(now(report.barrier))
    assert now(report.barrier).created_at >= change.at
    assert now(report.barrier).received_at == long_ago
    advance(report.barrier, State.DROPPED)
    before = now(report.barrier).last_activity_at
    reopen(now(report.barrier), reason="x", actor=cast.person("anders"))
    assert now(report.barrier).last_activity_at == before


def test_too_late_is_too_late(barrier):
    first = advance(barrier, State.PRIORITISED)
    second = advance(barrier, State.ADVOCACY)
    with pytest.raises(Refusal, match="En anden har ændret den"):
        take_back(first, actor=cast.person("karen"))
    later(second)
    with pytest.raises(Refusal, match="har fået besked"):
        take_back(second, actor=cast.person("karen"))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"state": State.SOLVED}, "state"),
        ({"due_on": None}, "due_on"),
        ({"due_on": today() - timedelta(days=1)}, "due_on"),
    ],
)
def test_a_step_that_makes_no_sense_is_refused(barrier, facts, field):
    sound = {"state": State.PRIORITISED, "line": "x", "due_on": today()}
    with pytest.raises(Refusal) as refused:
        move(barrier, **sound | facts, actor=cast.person("karen"))
    assert refused.value.field == field


def test_a_step_needs_its_line_and_a_barrier_its_words(barrier):
    form = {"token": str(uuid.uuid4()), "state": State.PRIORITISED, "due_on": "", "line": ""}
    page = cast.browser("karen").post(f"/klima/barrierer/{barrier.number}/trin/", form)
    assert page.context["form"].errors == {"line": ["Udfyld feltet."], "due_on": ["Skriv, hvornår du ser på den igen."]}
    unworded = make_report().barrier
    with pytest.raises(Refusal, match="med jeres egne ord"):
        advance(unworded, State.ASSESSED)
    for one, told in ((unworded, True), (barrier, False)):
        asked = cast.browser("karen").get(f"/klima/barrierer/{one.number}/trin/").text
        assert (f'href="{one.get_absolute_url()}ordlyd/"' in asked) == told


def test_only_the_secretariat_says_how_far_it_is(barrier):
    for key in ("mette", "lise", "sofie", "line"):
        for deed in (
            lambda actor: move(barrier, state=State.PARKED, line="x", due_on=today(), actor=actor),
            lambda actor: word(barrier, title="x", text="y", actor=actor),
            lambda actor: take_back(barrier.changes.get(), actor=actor),
        ):
            with pytest.raises(PermissionDenied):
                deed(cast.person(key))


@pytest.mark.parametrize(
    ("key", "path", "facts"),
    [
        ("karen", "trin", {"state": State.PARKED, "line": "x", "due_on": "2099-01-01"}),
        ("anders", "genaabning", {"reason": "x"}),
    ],
)
def test_sending_twice_changes_it_once(barrier, key, path, facts):
    if path == "genaabning":
        advance(barrier, State.DROPPED)
    before, form = barrier.changes.count(), {"token": str(uuid.uuid4()), **facts}
    address = f"{barrier.get_absolute_url()}{path}/"
    assert [cast.browser(key).post(address, form).status_code for _ in range(2)] == [302, 302]
    assert barrier.changes.count() == before + 1


def test_two_that_are_one_are_merged_and_told_apart_again(barrier):
    other = make_report("mette", summary="Solceller i selskab")
    assess(other.barrier)
    join(barrier, stopped="Også os", actor=cast.person("aase"))
    third = join(
        other.barrier,
        stopped="Tre",
        actor=cast.person("karen"),
        organisation=cast.seat("nadia").membership.organisation,
    )
    merge(other.barrier, target=barrier, actor=cast.person("karen"))
    having = {row.organisation.slug for row in barrier.barrier_reports.select_related("organisation")}
    assert having == {"odense", cast.seat("aase").membership.organisation.slug, third.organisation.slug}
    assert other.barrier.barrier_reports.get().pk == other.pk  # Odense is counted once; its other report is kept
    with pytest.raises(Refusal, match="lagt sammen"):
        advance(now(other.barrier), State.CLARIFYING)
    for page in ("trin", "ordlyd", "vi-har-den-ogsaa"):
        answer = cast.browser("karen").get(f"{other.barrier.get_absolute_url()}{page}/", follow=True)
        assert answer.redirect_chain[-1][0] == barrier.get_absolute_url()
    while consume_due():
        pass
    (mail,) = Message.objects.filter(origin="barrier_merged")  # whose own report stays where it is hears nothing
    assert mail.to == third.person.email
    assert barrier.title in letter_of(mail).text
    separation = f"/klima/indlaeg/{other.barrier.pk}/adskillelse/"
    pages = {key: cast.browser(key).get(barrier.get_absolute_url()).content.decode() for key in ("karen", "aase")}
    assert [separation in page and other.barrier.title in page for page in pages.values()] == [True, False]
    cast.browser("karen").post(separation)
    assert letter_of(mail) is None
    assert {row.pk for row in other.barrier.barrier_reports.all()} == {other.pk, third.pk}


def test_merged_further_each_report_comes_back_to_where_it_was_reported():
    of = (("mette", "A"), ("aase", "B"), ("nadia", "C"), ("peter", "D"))
    reports = [make_report(key, summary=title) for key, title in of]
    for report in reports:
        assess(report.barrier)
    first, second, third, last = (now(report.barrier) for report in reports)
    for source, target in ((first, second), (second, third), (third, last)):
        merge(now(source), target=now(target), actor=cast.person("karen"))
        while consume_due():
            pass
    told = [mail.to for mail in Message.objects.filter(origin="barrier_merged").order_by("pk") if letter_of(mail)]
    assert sorted(told) == sorted(cast.person(key).email for key in ("mette", "aase", "nadia"))
    assert set(last.barrier_reports.all()) == set(reports)
    assert {now(barrier).goes_on_in for barrier in (first, second, third)} == {last.entry_ptr}
    for barrier in (third, second, first):
        separate(now(barrier), actor=cast.person("karen"))
        assert now(barrier).goes_on_in is None
    assert [barrier.barrier_reports.get() for barrier in (first, second, third, last)] == reports


GOES = {  # where the secretariat may take it from each, written down once more
    "received": {"clarifying", "assessed", "dropped"},
    "clarifying": {"assessed", "dropped"},
    "assessed": {"clarifying", "prioritised", "parked", "dropped"},
    "prioritised": {"advocacy", "parked", "dropped"},
    "parked": {"clarifying", "prioritised", "dropped"},
    "advocacy": {"eased", "solved", "rejected", "parked"},
    "dropped": {"clarifying"},
    "eased": {"advocacy", "confirmed", "clarifying"},
    "solved": {"advocacy", "confirmed", "clarifying"},
    "rejected": {"advocacy", "clarifying"},
    "confirmed": {"clarifying"},
}
OVER = {"dropped", "eased", "solved", "rejected", "confirmed"}
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.sampled_from(list(State))),
        st.tuples(st.just("tell"), st.tuples(st.sampled_from(list(Difference)), st.sampled_from([Act.ACT, Act.NONE]))),
        st.tuples(st.sampled_from(["back", "untell", "reopen", "regret", "later"]), st.none()),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_states_are_as_a_model_says(barrier, steps):
    """A list of states, what brought each, and how many of the latest can be taken back is all there is to know."""
    Effect.objects.all().delete()
    Change.objects.of(barrier).exclude(pk=barrier.changes.earliest("pk").pk).delete()
    first = barrier.changes.get()
    Barrier.objects.filter(pk=barrier.pk).update(state=State.ASSESSED, due_on=today())
    later(first)
    past, fresh, karen, mette = [State.ASSESSED], 0, cast.person("karen"), cast.person("mette")
    reopened: set[int] = set()  # places in `past` of what a municipality brought about
    told: list[int] = []  # for each outcome that can be taken back, its place in `past`; 0 where it changed nothing
    built_on: list[int] = []  # for each of the latter, the place of what it was told on top of
    for step, facts in steps:
        here, latest, top = now(barrier), Change.objects.of(barrier).standing().last(), len(past) - 1
        if step == "untell" and not told:
            continue
        try:
            match step:
                case "move":
                    move(here, state=facts, line="x", due_on=today(), actor=karen)
                case "back" | "regret":
                    take_back(latest, actor=karen if step == "back" else mette)
                case "tell":
                    make_effect(here, difference=facts[0], act=facts[1])
                case "untell":
                    take_back_effect(Effect.objects.latest("pk"), actor=karen)
                case "reopen":
                    reopen(here, reason="x", actor=mette)
                case "later":
                    later(latest)
                    Effect.objects.update(at=timezone.now() - timedelta(minutes=16))
        except (Refusal, PermissionDenied):
            done = False
        else:
            done = True
        match step:
            case "move":
                again = past[-1] == "clarifying" and top and past[-2] in OVER
                assert done == (facts in GOES[past[-1]] or (again and facts == past[-2]))
                if done:
                    past.append(facts)
                    fresh += 1
            case "back":
                assert done == (fresh > 0 and top not in {*told, *reopened, *built_on})
                if done:
                    past.pop()
                    fresh -= 1
            case "regret":
                assert done == (fresh > 0 and top in reopened and top not in built_on)
                if done:
                    past.pop()
                    reopened.remove(top)
                    fresh -= 1
            case "tell":
                assert done == (facts[1] != Act.NONE or facts[0] not in ASKED_ABOUT)
                target = leads_to(*facts)
                if done and target not in (None, past[-1]) and past[-1] in SETTLED:
                    past.append(target)
                    fresh += 1
                    told.append(len(past) - 1)
                elif done:
                    told.append(0)
                    built_on.append(top)
            case "untell":
                assert done == (told[-1] in (0, top))
                if done and told.pop():
                    past.pop()
                    fresh -= 1
                elif done:
                    built_on.pop()
            case "reopen":
                assert done == (past[-1] in OVER)
                if done:
                    past.append(State.CLARIFYING)
                    reopened.add(top + 1)
                    fresh += 1
            case "later":
                fresh, told, built_on = 0, [], []
        assert now(barrier).state == past[-1]
        assert (now(barrier).due_on is not None) == (past[-1] in OPEN)


def leads_to(difference: Difference, act: Act) -> State | None:
    if difference == Difference.NONE and act == Act.NONE:
        return State.REJECTED
    return {Difference.REMOVES: State.SOLVED, Difference.EASES: State.EASED}.get(difference)
