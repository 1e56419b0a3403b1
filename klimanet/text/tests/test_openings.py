"""A long text begins with whole sentences."""

import pytest

from klimanet.text.openings import opening


def test_a_short_text_is_left_as_it_is():
    assert opening("Kort. Og godt", most=13) == "Kort. Og godt"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Vi må ikke eje solceller. Loven siger nej til det", "Vi må ikke eje solceller."),
        ("Må vi eje dem? »Nej.« Det siger loven til os alle", "Må vi eje dem? »Nej.«"),
        ("Vi vil eje solceller\nLoven siger nej til det hele", "Vi vil eje solceller"),
        ("Det er nej, jf. Energistyrelsen og alle de andre", "Det er nej, jf. Energistyrelsen …"),
        ("Nej. Kommunerne må hverken eje dem eller leje dem ud", "Nej. Kommunerne må hverken eje …"),
        ("Ja. " + "Solcelleanlægsejerskabsundtagelsesbestemmelser", "Ja. …"),
        ("Solcelleanlægsejerskabsundtagelsesbestemmelserne", "Solcelleanlægsejerskabsundtagelse …"),
    ],
)
def test_it_ends_where_a_sentence_does_or_a_line_or_at_the_least_a_word(text, begins):
    assert opening(text, most=35) == begins
