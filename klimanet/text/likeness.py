"""Which texts are about the same, by their words, the words those are made of, and pieces of them.

Texts are vectors of pieces weighed by how rare each is among all of them; alike is what points the same way (tf-idf, cosine).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from heapq import nlargest

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
        counted = {key: pieces(text) for key, text in texts.items()}
        spread = Counter(piece for found in counted.values() for piece in found)
        self.rarity = {piece: math.log((1 + len(texts)) / number) for piece, number in spread.items()}
        self.holding: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for key, found in counted.items():
            for piece, weight in self._weighed(found):
                self.holding[piece].append((key, weight))

    def nearest(self, text: str, *, most: int) -> list[int]:
        """The keys of the texts most like it, the most alike first; fewer where fewer have anything in common with it."""
        alike: dict[int, float] = defaultdict(float)
        for piece, weight in self._weighed(pieces(text)):
            for key, theirs in self.holding[piece]:
                alike[key] += weight * theirs
        return nlargest(most, alike, key=alike.__getitem__)

    def pairs(self, *, least: float, most: int) -> list[tuple[int, int]]:
        """The keys of two texts that are at least so alike (1: the same pieces), lower first; the most alike pair first.

        Only the pieces that say most of each are compared, and texts without one in common never.
        """
        weighed: dict[int, list[tuple[float, str]]] = defaultdict(list)
        for piece, held in self.holding.items():
            for key, weight in held:
                weighed[key].append((weight, piece))
        holding: dict[str, list[tuple[int, float]]] = defaultdict(list)
        found: dict[tuple[int, int], float] = {}
        for key in sorted(weighed):
            alike: dict[int, float] = defaultdict(float)
            for weight, piece in nlargest(TELLING, weighed[key]):
                for other, theirs in holding[piece]:
                    alike[other] += weight * theirs
                holding[piece].append((key, weight))
            found |= {(other, key): likeness for other, likeness in alike.items() if likeness >= least}
        return nlargest(most, found, key=found.__getitem__)

    def _weighed(self, found: Counter[str]) -> Iterable[tuple[str, float]]:
        weights = {
            piece: (1 + math.log(number)) * self.rarity[piece]
            for piece, number in found.items()
            if piece in self.rarity
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return ((piece, weight / length) for piece, weight in weights.items())
