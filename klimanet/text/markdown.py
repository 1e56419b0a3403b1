"""Markdown as people write it, HTML that is safe to show. nh3 has the last word, whatever the renderer lets through."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre"),
    *("h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"),
}
# A page has its own h1 and section headings, so a text starts at `deepest_heading`.
PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
PARSER.options["maxNesting"] = 20


@lru_cache(maxsize=512)
def render(source: str, *, first_heading: int = 3) -> SafeString:
    """HTML of Markdown `source`; its topmost heading becomes h2 or h3 (`first_heading`), no heading goes below h4."""
    tokens = PARSER.parse(source)
    headings = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = first_heading - min(headings, default=1)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + shift, 4)}"
    html = PARSER.renderer.render(tokens, PARSER.options, {})
    return mark_safe(
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}},
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel="noopener nofollow ugc",
        )
    )
