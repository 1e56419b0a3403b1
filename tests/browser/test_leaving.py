"""Leaving a seat with somebody to take it over: by keyboard alone, and without scripts."""

import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import press_to
from tests.browser.test_journeys import Mailbox, sign_in_by_code


def focus(page: Page, name: str, *, role: str) -> None:
    press_to(page, page.locator("main").get_by_role(role, name=name))


def test_a_coordinator_passes_a_seat_on_by_keyboard_alone(visit):
    window = visit("mette")
    mailbox = Mailbox(window.page)
    page = window.go("/klima/medlemmer/odense/pladser/ny/")
    focus(page, "Navn", role="textbox")
    page.keyboard.type("Bo Munk")
    focus(page, "Arbejdsmail", role="textbox")
    page.keyboard.type("bo@odense.example")
    page.keyboard.press("Enter")
    focus(page, "Afslut eller giv videre: Bo Munk", role="link")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Afslut tiden i pladsen for Bo Munk")
    focus(page, "Navn på en ny kollega", role="textbox")
    page.keyboard.type("Ida Skov")
    focus(page, "Afslut tiden i pladsen", role="button")
    page.keyboard.press("Enter")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    focus(page, "Den nye kollegas arbejdsmail", role="textbox")
    page.keyboard.type("ida@odense.example")
    focus(page, "En besked til den, der tager over", role="textbox")
    page.keyboard.type("Ring til driftschefen.")
    focus(page, "Afslut tiden i pladsen", role="button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Pladsen er givet videre.")
    expect(page.get_by_role("link", name="Ida Skov", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Bo Munk", exact=True)).to_have_count(0)
    told = mailbox.wait_for("Du har overtaget en plads", to="ida@odense.example")
    successor = visit().page
    sign_in_by_code(successor, "ida@odense.example")
    successor.goto(next(word for word in told.split() if "/overdragelser/" in word))
    expect(successor.get_by_text("Ring til driftschefen.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_member_says_when_they_stop_thinks_better_of_it_and_stops(visit, scripts):
    address = f"vi-{scripts}@odense.example".lower()
    coordinator = visit("mette", java_script_enabled=scripts).go("/klima/medlemmer/odense/pladser/ny/")
    coordinator.get_by_label("Navn").fill("Vibe Dam")
    coordinator.get_by_label("Arbejdsmail").fill(address)
    coordinator.get_by_role("button", name="Giv pladsen").click()
    page = visit(java_script_enabled=scripts).page
    sign_in_by_code(page, address)
    page.goto("/klima/medlemmer/odense/")
    page.get_by_role("link", name="Afslut eller giv videre: Vibe Dam").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jeg forlader min plads")
    page.get_by_label("Sidste dag").fill(str(datetime.date.today() + datetime.timedelta(days=20)))
    page.get_by_label("Anders Bjerre").check()
    page.get_by_role("button", name="Forlad pladsen").click()
    expect(page.get_by_role("status")).to_contain_text("Det er aftalt")
    page.get_by_role("link", name="Afslut eller giv videre: Vibe Dam").click()
    expect(page.get_by_text("Anders Bjerre tager over dagen efter.")).to_be_visible()
    page.get_by_role("button", name="Træk det tilbage").click()
    expect(page.get_by_role("status")).to_contain_text("Aftalen er trukket tilbage")
    page.get_by_role("link", name="Afslut eller giv videre: Vibe Dam").click()
    page.get_by_role("button", name="Forlad pladsen").click()
    expect(page.get_by_role("status")).to_contain_text("Du har forladt pladsen.")
    page.goto("/klima/dialog/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Siden findes ikke")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_coordinator_answers_that_it_is_still_them_and_names_a_deputy(visit, scripts):
    page = visit("mette", java_script_enabled=scripts).go("/klima/medlemmer/odense/vores/")
    page.goto("/klima/medlemmer/odense/stadig-jer/")
    waiting = page.get_by_role("button", name="Stadig her: Anders Bjerre")
    if waiting.count():  # not the second time
        waiting.click()
        expect(page.get_by_role("status")).to_contain_text("Anders Bjerre er bekræftet")
    page.goto("/klima/medlemmer/odense/")
    page.get_by_role("link", name="Vikar: Mette Søndergaard Lund").click()
    page.get_by_label("Anders Bjerre").check()
    page.get_by_label("Sidste dag").fill(str(datetime.date.today() + datetime.timedelta(days=5)))
    page.get_by_role("button", name="Gør til vikar").click()
    expect(page.locator("main")).to_contain_text("Anders Bjerre er vikar fra")
    page.get_by_role("link", name="Vikar: Mette Søndergaard Lund").click()
    page.get_by_role("button", name="Afslut vikariatet nu").click()
    expect(page.get_by_role("status")).to_contain_text("Vikariatet er slut.")
