"""How a hit is drawn: without a template, as a page has many."""

from django import template
from django.utils.safestring import SafeString

from klimanet.design.templatetags.design import row
from klimanet.text.markup import markup

register = template.Library()


@register.simple_tag(name="hit")
def draw_hit(hit, *, several: bool) -> SafeString:
    """One thing that was found, with its network where the reader has `several`."""
    tags = markup('<span class="tag">{}</span>', hit.label)
    if several:
        tags += markup('<span class="tag">{}</span>', hit.network)
    return row(
        tags, title=hit.title, href=hit.address, text=hit.text, meta=hit.meta, avatar=hit.avatar, photo=hit.photo
    )
