"""Every page, in light and dark, narrow and wide: accessible, within its width, with one h1 and nothing in the console."""

import pytest

from tests.browser.conftest import faults

PAGES = {
    "": [
        "/",
        "/klima/",
        "/tilpasning/",
        "/was",
        "/privatliv/",
        "/demo/",
        "/demo/post/",
        "/konto/log-ind/",
        "/konto/log-ind/adgangskode/",
        "/konto/adgangskode/glemt/",
        "/konto/opret/",
        "/findes-ikke/",
    ],
    "karen": [
        "/klima/",
        "/klima/?side=offentlig",
        "/klima/medlemmer/",
        "/klima/medlemmer/personer/",
        "/klima/medlemmer/personer/?q=findes+ikke",
        "/klima/medlemmer/personer/1/",
        "/klima/medlemmer/mig/",
        "/klima/medlemmer/ny/",
        "/klima/medlemmer/odense/",
        "/klima/medlemmer/vejle/",
        "/klima/medlemmer/odense/pladser/ny/",
        "/klima/medlemmer/vejle/optagelse/",
        "/klima/medlemmer/odense/udmeldelse/",
        "/klima/medlemmer/pladser/4/fratraeden/",
        "/klima/medlemmer/pladser/4/pause/",
        "/klima/medlemmer/pladser/4/genoptagelse/",
        "/klima/sekretariat/",
        "/klima/sekretariat/kontakt/",
        "/klima/sekretariat/temaer/",
        "/klima/sekretariat/side/om/",
        "/klima/sekretariat/side/om/historik/",
        "/klima/sekretariat/side/om/historik/1/",
        "/konto/",
        "/konto/billede/",
        "/konto/adresse/",
        "/konto/adgangskode/ny/",
        "/konto/to-trin/",
        "/konto/to-trin/app/",
        "/konto/to-trin/noedkoder/nye/",
        "/konto/adgangsnoegler/",
        "/konto/adgangsnoegler/ny/",
        "/konto/sessioner/",
        "/konto/log-ud/",
    ],
    "jonas": ["/klima/"],
    "anders": ["/klima/sekretariat/"],
    "torben": ["/", "/klima/"],
}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("who", PAGES)
def test_page(visit, who, scheme, width):
    window = visit(who, color_scheme=scheme, viewport={"width": width, "height": 900})
    found = {}
    for path in PAGES[who]:
        page = window.go(path)
        problems = faults(page)
        if page.locator("h1").count() != 1:
            problems.append(f"{page.locator('h1').count()} h1")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            problems.append("wider than the window")
        if problems:
            found[path] = problems
    assert not found, "\n".join(f"{path}: {problem}" for path, problems in found.items() for problem in problems)
