"""How texts of entries are shown."""

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def named(html: str, names) -> SafeString:
    """HTML as `shown` gives it, with today's names where somebody is mentioned; `names` are those around its entry."""
    return names.fill(html)
