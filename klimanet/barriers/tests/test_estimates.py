"""What the municipalities estimate together, which the secretariat alone reads; and what one wrote of the rule."""

import re
from html import unescape

import pytest

from klimanet.barriers.models import Consent, Report
from klimanet.barriers.operations.reports import join, withdraw
from klimanet.barriers.operations.states import word
from tests import cast
from tests.building import assess, make_person, make_report

pytestmark = pytest.mark.django_db
TOGETHER = "Det skønner kommunerne tilsammen"


def facts(key: str, path: str) -> list[str]:
    page = unescape(cast.browser(key).get(path).content.decode())
    return re.findall("<dd>(.*?)</dd>", page.partition(TOGETHER)[2].partition("</dl>")[0])


@pytest.fixture
def barrier():
    said = {"months_low": 6, "months_high": 12, "kroner_low": 2 * 10**9, "kroner_high": 3 * 10**9}
    found = make_report("anders", consent=Consent.PUBLIC, **said).barrier
    assess(found)
    join(found, stopped="x", months_low=3, months_high=9, kroner_low=1, kroner_high=1, actor=cast.person("aase"))
    join(found, stopped="x", actor=make_person(organisation="vejle"))
    return found


def test_costs_are_added_up_and_delays_go_from_the_shortest_to_the_longest(barrier):
    assert facts("karen", barrier.get_absolute_url()) == ["3–12 måneder", "2.000.000.001–3.000.000.001 kr."]
    for key in ("anders", "sofie"):
        assert TOGETHER not in cast.browser(key).get(barrier.get_absolute_url()).content.decode()
    sheet = cast.text_of(cast.browser("karen").get("/klima/sekretariat/barrierer.xlsx"))
    assert 'name="Barrierer"' in sheet and "<v>2000000001</v>" in sheet and "Ekstra udgift i kr., mindst" in sheet


def test_what_was_taken_back_is_estimated_no_longer(barrier):
    withdraw(Report.objects.get(barrier=barrier, person=cast.person("anders")), actor=cast.person("anders"))
    assert facts("karen", barrier.get_absolute_url()) == ["3–9 måneder", "1 kr."]
    withdraw(Report.objects.get(barrier=barrier, person=cast.person("aase")), actor=cast.person("aase"))
    assert TOGETHER not in cast.browser("karen").get(barrier.get_absolute_url()).content.decode()


def test_whoever_wrote_of_the_rule_reads_it_until_it_is_in_the_secretariats_words():
    report = make_report("anders", rule="Kanarielov § 7", decided_by="Kanarieministeriet")
    for key, reads in (("anders", True), ("mette", True)):
        page = cast.browser(key).get(report.get_absolute_url()).content.decode()
        assert ("Kanarielov § 7" in page, "Kanarieministeriet" in page) == (reads, reads)
    word(report.barrier, title="Loft", text="x", rule="Fortroligt udkast", actor=cast.person("karen"))
    assert "Fortroligt udkast" not in cast.browser("anders").get(report.get_absolute_url()).content.decode()
