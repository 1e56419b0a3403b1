"""A barrier from "this rule stops us" to told back, by three people; also without scripts, by keyboard, and on a phone."""

import re
import subprocess
import sys
import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, faults, press_to


def report(page, title: str, stopped: str) -> None:
    page.goto("/klima/barrierer/ny/")
    page.get_by_label("Barrieren i én linje").fill(title)
    page.get_by_label("Hvad stod i vejen?").fill(stopped)
    page.get_by_label("Netværket må vide, at det er os").check()


def advance(page, state: str, line: str) -> None:
    page.get_by_role("link", name="Skriv, hvor langt den er").click()
    page.get_by_label(state, exact=True).check()
    page.get_by_label("En linje til dem, der har meldt den").fill(line)
    if page.get_by_label("Hvornår ser du på den igen?").is_visible():
        page.get_by_label("Hvornår ser du på den igen?").fill("2099-01-01")
    page.get_by_role("button", name="Gem, og giv besked").click()


def let_the_quarter_pass(demo) -> None:
    """In which the latest outcome can be taken back, and nobody is asked about it."""
    ago = "latest('pk').pk).update(at=F('at') - timedelta(minutes=15))"
    code = (
        f"from datetime import timedelta; from django.db.models import F; Effect.objects.filter(pk=Effect.objects.{ago}"
    )
    command = [sys.executable, "-m", "django", "shell", "-v", "0", "-c", code]
    subprocess.run(command, cwd=ROOT, env=demo, check=True)


def test_the_whole_loop(visit, demo):
    title = f"Loftet over gederne {uuid.uuid4().hex[:6]}"
    anders, karen, aase = visit("anders").page, visit("karen").page, visit("aase").page
    report(anders, title, "Gederne må ikke gå på taget.")
    anders.get_by_role("button", name="Send", exact=True).click()
    expect(anders.get_by_text("Tak. Du får en mail med et nummer")).to_be_visible()

    karen.goto("/klima/barrierer/?trin=venter")  # the desk shows the first of them
    karen.get_by_role("link", name=title).click()
    expect(karen.get_by_text("Gederne må ikke gå på taget.")).to_have_count(1)
    karen.get_by_role("link", name="Skriv, hvad den går ud på").click()
    karen.get_by_label("Overskrift").fill(title)
    karen.get_by_label("Hvad går den ud på, og hvem rammer den?").fill(
        "Dyr på tage kræver en tilladelse, ingen kan give."
    )
    karen.get_by_role("button", name="Gem").click()
    advance(karen, "Vurderet", "Vi har set på den.")
    expect(karen.get_by_role("button", name="Træk det tilbage")).to_be_visible()
    address = karen.url

    aase.goto(address)
    aase.get_by_role("link", name="Vi har den også").click()
    aase.get_by_label("Hvad stod i vejen?").fill("Vi fik også nej.")
    aase.get_by_role("button", name="Send").click()
    expect(aase.get_by_text("2 kommuner har den").or_(aase.get_by_text("1 kommune har den"))).to_be_visible()

    karen.goto(address)
    for state, line in (("Prioriteret", "Den er på listen."), ("I politisk arbejde", "Vi har skrevet til ministeren.")):
        advance(karen, state, line)
    write_to_the_minister(karen, title)
    karen.goto("/klima/barrierer/resultater/nyt/")
    karen.get_by_label("Hvad blev besluttet?").select_option("Lov")
    karen.get_by_label("Overskrift").fill(f"Lov om geder {title}")
    karen.get_by_role("button", name="Gem", exact=True).click()
    karen.get_by_role("link", name="Giv besked til dem, der har meldt en barriere").click()
    karen.get_by_role("link", name=title, exact=True).click()
    expect(karen.get_by_text("2 kommuner har meldt den og får hver en mail.")).to_be_visible()
    karen.get_by_label("Det fjerner barrieren").check()
    karen.get_by_label("En linje til dem, der har meldt den").fill("Gederne må gå på taget.")
    karen.get_by_role("button", name="Giv besked til dem, der har meldt den").click()
    expect(karen.get_by_role("button", name="Træk det tilbage")).to_be_visible()
    assert faults(karen) == []

    aase.goto(address)
    expect(aase.get_by_text("Uden geder gror taget til.")).to_be_visible()
    expect(aase.get_by_text("Gederne må gå på taget.")).to_have_count(2)  # what is so now, and what has happened
    expect(aase.get_by_role("link", name="Hjalp det?")).to_have_count(0)
    let_the_quarter_pass(demo)
    aase.reload()
    answer(aase, "Ja")
    anders.goto(address)
    answer(anders, "Nej")  # which leads on to opening it again
    assert faults(anders) == []
    anders.get_by_label("Hvorfor er den ikke løst?").fill("Gederne står der endnu.")
    anders.get_by_role("button", name="Åbn den igen").click()
    expect(anders.locator("main .badge").first).to_have_text("Ved at blive afklaret")
    karen.goto(address)
    expect(karen.get_by_text("Gederne står der endnu.")).to_have_count(2)
    expect(karen.get_by_text("Hjalp det? Ja: 1 · Nej: 1")).to_be_visible()
    aase.reload()
    expect(aase.get_by_text("Den er åbnet igen.")).to_be_visible()
    expect(aase.get_by_text("Gederne står der endnu.")).to_have_count(0)


