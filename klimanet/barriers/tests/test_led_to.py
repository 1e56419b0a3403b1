"""An outcome is noted from a barrier or from work about it: both come along, and each page says what led to what."""

import uuid
from datetime import timedelta
from html import unescape

import pytest

from klimanet.barriers.duties import open_steps
from klimanet.barriers.models import Barrier, Consent, Helped, Outcome, State, Step
from klimanet.barriers.operations.outcomes import edit_outcome, say_whether_it_helped
from klimanet.barriers.operations.reports import join
from klimanet.barriers.operations.steps import argue
from klimanet.entries.models import Audience, Entry
from klimanet.entries.operations.following import link
from klimanet.entries.operations.merging import merge, separate
from klimanet.entries.operations.order import hide
from klimanet.members.models.networks import today
from tests import cast
from tests.building import (
    advance,
    assess,
    make_comment,
    make_effect,
    make_outcome,
    make_report,
    make_step,
    make_thread,
    make_told_effect,
)

pytestmark = pytest.mark.django_db
NEW = "/klima/barrierer/resultater/nyt/"
LAW = {"act": "act", "title": "Lov om solceller"}


@pytest.fixture
def barrier() -> Barrier:
    return cast.barrier_report().barrier


def other_barrier(title: str = "Loftet") -> Barrier:
    barrier = make_report("aase", summary=title).barrier
    assess(barrier)
    return Barrier.objects.get(pk=barrier.pk)


def delivered(barrier: Barrier, title: str = "Brevet", **facts) -> Step:
    return make_step(title=title, barrier=barrier, argument="Derfor.", delivered_on=today(), **facts)


def reads(key: str, path: str) -> str:
    return unescape(cast.browser(key).get(path).content.decode())


def part(key: str, entry: Entry, heading: str) -> str:
    return reads(key, entry.get_absolute_url()).partition(f">{heading}</h2>")[2].partition("</section>")[0]


def note(source: Entry, **facts):
    """As the form does that is opened from `source`."""
    path = f"{NEW}?fra={source.pk}"
    form = cast.browser("karen").get(path).context["form"]
    begun = {name: form[name].value() for name in ("source", "steps") if name in form.fields}
    return cast.browser("karen").post(path, begun | LAW | {"token": str(uuid.uuid4())} | facts)


def offered(path: str) -> list[str]:
    return [one.title for one in cast.browser("karen").get(path).context["likely"]]


def test_from_a_barrier_one_goes_on_to_tell_those_who_reported_it(barrier):
    assert f"{NEW}?fra={barrier.pk}" in reads("karen", barrier.get_absolute_url())
    answer = note(barrier)
    outcome = Outcome.objects.get()
    assert answer["Location"] == f"{outcome.get_absolute_url()}virkning/?barriere={barrier.number}"
    advance(other_barrier("Den er prioriteret"), State.PRIORITISED)
    assert offered(f"{outcome.get_absolute_url()}virkning/")[0] == barrier.title, "It is remembered."
    make_effect(barrier, outcome=outcome)
    assert outcome.title in part("aase", barrier, "Hvad der er sket")
    assert outcome.title not in part("aase", barrier, "Hører sammen med denne"), "It is told once."
    assert barrier.title not in part("aase", outcome, "Hører sammen med denne")
    assert offered(f"{outcome.get_absolute_url()}virkning/")[0] == "Den er prioriteret"


def test_the_work_about_a_barrier_is_offered_and_only_what_was_delivered(barrier):
    step = delivered(barrier)
    make_step(title="Kun planlagt", barrier=barrier, argument="Derfor.")
    delivered(other_barrier(), title="Om en anden")
    page = reads("karen", f"{NEW}?fra={barrier.pk}")
    assert "Brevet" in page and "Kun planlagt" not in page and "Om en anden" not in page
    note(barrier, steps=[step.pk])
    assert list(Outcome.objects.get().steps.all()) == [step]


def test_from_a_step_it_and_its_barriers_come_along(barrier):
    step, other = delivered(barrier), other_barrier()
    argue(step, barrier=other, text="Også derfor.", actor=cast.person("karen"))
    assert f"{NEW}?fra={step.pk}" in reads("karen", step.get_absolute_url())
    answer = note(step)
    outcome = Outcome.objects.get()
    assert list(outcome.steps.all()) == [step] and not outcome.links_out.exists()
    assert answer["Location"] == f"{outcome.get_absolute_url()}virkning/"
    assert offered(answer["Location"])[:2] == [barrier.title, other.title]
    make_effect(barrier, outcome=outcome)
    assert offered(answer["Location"])[0] == other.title


def test_each_page_says_what_led_to_what_to_whoever_may_read_it(barrier):
    step = delivered(barrier)
    note(step)
    outcome = Outcome.objects.get()
    assert outcome.title in part("karen", step, "Hvad der kom ud af det") and "Brevet" in part(
        "karen", outcome, "Hvad førte til det"
    )
    assert outcome.title not in reads("aase", step.get_absolute_url()), "Nobody is told yet."
    make_effect(barrier, outcome=outcome)
    for key in ("aase", "sofie"):
        assert outcome.title in part(key, step, "Hvad der kom ud af det")
        assert "Brevet" in part(key, outcome, "Hvad førte til det")


@pytest.mark.parametrize(
    "held", [{"opens_on": today() + timedelta(days=1)}, {"audience": Audience.SECRETARIAT}, "hidden"]
)
def test_work_that_is_held_back_leaves_no_trace_with_what_came_of_it(barrier, held):
    step = delivered(barrier, title="Kanariebrev", **({} if held == "hidden" else held))
    if held == "hidden":
        hide(step, reason="Forkert", actor=cast.person("karen"))
    outcome = make_effect(barrier).outcome
    before = part("aase", outcome, "Hvad førte til det")
    outcome.steps.add(step)
    assert part("aase", outcome, "Hvad førte til det") == before == ""
    assert "Kanariebrev" in part("karen", outcome, "Hvad førte til det")
    Step.objects.exclude(opens_on=None).update(opens_on=today())
    open_steps()
    assert ("Kanariebrev" in part("aase", outcome, "Hvad førte til det")) == ("opens_on" in held)


