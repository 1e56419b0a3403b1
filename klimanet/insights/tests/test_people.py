"""Who sits where: found by what one asks, and taken home as a spreadsheet."""

import io
import re
import zipfile

import pytest
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.insights.queries.people import people_sheet, seats
from klimanet.members.models import Role
from klimanet.members.operations.seats import vacate_seat
from klimanet.rules.actors import SYSTEM
from tests import cast
from tests.building import make_person

pytestmark = pytest.mark.django_db
PAGE = "/klima/sekretariat/pladser/"


def page(question: str = "") -> str:
    return cast.browser("karen").get(PAGE + question).content.decode()


def listed(question: str) -> set[str]:
    return set(re.findall(r'class="row-title"><a href="[^"]*">([^<]*)<', page(question)))


def cells(question: str = "", sheet: str = "personer") -> str:
    """The texts and cells of the workbook, as its XML has them."""
    response = cast.browser("karen").get(f"{PAGE}{sheet}.xlsx{question}")
    assert response.streaming and response["Content-Disposition"].startswith(f'attachment; filename="{sheet}-2')
    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("?q=bjerre+anders", {"Anders Bjerre"}),
        ("?q=ANDERS@odense", {"Anders Bjerre"}),
        ("?q=aabenraa", {"Åse Ørum Aagaard", "Ledig plads"}),
        ("?role=coordinator", {"Mette Søndergaard Lund"}),
        ("?role=observer", {"Sofie Dahl"}),
        ("?state=pause", {"Torben Krag"}),
        ("?organisation=odense", {"Mette Søndergaard Lund", "Anders Bjerre"}),
        ("?organisation=odense&role=member", {"Anders Bjerre"}),
        ("?region=hovedstaden", {"Nadia Rahmani"}),
        ("?q=---", set()),
    ],
)
def test_a_question_finds_its_seats(question, who):
    assert listed(question) == who


def test_who_never_signed_in_is_told_from_who_did():
    Person.objects.update(last_login=timezone.now())
    Person.objects.filter(pk=cast.person("anders").pk).update(last_login=None)
    assert listed("?state=aldrig") == {"Anders Bjerre"}


def test_a_locked_account_and_a_vacant_seat_are_found():
    Person.objects.filter(pk=cast.person("nadia").pk).update(is_active=False)
    assert listed("?state=laast") == {"Nadia Rahmani"}
    assert "Nadia Rahmani" not in listed("?state=adgang")
    vacate_seat(cast.seat("aase"), actor=SYSTEM)
    assert listed("?state=ledig&organisation=aabenraa") == {"Ledig plads"}


def test_nobody_from_elsewhere_is_listed():
    assert "Line Præst" not in page()
    assert "Line Præst" not in cells()


def test_an_answer_that_makes_no_sense_is_told_and_filters_nothing():
    assert "ds-error-summary" in page("?role=konge")
    assert len(seats(cast.network(), {})) == page("?role=konge").count('class="row"')


def test_organisations_stand_in_danish_order_and_the_list_goes_on():
    for number in range(60):
        make_person(organisation="vejle" if number % 2 else "aarhus")
    first = page()
    (onwards,) = re.findall(r'href="\?(efter=[^"]+)"', first)
    second = page(f"?{onwards}")
    rest = re.findall(r'class="row-meta muted">([^<]*)<', first + second)
    assert len(rest) == len(seats(cast.network(), {}))
    assert rest[-1] == "Aarhus", "Aa is Å, which is last."


class TestTheSpreadsheet:
    def test_it_holds_what_the_list_shows(self):
        found = cells("?role=coordinator")
        assert "Mette Søndergaard Lund" in found and "mette@odense.example" in found and "Koordinator" in found
        assert "Anders Bjerre" not in found

    def test_what_looks_like_a_formula_a_link_or_a_number_stays_text(self):
        make_person(name="=cmd|' /C calc'!A0", title="https://b.example", organisation="vejle")
        make_person(name="00123", organisation="vejle")
        found = cells("?organisation=vejle")
        assert "<f>" not in found and "hyperlink" not in found
        assert "=cmd|" in found and "<t>00123</t>" in found

    def test_a_name_with_marks_and_control_characters_breaks_nothing(self):
        person = make_person(organisation="vejle")
        Person.objects.filter(pk=person.pk).update(name="<b>\x01\x0bÅ & Ø" + "x" * 100)
        assert "&lt;b&gt;" in cells("?organisation=vejle")

    def test_each_column_can_be_narrowed_and_the_heads_stay_in_sight(self):
        for question in ("?q=---", ""):
            found = cells(question)
            assert (
                re.search(rf'<autoFilter ref="A1:[A-Z]{found.count("<row ")}"/>', found) and 'state="frozen"' in found
            )

    def test_organisations_have_one_row_each(self):
        make_person(organisation="vejle")
        make_person(organisation="vejle")
        found = cells(sheet="organisationer")
        assert found.count(">Vejle<") == 1
        row = re.search(r"<row[^>]*>(?:(?!</row>).)*>Vejle<.*?</row>", found)[0]
        assert re.findall(r"<v>(\d+)</v>", row)[-2:] == ["2", "2"]

    def test_it_costs_the_same_for_many(self, django_assert_num_queries):
        for _ in range(5):
            make_person()
        heads, rows = people_sheet(cast.network(), {})
        with django_assert_num_queries(1):
            assert {len(row) for row in rows} == {len(heads)}

    def test_a_role_is_named_as_on_the_page(self):
        make_person(role=Role.OBSERVER, organisation="groent-overblik")
        assert "Observatør" in cells()
