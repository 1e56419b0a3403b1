"""How texts of entries are shown."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from klimanet.text.markdown import fill_mentions

register = template.Library()


@register.filter
def named(html: str, names) -> SafeString:
    """HTML as `shown` gives it, with today's names where somebody is mentioned; `names` are those around its entry."""
    mentioned = names.mentions()
    return fill_mentions(html, lambda key: format_html('<span class="mention">@{}</span>', mentioned.get(key, "…")))
