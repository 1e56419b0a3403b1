"""Components that Designsystemet's CSS alone does not give: each a tag with named options, where a mistyped one is an error."""

import datetime
import re
from functools import cache, lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from klimanet.design.tiles import Tile
from klimanet.text import dates
from klimanet.text.addresses import path_to
from klimanet.text.markup import joined, markup

register = template.Library()

HUES = ("accent", "ocean", "sun", "neutral")
COLOURS = ("neutral", "accent", "info", "success", "warning", "danger")
NOTHING = mark_safe("")
FINE = re.compile(r"(?<![\d.])\d+\.\d{3,}")  # of an icon's 24 units, finer than anybody sees


def _one_of(value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise template.TemplateSyntaxError(f"{value!r} is none of {', '.join(choices)}.")
    return value


@cache
def _drawing(name: str) -> SafeString:
    """What stands inside the icon's svg element."""
    path = Path(settings.ICONS) / f"{name}.svg"
    if not path.is_file():
        raise template.TemplateSyntaxError(f"There is no icon {name!r}.")
    drawn = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", path.read_text(), flags=re.DOTALL)
    drawn = FINE.sub(lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), drawn)
    return mark_safe(drawn.replace(' clip-rule="evenodd"', "").strip())  # which says nothing outside a clipPath


@register.simple_tag(name="icon")
def draw_icon(name: str, *, label: str = "") -> SafeString:
    """An icon by its file's name; silent for a screen reader, unless it stands alone and has a `label`."""
    if label:
        return markup(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', label, _drawing(name)
        )
    return markup('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', _drawing(name))


@register.filter
def attributes(given: dict) -> SafeString:
    """A field's attributes as Django writes them, but no placeholder: grey words in a field are taken for an answer."""
    kept = ((name, value) for name, value in given.items() if value is not False and name != "placeholder")
    return joined(" {}{}", ((name, NOTHING if value is True else markup('="{}"', value)) for name, value in kept))


@register.simple_block_tag
def kept(content: SafeString) -> SafeString:
    """Drawn once `as` a name, for a page that shows it twice."""
    return content


@register.simple_tag(name="avatar")
def draw_avatar(name: str, *, photo: str = "", size: str = "medium") -> SafeString:
    """A person's picture or initials. It stands beside the name, so it is silent."""
    size = _one_of(size, ("small", "medium", "large"))
    shape = markup(' data-avatar="{}"', size) if size != "medium" else NOTHING
    if photo:
        return markup('<img class="avatar"{} src="{}" alt="" loading="lazy">', shape, photo)
    words = name.split()
    initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
    return markup(
        '<span class="avatar"{} data-hue="{}" aria-hidden="true">{}</span>',
        shape,
        HUES[sum(map(ord, name)) % len(HUES)],
        initials,
    )


@register.simple_tag
def badge(text: str, *, color: str = "neutral", icon: str = "") -> SafeString:
    """A state in a word; the colour only underlines it."""
    drawing = draw_icon(icon) if icon else NOTHING
    color = _one_of(color, COLOURS)
    return markup('<span class="ds-tag badge" data-color="{}">{}{}</span>', color, drawing, text)


@register.simple_block_tag
def panel(
    content: SafeString,
    *,
    heading: str = "",
    level: int = 2,
    id: str = "",
    href: str = "",
    link: str = "",
    flush: bool = False,
) -> SafeString:
    """A surface with a heading and perhaps a link; `flush` lets rows reach its edges."""
    shape = mark_safe(' data-flush=""') if flush else NOTHING
    body = markup('<div class="panel-body">{}</div>', content)
    if not heading:
        return markup('<div class="panel"{}>{}</div>', shape, body)
    id = id or "panel-" + re.sub(r"\W+", "-", str(heading).casefold()).strip("-")
    more = NOTHING
    if href:  # read alone, as a list of a page's links does, it says of what
        more = markup('<a class="panel-link" href="{}">{}<span class="ds-sr-only">: {}</span></a>', href, link, heading)
    return markup(
        '<section class="panel"{} aria-labelledby="{}"><div class="panel-head"><h{} id="{}">{}</h{}>{}</div>{}</section>',
        *(shape, id, level, id, heading, level, more, body),
    )


@register.simple_block_tag
def rows(content: SafeString, *, label: str) -> SafeString:
    """A list of rows, for work one goes through."""
    return markup('<ul class="rows" aria-label="{}">{}</ul>', label, content)


@register.simple_block_tag
def row(
    content: SafeString,
    *,
    title: str,
    href: str = "",
    text: str = "",
    meta: str = "",
    avatar: str = "",
    photo: str = "",
) -> SafeString:
    """One row: its title leads on and covers it all; what stands inside the tag stays to be pressed by itself."""
    heading = markup('<a href="{}">{}</a>', href, title) if href else title
    return markup(
        '<li class="row">{}<div class="row-text"><p class="row-title">{}</p>{}</div>{}{}</li>',
        draw_avatar(avatar, photo=photo) if avatar else NOTHING,
        heading,
        markup('<p class="muted">{}</p>', text) if text else NOTHING,
        markup('<div class="row-extra">{}</div>', content) if content.strip() else NOTHING,
        markup('<p class="row-meta muted">{}</p>', meta) if meta else NOTHING,
    )


