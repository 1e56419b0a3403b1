"""Addresses that stand in a text: each leads on, and says where to, instead of spelling itself out."""

import re
from urllib.parse import unquote, urlsplit

from django.utils.safestring import SafeString

from klimanet.text.markup import joined, markup

ADDRESS = re.compile(r"(https?://[^\s<>]*[^\s<>.,;:!?)])")
DANISH = (("aa", "å"), ("ae", "æ"), ("oe", "ø"))  # as Danish addresses write them


def linked(text: str) -> SafeString:
    """The text with a link for each address, and its lines."""
    return joined("{}", ((_line(line),) for line in text.splitlines()), between="<br>")


def _line(line: str) -> SafeString:
    """Every second piece is an address."""
    pieces = enumerate(ADDRESS.split(line))
    return joined("{}", ((_link(piece) if place % 2 else piece,) for place, piece in pieces))


def _link(address: str) -> SafeString:
    return markup('<a href="{}">{}</a>', address, in_words(address))


def in_words(address: str) -> str:
    """Its host and what its last part says, "kl.dk: Solceller på kommunale tage"; the host alone, where that is no words."""
    parts = urlsplit(address)
    host = parts.netloc.removeprefix("www.")
    last = unquote(parts.path.rstrip("/").rpartition("/")[2]).partition(".")[0]
    words = [word for word in re.split(r"[-_]+", last) if word.isalpha() or re.fullmatch(r"\d{2,4}", word)]
    if sum(map(str.isalpha, words)) < 2:
        return host
    said = " ".join(words)
    for plain, letter in DANISH if host.endswith((".dk", ".nu")) else ():
        said = said.replace(plain, letter)
    return f"{host}: {said[:1].upper()}{said[1:]}"
