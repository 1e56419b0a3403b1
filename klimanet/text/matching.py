"""Finding words in texts, the same on every database: both are folded here, and compared letter by letter."""

import re
import unicodedata

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WORD = re.compile(r"[^\W_]+")
BEFORE = 60  # characters of an excerpt before the first word that was found


def folded(text: str) -> str:
    """`text` without capitals, each letter written in one way; æ, ø and å stay letters of their own."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def words_of(text: str) -> list[str]:
    """The different words of what somebody asks for, folded: letters and digits, whatever stands between them."""
    return list(dict.fromkeys(WORD.findall(folded(text))))


def marked(text: str, words: list[str]) -> SafeString:
    """`text` as HTML with every occurrence of `words` marked."""
    parts = _pattern(words).split(unicodedata.normalize("NFC", text))
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", part) if at % 2 else part,) for at, part in enumerate(parts))
    )


def excerpt(text: str, words: list[str], *, length: int = 220) -> SafeString:
    """About `length` characters of `text` around the first of `words`, marked; its beginning where there is none."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    found = _pattern(words).search(text)
    start = max(0, found.start() - BEFORE) if found else 0
    if found and start:
        start = text.find(" ", start, found.start()) + 1 or start  # where a word begins
    end = start + length
    if end < len(text):
        end = max(text.rfind(" ", start, end), found.end() if found else 0, start + length // 2)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return format_html("{}{}{}", before, marked(text[start:end], words), after)


def _pattern(words: list[str]) -> re.Pattern:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest_first)) or '(?!)'})", re.IGNORECASE)