@register.simple_block_tag
def timeline(content: SafeString) -> SafeString:
    """What happened, in order."""
    return markup('<ol class="timeline">{}</ol>', content)


@register.simple_block_tag
def event(content: SafeString, *, when: datetime.date, title: str) -> SafeString:
    """One thing on a timeline; a moment is told with its time, a date without."""
    told = dates.moment(when) if isinstance(when, datetime.datetime) else dates.weekday(when)
    return markup(
        '<li><p class="muted"><time datetime="{}">{}</time></p><p><strong>{}</strong></p>{}</li>',
        *(when.isoformat(), capfirst(told), title, content),
    )


@register.simple_block_tag
def notice(content: SafeString, *, color: str = "info", heading: str = "") -> SafeString:
    """A message that stands out from the page."""
    title = markup('<h2 class="ds-heading" data-size="2xs">{}</h2>', heading) if heading else NOTHING
    color = _one_of(color, ("info", "success", "warning", "danger"))
    return markup('<div class="ds-alert" data-color="{}">{}{}</div>', color, title, content)


@register.simple_block_tag
def empty(content: SafeString, *, icon: str, heading: str) -> SafeString:
    """Nothing here yet, and what one can do about it."""
    return markup('<div class="empty">{}<p class="empty-heading">{}</p>{}</div>', draw_icon(icon), heading, content)


@register.simple_block_tag
def breadcrumbs(content: SafeString) -> SafeString:
    """Where the page stands: crumbs from the network down to the page itself."""
    return markup('<nav class="ds-breadcrumbs trail" aria-label="{}"><ol>{}</ol></nav>', _("You are here"), content)


@register.simple_tag
def crumb(label: object, view: str = "", *args: object) -> SafeString:
    """One step of the breadcrumbs: a link to `view`, or the page itself."""
    if view:
        return markup('<li><a class="ds-link" href="{}">{}</a></li>', path_to(view, *args), label)
    return markup('<li><span aria-current="page">{}</span></li>', label)


@register.simple_tag(takes_context=True)
def button_post(
    context: template.Context, *, action: str, label: str, variant: str = "secondary", icon: str = ""
) -> SafeString:
    """A button that changes something, so it is a form of its own."""
    return markup(
        '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button class="ds-button" data-variant="{}" type="submit">{}{}</button></form>',
        action,
        context["csrf_token"],
        _one_of(variant, ("primary", "secondary", "tertiary")),
        draw_icon(icon) if icon else NOTHING,
        label,
    )


TILE, GAP, LINE = 40, 3, 10  # units of the drawing


@register.simple_tag
def tile_map(tiles: tuple[Tile, ...], *, label: str, member: str = "", outside: str = "") -> SafeString:
    """The country as one drawing. Each tile says its own name; the page puts the same as a list beside it.

    `member` and `outside` say what the two colours mean, where that is not membership.

    What is written on the tiles lies in a layer of its own, silent, since "Vording-borg" is for the eye only.
    """
    return _country(tiles, label, member or _("Member"), outside or _("Not a member"), get_language())


@lru_cache(maxsize=32)  # the same tiles make the same drawing
def _country(tiles: tuple[Tile, ...], label: str, member: str, outside: str, language: str) -> SafeString:
    width, height = ((max((getattr(tile, side) for tile in tiles), default=0) + 1) * TILE for side in ("column", "row"))
    return markup(
        '<figure class="tile-map"><svg viewBox="0 0 {} {}" role="group" aria-label="{}" data-tile-map>{}'
        '<g class="tile-names" aria-hidden="true">{}</g></svg>'
        '<figcaption class="muted"><span><span class="swatch" data-state="member"></span>{}</span> '
        '<span><span class="swatch" data-state="outside"></span>{}</span></figcaption></figure>',
        *(width, height, label),
        joined("{}", ((_tile(tile),) for tile in tiles)),
        joined("{}", ((_written(tile),) for tile in tiles)),
        *(member, outside),
    )


def _corner(tile: Tile) -> tuple[int, int]:
    return tile.column * TILE, tile.row * TILE


def _tile(tile: Tile) -> SafeString:
    shape = markup('<rect x="{}" y="{}" width="{}" height="{}" rx="4"></rect>', *_corner(tile), TILE - GAP, TILE - GAP)
    if tile.href:
        return markup(
            '<a class="tile" href="{}" data-state="{}" data-column="{}" data-row="{}"><title>{}</title>{}</a>',
            *(tile.href, tile.state, tile.column, tile.row, tile.label, shape),
        )
    return markup('<g class="tile" role="img" data-state="{}"><title>{}</title>{}</g>', tile.state, tile.label, shape)


def _written(tile: Tile) -> SafeString:
    left, top = _corner(tile)
    middle = left + (TILE - GAP) / 2
    first = top + TILE / 2 + 1.5 - LINE / 2 * (len(tile.lines) - 1)
    lines = ((tile.state, middle, first + LINE * number, line) for number, line in enumerate(tile.lines))
    return joined('<text data-state="{}" x="{}" y="{}">{}</text>', lines)
