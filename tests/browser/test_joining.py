"""How people come in: by applying, and by a list that somebody pastes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import faults
from tests.browser.test_journeys import Mailbox, sign_in_by_code


@pytest.mark.parametrize("scripts", [True, False])
def test_apply_approve_sign_in_and_ask(visit, scripts):
    email = f"ea-{'med' if scripts else 'uden'}@teknik.vejle.dk"  # the demo's mails go nowhere
    name = f"Ea {'Storgaard' if scripts else 'Rosenvinge'}"  # nobody else's there
    applicant = visit(java_script_enabled=scripts)
    mailbox = Mailbox(applicant.page)
    page = applicant.go("/klima/")
    page.get_by_role("link", name="Bliv medlem").click()
    page.get_by_label("Navn").fill(name)
    page.get_by_label("Stilling").fill("Klimakoordinator")
    page.get_by_label("Arbejdsmail").fill(email)
    page.get_by_label("Hvorfor vil du").fill("Jeg er ny og alene om klimaet.")
    page.get_by_role("button", name="Send mig en kode").click()
    expect(page.locator("#id_organisation_error")).to_contain_text("gætter vi på Vejle")
    page.get_by_role("button", name="Send mig en kode").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Skriv koden")
    code = re.search(r"\b\d{6}\b", mailbox.wait_for("Din kode til Klimanetværket", email))[0]
    page.goto("/klima/bliv-medlem/kode/")
    page.get_by_label("Kode på seks cifre").fill(code)
    page.get_by_role("button", name="Fortsæt").click()
    expect(page.get_by_role("heading", name="Sekretariatet har din ansøgning")).to_be_visible()
    if scripts:
        assert faults(page) == []

    secretariat = visit("karen", java_script_enabled=scripts).go("/klima/sekretariat/ansoegninger/")
    secretariat.get_by_role("link", name=name).click()
    expect(secretariat.get_by_text("en af kommunens egne")).to_be_visible()
    secretariat.locator("#spoerg_text").fill("Hvem er din chef?")
    secretariat.get_by_role("button", name="Send spørgsmålet").click()
    expect(secretariat.get_by_role("status")).to_contain_text(f"Dit spørgsmål er på vej til {name}")

    assert "Hvem er din chef?" in mailbox.wait_for("Din ansøgning til Klimanetværket", email, "chef")
    page.goto("/klima/bliv-medlem/ansoegning/")
    page.get_by_label("Dit svar").fill("Hun hedder Bodil.")
    page.get_by_role("button", name="Send svaret").click()
    expect(page.get_by_role("status")).to_contain_text("Sekretariatet har fået dit svar")

    secretariat.goto("/klima/sekretariat/ansoegninger/")
    secretariat.get_by_role("link", name=name).click()
    expect(secretariat.get_by_text("Hun hedder Bodil.")).to_be_visible()
    secretariat.get_by_role("button", name=re.compile("giv plads")).click()
    expect(secretariat.get_by_role("status")).to_contain_text(f"{name} har fået en plads")

    assert "Du har en plads for Vejle" in mailbox.wait_for("Velkommen til Klimanetværket", email)
    sign_in_by_code(page, email)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hej {name}")
    page.get_by_role("link", name="Spørg netværket").first.click()
    page.get_by_label("Overskrift").fill(f"Hvem er {email}?")
    page.get_by_label("Tekst", exact=True).fill("Hvordan kom I i gang?")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hvem er {email}?")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_applicant_withdraws_by_keyboard(visit, scripts):
    email = f"bo-{'med' if scripts else 'uden'}@teknik.vejle.dk"
    window = visit(java_script_enabled=scripts)
    mailbox = Mailbox(window.page)
    page = window.go("/klima/bliv-medlem/")
    page.get_by_label("Navn").fill("Bo Fortryder")
    page.get_by_label("Arbejdsmail").fill(email)
    page.get_by_label("Kommune").select_option(label="Vejle")
    page.get_by_role("button", name="Send mig en kode").press("Enter")
    code = re.search(r"\b\d{6}\b", mailbox.wait_for("Din kode til Klimanetværket", email))[0]
    page.goto("/klima/bliv-medlem/kode/")
    page.get_by_label("Kode på seks cifre").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Det kan ikke fortrydes, men du kan søge igen.")).to_be_visible()
    if scripts:
        assert faults(page) == []
    page.get_by_role("button", name="Træk min ansøgning tilbage").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Din ansøgning er trukket tilbage")
    expect(page.get_by_role("heading", name="Du har trukket din ansøgning tilbage")).to_be_visible()
    if scripts:
        assert faults(page) == []


def test_ten_are_invited_from_a_pasted_list_with_two_errors(visit):
    window = visit("mette", java_script_enabled=False)
    mailbox = Mailbox(window.page)
    page = window.go("/klima/medlemmer/odense/")
    page.get_by_role("link", name="Inviter flere").click()
    lines = [f"Ny Kollega {number} <ny-{number}@odense.example>; Konsulent" for number in range(8)]
    lines[3:3] = ["Bo Holm <bo-holm.odense.example>; Chef", "Anders Bjerre <anders@odense.example>"]
    page.get_by_label("Sæt listen ind her").fill("\n".join(lines))
    page.get_by_role("button", name="Se listen efter").click()
    expect(page.get_by_role("heading", name="Ret disse")).to_be_visible()
    expect(page.locator(".ds-validation-message")).to_have_count(2)
    expect(page.get_by_text("har allerede en plads her").first).to_be_visible()
    page.get_by_label("Arbejdsmail, række 4").fill("bo-holm@odense.example")
    page.get_by_label("Udelad, række 5").check()
    page.get_by_role("button", name="Giv dem pladser").click()
    expect(page.get_by_role("status")).to_contain_text("9 personer har fået en plads")
    assert "Mette Søndergaard Lund har givet dig den." in mailbox.wait_for("Velkommen", "bo-holm@odense.example")
    assert len(mailbox.new("Velkommen", "ny-")) + len(mailbox.new("Velkommen", "bo-holm")) <= 9
    page.goto("/klima/medlemmer/invitationer/")
    expect(page.get_by_text("bo-holm@odense.example")).to_be_visible()
    page.get_by_role("button", name="Træk tilbage Bo Holm").click()
    expect(page.get_by_role("status")).to_contain_text("Invitationen er trukket tilbage")
    expect(page.get_by_text("bo-holm@odense.example")).to_have_count(0)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_the_page_that_checks_a_list_is_accessible(visit, scheme, width):
    window = visit("karen", color_scheme=scheme, viewport={"width": width, "height": 900})
    page = window.go("/klima/medlemmer/invitationer/nye/")
    page.get_by_label("Sæt listen ind her").fill("Ea <ea@odense.example>; Konsulent\nBo <bo>\n" + "x" * 90)
    page.get_by_label("Kommune eller organisation").select_option(label="Odense")
    page.get_by_role("button", name="Se listen efter").click()
    expect(page.get_by_role("heading", name="Ret disse")).to_be_visible()
    assert faults(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
