"""How a long text begins."""

import re

ENDING = re.compile(r"(\w*)[.!?…][«»”\"\)]*(?=\s+[«»“\"\(]?[A-ZÆØÅ]|\s*\n)|\n")  # of a sentence, or a line
SHORTENED = {  # and ended by a full stop
    *("bek", "bl", "ca", "dvs", "eks", "evt", "fx", "hhv", "inkl", "jf", "kap", "kl", "mht", "mio", "mia", "nr", "pct"),
    *("pga", "pkt", "stk", "vedr"),
}


def opening(text: str, *, most: int) -> str:
    """The first sentences of `text` that `most` characters hold; its first words and " …", where they hold next to none."""
    if len(text) <= most:
        return text
    endings = [found.end() for found in ENDING.finditer(text, 0, most + 10) if found.end() <= most and _ends(found[1])]
    if endings and endings[-1] > most // 3:
        return text[: endings[-1]].rstrip()
    return f"{text[: most - 2].rsplit(maxsplit=1)[0]} …"


def _ends(word: str | None) -> bool:
    """Whether a full stop after the word ends a sentence; of a line no word is asked for."""
    return word is None or (len(word) > 1 and word.casefold() not in SHORTENED)
