"""What people come for, done in a browser: with a mouse, by keyboard alone, without scripts."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults


class Mailbox:
    """The demo's mailbox as it was when it was opened, so that what comes later is known to be new."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen = self.mails()

    def mails(self, subject: str = "", to: str = "") -> list[str]:
        """The addresses of mails with that in their subject, to that address, newest first."""
        self.page.goto("/demo/post/")
        rows = self.page.locator(".row").filter(has_text=to)
        return [link.get_attribute("href") for link in rows.get_by_role("link", name=subject).all()]

    def new(self, subject: str, to: str = "") -> list[str]:
        return [mail for mail in self.mails(subject, to) if mail not in self.seen]

    def wait_for(self, subject: str, to: str = "", saying: str = "") -> str:
        """The text of a new mail with that subject; the worker delivers within seconds."""
        for _ in range(60):
            for mail in self.new(subject, to):
                self.page.goto(mail)
                if saying in (text := self.page.locator("main pre").inner_text()):
                    return text
            time.sleep(0.25)
        raise AssertionError(f"No new mail says {subject!r}.")


def sign_in_by_code(page: Page, email: str, *, start: str = "/konto/log-ind/") -> None:
    mailbox = Mailbox(page)
    page.goto(start)
    page.get_by_label("Arbejdsmail").fill(email)
    page.get_by_role("button", name="Send mig en kode").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Skriv koden")
    form = page.url
    code = re.search(r"\b\d{6}\b", mailbox.wait_for("Din kode til Klimanet"))[0]
    page.goto(form)
    page.get_by_label("Kode på seks cifre").fill(f" {code[:3]} {code[3:]} ")  # as people copy it
    page.get_by_role("button", name="Log ind").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_member_signs_in_by_code_and_finds_a_colleague(visit, scripts):
    page = visit(java_script_enabled=scripts).page
    sign_in_by_code(page, "aase@aabenraa.example")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hej Åse Ørum Aagaard")
    page.get_by_role("navigation", name="Hovedmenu").get_by_role("link", name="Medlemmer").click()
    page.get_by_role("link", name="Find personer").click()
    page.get_by_label("Navn eller").fill("genbrugspladser")
    page.locator("main").get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Anders Bjerre").click()
    expect(page.get_by_role("link", name="anders@odense.example")).to_have_attribute(
        "href", "mailto:anders@odense.example"
    )
    expect(page.get_by_role("link", name="70 10 20 05")).to_have_attribute("href", "tel:+4570102005")
    with page.expect_download() as download:
        page.get_by_role("link", name="Gem som kontakt").click()
    assert "FN:Anders Bjerre" in download.value.path().read_text()


