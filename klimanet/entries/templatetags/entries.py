"""How texts of entries are shown."""

from django import template
from django.utils.safestring import SafeString

from klimanet.entries.queries import Names

register = template.Library()


@register.filter
def named(html: str, names: Names) -> SafeString:
    """HTML as `shown` gives it, with today's names where somebody is mentioned."""
    return names.fill(html)
