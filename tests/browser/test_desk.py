"""The secretariat's desk: by keyboard alone, without scripts, and as somebody else."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults


def tab_to(page: Page, name: str) -> None:
    """Tab on until what has this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if name in page.evaluate("document.activeElement.textContent"):  # a date's own buttons are no `:focus`
            return
    raise AssertionError(f"Nobody comes to {name!r} by keyboard.")


@pytest.mark.parametrize("scripts", [True, False])
def test_whom_to_phone_by_keyboard_alone(visit, scripts):
    page = visit("karen", java_script_enabled=scripts).go("/klima/sekretariat/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Spring til indholdet")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "Kommuner, du kan ringe til: ")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#bord-\d+$"))
    tab_to(page, "Hele listen")
    page.keyboard.press("Tab")
    municipality = page.locator(":focus").text_content()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Ring til {municipality}")
    page.get_by_label("Hvad I talte om").focus()
    page.keyboard.type("De vil gerne have besøg.")
    tab_to(page, "Gem det, I talte om")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Det, I talte om, er gemt.")
    row = page.locator(".row", has_text=municipality)
    expect(row).to_contain_text("Ring igen den")


def test_every_list_is_reached_from_the_desk_by_keyboard(visit):
    page = visit("karen").go("/klima/sekretariat/")
    lists = page.locator("main aside a")
    for number in range(lists.count()):
        page.goto("/klima/sekretariat/")
        name = lists.nth(number).text_content()
        lists.nth(number).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page).not_to_have_url(re.compile("/sekretariat/$"))
        assert name


@pytest.mark.parametrize("scripts", [True, False])
def test_a_member_is_seen_as_and_nothing_can_be_changed(visit, scripts):
    page = visit("karen", java_script_enabled=scripts).go("/klima/sekretariat/pladser/?q=mette")
    page.get_by_role("link", name="Se som Mette Søndergaard Lund").click()
    page.get_by_role("button", name="Se som Mette Søndergaard Lund").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hej Mette Søndergaard Lund")
    if scripts:
        assert faults(page) == []
    page.goto("/klima/dialog/")
    page.locator(".row-title a").first.click()
    expect(page.get_by_role("complementary", name="Du ser netværket som en anden")).to_be_visible()
    page.goto("/klima/dialog/ny/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ikke mens du ser som en anden")
    if scripts:
        assert faults(page) == []
    page.get_by_role("button", name="Bliv dig selv igen").click()
    expect(page.get_by_role("status")).to_contain_text("Du ser netværket som dig selv igen.")
    page.goto("/klima/sekretariat/aktivitet/")
    expect(page.locator(".row-title").first).to_have_text(
        "Karen Holm Vestergaard holdt op med at se netværket som Mette Søndergaard Lund"
    )


def test_a_message_to_many_is_seen_before_it_is_sent(visit):
    page = visit("karen", java_script_enabled=False).go("/klima/sekretariat/beskeder/ny/")
    page.get_by_label("Til hvem").select_option("Observatør")
    page.get_by_label("Emne").fill("Kaffe på tirsdag")
    page.get_by_label("Tekst").fill("Vi **ses**.")
    page.get_by_role("button", name="Se, hvordan den ser ud").click()
    expect(page.locator("main strong", has_text="ses")).to_be_visible()
    page.get_by_role("button", name="Send til én person").click()
    expect(page.get_by_role("status")).to_contain_text("Din besked er på vej.")
    for _ in range(40):
        page.goto("/demo/post/")
        if page.get_by_role("link", name="Kaffe på tirsdag").count():
            break
        page.wait_for_timeout(250)
    page.goto("/klima/sekretariat/beskeder/")
    expect(page.locator(".row").first).to_contain_text("Til rollen Observatør: 1 af 1 er sendt")