def test_a_coordinator_brings_a_colleague_in_and_lets_them_go(visit):
    window = visit("mette", java_script_enabled=False)
    mailbox = Mailbox(window.page)
    page = window.go("/klima/medlemmer/odense/")
    page.get_by_role("link", name="Giv en kollega en plads").click()
    page.get_by_role("button", name="Giv pladsen").click()
    expect(page.get_by_role("heading", name="Der er noget, du skal rette")).to_be_visible()
    page.get_by_label("Navn").fill("Ea Nystrøm")
    page.get_by_label("Arbejdsmail").fill("ea@odense.example")
    page.get_by_role("button", name="Giv pladsen").click()
    expect(page.get_by_role("status")).to_contain_text("Din kollega har fået pladsen")
    assert "Mette Søndergaard Lund har givet dig den." in mailbox.wait_for("Velkommen til Klimanetværket")
    page.goto("/klima/medlemmer/odense/")
    page.get_by_role("link", name="Afslut eller giv videre: Ea Nystrøm").click()
    page.get_by_role("button", name="Afslut tiden i pladsen").click()
    expect(page.get_by_role("heading", name="Ledige pladser")).to_be_visible()
    expect(page.get_by_role("link", name="Ea Nystrøm")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_secretariat_edits_the_public_page_looks_and_goes_back(visit, scripts):
    page = visit("karen", java_script_enabled=scripts).go("/klima/sekretariat/")
    page.get_by_role("link", name="Den offentlige side").click()
    page.get_by_role("link", name="Hvad det koster").click()
    page.get_by_label("Tekst", exact=True).fill("**Gratis** det første år. <script>alert(1)</script>")
    page.get_by_role("button", name="Vis, hvordan det bliver").click()
    expect(page.locator("#preview strong")).to_have_text("Gratis")
    page.get_by_role("button", name="Gem").click()
    page.goto("/klima/?side=offentlig")
    expect(page.get_by_text("Gratis det første år. <script>alert(1)</script>")).to_be_visible()
    page.goto("/klima/sekretariat/side/pris/historik/")
    page.get_by_role("link", name="Udgave 1:").click()
    page.get_by_role("button", name="Sæt denne udgave ind igen").click()
    page.goto("/klima/?side=offentlig")
    expect(page.get_by_text("Et medlemskab koster 9.500 kr.")).to_be_visible()


def test_by_keyboard_alone(visit):
    page = visit("anders").go("/klima/medlemmer/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Spring til indholdet")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Find personer")).to_be_focused()
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_accessible_name(re.compile("Albertslund, medlem"))
    page.keyboard.press("ArrowUp")
    expect(focused).not_to_have_accessible_name(re.compile("Albertslund"))
    name = focused.locator("title").text_content().split(",")[0]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_after_a_refusal_focus_is_in_the_summary_and_leads_to_the_field(visit):
    page = visit("karen").go("/klima/medlemmer/odense/pladser/ny/")
    page.get_by_label("Navn").fill("Ea Nystrøm")
    page.get_by_label("Arbejdsmail").fill("ikke en adresse")
    page.keyboard.press("Enter")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Arbejdsmail")).to_be_focused()
    expect(page.get_by_label("Navn")).to_have_value("Ea Nystrøm")
    expect(page.get_by_label("Arbejdsmail")).to_have_attribute("aria-invalid", "true")


def test_on_a_phone_the_menu_opens_without_scripts(visit):
    page = visit("peter", java_script_enabled=False, viewport={"width": 320, "height": 700}).go("/klima/")
    page.locator("summary", has_text="Menu").click()
    page.get_by_role("link", name="Gå til Tilpasningsnetværket").click()
    expect(page).to_have_url(re.compile("/tilpasning/$"))
    page.locator("summary", has_text="Menu").click()
    page.get_by_role("button", name="Log ud").click()
    expect(page.get_by_role("link", name="Log ind")).to_be_visible()


def test_what_was_written_survives_the_end_of_the_session(visit):
    window = visit("karen")
    page = window.go("/klima/sekretariat/side/aaret/")
    page.get_by_label("Overskrift", exact=True).fill("Et helt nyt år")
    window.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du er blevet logget ud")
    expect(page.get_by_text("Et helt nyt år")).to_be_visible()
    assert faults(page) == []
    onwards = page.get_by_role("link", name="Log ind, og fortsæt").get_attribute("href")
    sign_in_by_code(page, "karen@kl.example", start=onwards)
    expect(page.get_by_role("heading", level=1)).to_have_text("Send det, du skrev")
    assert faults(page) == []
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Afsnittet er gemt")


def test_who_left_a_browser_open_elsewhere_signs_out_there_without_scripts(visit):
    elsewhere, here = visit("aase"), visit("aase", java_script_enabled=False)
    page = here.go("/konto/sessioner/")
    page.get_by_role("button", name="Log ud: Chrome, Linux").last.click()
    expect(page.get_by_role("status")).to_contain_text("Du er logget ud dér")
    expect(elsewhere.go("/konto/").get_by_role("heading", level=1)).to_have_text("Log ind")


def test_a_file_that_is_too_large_is_told_so(visit, tmp_path):
    picture = tmp_path / "x.svg"
    picture.write_bytes(b"x" * 13_000_000)
    page = visit("anders").go("/konto/billede/")
    page.get_by_label("Billede").set_input_files(picture)
    page.get_by_role("button", name="Gem").click()
    expect(page.locator("#id_photo_error")).to_have_text("Billedet er for stort. Vælg et på højst 8 MB.")


def test_language_and_appearance_are_chosen_without_scripts(visit):
    page = visit(java_script_enabled=False).go("/klima/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("A professional community for municipal climate work")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-color-scheme", "dark")
    page.get_by_role("button", name="Dansk").click()
    expect(page.locator("html")).to_have_attribute("lang", "da")


def test_a_passkey_is_added_and_signs_in(visit):
    window = visit("lise")
    client = window.context.new_cdp_session(window.page)
    client.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    client.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page = window.go("/konto/adgangsnoegler/ny/")
    page.get_by_role("button", name="Lav adgangsnøglen").click()
    page.wait_for_url(re.compile("noedkoder|adgangsnoegler/$"))
    page.goto("/konto/log-ud/")
    page.locator("main").get_by_role("button", name="Log ud").click()
    page.goto("/konto/log-ind/adgangskode/")
    page.get_by_role("button", name="Log ind med en adgangsnøgle").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hej Lise Amtoft")


def test_a_mail_of_the_demo_leads_to_the_demo(visit):
    window = visit()
    address = f"{window.site}/klima/"
    expect(window.go("/demo/post/1/").get_by_text(address)).to_be_visible()
