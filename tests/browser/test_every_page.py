"""Every page, in light and dark, narrow and wide: accessible, within its width, with one h1 and nothing in the console."""

import json
import subprocess
import sys

import pytest
from django.urls import reverse

from tests.browser.conftest import ROOT, faults
from tests.test_pages import STATES, STEPS, visits

WAYS = [(scheme, width) for scheme in ("light", "dark") for width in (320, 1280)]
# What takes a person to a page that only a step before opens: who, where, what they fill in.
STEP = {
    "account_confirm_login_code": ("", "/konto/log-ind/", "Arbejdsmail"),
    "account_confirm_password_reset_code": ("", "/konto/adgangskode/glemt/", "Mailadresse"),
    "account_email_verification_sent": ("peter", "/konto/adresse/", "Ny mailadresse"),
    "application_code": ("", "/klima/bliv-medlem/ansoegning/", "Arbejdsmail"),
}
NAMED = {"application_code": {"network": "klima"}}  # what the address of such a page names
ASK = "import json; from tests.test_pages import addresses_in_a_demo; print(json.dumps(addresses_in_a_demo()))"


@pytest.fixture(scope="session")
def addresses(site, demo) -> dict[str, str]:
    """Where every page is, by what this demo holds."""
    command = [sys.executable, "-m", "django", "shell", "--verbosity", "0", "--command", ASK]
    done = subprocess.run(command, cwd=ROOT, env=demo, text=True, capture_output=True, check=True)
    return json.loads(done.stdout)


def problems(page) -> list[str]:
    """What is wrong with the page as it is shown now."""
    found = faults(page)
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} h1")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than the window")
    return found


def told(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{path}: {problem}" for path, problems in found.items() for problem in problems)


def in_every_way(page) -> list[str]:
    """What is wrong with the page that is open, in one way or another."""
    found = []
    for scheme, width in WAYS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{scheme} {width}: {problem}" for problem in problems(page)]
    return found


@pytest.mark.parametrize("who", sorted({*visits().values(), *STATES}))
def test_page(visit, addresses, who):
    window = visit("" if who == "visitor" else who)
    found = {}
    for name in [name for name, reader in visits().items() if reader == who]:
        answer = window.page.goto(addresses[name])
        found[addresses[name]] = in_every_way(window.page)
        if answer.status != 200 or answer.request.redirected_from:
            found[addresses[name]].append(f"answers {answer.status} at {answer.url}")
    found |= {path: in_every_way(window.go(path)) for path in STATES.get(who, [])}
    assert not any(found.values()), told(found)


@pytest.mark.parametrize("name", sorted(STEPS))
def test_page_that_a_step_opens(visit, name):
    who, start, label = STEP[name]
    page = visit(who).go(start)
    form = page.locator("main form", has=page.get_by_label(label))
    page.get_by_label(label).fill("ny@odense.example")
    form.locator("button[type=submit]").first.click()
    page.wait_for_url(f"**{reverse(name, kwargs=NAMED.get(name))}")
    assert in_every_way(page) == []


def plant(page, markup: str) -> None:
    """Every page that comes now has this in it."""

    def with_it(route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</main>", f"{markup}</main>"))

    page.route("**/was", with_it)


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "image-alt"),
        ("<h1>Endnu en</h1>", "2 h1"),
        ('<svg width="3000" height="1"></svg>', "wider than the window"),
    ],
)
def test_a_page_that_keeps_a_rule_badly_is_found(visit, markup, problem):
    window = visit(viewport={"width": 320, "height": 900})
    assert problems(window.go("/was")) == []
    plant(window.page, markup)
    assert any(found.startswith(problem) for found in problems(window.go("/was")))


@pytest.mark.parametrize(
    ("markup", "told"),
    [("<script>document.title = 'x'</script>", "script"), ('<p style="color: red">Rød</p>', "style")],
)
def test_a_script_or_style_inside_a_page_is_heard(visit, markup, told):
    window = visit()
    window.go("/was")
    assert window.complaints == []
    plant(window.page, markup)
    window.go("/was")
    assert any("Content Security Policy" in complaint and told in complaint for complaint in window.complaints)
    window.complaints.clear()  # as meant
