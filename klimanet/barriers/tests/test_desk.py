"""The secretariat's desk: the board, what is silent, how long things take, and what may be the same."""

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from klimanet.activity.models import Line
from klimanet.barriers.models import Apart, Barrier, Change, State
from klimanet.barriers.operations.apart import set_apart
from klimanet.barriers.operations.sequels import continue_in
from klimanet.barriers.operations.states import take_back
from klimanet.barriers.queries import desk
from klimanet.entries.models import Audience, Entry
from klimanet.entries.operations.merging import merge
from klimanet.entries.permissions import standing
from klimanet.members.models import Organisation
from klimanet.members.models.networks import today
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import advance, assess, make_report

pytestmark = pytest.mark.django_db
PAGE = "/klima/barrierer/"
DAY = timedelta(days=1)
ROOF = {"summary": "Loftet", "stopped": "Kommunen skal lægge sine solceller i et selskab, og det kan ikke betale sig."}


def karen():
    return cast.person("karen")


def karen_reads(page: str):
    return cast.browser("karen").get(PAGE + page)


def here() -> dict:
    return {"network": cast.network(), "standing": standing(karen(), cast.network())}


def barrier(*states: State, **facts) -> Barrier:
    """Reported by Anders, assessed and taken through these; `facts` are of its row."""
    made = make_report(**{name: facts.pop(name) for name in ("summary", "stopped", "themes") if name in facts}).barrier
    if states:
        assess(made)
        if states != (State.ASSESSED,):
            advance(made, *states)
    Barrier.objects.filter(pk=made.pk).update(**facts)
    return Barrier.objects.get(pk=made.pk)


def columns(page: str = "tavle/") -> dict[str, list[str]]:
    return {column.state: [card.title for card in column.cards] for column in karen_reads(page).context["columns"]}


def test_the_board_has_a_column_for_each_open_state_and_counts_the_others():
    barrier(summary="Ny")
    barrier(State.DROPPED, summary="Den gamle")
    answer = karen_reads("tavle/")
    assert [column.state for column in answer.context["columns"]] == [
        *(State.RECEIVED, State.CLARIFYING, State.ASSESSED, State.PRIORITISED, State.PARKED, State.ADVOCACY)
    ]
    assert columns()[State.RECEIVED] == ["Ny"]
    page = answer.content.decode()
    assert "Henlagt: 1" in page and "Den gamle" not in page
    assert "?trin=dropped" in page


def test_the_latest_due_stand_first_and_what_is_late_is_said_in_words(monkeypatch):
    monkeypatch.setattr(desk, "CARDS", 2)
    for days in (3, -4, 1):
        barrier(State.ASSESSED, summary=f"Om {days}", due_on=today() + days * DAY)
    answer = karen_reads("tavle/")
    assert columns()[State.ASSESSED] == ["Om -4", "Om 1"]
    page = answer.content.decode()
    assert "4 dage over tiden" in page
    assert "Alle 4" in page  # with the one that stands before every test


def test_the_board_is_narrowed_by_theme_and_by_who_sees_to_it():
    theme = cast.network().themes.get(slug="energi")
    barrier(State.ASSESSED, summary="Varme", themes=[theme], handler=cast.seat("jonas"))
    barrier(State.ASSESSED, summary="Ingens", handler=None)
    assert columns("tavle/?tema=energi")[State.ASSESSED] == ["Varme"]
    assert columns(f"tavle/?hvem={cast.seat('jonas').pk}")[State.ASSESSED] == ["Varme"]
    assert columns("tavle/?hvem=ingen")[State.ASSESSED] == ["Ingens"]
    assert "?hvem=ingen&amp;trin=assessed" not in karen_reads("tavle/?hvem=ingen").content.decode()  # all are shown
    assert [row.title for row in karen_reads("?hvem=ingen").context["page"].rows] == ["Ingens"]
    assert (
        len(karen_reads("tavle/?hvem=9999&tema=x").context["columns"][2].cards) == 3
    )  # makes no sense, filters nothing


