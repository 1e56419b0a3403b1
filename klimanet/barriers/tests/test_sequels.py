"""What one barrier leaves over goes on in another: said once, shown with both, to whoever sees both."""

import uuid
from datetime import date
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied

from klimanet.activity.models import Line
from klimanet.barriers.models import Barrier, Effect, Sequel, State
from klimanet.barriers.operations.outcomes import take_back_effect, tell_effect
from klimanet.barriers.operations.sequels import continue_in, discontinue
from klimanet.entries.models import Audience, Entry
from klimanet.entries.operations.following import link
from klimanet.entries.operations.merging import merge, separate
from klimanet.entries.operations.order import hide
from klimanet.rules.refusals import Refusal
from klimanet.text.addresses import path_to
from klimanet.text.dates import midnight
from tests import cast
from tests.building import advance, assess, make_effect, make_outcome, make_report

pytestmark = pytest.mark.django_db


def karen():
    return cast.person("karen")


def made(title: str, *, assessed: bool = True) -> Barrier:
    barrier = make_report(summary=title).barrier
    if assessed:
        assess(barrier)
    return now(barrier)


def now(barrier: Barrier) -> Barrier:
    return Barrier.objects.get(pk=barrier.pk)


@pytest.fixture
def earlier() -> Barrier:
    """Over."""
    barrier = made("Den første")
    make_effect(barrier)
    return now(barrier)


@pytest.fixture
def later() -> Barrier:
    return made("Den næste")


def reads(key: str, barrier: Barrier, more: str = "") -> str:
    return unescape(cast.browser(key).get(barrier.get_absolute_url() + more).content.decode())


def part(key: str, barrier: Barrier, heading: str) -> str:
    return reads(key, barrier).partition(f">{heading}</h2>")[2].partition("</section>")[0]


def link_to(barrier: Barrier) -> str:
    return f'<a href="{barrier.get_absolute_url()}">{barrier.title}</a>'


def test_it_stands_on_both_pages_with_how_far_the_other_is(earlier, later):
    continue_in(earlier, sequel=later, actor=karen())
    for key in ("aase", "sofie", "karen"):
        for heading in ("Hvad der sker nu", "Hvad der er sket"):
            said = part(key, earlier, heading)
            assert f"Det fortsætter i {link_to(later)}" in said and "Vurderet" in said
        assert "Der er ikke mere i gang." not in part(key, earlier, "Hvad der sker nu")
        page = reads(key, later)
        assert page.count(f"Det følger efter {link_to(earlier)}") == 2
        assert f"Det følger efter {link_to(earlier)}" in part(key, later, "Hvad der er sket")
    own = earlier.barrier_reports.get().get_absolute_url()
    assert "Den næste" in cast.browser("anders").get(own).content.decode(), "Beside what they said themselves."


def test_the_network_is_told_the_month_in_which_it_was_said(earlier, later):
    continue_in(earlier, sequel=later, actor=karen())
    Sequel.objects.update(at=midnight(date(2024, 3, 7)))
    assert "marts 2024" in part("aase", later, "Hvad der er sket")
    assert "7. marts 2024" not in part("aase", later, "Hvad der er sket")
    assert "7. marts 2024" in part("karen", later, "Hvad der er sket")


def test_of_barriers_that_were_merged_since_it_is_said_and_taken_out_once(earlier, later):
    other = made("Den anden næste")
    for one in (later, other):
        continue_in(earlier, sequel=one, actor=karen())
    merge(now(other), target=now(later), actor=karen())
    page = cast.browser("karen").get(f"{earlier.get_absolute_url()}fortsaettelse/")
    (shown,) = page.context["sequels"]
    assert shown.end == later.pk
    cast.browser("karen").post(f"{earlier.get_absolute_url()}fortsaettelse/{shown.pk}/sletning/")
    assert not Sequel.objects.exists()
    assert Line.objects.filter(verb="barrier.discontinued").count() == 1


def test_those_that_are_most_alike_are_offered_first(earlier):
    texts = {
        "Vand i kældre": "Regnvand.",
        "Spildevand i renseanlæg": "Kloak.",
        "Slam fra renseanlæg": "Kloak og spildevand.",
    }
    for title, text in texts.items():
        assess(make_report(summary=title).barrier, text=text)
    over = make_report(summary="Renseanlæg må ikke brænde slam").barrier
    assess(over, text="Slam fra spildevand må ikke brændes.")
    page = cast.browser("karen").get(f"{over.get_absolute_url()}fortsaettelse/")
    titles = [one.title for one in page.context["likely"]]
    assert titles[:2] == ["Slam fra renseanlæg", "Spildevand i renseanlæg"]
    assert "Vand i kældre" in titles, "The others come after."


