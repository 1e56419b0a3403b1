"""What a Danish word is found by: the word as it is written, its stem, and the words that it is put together of.

So "plan" and "handlingsplan" find "klimahandlingsplaner", and "varmeplan" finds "varmeplanlægning". A text and what is asked
for go the same way, on every database. æ, ø and å stay letters of their own; "aa" is å, as it always was.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from snowballstemmer import stemmer

from klimanet.text.lexicon import IRREGULAR, PARTS
from klimanet.text.matching import WORD, folded

LONGEST = 64  # letters: of a longer word its beginning counts, and it is not taken apart
SHORTEST = 4  # letters of a part that is in no lexicon, and of the one beside it
KEPT = 20_000  # words, of which a network uses few and those often
LINKS = ("", "s", "e")  # what may stand between two parts
SHORT = re.compile(r"([^aeiouyæøå]{0,3}[aiouyæøå])(?:en|et|er|ene|erne)s?")  # "byen", "søerne": the stemmer leaves them
NEUTER = re.compile(r"(?<=..)(ig|al|iv|bar|som|ær)t$")  # "kommunalt"
DOUBLED = re.compile(r"([bdfgklmnprst])\1(?=el$)")  # "middel", whose plural has one d
WITHOUT_E = re.compile(r"(?<=[bdfgkptv])l$")  # "regler", of "regel"
WITHOUT_ER = re.compile(r"(?<=[dt])r$")  # "centre", of "center"


def words_in(text: str) -> set[str]:
    """All that the words of `text` are found by."""
    return {form for word in set(_words(text)) for form in found_by(word)}


def asked_in(text: str) -> list[str]:
    """The different words of what somebody asks for, as `found_by` and `stem` take them."""
    return list(dict.fromkeys(_words(text)))


def finding(asked: list[str]) -> Callable[[str], bool]:
    """Whether a word of a text is found by one of `asked`, or by something that begins like the last of them."""
    wanted = [*(f" {stem(word)} " for word in asked), f" {spelt(asked[-1])}"]

    def is_found(word: str) -> bool:
        forms = _forms(word)
        return any(one in forms for one in wanted)

    return cache(is_found)


def standing_in(asked: list[str]) -> Callable[[str], bool]:
    """Whether one of `asked` stands anywhere in a word, as names are found."""
    spellings = list(map(spelt, asked))
    return lambda word: any(part in spelt(one) for one in _words(word) for part in spellings)


@lru_cache(maxsize=KEPT)
def found_by(word: str) -> frozenset[str]:
    """The word, its stem, and the stems of its parts and of those that stand together in it."""
    parts = _parts(word)
    together = (word[begin:end] for place, (begin, _) in enumerate(parts) for _, end in parts[place:])
    return frozenset({spelt(word), stem(word), *map(stem, together)})


@lru_cache(maxsize=KEPT)
def stem(word: str) -> str:
    """What the forms of a word have in common; not always a word itself."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if short := SHORT.fullmatch(word):
        return spelt(short[1])
    danish, shorter = stemmer("danish"), NEUTER.sub(r"\1", word)  # a stemmer of one's own: it is not made for threads
    while (word := shorter) != (shorter := danish.stemWord(word)):
        pass  # "pladser", "plads", "plad": whatever it makes of one form it makes of all
    return spelt(WITHOUT_ER.sub("", WITHOUT_E.sub("el", DOUBLED.sub(r"\1", word))))


def spelt(word: str) -> str:
    return word.replace("aa", "å")


@lru_cache(maxsize=KEPT)
def _forms(word: str) -> str:
    """All that a word of a text is found by, each between spaces."""
    return f" {' '.join(words_in(word))} "


def _words(text: str) -> list[str]:
    return [word[:LONGEST] for word in WORD.findall(folded(unicodedata.normalize("NFKC", text)))]  # "CO₂" is "co2"


STEMS = frozenset(map(stem, PARTS))
Way = tuple[int, int, tuple[tuple[int, int], ...]]  # letters beside known parts, parts, where each begins and ends


def _parts(word: str) -> tuple[tuple[int, int], ...]:
    """Where each part of a compound begins and ends, without the letters that link it to the next; nothing for another word.

    The way to take it apart that leaves the fewest letters beside known parts, then the one with the fewest parts. The
    first or the last may be in no lexicon, as names are.
    """
    length = len(word)
    if length == LONGEST or stem(word) in STEMS:
        return ()

    @cache
    def known_from(begin: int) -> Way | None:
        ways: list[Way] = [(0, 1, ((begin, length),))] if begin and stem(word[begin:]) in STEMS else []
        for end in range(begin + 1, length):
            if word[begin:end] in PARTS:
                for link in LINKS:
                    after = end + len(link)
                    if word.startswith(link, end) and (way := known_from(after) or last(after, end - begin)):
                        ways.append((way[0] + (link == "e"), way[1] + 1, ((begin, end), *way[2])))
        return min(ways, default=None)

    def last(begin: int, before: int) -> Way | None:
        left = length - begin
        return (left, 1, ((begin, length),)) if left >= SHORTEST <= before else None

    def firsts():
        for end in range(SHORTEST, length - SHORTEST + 1):
            way = known_from(end)
            if way and (way[2][0][1] - end > SHORTEST or (word[end - 1] == "s" and end > SHORTEST)):
                yield end + way[0], way[1] + 1, ((0, end), *way[2])

    return min(filter(None, [known_from(0), *firsts()]), default=(0, 0, ()))[2]
