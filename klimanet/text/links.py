"""Addresses that stand in a text: each leads on, and says where to, instead of spelling itself out."""

import re
from urllib.parse import urlsplit

from django.utils.safestring import SafeString

from klimanet.text.markup import joined, markup

ADDRESS = re.compile(r"(https?://[^\s<>]*[^\s<>.,;:!?)])")


def linked(text: str) -> SafeString:
    """The text with a link for each address, and its lines."""
    return joined("{}", ((_line(line),) for line in text.splitlines()), between="<br>")


def _line(line: str) -> SafeString:
    """Every second piece is an address."""
    pieces = enumerate(ADDRESS.split(line))
    return joined("{}", ((_link(piece) if place % 2 else piece,) for place, piece in pieces))


def _link(address: str) -> SafeString:
    return markup('<a href="{}">{}</a>', address, host_of(address))


def host_of(address: str) -> str:
    """Whose page it is, "kl.dk": of a title an address has a guess at most. What is no address after all is told as it is."""
    try:
        return (urlsplit(address).hostname or address).removeprefix("www.")
    except ValueError:  # "https://[": half an address of six parts
        return address