@pytest.mark.parametrize("unseen", ["later", "earlier"])
@pytest.mark.parametrize("how", ["secretariat", "hidden", "circle"])
def test_one_that_the_reader_does_not_see_leaves_no_trace(earlier, later, unseen, how):
    known, other = (earlier, later) if unseen == "later" else (later, earlier)
    pages = {key: masked(key, known) for key in ("aase", "sofie")}
    continue_in(earlier, sequel=later, actor=karen())
    match how:
        case "secretariat":
            Entry.objects.filter(pk=other.pk).update(audience=Audience.SECRETARIAT)
        case "hidden":
            hide(other, reason="Forkert", actor=karen())
        case "circle":
            Entry.objects.filter(pk=other.pk).update(audience=Audience.CIRCLE, organisation=karens())
    assert pages == {key: masked(key, known) for key in pages}
    if how != "circle":
        assert other.title in reads("karen", known)


def karens():
    return cast.seat("karen").membership.organisation


def masked(key: str, barrier: Barrier) -> list[str]:
    """What stands there of how it goes."""
    return [part(key, barrier, heading) for heading in ("Hvad der sker nu", "Hvad der er sket")]


def test_the_secretariat_sees_that_the_network_does_not_see_it(earlier):
    continue_in(earlier, sequel=made("Kanariebarriere", assessed=False), actor=karen())
    assert "Kanariebarriere" in part("karen", earlier, "Hvad der sker nu")
    assert "Kun sekretariatet" in part("karen", earlier, "Hvad der sker nu")
    assert "Kanariebarriere" not in reads("aase", earlier)


def test_whoever_reported_one_that_the_network_does_not_read_is_not_led_by_it(later):
    unread = made("Ulæst", assessed=False)
    continue_in(unread, sequel=later, actor=karen())
    own = unread.barrier_reports.get().get_absolute_url()
    assert "Den næste" not in cast.browser("anders").get(own).content.decode()
    assert "Ulæst" not in reads("aase", later)


def test_only_the_secretariat_says_so(earlier, later):
    continue_in(earlier, sequel=later, actor=karen())
    for key in ("mette", "lise", "sofie", "line"):
        with pytest.raises(PermissionDenied):
            continue_in(later, sequel=earlier, actor=cast.person(key))
        with pytest.raises(PermissionDenied):
            discontinue(Sequel.objects.get(), actor=cast.person(key))


def test_no_member_finds_out_by_trying_whether_there_is_one(earlier):
    continue_in(earlier, sequel=made("Ulæst", assessed=False), actor=karen())
    sequel, change = Sequel.objects.get(), earlier.changes.last()
    for view, known in (("barrier_discontinuing", sequel.pk), ("barrier_taking_back", change.pk)):
        for key in (known, 999_999):
            path = path_to(view, earlier.network.slug, earlier.number, key)
            assert cast.browser("aase").post(path).status_code == 403


def test_said_twice_it_is_said_once_and_taken_out_it_stands_nowhere(earlier, later):
    for _ in "12":
        continue_in(earlier, sequel=later, actor=karen())
    assert Line.objects.filter(verb="barrier.continued").count() == 1
    sequel = Sequel.objects.get()
    for _ in "12":
        discontinue(sequel, actor=karen())
    assert Line.objects.filter(verb="barrier.discontinued").count() == 1
    assert "Den næste" not in part("karen", earlier, "Hvad der sker nu")


def test_none_goes_on_in_itself_in_a_circle_or_elsewhere(earlier, later):
    with pytest.raises(Refusal, match="Vælg en anden barriere"):
        continue_in(earlier, sequel=earlier, actor=karen())
    third = made("Den tredje")
    continue_in(earlier, sequel=later, actor=karen())
    continue_in(later, sequel=third, actor=karen())
    for start in (later, third):
        with pytest.raises(Refusal, match="fortsætter selv"):
            continue_in(start, sequel=earlier, actor=karen())
    merge(third, target=later, actor=karen())
    with pytest.raises(Refusal, match="lagt sammen"):
        continue_in(earlier, sequel=now(third), actor=karen())


