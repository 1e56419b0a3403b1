"""How a hit is drawn: without a template, as a page has many."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from klimanet.design.templatetags.design import row

register = template.Library()


@register.simple_tag(name="hit")
def draw_hit(hit, *, several: bool) -> SafeString:
    """One thing that was found, with its network where the reader has `several`."""
    tags = format_html('<span class="tag">{}</span>', hit.label)
    if several:
        tags += format_html('<span class="tag">{}</span>', hit.network)
    return row(
        tags, title=hit.title, href=hit.address, text=hit.text, meta=hit.meta, avatar=hit.avatar, photo=hit.photo
    )
