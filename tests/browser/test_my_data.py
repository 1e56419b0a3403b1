"""A person takes their data home, and has themselves erased; the secretariat takes the name out of a text."""

import io
import json
import zipfile

from playwright.sync_api import expect

from tests.browser.conftest import faults
from tests.browser.test_journeys import Mailbox


def test_a_member_downloads_everything(visit):
    page = visit("nadia").go("/konto/")
    page.get_by_role("link", name="Hvad der er gemt om mig").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mine data")
    with page.expect_download() as download:
        page.get_by_role("link", name="Hent mine data").click()
    whole = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    assert download.value.suggested_filename == "mine-data.zip"
    (person,) = json.loads(whole.read("mine-data.json"))["accounts.person"]["rows"]
    assert person["name"] == "Nadia Rahmani"
    assert "Nadia Rahmani" in whole.read("mine-data.html").decode()


def test_a_member_asks_to_be_erased_without_scripts_and_takes_it_back(visit):
    window = visit("peter", java_script_enabled=False)
    mailbox = Mailbox(window.page)
    page = window.go("/konto/mine-data/sletning/")
    page.get_by_label("Skriv dit navn").fill("Peter")
    page.get_by_role("button", name="Bed om at blive slettet").click()
    expect(page.locator("#id_name_error")).to_contain_text("Skriv Peter Storm.")
    page.get_by_label("Skriv dit navn").fill("peter storm")
    page.get_by_role("button", name="Bed om at blive slettet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har bedt om at blive slettet")
    assert "/konto/mine-data/sletning/" in mailbox.wait_for("Du har bedt om at blive slettet")
    page = window.go("/konto/mine-data/")
    page.get_by_role("link", name="Træk det tilbage").click()
    page.get_by_role("button", name="Træk det tilbage").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mine data")
    expect(page.get_by_role("link", name="Træk det tilbage")).to_have_count(0)


def test_the_secretariat_erases_somebody_and_takes_the_name_out_of_a_text(visit):
    """Somebody new, so that the cast stays whole for the other journeys."""
    secretariat = visit("karen")
    page = secretariat.go("/klima/medlemmer/odense/pladser/ny/")
    page.get_by_label("Navn").fill("Bo Farvel")
    page.get_by_label("Arbejdsmail").fill("bo-farvel@odense.example")
    page.get_by_role("button", name="Giv pladsen").click()
    page.goto("/klima/medlemmer/odense/")
    page.get_by_role("link", name="Bo Farvel", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bo Farvel")
    person = page.url

    member = visit("aase").go("/klima/dialog/ny/")
    member.get_by_label("Overskrift").fill("Hvem kender ordningen?")
    member.get_by_label("Tekst", exact=True).fill("Jeg har hørt fra Bo Farvel, at den findes.")
    member.get_by_role("button", name="Send", exact=True).click()
    expect(member.get_by_role("heading", level=1)).to_have_text("Hvem kender ordningen?")
    thread = member.url

    page.goto(person)
    page.get_by_role("link", name="Slet personen").click()
    assert faults(page) == []
    page.get_by_label("Skriv personens navn").fill("Bo Farvel")
    page.get_by_role("button", name="Slet personen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sletning")
    row = page.locator(".row").filter(has_text="Hvem kender ordningen?")
    expect(row.locator("mark")).to_have_text("Bo Farvel")
    assert faults(page) == []
    row.get_by_role("button", name="Erstat med").click()
    expect(page.locator("main")).not_to_contain_text("Bo Farvel")
    member.goto(thread)
    expect(member.locator("main")).to_contain_text("Jeg har hørt fra tidligere medlem, at den findes.")
