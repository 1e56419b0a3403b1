"""Finding a person's name and addresses in what others wrote, and taking them out."""

import re
from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString

from klimanet.rules.personal import Who
from klimanet.text.markup import markup

AROUND = 60  # characters shown on each side
Span = tuple[int, int]


def spans_of(text: str, who: Who) -> list[Span]:
    """Where the whole name or an address stands, whatever the case and the white space in it, from the first to the last."""
    words = [r"\s+".join(map(re.escape, who.name.split())), *map(re.escape, who.addresses)]
    sought = "|".join(sorted(filter(None, words), key=len, reverse=True))
    found = re.finditer(rf"(?<!\w)(?:{sought})(?!\w)", text, re.IGNORECASE) if sought else ()
    return [match.span() for match in found]


def quoted(text: str, who: Who) -> bool:
    """Whether an error or the like repeats one of them, wherever in it."""
    folded = text.casefold()
    return any(word and word.casefold() in folded for word in (who.name, *who.addresses))


def replaced(text: str, spans: Iterable[Sequence[int]], instead: str) -> str:
    for first, beyond in reversed(list(spans)):
        text = f"{text[:first]}{instead}{text[beyond:]}"
    return text


def excerpt(text: str, spans: Sequence[Sequence[int]]) -> SafeString:
    """The first place, marked, with what stands around it."""
    first, beyond = spans[0]
    before, after = text[max(first - AROUND, 0) : first], text[beyond : beyond + AROUND]
    return markup(
        "{}{}<mark>{}</mark>{}{}",
        "… " if first > AROUND else "",
        before,
        text[first:beyond],
        after,
        " …" if beyond + AROUND < len(text) else "",
    )
