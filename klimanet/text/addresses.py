"""Where pages are."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=8_192)
def path_to(view: str, *values: int | str, **named: int | str) -> str:
    """The path of a view, as Django's `reverse` works it out: a page has eighty links, and each took as long as a small query.

    What an address says of who reads it is nothing, so it may be kept.
    """
    return reverse(view, args=values, kwargs=named)
