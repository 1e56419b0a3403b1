"""The secretariat's desk: by keyboard alone, without scripts, and as somebody else."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults, press_to
from tests.browser.test_dialogue import ask


def press_through(page: Page, *way: tuple[str, str]) -> None:
    """By keyboard alone to each of these by role and name: followed or pressed, a field is only gone to."""
    for role, name in way:
        press_to(page, page.get_by_role(role, name=name).first)
        if role in ("link", "button"):
            page.keyboard.press("Enter")


def type_into(page: Page, role: str, name: str, text: str) -> None:
    press_through(page, (role, name))
    page.keyboard.type(text)


@pytest.mark.parametrize("scripts", [True, False])
def test_whom_to_phone_by_keyboard_alone(visit, scripts):
    page = visit("karen", java_script_enabled=scripts).go("/klima/sekretariat/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Spring til indholdet")).to_be_focused()
    page.keyboard.press("Enter")
    press_through(page, ("link", "Kommuner, du kan ringe til: "))
    expect(page).to_have_url(re.compile(r"#bord-\d+$"))
    press_to(page, page.get_by_role("link", name="Hele listen").filter(has_text="Kommuner, du kan ringe til"))
    page.keyboard.press("Tab")
    municipality = page.locator(":focus").text_content()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Ring til {municipality}")
    type_into(page, "textbox", "Hvad I talte om", "De vil gerne have besøg.")
    press_through(page, ("button", "Gem det, I talte om"))
    expect(page.get_by_role("status")).to_contain_text("Det, I talte om, er gemt.")
    row = page.locator(".row", has_text=municipality)
    expect(row).to_contain_text("Ring igen den")


def test_every_list_is_reached_from_the_desk_by_keyboard(visit):
    page = visit("karen").go("/klima/sekretariat/")
    lists = page.locator("main aside a")
    for number in range(lists.count()):
        page.goto("/klima/sekretariat/")
        press_to(page, lists.nth(number))
        page.keyboard.press("Enter")
        expect(page).not_to_have_url(re.compile("/sekretariat/$"))
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_an_application_is_approved_by_keyboard_alone(visit):
    page = visit("karen", java_script_enabled=False).go("/klima/sekretariat/")
    press_through(page, ("link", "Rasmus Toft, Odense"), ("radio", "Medlem"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Koordinator")).to_be_checked()
    press_through(page, ("button", "Godkend, og giv plads"))
    expect(page.get_by_role("status")).to_contain_text("Rasmus Toft har fået en plads")
    page.goto("/klima/sekretariat/pladser/?q=rasmus")
    expect(page.locator(".row", has_text="Rasmus Toft")).to_contain_text("Koordinator")


@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_told_is_hidden_by_keyboard_alone(visit, scripts):
    reason = f"Her står et CPR-nummer, {'med' if scripts else 'uden'} scripts."
    teller = visit("mette")
    ask(visit("nadia").page, f"Hvem kender borgeren {scripts}?")
    thread = teller.go("/klima/dialog/")
    thread.get_by_role("link", name=f"Hvem kender borgeren {scripts}?").click()
    thread.get_by_role("link", name="Anmeld til sekretariatet").click()
    thread.get_by_label("Hvad er der galt?").fill(reason)
    thread.get_by_role("button", name="Send til sekretariatet").click()
    page = visit("karen", java_script_enabled=scripts).go("/klima/sekretariat/")
    press_through(page, ("link", reason), ("radio", "Skjul det: kun forfatteren"))
    page.keyboard.press("Space")
    press_through(page, ("button", "Gør det, og giv besked"))
    expect(page.locator("[data-error-summary]")).to_contain_text("Skriv hvorfor.")
    type_into(page, "textbox", "Hvorfor?", "Vi skriver ikke CPR-numre.")
    press_through(page, ("button", "Gør det, og giv besked"))
    expect(page.get_by_role("status")).to_contain_text("Sagen er afgjort.")
    thread.goto("/klima/dialog/")
    expect(thread.get_by_role("link", name=f"Hvem kender borgeren {scripts}?")).to_have_count(0)


def test_a_message_to_many_is_written_and_sent_by_keyboard_alone(visit):
    page = visit("karen").go("/klima/sekretariat/")
    press_through(page, ("link", "Beskeder til mange"), ("link", "Skriv til mange"))
    type_into(page, "combobox", "Til hvem", "Obs")
    type_into(page, "textbox", "Emne", "Kage på onsdag")
    type_into(page, "textbox", "Tekst", "Vi ses.")
    press_through(page, ("button", "Se, hvordan den ser ud"))
    expect(page.get_by_role("heading", name="[Klimanetværket] Kage på onsdag")).to_be_visible()
    press_through(page, ("button", "Send til én person"))
    expect(page.get_by_role("status")).to_contain_text("Din besked er på vej.")


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
