"""Which texts are about the same, by their words, the words those are made of, and pieces of them.

Texts are vectors of pieces weighed by how rare each is among all of them; alike is what points the same way (tf-idf, cosine).
They are kept in arrays, pieces as numbers: each web process keeps some hundred thousand weights, and as objects they took ten times
the memory, much of which Python never gave back.
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from heapq import nlargest
from itertools import accumulate

from klimanet.text.analysis import found_by
from klimanet.text.matching import WORD, folded

SIZES = (4, 5)  # letters of a piece
TELLING = 150  # pieces of a text that say most of it: else a long one costs all the common ones, which say little
SHORTEST = 3  # letters of a word that says something
COMMON = frozenset(
    WORD.findall(
        "alle alt altid anden andet andre at bare ber blev blive bliver både da de dem den denne der deres det dette dig din "
        "dog du efter egen egne ej eller en end endnu er et fik flere for fra få får før gør går ham han har havde hende "
        "hendes her hos hun hver hvis hvor hvordan hvorfor i ikke ind ingen intet ja jeg jer jo kan kun kunne man mange med "
        "meget mellem men mere mest mod må måtte ned nej nogen noget nogle nu når og også om op os over på se selv sig sin "
        "skal skulle som sådan så til ud uden under var ved vi vil ville vores vort være været"
    )
)


def pieces(text: str) -> Counter[str]:
    """Of each word that says something: all that search finds it by, and its overlapping pieces with beginning and end marked."""
    words = [word for word in WORD.findall(folded(text)) if len(word) >= SHORTEST and word not in COMMON]
    found = Counter(form for word in words for form in found_by(word))
    for word in words:
        marked = f"^{word}$"
        found.update(marked[at : at + size] for size in SIZES for at in range(len(marked) - size + 1))
    return found


class Likeness:
    """Texts by their keys, made ready to be compared with another."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        self._numbers: dict[str, int] = {}
        counted = {key: self._counted(text) for key, text in texts.items()}
        spread = _spread(counted, pieces=len(self._numbers))
        self._rarity = array("d", (math.log((1 + len(texts)) / number) for number in spread))
        self._vectors: dict[int, tuple[array, array]] = {}
        for key, (numbers, counts) in counted.items():
            weighed = self._weighed(dict(zip(numbers, counts, strict=True)))
            self._vectors[key] = numbers, array("f", weighed.values())

    def nearest(self, text: str) -> list[int]:
        """The keys of the texts that have anything in common with it, the most alike first."""
        known = {self._numbers[piece]: count for piece, count in pieces(text).items() if piece in self._numbers}
        alike: dict[int, float] = defaultdict(float)
        for number, weight in self._weighed(known).items():
            for key, theirs in self._holding.of(number):
                alike[key] += weight * theirs
        return sorted(alike, key=alike.__getitem__, reverse=True)

    def pairs(self, *, least: float, most: int) -> list[tuple[int, int]]:
        """The keys of two texts that are at least so alike (1: the same pieces), lower first; the most alike pair first.

        Only the pieces that say most of each are compared, and texts without one in common never.
        """
        telling = {key: _telling(*vector) for key, vector in sorted(self._vectors.items())}
        holding, found = _Holding(telling, pieces=len(self._numbers)), dict[tuple[int, int], float]()
        for key, vector in telling.items():
            alike: dict[int, float] = defaultdict(float)
            for number, weight in zip(*vector, strict=True):
                for other, theirs in holding.of(number):
                    if other == key:  # and the others come when it is their turn
                        break
                    alike[other] += weight * theirs
            found |= {(other, key): likeness for other, likeness in alike.items() if likeness >= least}
        return nlargest(most, found, key=found.__getitem__)

    def _counted(self, text: str) -> tuple[array, array]:
        """The numbers of its pieces, and how often each is in it."""
        found = pieces(text)
        numbers = array("I", (self._numbers.setdefault(piece, len(self._numbers)) for piece in found))
        return numbers, array("I", found.values())

    def _weighed(self, counted: Mapping[int, int]) -> Mapping[int, float]:
        weights = {number: (1 + math.log(count)) * self._rarity[number] for number, count in counted.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {number: weight / length for number, weight in weights.items()}

    @cached_property
    def _holding(self) -> "_Holding":
        return _Holding(self._vectors, pieces=len(self._numbers))


class _Holding:
    """Which keys hold each piece, in the order they were given, and how much it weighs there: one row after the other."""

    def __init__(self, vectors: Mapping[int, tuple[array, array]], *, pieces: int) -> None:
        self._ends = array("I", accumulate(_spread(vectors, pieces=pieces), initial=0))
        free, size = self._ends[:], self._ends[-1]
        self._keys, self._weights = array("Q", bytes(8 * size)), array("f", bytes(4 * size))
        for key, vector in vectors.items():
            for number, weight in zip(*vector, strict=True):
                place = free[number]
                self._keys[place], self._weights[place] = key, weight
                free[number] += 1

    def of(self, number: int) -> Iterator[tuple[int, float]]:
        row = slice(self._ends[number], self._ends[number + 1])
        return zip(self._keys[row], self._weights[row], strict=True)


def _spread(vectors: Mapping[int, tuple[array, array]], *, pieces: int) -> array:
    """How many of them hold each of so many pieces, by its number."""
    spread = array("I", bytes(4 * pieces))
    for numbers, _ in vectors.values():
        for number in numbers:
            spread[number] += 1
    return spread


def _telling(numbers: array, weights: array) -> tuple[array, array]:
    """The pieces that say most, and what they weigh."""
    kept = nlargest(TELLING, zip(weights, numbers, strict=True))
    return array("I", (number for _, number in kept)), array("f", (weight for weight, _ in kept))