@pytest.mark.parametrize("query", ["", "tema=&hvem=", "x=%0d%0aLocation:+//ondt.example"])
def test_who_says_how_far_a_card_is_comes_back_to_it(query):
    made = barrier(State.ASSESSED)
    board = karen_reads(f"tavle/?{query}")
    (address,) = re.findall(rf'href="({made.get_absolute_url()}trin/[^"]*)"', unescape(board.text))
    card = f"{PAGE}tavle/?{board.wsgi_request.GET.urlencode()}#k{made.number}"
    assert f'href="{card}"' in unescape(cast.browser("karen").get(address).text)
    facts = {"token": str(uuid.uuid4()), "state": State.PRIORITISED, "line": "x", "due_on": today().isoformat()}
    assert cast.browser("karen").post(address, facts | {"based_on": made.changes.version()}).url == card


def test_the_way_past_what_narrows_the_board_ends_on_its_first_card():
    page = karen_reads("tavle/").content.decode()
    first = re.search(r'<a id="(k\d+)"', page)
    assert first and f'class="ds-skiplink" href="#{first[1]}"' in page
    bare = karen_reads("tavle/?tema=affald").content.decode()
    assert 'class="ds-skiplink" href="#tavle"' in bare and 'id="tavle"' in bare


def test_a_member_cannot_ask_who_sees_to_what():
    barrier(State.ASSESSED, summary="Ingens", handler=None)
    page = cast.browser("anders").get(f"{PAGE}?hvem=ingen").context["page"]
    assert len(page.rows) == 2


def test_a_full_board_of_long_titles_stays_small():
    """Two columns of it, and what four more would weigh."""
    theme = cast.network().themes.get(slug="energi")
    for state in (State.ASSESSED, State.PRIORITISED):
        for number in range(desk.CARDS):
            title = f"{'Æblegrød ' * 17}{number}"[:160]
            barrier(state, summary="Å", title=title, due_on=today() - DAY, themes=[theme])
    full, bare = (len(karen_reads(f"tavle/{query}").content) for query in ("", "?tema=affald"))
    assert full + 2 * (full - bare) < 60_000


def silent(page: str = "overblik/") -> list[str]:
    return [row.title for row in karen_reads(page).context["page"].rows]


def test_silent_is_what_is_past_its_date_or_nobody_has_looked_at_the_longest_first():
    long_ago = timezone.now() - 9 * DAY
    barrier(State.ASSESSED, summary="Tre", due_on=today() - 3 * DAY)
    barrier(summary="Ni", received_at=long_ago)
    barrier(State.ASSESSED, summary="I dag", due_on=today())
    barrier(State.DROPPED, summary="Forbi")
    assert silent() == ["Ni", "Tre"]
    page = karen_reads("overblik/").content.decode()
    assert "Tavs i 9 dage" in page and "ingen har set på den" in page


def test_what_came_today_waits_but_is_not_silent():
    came = barrier(summary="Fra i dag")
    assert silent() == []
    assert "Modtaget i dag" in cast.browser("karen").get("/klima/sekretariat/").content.decode()
    Barrier.objects.filter(pk=came.pk).update(received_at=timezone.now() - DAY)
    assert silent() == ["Fra i dag"]
    assert ">Tavs i 1 dag<" in karen_reads("overblik/").content.decode()
    assert "Modtaget i dag" not in cast.browser("karen").get("/klima/sekretariat/").content.decode()


def test_a_long_list_of_silent_ones_goes_on_after_the_last_that_is_shown():
    for days in range(1, 28):
        barrier(State.ASSESSED, summary=str(days), due_on=today() - (days + 100) * DAY)
    first = karen_reads("overblik/").context["page"]
    assert [row.title for row in first.rows] == [str(days) for days in range(27, 2, -1)]
    assert silent(f"overblik/?efter={first.next}")[:2] == ["2", "1"]


def paces() -> dict[str, list[str | None]]:
    return {str(name): [pace.median for pace in four] for name, four in desk.paces(**here())}


def received(days: int, *, answered: int, concluded: int | None = None, **facts) -> Barrier:
    """So many days ago; answered and concluded so many days after that."""
    states = (State.ASSESSED,) if concluded is None else (State.DROPPED,)
    moment = timezone.now() - days * DAY
    made = barrier(*states, received_at=moment, **facts)
    first, *last = made.changes.order_by("pk")
    Change.objects.filter(pk=first.pk).update(at=moment + answered * DAY)
    Change.objects.filter(pk__in=[change.pk for change in last]).update(at=moment + (concluded or 0) * DAY)
    return made


