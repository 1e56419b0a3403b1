"""Template filters for texts, dates and numbers; available in every template."""

from django import template

from klimanet.text import dates, markdown

register = template.Library()
register.filter("day", dates.day)
register.filter("weekday", dates.weekday)
register.filter("moment", dates.moment)
register.filter("number", dates.number)


@register.filter("markdown")
def as_html(source: str) -> str:
    return markdown.render(source)