def write_to_the_minister(page, title: str) -> None:
    page.get_by_role("link", name="Notér politisk arbejde").click()
    page.get_by_label("Hvad er det?").select_option("Brev")
    page.get_by_label("Overskrift").fill(f"Brev om geder {title}")
    page.get_by_label("Hvad siger det om barrieren?").fill("Uden geder gror taget til.")
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Brev om geder {title}")
    expect(page.get_by_text("Uden geder gror taget til.")).to_be_visible()
    assert faults(page) == []


def answer(page, helped: str) -> None:
    page.get_by_role("link", name="Hjalp det?").click()
    assert faults(page) == []
    page.get_by_role("button", name=helped, exact=True).click()


def test_without_scripts_and_by_keyboard_one_says_whether_it_helped(visit):
    page = visit("aase", java_script_enabled=False).go("/klima/barrierer/7/")
    press_to(page, page.get_by_role("link", name="Hjalp det?"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/hjalp-det/**")
    press_to(page, page.get_by_role("button", name="Delvist"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tak. Netværket kan læse jeres svar.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
def test_by_keyboard_on_a_phone_a_report_is_taken_back_and_brought_back(visit, scripts):
    page = visit("anders", java_script_enabled=scripts, viewport={"width": 320, "height": 700}).page
    title = f"Taget er for lavt {uuid.uuid4().hex[:6]}"
    report(page, title, "Gederne støder hovedet.")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("link", name=title).click()
    press(page, page.get_by_role("link", name="Den har vi ikke"), scripts=scripts)
    press_to(page, page.get_by_label("Hvorfor ikke?"))
    page.keyboard.type("Taget er hævet.")
    press(page, page.get_by_role("button", name="Den har vi ikke"), scripts=scripts)
    expect(page.get_by_text("Taget er hævet.")).to_be_visible()
    page.goto("/klima/barrierer/vores/")
    press_to(page, page.get_by_text("Det har vi trukket tilbage"))
    page.keyboard.press("Enter")
    press(page, page.get_by_role("link", name=title), scripts=scripts)
    press(page, page.get_by_role("button", name="har den alligevel"), scripts=scripts)
    expect(page.get_by_text("De samme må vide det som før.")).to_be_visible()
    expect(page.get_by_role("link", name="Den har vi ikke")).to_be_visible()


def press(page, wanted, *, scripts: bool) -> None:
    """By keyboard, on a page that is wide enough for a phone and sound for whoever reads it otherwise."""
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not scripts or faults(page) == []
    press_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_what_is_known_is_shown_while_one_types_and_what_was_typed_comes_along(visit):
    page = visit("aase", viewport={"width": 320, "height": 700}).page
    report(page, "Kystpuljen er tom", "Vi fik nej, for der var ikke flere penge.")
    known = page.get_by_role("button", name="Vi har den også Kystpuljen er stærkt oversøgt")
    expect(known).to_be_visible()
    assert faults(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    known.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vi har den også")
    words = "Kystpuljen er tom\nVi fik nej, for der var ikke flere penge."
    expect(page.get_by_label("Hvad stod i vejen?")).to_have_value(words)
    expect(page.get_by_label("Netværket må vide, at det er os")).to_be_checked()


def test_without_scripts_one_looks_by_a_button(visit):
    page = visit("aase", java_script_enabled=False).page
    report(page, "Kystpuljen er tom", "Vi fik nej.")
    page.get_by_role("button", name="Se, om den er kendt").click()
    expect(page.get_by_label("Barrieren i én linje")).to_have_value("Kystpuljen er tom")
    page.get_by_role("button", name="Vi har den også Kystpuljen er stærkt oversøgt").click()
    expect(page.get_by_label("Hvad stod i vejen?")).to_have_value("Kystpuljen er tom\nVi fik nej.")
    expect(page).to_have_url(re.compile("vi-har-den-ogsaa"))


def test_what_was_typed_in_a_meeting_is_there_the_next_time_and_can_be_thrown_away(visit):
    page = visit("nadia", viewport={"width": 320, "height": 700}).go("/klima/barrierer/ny/")
    page.get_by_label("Hvad stod i vejen?").fill("Mødet sluttede, før jeg")
    expect(page.locator("[data-autosave]")).to_contain_text("Kladde gemt")
    page = visit("nadia").go("/klima/barrierer/")  # the browser was closed
    page.get_by_role("link", name="Meld en barriere").click()
    expect(page.get_by_label("Hvad stod i vejen?")).to_have_value("Mødet sluttede, før jeg")
    assert faults(page) == []
    press_to(page, page.get_by_role("button", name="Kassér kladden"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Kladden er kasseret.")).to_be_visible()
    expect(page.get_by_label("Hvad stod i vejen?")).to_have_value("")


def test_by_keyboard_alone_a_barrier_is_reported(visit):
    page = visit("anders").go("/klima/barrierer/")
    page.get_by_role("link", name="Meld en barriere").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Barrieren i én linje").focus()
    page.keyboard.type(f"Kystpuljen med tasterne {uuid.uuid4().hex[:6]}")
    page.keyboard.press("Enter")  # looks, and sends nothing
    page.wait_for_load_state()
    expect(page.get_by_label("Barrieren i én linje")).to_have_value(re.compile("med tasterne"))
    page.get_by_label("Barrieren i én linje").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Hvad stod i vejen?")).to_be_focused()
    page.keyboard.type("Musen var væk.")
    page.get_by_role("button", name="Send", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tak. Du får en mail med et nummer")).to_be_visible()


def test_the_board_is_driven_by_keys(visit):
    page = visit("karen").go("/klima/barrierer/tavle/")
    expect(page.get_by_text("Taster:")).to_be_visible()
    cards = [column.locator("[data-card]") for column in page.locator("[data-column]").all()]
    title = [[card.get_by_role("link").first for card in column.all()] for column in cards]
    press_to(page, page.get_by_role("link", name="Spring til tavlen"))
    page.keyboard.press("Enter")
    expect(title[0][0]).to_be_focused()  # past everything that narrows it, where the arrow keys begin
    page.keyboard.press("ArrowDown")
    expect(title[0][1]).to_be_focused()
    page.keyboard.press("ArrowRight")  # as far down as that column goes
    expect(title[1][:2][-1]).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    expect(title[1][0]).to_be_focused()
    page.keyboard.press("Tab")
    expect(cards[1].first.get_by_role("link", name="Skriv, hvor langt den er")).to_be_focused()
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.closest('[data-card]')")  # one stop for all its cards
    page.keyboard.press("Shift+Tab")
    assert faults(page) == []
    for _column in cards[1:-1]:
        page.keyboard.press("ArrowRight")
    last = page.locator("[data-card]:focus-within")
    assert last.evaluate("card => card.getBoundingClientRect().right <= innerWidth")  # it came in from beyond the edge
    for _column in cards[1:-1]:
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    wanted = title[1][0].inner_text()
    for key in ("t", "T"):  # as with Caps Lock on
        page.keyboard.press(key)
        expect(page.get_by_role("heading", level=1)).to_have_text("Skriv, hvor langt den er")
        page.get_by_role("link", name="Fortryd").press("Enter")
        expect(title[1][0]).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(wanted)
    page.go_back()
    expect(title[1][0]).to_be_focused()