def test_how_long_it_takes_is_a_median_of_three_at_least_this_year_and_before():
    Barrier.objects.all().delete()
    theme = cast.network().themes.get(slug="energi")
    received(30, answered=2, concluded=10, themes=[theme])
    received(40, answered=4, concluded=21, themes=[theme])
    assert paces()["Alle"] == [None, None, None, None]
    received(50, answered=9, concluded=12)
    received(60, answered=5)
    first = cast.network().themes.current()[0]
    received(900, answered=1, themes=[first])
    found = paces()
    assert list(found) == ["Alle", str(first), str(theme)]
    assert found["Alle"] == ["4,5", "12", None, None]
    assert found[str(theme)] == [None, None, None, None]
    page = karen_reads("overblik/").content.decode()
    assert "4,5 dage (4 af 4)" in page and "12 dage (3 af 4)" in page and "For få (1 af 1)" in page


def test_what_was_brought_in_and_what_was_taken_back_counts_nowhere():
    Barrier.objects.all().delete()
    for _ in range(3):
        received(30, answered=2)
    received(30, answered=20, key="B01")
    undone = make_report().barrier
    take_back(assess(undone), actor=karen())
    assert paces()["Alle"][:2] == ["2", None]
    assert desk.paces(**here())[0][1][0].received == 4


def pairs() -> list[tuple[str, str]]:
    return [(pair.source.title, pair.target.title) for pair in desk.suggestions(**here())]


def test_two_that_say_the_same_are_suggested_the_later_into_the_earlier():
    Barrier.objects.all().delete()
    roof = barrier(State.ASSESSED, summary="Solceller skal i et selskab", stopped="x")
    barrier(State.ASSESSED, summary="Vindmøller")
    Barrier.objects.filter(title="Vindmøller").update(text="Naboerne klager, og nævnet er to år om det.")
    again = barrier(**ROOF)  # nobody has assessed it, so it is known by what was reported
    assert pairs() == [(again.title, roof.title)]
    form = cast.browser("karen").get(f"/klima/indlaeg/{again.pk}/sammenlaegning/?med={roof.number}").content.decode()
    assert f'<input type="hidden" name="med" value="{roof.number}"' in form, "Both are seen already: one press is left."
    assert f"/klima/indlaeg/{again.pk}/sammenlaegning/?med={roof.number}" in karen_reads("overblik/").content.decode()
    merge(again, target=roof, actor=karen())
    assert pairs() == []


def test_two_that_nobody_has_assessed_wait_for_that():
    Barrier.objects.all().delete()
    barrier(**ROOF)
    barrier(**ROOF)
    assert "Vurdér den ene først" in karen_reads("overblik/").content.decode()


def test_of_two_that_are_over_or_hidden_nobody_is_asked():
    Barrier.objects.all().delete()
    one, other = (barrier(State.DROPPED, **ROOF) for _ in range(2))
    assert pairs() == []
    Barrier.objects.filter(pk=one.pk).update(state=State.ASSESSED)
    assert len(pairs()) == 1
    Entry.objects.filter(pk=other.pk).update(hidden_at=timezone.now(), hidden_by=karen(), hidden_reason="x")
    assert pairs() == []


def test_a_pair_that_is_not_the_same_is_put_aside_for_good():
    Barrier.objects.all().delete()
    one, other = barrier(State.ASSESSED, **ROOF), barrier(State.ASSESSED, **ROOF)
    facts = {"first": other.number, "second": one.number}
    for _ in range(2):
        answer = cast.browser("karen").post(f"{PAGE}ikke-de-samme/", facts | {"token": str(uuid.uuid4())})
        assert answer["Location"] == f"{PAGE}overblik/"
    assert pairs() == []
    assert Apart.objects.get().first == one
    assert Line.objects.filter(verb="barrier.set_apart").count() == 1
    merge(other, target=one, actor=karen())  # which one still may


