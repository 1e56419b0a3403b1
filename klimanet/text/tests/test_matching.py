"""Words are found and marked, whatever their letters look like, and nothing in a text becomes HTML."""

import unicodedata

import pytest

from klimanet.text.matching import excerpt, folded, marked, words_of


@pytest.mark.parametrize(
    ("text", "word"),
    [("Ørum", "ørum"), ("ÆRØ", "ærø"), (unicodedata.normalize("NFD", "Århus"), "århus"), ("CO2-regnskab", "CO2")],
)
def test_a_word_is_found_however_it_is_written(text, word):
    assert words_of(word)[0] in folded(text)


def test_what_stands_between_words_is_no_word():
    assert words_of(" Klima, klima & CO2-regnskab!? ") == ["klima", "co2", "regnskab"]
    assert words_of("%%% ___ 🌍") == []


def named(*words: str):
    return lambda word: folded(word) in words


def test_words_are_marked_and_the_rest_is_escaped():
    text = "<b>Ørum</b> & ørum, Ørumgård"
    assert marked(text, named("ørum")) == "&lt;b&gt;<mark>Ørum</mark>&lt;/b&gt; &amp; <mark>ørum</mark>, Ørumgård"
    assert marked("a <i>", named()) == "a &lt;i&gt;"
    assert marked(unicodedata.normalize("NFD", "Århus"), named("århus")) == "<mark>Århus</mark>"


def test_an_excerpt_stands_around_the_first_word():
    text = "Indledning. " * 30 + "Her står biogas midt i det hele. " + "Afslutning. " * 30
    biogas = named("biogas")
    told = excerpt(text, biogas)
    assert "<mark>biogas</mark>" in told and told.startswith("… Indledning") and told.endswith(" …")
    assert len(told) < 300
    assert excerpt("Kort.", biogas) == "Kort."
    assert excerpt("", biogas) == ""
    assert len(excerpt("a" * 1000, biogas)) < 250
    assert excerpt("a " * 250 + "biogas", biogas).endswith("<mark>biogas</mark>")
    assert excerpt("<i>&", biogas) == "&lt;i&gt;&amp;"
