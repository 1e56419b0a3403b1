"""Template filters for texts, dates and numbers, and the tag for addresses; available in every template."""

from django import template
from django.utils.html import strip_tags

from klimanet.text import dates, markdown
from klimanet.text.addresses import path_to
from klimanet.text.links import linked

register = template.Library()
register.filter("day", dates.day)
register.filter("weekday", dates.weekday)
register.filter("moment", dates.moment)
register.filter("month", dates.month)
register.filter("known", dates.known)
register.filter("linked", linked)
register.filter("short", dates.short)
register.filter("number", dates.number)
register.simple_tag(path_to, name="url")  # in place of Django's


@register.filter("markdown")
def as_html(source: str) -> str:
    return markdown.render(source)


@register.filter
def plain(source: str | None) -> str:
    """Markdown without its marks, for a description in one line."""
    return " ".join(strip_tags(markdown.render(source or "")).split())


@register.filter
def telephone(written: str) -> str:
    """A phone number as a `tel:` link wants it; eight digits are Danish."""
    digits = "".join(character for character in written if character in "+0123456789")
    return digits if digits.startswith("+") or len(digits) != 8 else f"+45{digits}"
