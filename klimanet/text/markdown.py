"""Markdown as people write it, HTML that is safe to show. nh3 has the last word, whatever the renderer lets through.

A mention stands in a source as `@p12` (a person) or `@o34` (an organisation) and leaves an empty place in the HTML, which
whoever shows it fills with the name of today (`fill_mentions`).
"""

import re
from collections.abc import Callable
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

VERSION = 3  # of the HTML made here: kept HTML with another is made anew
MENTION = re.compile(r"(?<![^\W_])@([po][0-9]{1,15})(?![^\W_])")  # "_@p12_" is one, in italics
PLACE = re.compile(r'<span data-mention="([po][0-9]{1,15})"></span>')
TAG = re.compile(r'<(?:[^>"]|"[^"]*")*>')  # in the HTML made here, which is always well-formed
TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre"),
    *("h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"),
}
# A page has its own h1 and section headings, so a text starts at `deepest_heading`.
PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
PARSER.options["maxNesting"] = 20


def _leave_places(state: StateCore) -> None:
    """Turn each mention in running text into an empty element; inside code and addresses it stays as written."""
    for block in state.tokens:
        block.children = [part for token in block.children or [] for part in _split(token)] or block.children


def _split(token: Token) -> list[Token]:
    if token.type != "text" or "@" not in token.content:
        return [token]
    parts = []
    for number, content in enumerate(MENTION.split(token.content)):
        place = Token("html_inline", "", 0, content=f'<span data-mention="{content}"></span>', level=token.level)
        parts.append(place if number % 2 else Token("text", "", 0, content=content, level=token.level))
    return parts


PARSER.core.ruler.before("text_join", "mentions", _leave_places)  # what is escaped names nobody


@lru_cache(maxsize=512)
def render(source: str, *, first_heading: int = 3) -> SafeString:
    """HTML of Markdown `source`; its topmost heading becomes h2 or h3 (`first_heading`), no heading goes below h4."""
    tokens = PARSER.parse(source)
    headings = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = first_heading - min(headings, default=1)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + shift, 4)}"
        elif token.type == "table_open":
            token.attrSet("tabindex", "0")  # a wide one scrolls, so the keyboard must get there
    html = PARSER.renderer.render(tokens, PARSER.options, {})
    return mark_safe(
        nh3.clean(
            html,
            tags=TAGS | {"span"},
            attributes={
                "table": {"tabindex"},
                "span": {"data-mention"},
                "a": {"href"},
                "ol": {"start"},
                "th": {"align"},
                "td": {"align"},
            },
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel="noopener nofollow ugc",
        )
    )


def name_of(key: str, names: dict[str, str]) -> str:
    """The name for an id as a text has it. A person without one was erased."""
    return names.get(key) or (gettext("former member") if key.startswith("p") else "…")


def with_names(source: str, names: dict[str, str]) -> str:
    """`source` as its author edits it: ids as names, by `names` ("p12" → "Mette Lund")."""
    return MENTION.sub(lambda found: f"@{name_of(found[1], names)}", source)


def fill_mentions(html: str, told: Callable[[str], str]) -> SafeString:
    """`html` as `render` made it, each mention's place filled with `told("p12")`, which answers safe HTML."""
    return mark_safe(PLACE.sub(lambda place: told(place[1]), html))