def test_none_goes_on_in_a_circle_whatever_was_merged(earlier, later):
    third = made("Den tredje")
    continue_in(earlier, sequel=later, actor=karen())
    merge(later, target=third, actor=karen())
    with pytest.raises(Refusal, match="fortsætter selv"):
        continue_in(now(third), sequel=earlier, actor=karen())


def test_where_a_merging_closes_a_circle_each_page_says_what_was_said_first(earlier, later):
    third = made("Den tredje")
    continue_in(earlier, sequel=later, actor=karen())
    continue_in(later, sequel=third, actor=karen())
    merge(third, target=earlier, actor=karen())
    page, other = reads("aase", earlier), reads("aase", later)
    assert f"Det fortsætter i {link_to(later)}" in page and "Det følger efter" not in page
    assert f"Det følger efter {link_to(earlier)}" in other and "Det fortsætter i" not in other


def test_what_is_said_by_way_of_one_that_was_merged_is_not_said_again(earlier, later):
    target = made("Målet")
    continue_in(earlier, sequel=later, actor=karen())
    merge(later, target=target, actor=karen())
    page = cast.browser("karen").get(f"{earlier.get_absolute_url()}fortsaettelse/")
    assert [one.title for one in page.context["sequels"]] == ["Målet"] and target not in page.context["likely"]
    assert "Den næste" not in page.content.decode()
    continue_in(earlier, sequel=target, actor=karen())
    assert Sequel.objects.count() == 1


def test_what_was_begun_from_it_is_offered_wherever_either_was_merged_into(earlier):
    begun, target, goes_on = made("Begyndt"), made("Målet"), made("Den er ældre")
    link(begun, target=earlier, actor=karen())
    advance(made("Prioriteret"), State.PRIORITISED)
    for source, into in ((begun, target), (earlier, goes_on)):
        merge(now(source), target=into, actor=karen())
    page = cast.browser("karen").get(f"{goes_on.get_absolute_url()}fortsaettelse/")
    assert page.context["likely"][0] == target


def test_what_it_follows_is_not_offered(earlier, later):
    first, third = made("Den allerførste"), made("Den tredje")
    continue_in(first, sequel=later, actor=karen())
    continue_in(later, sequel=third, actor=karen())
    page = cast.browser("karen").get(f"{third.get_absolute_url()}fortsaettelse/")
    assert not {"Den allerførste", "Den næste"} & {one.title for one in page.context["likely"]}


def test_whatever_is_merged_it_leads_to_what_goes_on_and_back_when_they_are_told_apart(earlier, later):
    continue_in(earlier, sequel=later, actor=karen())
    target, other = made("Målet"), made("Det andet")
    merge(later, target=target, actor=karen())
    assert f"Det fortsætter i {link_to(target)}" in reads("aase", earlier)
    assert f"Det følger efter {link_to(earlier)}" in reads("aase", target)
    merge(target, target=other, actor=karen())
    assert f"Det fortsætter i {link_to(other)}" in reads("aase", earlier)
    separate(now(target), actor=karen())
    separate(now(later), actor=karen())
    assert f"Det fortsætter i {link_to(later)}" in reads("aase", earlier)
    assert "Den første" not in reads("aase", target)
    merge(earlier, target=other, actor=karen())
    assert f"Det fortsætter i {link_to(later)}" in reads("aase", other)
    assert f"Det følger efter {link_to(other)}" in reads("aase", later)
    separate(now(earlier), actor=karen())
    assert "Den næste" not in reads("aase", other)


def test_two_that_are_one_by_now_stand_there_once_and_one_does_not_follow_itself(earlier, later):
    other = made("Også den")
    for sequel in (later, other):
        continue_in(earlier, sequel=sequel, actor=karen())
    merge(other, target=later, actor=karen())
    assert part("aase", earlier, "Hvad der er sket").count(link_to(later)) == 1
    merge(earlier, target=later, actor=karen())
    assert "Det fortsætter i" not in reads("aase", later) and "Det følger efter" not in reads("aase", later)


