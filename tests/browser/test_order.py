"""Order in the dialogue, in a browser: told to the secretariat and hidden, merged and separated, taken by keyboard alone."""

from playwright.sync_api import expect

from tests.browser.conftest import faults, press_to
from tests.browser.test_dialogue import ask, comment, say, told
from tests.browser.test_journeys import Mailbox


def test_told_to_the_secretariat_hidden_and_shown_again(visit):
    asker, author, post = visit("nadia").page, visit("peter").page, Mailbox(visit().page)
    thread = ask(asker, "Hvem har prøvet en byttecentral?")
    author.goto(thread)
    say(author, "Ring til Ole på Vestergade 7.")
    asker.goto(thread)
    asker.get_by_role("link", name="Anmeld: kommentar 1").click()
    assert faults(asker) == []
    asker.get_by_label("Hvad er der galt?").fill("Det er en borgers adresse.")
    asker.get_by_role("button", name="Send til sekretariatet").click()
    expect(told(asker, "Sekretariatet ser på det")).to_be_visible()
    page = visit("karen").go("/klima/sekretariat/anmeldelser/")
    page.get_by_role("link", name="Det er en borgers adresse.").click()
    expect(page.get_by_text("Ring til Ole på Vestergade 7.")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Skjul det: kun forfatteren og sekretariatet kan se det").check()
    page.get_by_role("button", name="Gør det, og giv besked").click()
    expect(page.get_by_text("Skriv hvorfor.").first).to_be_visible()
    page.get_by_label("Hvorfor?").fill("Vi skriver ikke borgeres adresser.")
    page.get_by_role("button", name="Gør det, og giv besked").click()
    expect(told(page, "Sagen er afgjort.")).to_be_visible()
    assert "Vi skriver ikke borgeres adresser." in post.wait_for(
        "Sekretariatet har skjult noget", to="peter@samsoe.example"
    )
    assert "Vi skriver ikke borgeres adresser." in post.wait_for("Det kom der ud af", to="nadia@koebenhavn.example")
    asker.goto(thread)
    expect(asker.get_by_text("Vestergade")).to_have_count(0)
    author.goto(thread)
    expect(comment(author, "Skjult af sekretariatet: Vi skriver ikke borgeres adresser.")).to_be_visible()
    page.goto(thread)
    page.get_by_role("link", name="Vis igen: kommentar 1").click()
    page.get_by_role("button", name="Vis det igen").click()
    asker.reload()
    expect(asker.get_by_text("Vestergade")).to_be_visible()


def test_merged_and_separated_again(visit):
    page = visit("nadia").page
    first = ask(page, "Hvem deler elladcykler?")
    say(page, "Vi har to.")
    second = ask(page, "Deler nogen elladcykler?")
    say(page, "Dem fra Odense er gode.")
    keeper = visit("karen").go(second)
    keeper.get_by_role("link", name="Læg sammen med en anden").click()
    assert faults(keeper) == []
    keeper.get_by_label("Hvilken af dem fortsætter?").fill(first)
    keeper.get_by_role("button", name="Fortsæt").click()
    expect(keeper.get_by_role("link", name="Hvem deler elladcykler?")).to_be_visible()
    assert faults(keeper) == []
    keeper.get_by_role("button", name="Læg dem sammen").click()
    expect(told(keeper, "De er lagt sammen.")).to_be_visible()
    expect(keeper.get_by_role("heading", level=1)).to_have_text("Hvem deler elladcykler?")
    assert faults(keeper) == []
    page.goto(f"{second}?kommentar=1#kommentar-1")
    expect(page).to_have_url(f"{first}?kommentar=2#kommentar-2")
    expect(comment(page, "Dem fra Odense er gode.")).to_be_in_viewport()
    say(page, "Sagt bagefter.")
    keeper.get_by_role("button", name="Skil dem ad igen").click()
    expect(told(keeper, "De er skilt ad igen.")).to_be_visible()
    expect(comment(keeper, "Dem fra Odense er gode.")).to_be_visible()
    page.goto(first)
    expect(comment(page, "Sagt bagefter.")).to_be_visible()
    expect(page.get_by_text("Dem fra Odense er gode.")).to_have_count(0)


def test_an_open_question_is_taken_and_given_a_date_by_keyboard_alone(visit):
    title = "Hvem følger op på det her?"
    ask(visit("nadia").page, title)
    page = visit("karen").go("/klima/dialog/opfoelgning/?dage=0")
    row = page.locator(".row").filter(has_text=title)
    button = row.get_by_role("button", name="Jeg tager den")
    press_to(page, button)
    page.keyboard.press("Enter")
    expect(told(page, "Du følger op på")).to_be_visible()
    handler = row.get_by_label("Hvem følger op?")
    expect(handler.locator("option:checked")).to_have_text("Karen Holm Vestergaard")
    press_to(page, handler)
    page.keyboard.type("Jonas")
    page.keyboard.press("Tab")
    page.keyboard.type("12122099")  # in whichever order the browser asks for day and month
    press_to(page, row.get_by_role("button", name="Gem"))
    page.keyboard.press("Enter")
    expect(told(page, "Det er gemt, hvem der følger op")).to_be_visible()
    expect(row.get_by_label("Hvem følger op?").locator("option:checked")).to_have_text("Jonas Brink")
    expect(row.get_by_label("Næste dato")).to_have_value("2099-12-12")
    assert faults(page) == []
