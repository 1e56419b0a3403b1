"""Texts and their words: folded, so that the same on every database, and marked where they were found."""

import re
import unicodedata
from collections.abc import Callable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WORD = re.compile(r"[^\W_]+")
BEFORE = 60  # characters of an excerpt before the first word that was found


def folded(text: str) -> str:
    """`text` without capitals, each letter written in one way; æ, ø and å stay letters of their own."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def words_of(text: str) -> list[str]:
    """The different words of what somebody asks for, folded: letters and digits, whatever stands between them."""
    return list(dict.fromkeys(WORD.findall(folded(text))))


def marked(text: str, is_found: Callable[[str], bool]) -> SafeString:
    """`text` as HTML with every word marked that `is_found`."""
    text, parts, after = unicodedata.normalize("NFC", text), [], 0
    for word in WORD.finditer(text):
        if is_found(word[0]):
            parts += [escape(text[after : word.start()]), "<mark>", word[0], "</mark>"]  # letters and digits
            after = word.end()
    return mark_safe("".join([*parts, escape(text[after:])]))


def excerpt(text: str, is_found: Callable[[str], bool], *, length: int = 220) -> SafeString:
    """About `length` characters of `text` around the first word that `is_found`, marked; its beginning where none is."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    found = next((word for word in WORD.finditer(text) if is_found(word[0])), None)
    start = max(0, found.start() - BEFORE) if found else 0
    if found and start:
        start = text.find(" ", start, found.start()) + 1 or start  # where a word begins
    end = start + length
    if end < len(text):
        end = max(text.rfind(" ", start, end), found.end() if found else 0, start + length // 2)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return mark_safe(before + marked(text[start:end], is_found) + after)