def test_it_is_said_with_the_outcome_and_taken_back_with_it(later):
    barrier = made("Den første")
    outcome, said = make_outcome(), {"difference": "eases", "line": "Nu må I næsten."}
    path = f"{outcome.get_absolute_url()}virkning/?barriere={barrier.number}"
    page = cast.browser("karen").post(path, said | {"token": str(uuid.uuid4()), "sequel": "999"})
    assert list(page.context["form"].errors) == ["sequel"]
    sent = said | {"token": str(uuid.uuid4()), "sequel": later.get_absolute_url()}
    for _ in "12":
        assert cast.browser("karen").post(path, sent).status_code == 302
    assert f"Det fortsætter i {link_to(later)}" in part("aase", barrier, "Hvad der sker nu")
    take_back_effect(Effect.objects.get(barrier=barrier), actor=karen())
    assert not Sequel.objects.exists()
    lines = Line.objects.filter(operation=Line.objects.get(verb="barrier.untold").operation)
    verbs = ["barrier.untold", "outcome.withheld", "barrier.discontinued"]
    assert list(lines.order_by("pk").values_list("verb", flat=True)) == verbs
    assert lines.get(verb="barrier.discontinued").facts == {"entry": barrier.pk, "sequel": later.pk}


def test_what_is_taken_back_of_one_of_two_barriers_leaves_the_outcome_open(earlier, later):
    outcome = Effect.objects.get(barrier=earlier).outcome
    take_back_effect(make_effect(later, outcome=outcome), actor=karen())
    assert not Line.objects.filter(verb="outcome.withheld").exists()
    assert Line.objects.about(outcome).filter(verb="outcome.edited").count() == 2


def test_what_was_said_before_the_outcome_stays_when_that_is_taken_back(later):
    barrier = made("Den første")
    continue_in(barrier, sequel=later, actor=karen())
    facts = {"difference": "eases", "line": "x", "sequel": later, "actor": karen()}
    take_back_effect(tell_effect(make_outcome(), barrier=barrier, **facts), actor=karen())
    assert Sequel.objects.count() == 1


def test_what_was_said_by_itself_after_the_outcome_stays_too(later):
    barrier = made("Den første")
    facts = {"difference": "eases", "line": "x", "sequel": later, "actor": karen()}
    effect = tell_effect(make_outcome(), barrier=barrier, **facts)
    assert Line.objects.filter(verb="barrier.continued").count() == 1, "It is noted with the outcome."
    for _ in "12":
        continue_in(now(barrier), sequel=later, actor=karen())
    assert Line.objects.filter(verb="barrier.continued").count() == 2
    take_back_effect(effect, actor=karen())
    assert Sequel.objects.count() == 1


def test_an_outcome_is_not_told_where_it_cannot_go_on_there():
    barrier = made("Den første")
    with pytest.raises(Refusal) as refused:
        tell_effect(make_outcome(), barrier=barrier, difference="eases", line="x", sequel=barrier, actor=karen())
    assert refused.value.field == "sequel" and not Effect.objects.filter(barrier=barrier).exists()


def test_from_one_that_is_over_the_secretariat_says_where_it_goes_on(earlier, later):
    page = f"{earlier.get_absolute_url()}fortsaettelse/"
    assert page in reads("karen", earlier) and page not in reads("aase", earlier)
    assert f"{later.get_absolute_url()}fortsaettelse/" not in reads("karen", later), "It is not over."
    begun = made("Begyndt fra resultatet")
    link(begun, target=Effect.objects.get(barrier=earlier).outcome, actor=karen())
    advance(later, State.PRIORITISED)
    offered = [one.title for one in cast.browser("karen").get(page).context["likely"]]
    assert offered[:2] == ["Begyndt fra resultatet", "Den næste"] and "Den første" not in offered
    assert f'value="{begun.number}"' in reads("karen", earlier, f"fortsaettelse/?barriere={begun.number}")
    sent = {"token": str(uuid.uuid4()), "sequel": str(begun.number)}
    assert [cast.browser("karen").post(page, sent).status_code for _ in "12"] == [302, 302]
    sequel = Sequel.objects.get()
    assert (sequel.earlier, sequel.later) == (earlier, begun)
    assert begun not in cast.browser("karen").get(page).context["likely"]
    cast.browser("karen").post(f"{page}{sequel.pk}/sletning/")
    assert not Sequel.objects.exists()


def test_one_that_stands_in_the_story_does_not_stand_below_it_too(earlier, later):
    link(later, target=earlier, actor=karen())
    assert link_to(later) in part("aase", earlier, "Hører sammen med denne")
    continue_in(earlier, sequel=later, actor=karen())
    assert part("aase", earlier, "Hører sammen med denne") == ""
