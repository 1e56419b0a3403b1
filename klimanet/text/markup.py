"""HTML that is put together in Python, as whatever a page has many of: Django's own way to do it takes three times as long."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString


def markup(shape: str, *values: object) -> SafeString:
    """`shape` with these values in its braces, escaped unless they are HTML already."""
    return SafeString(shape.format(*map(_as_html, values)))


def joined(shape: str, rows: Iterable[Iterable[object]], *, between: str = "") -> SafeString:
    """`shape` once for the values of each row."""
    return SafeString(between.join([markup(shape, *values) for values in rows]))


def _as_html(value: object) -> str:
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))
