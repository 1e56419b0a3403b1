"""Rule 10: styles stand in our layers, take their colours from tokens, and every class that is used exists."""

import re

import pytest
import tinycss2
from tinycss2 import color4

from tests.structure import modules

LAYERS = {"klimanet.base", "klimanet.components", "klimanet.features", "klimanet.utilities"}
ORDER = "@layer ds, klimanet.base, klimanet.components, klimanet.features, klimanet.utilities;"
STYLES = [path for path in modules("*/static/**/*.css") if path.name != "layers.css"]
MARKUP = [*modules("*/templates/**/*.html"), *modules("*/templatetags/*.py")]
# Colours that are no colour of ours, and those a reader has chosen (forced colours).
FREE = {"transparent", "currentcolor", "inherit"}
SYSTEM = {"canvas", "canvastext", "highlight", "highlighttext", "graytext", "linktext", "buttontext"}


def violations(css: str) -> list[str]:
    wrong = []
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        head = tinycss2.serialize(getattr(rule, "prelude", [])).strip()
        if not (rule.type == "at-rule" and rule.lower_at_keyword == "layer" and head in LAYERS and rule.content):
            wrong.append(f"{rule.source_line}: stands in no layer of ours")
            continue
        wrong += [f"{token.source_line}: {told}" for token in _tokens(rule.content) if (told := _fault(token))]
        if "!important" in tinycss2.serialize(rule.content):
            wrong.append(f"{rule.source_line}: !important")
    return wrong


def _tokens(tokens):
    """Every token of a declaration's value, however deep; selectors are not values."""
    for token in tokens:
        if token.type in ("{} block", "() block", "function"):
            inner = token.content if token.type != "function" else token.arguments
            yield token
            yield from _tokens(inner)
        else:
            yield token


def _fault(token) -> str:
    if token.type == "hash" and re.fullmatch(r"[0-9a-fA-F]{3,8}", token.value):
        return f"the colour #{token.value}"
    if token.type == "function" and token.lower_name in {"rgb", "rgba", "hsl", "hsla", "oklch", "lab", "color"}:
        return f"the colour {token.lower_name}(…)"
    if token.type == "ident" and token.lower_value not in FREE | SYSTEM and color4.parse_color(token.value) is not None:
        return f"the colour {token.value}"
    return ""


def classes_used() -> set[str]:
    used = set()
    for path in MARKUP:
        for value in re.findall(r'class="([^"]*)"', path.read_text()):
            used |= {word for word in re.sub(r"{[{%].*?[%}]}", " ", value).split() if re.fullmatch(r"[\w-]+", word)}
    return used


def classes_styled() -> set[str]:
    styles = [re.sub(r"@layer [\w.]+|/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in STYLES]
    return {name for css in styles for name in re.findall(r"\.([a-zA-Z][\w-]*)", css)}


def order(css: str) -> list[str]:
    """The statements of a style sheet, without comments."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return [tinycss2.serialize([rule]) for rule in rules]


def unstyled(used: set[str]) -> list[str]:
    return sorted(name for name in used if not name.startswith("ds-") and name not in classes_styled())


@pytest.mark.parametrize("path", STYLES, ids=[path.name for path in STYLES])
def test_styles_keep_to_layers_and_tokens(path):
    assert violations(path.read_text()) == []


def test_every_class_is_styled_and_every_style_used():
    assert unstyled(classes_used()) == []
    assert sorted(classes_styled() - classes_used() - {"ds-input"}) == []


def test_the_order_of_the_layers_is_fixed_before_any_is_filled():
    """Layers take their rank where they are first named, so this sheet comes first and fills none."""
    (layers,) = modules("*/static/**/layers.css")
    assert order(layers.read_text())[0] == ORDER
    assert [rule for rule in order(layers.read_text()) if "{" in rule] == []
    linked = [re.findall(r'rel="stylesheet"[^>]*?static "([^"]+)"', page.read_text()) for page in MARKUP]
    assert [sheets[0].rpartition("/")[2] for sheets in linked if sheets] == ["layers.css"]


@pytest.mark.parametrize(
    "planted",
    [
        "p { margin: 0 }",
        "@layer elsewhere { p { margin: 0 } }",
        "@layer klimanet.base { p { color: #fff } }",
        "@layer klimanet.base { @media print { p { color: red } } }",
        "@layer klimanet.base { p { border: 1px solid rgb(0 0 0) } }",
        "@layer klimanet.base { p { margin: 0 !important } }",
    ],
)
def test_a_style_that_strays_is_found(planted):
    assert violations(planted)


def test_a_class_nobody_styles_is_found():
    assert unstyled({"panel", "pannel", "ds-button"}) == ["pannel"]
