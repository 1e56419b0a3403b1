"""Templates as the server keeps them: without the indentation that people read them by, a fifth of a page's bytes."""

import re

from django.template import Origin
from django.template.loaders import app_directories

INDENTATION = re.compile(r"\n[ \t]+")
LONE_TAG = re.compile(r"^(\{%(?! translate )[^%]*%\})\n", re.MULTILINE)  # a translation is words


class Loader(app_directories.Loader):
    """Each package's own templates; leading spaces go, and the ends of lines with a tag alone.

    Other ends stay, so that words keep apart.
    """

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        return LONE_TAG.sub(r"\1", INDENTATION.sub("\n", contents)) if str(origin.name).endswith(".html") else contents