@pytest.mark.parametrize("turned", [False, True])
def test_of_one_that_goes_on_in_the_other_nobody_is_asked(turned):
    Barrier.objects.all().delete()
    one, other = sorted((barrier(State.ASSESSED, **ROOF) for _ in range(2)), key=lambda row: row.pk, reverse=turned)
    third = barrier(State.ASSESSED, summary="Vindmøller", stopped="Naboerne klager, og nævnet er to år om det.")
    continue_in(third, sequel=other, actor=karen())
    assert len(pairs()) == 1
    merge(third, target=one, actor=karen())
    assert pairs() == []


def test_only_the_secretariat_sets_apart_and_only_two_of_its_own():
    one, other = barrier(State.ASSESSED), barrier(State.ASSESSED)
    for key in ("anders", "mette", "lise", "sofie", "line"):
        with pytest.raises(PermissionDenied):
            set_apart(cast.network(), first=one, second=other, actor=cast.person(key))
    for network, second in ((cast.network(), one), (cast.other_network(), other)):
        with pytest.raises(Refusal):
            set_apart(network, first=one, second=second, actor=karen())
    assert not Apart.objects.exists()


def send(*barriers: Barrier, query: str = "", **facts):
    sent = {"entries": [one.pk for one in barriers], "token": str(uuid.uuid4())} | facts
    return cast.browser("karen").post(f"{PAGE}samlet/{query}", sent, follow=True)


def test_several_get_a_theme_and_lose_it_and_somebody_sees_to_them():
    theme, jonas = cast.network().themes.get(slug="energi"), cast.seat("jonas")
    one, other = barrier(State.ASSESSED, due_on=today() - DAY), barrier(State.DROPPED)
    page = send(one, other, query="?trin=assessed&alle=1", deed="give", theme=theme.pk)
    assert "Det er gemt for 2 barrierer." in page.content.decode()
    assert page.request["QUERY_STRING"] == "trin=assessed"
    assert [*one.themes.all(), *other.themes.all()] == [theme, theme]
    send(one, deed="take", theme=theme.pk)
    assert not one.themes.exists()
    send(one, other, deed="see-to", handler=jonas.pk)
    assert set(Barrier.objects.filter(handler=jonas)) == {one, other}
    assert Barrier.objects.get(pk=one.pk).due_on == one.due_on  # as late as it was


def test_where_there_is_no_barrier_it_says_so_and_where_none_matches_too():
    several = "/tilpasning/barrierer/samlet/"
    assert "Ingen har meldt en barriere endnu" in cast.browser("line").get(several).content.decode()
    assert "Ingen barrierer passer til dit valg" in cast.browser("line").get(f"{several}?trin=solved").content.decode()


def test_the_choice_stays_where_something_is_missing():
    one, other = barrier(State.ASSESSED), barrier(State.ASSESSED)
    page = send(one, deed="see-to").content.decode()
    assert f'value="{one.pk}" id="b{one.pk}" checked' in page
    assert f'value="{other.pk}" id="b{other.pk}">' in page
    assert "Vælg her, hvad du vil ændre det til." in page
    assert "Vælg de barrierer, du mener." in send(deed="give").content.decode()
    assert karen_reads("samlet/?alle=1").content.decode().count(" checked") == 3


def test_what_is_merged_or_hidden_meanwhile_is_said():
    theme = cast.network().themes.get(slug="energi")
    one, merged, hidden = (barrier(State.ASSESSED, summary=title) for title in ("Ene", "Lagt", "Skjult"))
    merge(merged, target=one, actor=karen())
    Entry.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now(), hidden_by=karen(), hidden_reason="x")
    page = send(one, merged, hidden, deed="give", theme=theme.pk).content.decode()
    assert "Det er gemt for 1 barriere." in page
    assert "»Lagt«, »Skjult«" in page
    assert not merged.themes.exists() and not hidden.themes.exists()


def test_what_the_secretariat_does_not_see_is_no_choice():
    one = barrier(State.ASSESSED)
    elsewhere = Organisation.objects.get(slug="samsoe")
    Entry.objects.filter(pk=one.pk).update(audience=Audience.CIRCLE, organisation=elsewhere)
    assert send(one, deed="see-to", handler=cast.seat("jonas").pk).context["form"].errors.keys() == {"entries"}
    assert Barrier.objects.get(pk=one.pk).handler != cast.seat("jonas")
