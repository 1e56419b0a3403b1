"""A Danish word is found by its stem and by the words it is put together of; æ, ø and å are letters of their own."""

import threading

import pytest

from klimanet.text.analysis import LONGEST, asked_in, finding, found_by, stem, words_in
from klimanet.text.lexicon import PARTS


def finds(asked: str, text: str) -> bool:
    """Whether every word that is asked for is one that the text is found by."""
    return {stem(word) for word in asked_in(asked)} <= words_in(text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("plan", "klimahandlingsplaner"),
        ("handlingsplan", "klimahandlingsplaner"),
        ("klima", "klimahandlingsplaner"),
        ("handling", "Klimahandlingsplanerne"),
        ("varmeplan", "varmeplanlægning"),
        ("varme", "fjernvarmeudrulningen"),
        ("vand", "grundvandssænkning"),
        ("regnskab", "CO2-regnskabet"),
        ("co2", "CO₂-regnskabet"),
        ("barn", "børnehaverne"),
        ("ladestander", "ladestanderudbuddet"),
        ("lavbundsjord", "lavbundsjordsordningen"),
        ("afdeling", "klimaafdelingen"),
        ("effektivitet", "energieffektivitet"),
        ("forsyning", "elforsyningslovens"),
        ("trafik", "Københavnstrafikken"),
        ("regler", "statsstøttereglerne"),
    ],
)
def test_a_word_is_found_in_what_is_put_together_of_it(asked, text):
    assert finds(asked, text)


@pytest.mark.parametrize(
    "forms",
    [
        "plan planen planer planerne planernes",
        "regel reglen regler reglerne",
        "middel midler midlerne midlet",
        "center centre centret centrene",
        "by byen byer byerne byens",
        "sø søen søer søerne",
        "plads pladsen pladser pladserne",
        "proces processen processer processerne",
        "tilskud tilskuddet tilskuddene tilskuds",
        "kommunal kommunale kommunalt",
        "bog bøger bøgerne",
        "år året årene",
    ],
)
def test_the_forms_of_a_word_find_one_another(forms):
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("ål", "al"),
        ("rod", "rød"),
        ("lan", "lån"),
        ("klimaplan", "klima og plan"),
        ("varmeplanlægning", "varmeplan"),
        ("undersøgelse", "søgelse"),
        ("søgelse", "undersøgelse"),
        ("kommunerne i Odense", "kommunen i Vejle"),
    ],
)
def test_what_is_another_word_is_not_found(asked, text):
    assert not finds(asked, text)


def test_aa_is_å():
    assert finds("Åbenrå", "Aabenraa") and finds("aabenraa", "Åbenrå")


@pytest.mark.parametrize("text", ["", " \r\n", "%_*\"'()^:-", "🌍", "\x00"])
def test_what_is_no_word_is_found_by_nothing(text):
    assert asked_in(text) == [] and words_in(text) == set()


@pytest.mark.parametrize("text", ["a\r\nb", 'a "b"*', "a:b^2", "a_b", "a'b", "NEAR(a b)", "a\x00b", "½ a-b"])
def test_forms_are_letters_and_digits_whatever_stands_between(text):
    assert {"a", "b"} <= words_in(text)
    assert all(form.isalnum() for form in words_in(text))


def test_a_very_long_word_takes_no_time_and_is_found_by_its_beginning():
    assert found_by(asked_in("klimaplan" * 1_000)[0]) == {("klimaplan" * 1_000)[:LONGEST]}


def test_every_part_is_found_by_itself():
    assert [part for part in PARTS if stem(part) not in found_by(part)] == []


def test_what_matched_is_marked():
    found = finding(["varme", "regl"])
    assert [word for word in ("Fjernvarmen", "varmt", "Reglerne", "regn", "Kommuneregler") if found(word)] == [
        *("Fjernvarmen", "Reglerne", "Kommuneregler")
    ]


def test_threads_do_not_mix_their_words():
    wrong = []

    def work(word: str, expected: str) -> None:
        wrong.extend(word for _ in range(200) if stem.__wrapped__(word) != expected)

    threads = [
        threading.Thread(target=work, args=pair) for pair in [("kommunerne", "kommun"), ("planernes", "plan")] * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