def test_which_work_led_to_it_is_changed_with_the_rest(barrier):
    first, second = delivered(barrier), delivered(barrier, title="Mødet")
    outcome = make_effect(barrier).outcome
    path = f"{outcome.get_absolute_url()}rettelse/"
    assert "Mødet" in reads("karen", path)
    sent = LAW | {"steps": [first.pk, second.pk]}
    for steps in ([first, second], [second]):
        sent = LAW | {"token": str(uuid.uuid4()), "steps": [step.pk for step in steps]}
        assert cast.browser("karen").post(path, sent).status_code == 302
        assert set(outcome.steps.all()) == set(steps)
    edit_outcome(outcome, title="Ny titel", text="", act="act", actor=cast.person("karen"))
    assert list(outcome.steps.all()) == [second], "What is not asked about stays."


def test_work_of_another_network_or_that_one_does_not_see_is_not_taken(barrier):
    elsewhere = delivered(barrier)
    Step.objects.filter(pk=elsewhere.pk).update(network=cast.other_network())
    assert not make_outcome(steps=[elsewhere]).steps.exists()
    page = cast.browser("karen").post(f"{NEW}?fra={elsewhere.pk}", LAW | {"token": str(uuid.uuid4())})
    assert page.status_code == 302 and not Outcome.objects.latest("pk").steps.exists()


def test_what_is_kept_as_a_draft_remembers_where_it_was_begun(barrier):
    step = delivered(barrier)
    path = f"{NEW}?fra={step.pk}"
    cast.browser("karen").post(path, LAW | {"source": step.pk, "steps": [step.pk], "draft": "1", "draft_path": path})
    form = cast.browser("karen").get(path).context["form"]
    assert (form["title"].value(), str(form["source"].value())) == (LAW["title"], str(step.pk))
    assert f'value="{step.pk}" id="id_steps_0" checked' in reads("karen", path)


def test_a_draft_is_not_replaced_by_what_is_begun_from_what_one_no_longer_sees():
    thread, karen = make_thread(), cast.browser("karen")
    Entry.objects.filter(pk=thread.pk).update(network=cast.other_network())
    for path, title in ((NEW, "Af ingenting"), (f"{NEW}?fra={thread.pk}", "Af tråden")):
        karen.post(path, LAW | {"title": title, "draft": "1"})
    assert karen.get(NEW).context["form"]["title"].value() == "Af ingenting"
    assert karen.get(f"{NEW}?fra={thread.pk}").context["form"]["title"].value() == "Af tråden"


def test_from_a_thread_it_is_linked_with_that(barrier):
    thread = make_thread(title="Hvem må eje dem?")
    note(thread)
    assert "Hvem må eje dem?" in part("karen", Outcome.objects.get(), "Hører sammen med denne")


@pytest.mark.parametrize("begun_from", ["step", "barrier"])
def test_merged_since_the_barrier_that_goes_on_is_offered_until_they_are_told_apart(barrier, begun_from):
    other = other_barrier()
    step = delivered(other)
    note(step if begun_from == "step" else other)
    path = f"{Outcome.objects.get().get_absolute_url()}virkning/"
    merge(other, target=barrier, actor=cast.person("karen"))
    assert offered(path)[0] == barrier.title and "Loftet" not in offered(path)
    assert "Brevet" in reads("karen", f"{NEW}?fra={barrier.pk}")
    separate(Entry.objects.get(pk=other.pk), actor=cast.person("karen"))
    assert offered(path)[0] == "Loftet"


@pytest.mark.parametrize("begun_from", ["step", "barrier"])
def test_what_was_merged_twice_is_followed_to_its_end(barrier, begun_from):
    first, second = other_barrier(), other_barrier("Kælderen")
    step = delivered(first)
    note(step if begun_from == "step" else first)
    meeting = delivered(barrier, title="Mødet")
    for source, target in ((first, second), (second, barrier)):
        merge(Entry.objects.get(pk=source.pk), target=target, actor=cast.person("karen"))
    outcome = Outcome.objects.get()
    assert offered(f"{outcome.get_absolute_url()}virkning/")[0] == barrier.title
    source = step if begun_from == "step" else outcome
    assert set(Step.objects.that_may_have_led(source)) == {step, meeting}, "Also the work about what it goes on in."


def test_a_no_that_came_of_nothing_says_nothing_of_work(barrier):
    outcome = make_effect(barrier, act="none", difference="none").outcome
    assert part("karen", outcome, "Hvad førte til det") == ""
    assert 'name="steps"' not in reads("karen", NEW)


@pytest.mark.parametrize("key", ["karen", "aase"])
def test_what_led_to_what_is_one_question_more(barrier, key, django_assert_max_num_queries):
    step = delivered(barrier)
    effect = make_told_effect(barrier, steps=[step])
    report = join(barrier, stopped="Også os", consent=Consent.NAMED, actor=cast.person("aase"))
    say_whether_it_helped(effect, report=report, helped=Helped.YES, actor=report.person)
    for entry in (step, effect.outcome):
        make_comment(entry)
        link(make_thread("karen"), target=entry, actor=cast.person("karen"))
        browser = cast.browser(key)
        browser.get(entry.get_absolute_url())  # notes that it is read
        with django_assert_max_num_queries(12):
            assert browser.get(entry.get_absolute_url()).status_code == 200
