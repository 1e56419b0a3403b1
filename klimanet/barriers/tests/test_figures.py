"""The barriers in figures: who is counted, who stands on the map, which cells are put together, and the half-year's account."""

import datetime
import re
from html import unescape

import pytest

from klimanet.accounts.models import Person
from klimanet.barriers.models import Barrier, Consent, Difference, State
from klimanet.barriers.operations.reports import change_report, join
from klimanet.barriers.operations.states import reopen
from klimanet.barriers.queries.figures import HalfYear, half_year_of, joined
from klimanet.entries.models import Audience
from klimanet.entries.operations.order import hide
from klimanet.members.models.networks import today
from tests import cast
from tests.building import advance, assess, make_effect, make_outcome, make_person, make_report, make_step

pytestmark = pytest.mark.django_db


def reads(key: str, path: str) -> str:
    return unescape(cast.browser(key).get(path).content.decode())


def reported(consent: Consent) -> None:
    """By Vejle, beside Odense, of which only the secretariat knows."""
    join(cast.barrier_report().barrier, stopped="Også os", consent=consent, actor=make_person(organisation="vejle"))


@pytest.mark.parametrize(
    ("consent", "counted", "shown"), [(0, "0", False), (1, "0", False), (2, "1", True), (3, "1", True)]
)
def test_totals_and_the_map_know_what_the_network_may(consent, counted, shown):
    reported(Consent(consent))
    page = reads("aase", "/klima/barrierer/tal/")
    assert re.search(r"(\d+) ud af 98 kommuner har meldt en barriere", page)[1] == counted
    assert ("Vejle, 1 barriere" in page) == shown
    assert ("Odense, 1 barriere" in page) is False


def test_beside_every_figure_the_secretariat_sees_how_many_there_are_in_all():
    """Odense's report is the secretariat's alone; nobody has assessed what Aabenraa reports."""
    make_report("aase", consent=Consent.NAMED)
    half = half_year_of(today())
    paths = ("/klima/barrierer/tal/", f"/klima/barrierer/halvaar/{half.year}/{half.half}/")
    (figures, account), members = ([reads(key, path) for path in paths] for key in ("karen", "nadia"))
    assert "0 (2 i alt) ud af 98 kommuner" in figures and "<td>1 (2 i alt)</td>" in figures
    for place in ("Odense", "Aabenraa"):
        assert f"{place}, ingen barriere med kommunens navn (1 i alt)" in figures
        assert re.search(f'>{place}</a> <span class="muted">0 barrierer \\(1 i alt\\)<', figures)
    assert re.search("Syddanmark</dt><dd>2<", figures)
    assert "<dd>1 (2 i alt)</dd>" in account and "<dd>1</dd>" in account
    assert not [page for page in members if re.search(r"\d i alt\)", page)]


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([], []),
        ([("A", 4)], []),
        ([("A", 5), ("B", 6)], [("A", 5), ("B", 6)]),
        ([("A", 4), ("B", 6)], [("A, B", 10)]),
        ([("A", 6), ("B", 1), ("C", 2), ("D", 9)], [("A", 6), ("B, C, D", 12)]),
        ([("A", 6), ("B", 9), ("C", 2)], [("A", 6), ("B, C", 11)]),
        ([("A", 1), ("B", 1), ("C", 2)], []),
    ],
)
def test_a_cell_under_five_is_put_together_with_its_neighbour(cells, shown):
    assert joined(cells) == shown


def test_by_region_nothing_is_shown_of_fewer_than_five():
    reported(Consent.NAMED)
    assert "Efter region" not in reads("aase", "/klima/barrierer/tal/")


def test_half_years_follow_one_another():
    half = half_year_of(datetime.date(2025, 6, 30))
    assert half == HalfYear(2025, 1) and half.next == HalfYear(2025, 2) and half.next.next == HalfYear(2026, 1)
    assert half.previous == HalfYear(2024, 2)
    assert (half.since, half.until) == (datetime.date(2025, 1, 1), datetime.date(2025, 7, 1))


def test_the_half_years_account_tells_what_came_of_it_then_and_nothing_of_others():
    barrier = cast.barrier_report().barrier
    make_effect(barrier, difference=Difference.EASES, title="Kanarievejledning", adopted_on=datetime.date(2025, 6, 30))
    make_step(title="Kanariebrev", delivered_on=datetime.date(2025, 1, 1))
    page = reads("aase", "/klima/barrierer/halvaar/2025/1/")
    assert "Kanarievejledning" in page and "Kanariebrev" in page and barrier.title in page
    for other in ("2024/2", "2025/2"):
        assert "Kanarie" not in reads("aase", f"/klima/barrierer/halvaar/{other}/")


