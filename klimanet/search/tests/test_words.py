"""What search makes of words: parts of others, unfinished ones, signs; and that there is an end to what is looked for."""

import pytest

from klimanet.accounts.operations import change_details
from klimanet.entries.models import Audience
from klimanet.search import queries
from klimanet.search.models import Kind
from klimanet.search.queries import search
from klimanet.search.tests.finding import follow_the_log, found, make_file
from tests import cast
from tests.building import make_comment, make_person, make_thread

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("asked", ["plan", "handlingsplan", "klimahandlingsplanen", "klimah", "KLIMA PLANER"])
def test_a_word_is_found_within_another(asked):
    make_thread("aase", title="Nyt", text="Vores klimahandlingsplaner er vedtaget.")
    follow_the_log()
    (hit,) = search(cast.person("anders"), asked).hits
    assert hit.text == "Vores <mark>klimahandlingsplaner</mark> er vedtaget."


def test_only_the_last_word_may_be_unfinished():
    make_thread("aase", text="kanariefugl i ladestanderudbuddet")
    follow_the_log()
    assert found("anders", "ladestander kanarie") == {Kind.ENTRY: 1}
    assert found("anders", "kanarie ladestander") == {}


def test_part_numbers_gases_and_names_are_found():
    make_thread(
        "aase", title="Pumpe AB-3072/x", text="CO2-regnskab hos Petersen\r\nog CO₂e i Aabenraa, se www.eksempel.dk/a_b"
    )
    follow_the_log()
    for asked in ("3072", "ab-3072", "co2", "co₂ regnskab", "co2e", "peter", "Åbenrå", "eksempel.dk", "a_b"):
        assert found("anders", asked)[Kind.ENTRY] == 1, asked


@pytest.mark.parametrize(
    "typed",
    [
        *(
            '"kanariefugl',
            "kanariefugl*",
            "kanariefugl AND",
            "kanariefugl:*",
            "kanariefugl'",
            "(kanariefugl",
            "kanariefugl\r\n",
        ),
        *(
            "title:kanariefugl -",
            "^kanariefugl",
            "kanariefugl & !",
            "kanariefugl | kanariefugl",
            "kanariefugl\\",
            "{kanariefugl}",
        ),
    ],
)
def test_what_a_database_takes_for_an_operator_does_nothing(typed):
    make_thread("aase", title="Kanariefugl AND title")
    follow_the_log()
    assert found("anders", typed) == {Kind.ENTRY: 1}
    assert found("anders", f"{typed} OR gråspurv") == {}


@pytest.fixture
def three(monkeypatch):
    """No more than three of a kind are looked for."""
    monkeypatch.setattr(queries, "MOST", 3)
    for prepared in (queries._rows, queries._more, queries._people):
        monkeypatch.setattr(prepared, "_questions", {})


def test_there_is_an_end_to_what_is_counted(three):
    thread = make_thread("aase", title="Andet")
    for number in range(5):
        make_comment(thread, text=f"Kanariefugl {number}")
    make_thread("aase", title="Kanariefugl i titlen")
    follow_the_log()
    results = search(cast.person("anders"), "kanariefugl")
    assert results.counts == {Kind.ENTRY: 1, Kind.COMMENT: 4}, "One more than the most stands for more."
    assert (results.total, results.is_more, results.is_cut) == (4, True, True)
    assert [hit.kind for hit in results.hits] == [Kind.ENTRY, Kind.COMMENT, Kind.COMMENT]
    assert results.hits[1].text == "<mark>Kanariefugl</mark> 4"
    page = cast.browser("anders").get("/soeg/?q=kanariefugl").content.decode()
    assert "Over 4 fund" in page and "(over 3)" in page and "Her er de første 3." in page


def test_what_one_may_not_see_fills_no_page(three):
    """However much there is of it, and however new: it takes no place of what one may see, and adds to no count."""
    old = make_thread("aase", title="Kanariefugl for alle")
    for number in range(5):
        make_thread("aase", title=f"Kanariefugl {number}", audience=Audience.SECRETARIAT)
    follow_the_log()
    assert found("anders", "kanariefugl") == {Kind.ENTRY: 1}
    assert [hit.address for hit in search(cast.person("anders"), "kanariefugl").hits] == [old.get_absolute_url()]
    assert found("karen", "kanariefugl") == {Kind.ENTRY: 4}


def test_a_new_name_is_found_and_the_old_one_is_not():
    person = make_person(name="Gråspurv Hansen")
    follow_the_log()
    facts = {"title": "", "position": "", "phone": "", "language": "da"}
    change_details(person, name="Kanariefugl Hänsen", **facts, actor=person)
    follow_the_log()
    assert found("anders", "kanariefugl hænsen") == {Kind.PERSON: 1}
    assert found("anders", "gråspurv") == {}


def test_letters_that_no_name_is_sorted_by_find_nobody():
    make_thread("aase", title="Привет, Klima")
    follow_the_log()
    assert found("anders", "привет") == {Kind.ENTRY: 1}
    assert found("anders", "привет klima") == {Kind.ENTRY: 1}


def test_a_hit_leads_to_what_it_tells_of():
    thread = make_thread("aase", title="Varme i Ørum")
    comment = make_comment(thread, text="Se kanariefugl.")
    make_file(thread, name="kanariefugl.pdf")
    make_file(thread, name="Kanariefugl igen.pdf", comment=comment)
    other = make_thread("aase", title="Kanariefugl")
    follow_the_log()
    hits = search(cast.person("anders"), "kanariefugl").hits
    assert {(hit.title, hit.text, hit.address) for hit in hits} == {
        ("<mark>kanariefugl</mark>.pdf", "Varme i Ørum", thread.get_absolute_url()),
        ("<mark>Kanariefugl</mark> igen.pdf", "Varme i Ørum", comment.get_absolute_url()),
        ("Varme i Ørum", "Se <mark>kanariefugl</mark>.", comment.get_absolute_url()),
        ("<mark>Kanariefugl</mark>", "Vi er i tvivl.", other.get_absolute_url()),
    }
    assert {hit.label for hit in hits} == {"Fil", "Kommentar", "Tråd"}
