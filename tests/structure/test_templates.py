"""Rules 8 and 9: no script or style inside a page, every form protected, and a name that a template does not know is an error."""

import re

import pytest
from django.template import Context, Template, TemplateSyntaxError

from tests.structure import modules

PAGES = modules("*/templates/**/*.html")

FAULTS = {
    "a style inside": r"\sstyle=|<style",
    "a script inside": r"<script(?![^>]*\b(src|type=\"application/json\"))",
    "an event inside": r"\son[a-z]+=",
    "trust without a reason": r"\|safe\b|autoescape off",
    "an address elsewhere": r"(src|href|action)=\"(https?:)?//",
}


def violations(page: str) -> list[str]:
    wrong = [name for name, pattern in FAULTS.items() if re.search(pattern, page)]
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", page, re.DOTALL):
        if "csrf_token" not in form:
            wrong.append("a form without its token")
    return wrong


@pytest.mark.parametrize("path", PAGES, ids=["/".join(path.parts[-3:]) for path in PAGES])
def test_pages_are_clean(path):
    own_element = "allauth/elements" in str(path)  # its csrf token is put in by whoever uses it
    assert [fault for fault in violations(path.read_text()) if not own_element or "token" not in fault] == []


@pytest.mark.parametrize(
    "planted",
    [
        '<p style="color: red">',
        "<script>alert(1)</script>",
        '<button onclick="go()">',
        "{{ text|safe }}",
        '<img src="https://example.org/a.png">',
        '<form method="post"><button>Gem</button></form>',
    ],
)
def test_a_page_that_strays_is_found(planted):
    assert violations(planted)


def test_an_unknown_name_in_a_template_is_an_error():
    with pytest.raises(pytest.fail.Exception):
        Template("{{ netwrok }}").render(Context({"network": "klima"}))


@pytest.mark.parametrize(
    ("mistyped", "word"),
    [
        ('{% badge "x" colour="accent" %}', "colour"),
        ('{% icon "NoSuchIcon" %}', "NoSuchIcon"),
        ('{% badge "x" color="pink" %}', "pink"),
    ],
)
def test_a_mistyped_component_is_an_error(mistyped, word):
    with pytest.raises(TemplateSyntaxError, match=word):
        Template(mistyped).render(Context())