def test_this_half_year_counts_what_was_received_and_assessed():
    Barrier.objects.update(received_at=Barrier.objects.get().received_at)
    half = half_year_of(today())
    page = reads("aase", f"/klima/barrierer/halvaar/{half.year}/{half.half}/")
    assert re.findall(r"<dd>(\d+)</dd>", page)[:2] == ["1", "1"]
    change_report(cast.barrier_report(), consent=Consent.NAMED, actor=cast.person("anders"))
    assert "Odense" not in page
    Barrier.objects.update(key="B01")
    page = reads("aase", f"/klima/barrierer/halvaar/{half.year}/{half.half}/")
    assert re.findall(r"<dd>(\d+)</dd>", page)[:2] == ["0", "1"], "What was brought in from a file was never received."
    assert "tæller ikke som modtaget" in page


def test_a_no_without_an_outcome_stands_there_with_its_reason():
    barrier = cast.barrier_report().barrier
    advance(barrier, State.DROPPED, line="Kanariegrund: reglen er EU's.")
    half = half_year_of(today())
    page = reads("aase", f"/klima/barrierer/halvaar/{half.year}/{half.half}/")
    assert "Kanariegrund: reglen er EU's." in page and barrier.title in page
    barrier = make_report("nadia").barrier
    advance(barrier, State.DROPPED, line="Kanarie i fortrolighed")
    page = reads("aase", f"/klima/barrierer/halvaar/{half.year}/{half.half}/")
    assert "Kanarie i fortrolighed" not in page, "The network does not read that barrier."


def test_what_was_opened_again_did_not_end_and_stands_there_as_it_is_by_now():
    barrier, half = cast.barrier_report().barrier, half_year_of(today())
    path = f"/klima/barrierer/halvaar/{half.year}/{half.half}/"
    make_effect(barrier, title="Kanarielov")
    assert "Afsluttet: løst" in reads("aase", path)
    reopen(Barrier.objects.get(), reason="Den gælder ikke os.", actor=cast.person("anders"))
    page = reads("aase", path)
    assert "Afsluttet" not in page
    assert "Ved at blive afklaret" in page.partition("Kanarielov")[2]
    assert "Den gælder ikke os." not in page


def test_what_is_counted_as_over_is_listed_also_where_its_outcome_is_hidden_which_says_nothing_there():
    effect, half = make_effect(cast.barrier_report().barrier, title="Kanarielov"), half_year_of(today())
    hide(effect.outcome, reason="Fejl", actor=cast.person("karen"))
    page = reads("aase", f"/klima/barrierer/halvaar/{half.year}/{half.half}/")
    assert "Afsluttet: løst" in page and cast.barrier_report().barrier.title in page
    assert effect.line not in page and "Kanarielov" not in page


def test_one_leafs_back_to_where_the_first_was_received():
    Barrier.objects.update(received_at=datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC))
    assert "januar til juni 2025" in reads("aase", "/klima/barrierer/halvaar/2025/2/")
    assert "juli til december 2024" not in reads("aase", "/klima/barrierer/halvaar/2025/1/")


@pytest.mark.parametrize("path", ["2025/3", "2099/1", "1999/2"])
def test_a_half_year_there_is_none_of_is_not_found(path):
    assert cast.browser("aase").get(f"/klima/barrierer/halvaar/{path}/").status_code == 404


def test_what_the_network_does_not_read_is_marked_for_the_secretariat():
    karen, barrier = cast.person("karen"), make_report("nadia", summary="Skjult regel").barrier
    assess(barrier)
    make_step(title="Fortroligt brev", audience=Audience.SECRETARIAT, delivered_on=today())
    make_outcome(title="Aftale i stilhed", adopted_on=today())
    advance(barrier, State.DROPPED, line="Ikke mere.")
    hide(Barrier.objects.get(pk=barrier.pk), reason="x", actor=karen)
    half = half_year_of(today())
    account = f"/klima/barrierer/halvaar/{half.year}/{half.half}/"
    page = reads("karen", account)
    for title, mark in (("Fortroligt brev", "Kun sekretariatet"), ("Aftale i stilhed", "Kun sekretariatet")):
        assert mark in page.partition(title)[2].partition("</li>")[0]
    assert "Skjult af sekretariatet" in page.partition("Skjult regel")[2].partition("</li>")[0]
    assert "Skjult af sekretariatet" in reads("karen", "/klima/barrierer/?trin=dropped")
    assert not {"Fortroligt brev", "Aftale i stilhed", "Skjult regel"} & set(reads("aase", account).split(">"))


def test_the_sheet_is_in_the_readers_language():
    Person.objects.filter(pk=cast.person("karen").pk).update(language="en")
    told = cast.text_of(cast.browser("karen").get("/klima/sekretariat/barrierer.xlsx"))
    assert "Assessed" in told and "Vurderet" not in told
