"""A year in the dialogue, in a browser: asked, answered, followed, muted, taken back, closed."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import faults
from tests.browser.test_journeys import Mailbox

COMMENT = "Din kommentar"


def comment(page: Page, text: str) -> Locator:
    """The comments on the page that say `text`."""
    return page.locator("#kommentarer > .comment").filter(has_text=text)


def told(page: Page, text: str) -> Locator:
    """What the page says of what was just done."""
    return page.get_by_role("status").filter(has_text=text)


def say(page: Page, text: str) -> None:
    """Send `text`, which stands on the page as it is written once its stars are gone."""
    page.get_by_label(COMMENT, exact=True).fill(text)
    page.get_by_role("button", name="Send kommentar").click()
    expect(comment(page, text.replace("*", ""))).to_be_visible()


def ask(page: Page, title: str, text: str = "Hvad har I gjort, og hvad kostede det?") -> str:
    """The address of a new question."""
    page.goto("/klima/dialog/ny/")
    page.get_by_label("Overskrift").fill(title)
    page.get_by_label("Tekst", exact=True).fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url.partition("#")[0]


def test_a_question_to_a_municipality_is_answered_and_the_answer_marked(visit, tmp_path):
    plan = tmp_path / "grønt regnskab.txt"
    plan.write_text("Skib, tog, bil")
    title = "Hvem har regnet på tjenesterejserne?"
    asker, post = visit("aase"), Mailbox(visit().page)
    page = asker.go("/klima/")
    page.get_by_role("link", name="Spørg netværket").first.click()
    page.get_by_label("Overskrift").fill(title)
    text = page.get_by_label("Tekst", exact=True)
    text.fill("Vi mangler tal.")
    text.select_text()
    page.get_by_role("button", name="Fed").click()
    expect(text).to_have_value("**Vi mangler tal.**")
    expect(text).to_be_focused()
    page.get_by_role("button", name="Vis, hvordan det bliver").click()
    expect(page.locator("[data-preview] strong")).to_have_text("Vi mangler tal.")
    page.get_by_label("Filer").set_input_files(plan)
    page.get_by_label("Transport").check()
    page.get_by_text("Spørg bestemte kommuner").click()
    page.get_by_role("group", name="Spørg nogle bestemte").get_by_label("Odense").check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(told(page, "Dit spørgsmål er stillet.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name=plan.name).click()
    assert download.value.path().read_bytes() == plan.read_bytes()
    thread = page.url

    for colleague in ("mette@odense.example", "anders@odense.example"):
        mail = post.wait_for(title, to=colleague)
        assert "Vi mangler tal." in mail and plan.name in mail and thread in mail
    page = visit("anders").go("/klima/")
    page.get_by_role("region", name="Venter på dig").get_by_role("link", name=title).click()
    expect(page.get_by_text("Ingen har svaret endnu")).to_be_visible()
    say(page, "Vi har. *Toget* vandt.")
    expect(comment(page, "Toget vandt.").locator("em")).to_have_text("Toget")
    expect(page.locator(":focus")).to_contain_text("Din kommentar er sendt")
    expect(page.get_by_label(COMMENT, exact=True)).to_have_value("")
    expect(page.get_by_text("Ingen har svaret endnu")).to_be_hidden()
    say(page, "Bilen tabte.")
    expect(page.locator("#kommentarer > .comment")).to_have_count(2)
    assert page.url.partition("#")[0] == thread and faults(page) == []
    page.goto("/klima/")
    expect(page.get_by_role("region", name="Nyt siden sidst").get_by_role("link", name=title)).to_have_count(0)

    assert "Bilen tabte." in post.wait_for(title, to="aase@aabenraa.example", saying="tabte")
    page = asker.go("/klima/")
    page.get_by_role("region", name="Nyt siden sidst").get_by_role("link", name=title).click()
    expect(page.get_by_text("Nyt siden dit seneste besøg")).to_be_in_viewport()
    page.get_by_role("button", name="Markér som svaret: kommentar 1").click()
    expect(comment(page, "Toget vandt.").get_by_text("Svaret", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Gå til svaret fra Anders Bjerre")).to_be_visible()
    expect(page.get_by_text("Nyt siden dit seneste besøg")).to_have_count(0)


def test_who_follows_is_told_and_who_mutes_is_told_nothing(visit):
    title = "Hvor står jeres ladestandere?"
    asker, post = visit("aase").page, Mailbox(visit().page)
    thread = ask(asker, title)
    page = visit("nadia", java_script_enabled=False).go(thread)
    page.get_by_role("button", name="Følg", exact=True).click()
    expect(told(page, "Du følger med")).to_be_visible()
    say(asker, "Vores står bag biblioteket.")
    assert "Vores står bag biblioteket." in post.wait_for(title, to="nadia@koebenhavn.example")
    page.get_by_label(COMMENT, exact=True).fill("Vores ved havnen.")
    page.get_by_role("button", name="Send kommentar").click()  # without scripts
    expect(comment(page, "Vores ved havnen.")).to_be_in_viewport()
    post.wait_for(title, to="aase@aabenraa.example")
    page.get_by_role("button", name="Slå lyden fra").click()
    expect(page.get_by_text("Du har slået lyden fra")).to_be_visible()
    anders = visit("anders").go(thread)
    before = Mailbox(post.page)
    say(anders, "Vores er i stykker.")
    before.wait_for(title, to="aase@aabenraa.example")
    assert before.new(title, to="nadia@koebenhavn.example") == []


def test_what_is_begun_is_found_again_and_what_is_sent_is_no_draft(visit):
    page = visit("nadia").go("/klima/dialog/ny/")
    page.get_by_label("Overskrift").fill("Grønne tage på skoler?")
    expect(page.locator("[data-autosave]")).to_contain_text("Kladde gemt")
    page.goto("/klima/")
    waits = page.get_by_role("region", name="Venter på dig")
    waits.get_by_role("link", name="Grønne tage på skoler?").click()
    expect(page.get_by_label("Overskrift")).to_have_value("Grønne tage på skoler?")
    page.get_by_label("Tekst", exact=True).fill("Holder de tæt?")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Grønne tage på skoler?")
    text = page.get_by_label(COMMENT, exact=True)
    text.fill("Vi spørger")
    page.get_by_role("button", name="Gem som kladde").click()
    expect(page.locator("[data-autosave]")).to_contain_text("Kladde gemt")
    expect(text).to_have_value("Vi spørger")
    page.reload()
    expect(text).to_have_value("Vi spørger")
    with page.expect_request(re.compile("/kommentarer/$")):
        say(page, "Vi spørger gartneren.")
    page.wait_for_timeout(1_600)  # until what was typed would have been kept
    page.goto("/klima/")
    expect(waits.get_by_role("link", name="Grønne tage på skoler?")).to_have_count(0)


def test_a_comment_is_edited_deleted_and_removed_for_good(visit):
    page = visit("nadia").page
    thread = ask(page, "Hvem deler en skærver?")
    say(page, "Jeg skrev forkrt.")
    page.get_by_role("link", name="Ret: kommentar 1").click()
    page.get_by_label(COMMENT, exact=True).fill("Jeg skrev rigtigt.")
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(comment(page, "Jeg skrev rigtigt.")).to_be_in_viewport()
    page.get_by_role("link", name="rettet: kommentar 1").click()
    expect(page.get_by_text("Jeg skrev forkrt.")).to_be_visible()
    page.goto(thread)
    page.get_by_role("link", name="Slet: kommentar 1").click()
    page.get_by_role("button", name="Slet", exact=True).click()
    expect(told(page, "Kommentaren er slettet")).to_be_visible()
    expect(comment(page, "Forfatteren har slettet kommentaren.")).to_be_visible()
    expect(page.get_by_text("Jeg skrev rigtigt.")).to_have_count(0)
    page.get_by_role("link", name="Ret", exact=True).click()
    page.get_by_label("Overskrift").fill("Hvem deler en kompostbil?")
    page.get_by_role("button", name="Gem", exact=True).click()
    page.get_by_role("link", name="rettet", exact=True).click()
    expect(page.get_by_text("Hvem deler en skærver?")).to_be_visible()
    page = visit("karen").go(thread)
    page.get_by_role("link", name="Fjern for altid: kommentar 1").click()
    page.get_by_role("button", name="Fjern for altid").click()
    expect(comment(page, "Sekretariatet har fjernet kommentaren.")).to_be_visible()


def test_a_closed_thread_takes_no_comment_until_it_is_opened_again(visit):
    page, late = visit("nadia").page, visit("peter").page
    thread = ask(page, "Hvem køber ind sammen?")
    late.goto(thread)
    page.get_by_role("link", name="Luk med en opsamling").click()
    page.get_by_label("Hvad kom der ud af det?").fill("Vi gør det **sammen**.")
    page.get_by_role("button", name="Luk tråden").click()
    expect(page.get_by_role("region", name="Lukket").locator("strong")).to_have_text("sammen")
    expect(page.get_by_label(COMMENT, exact=True)).to_have_count(0)
    late.get_by_label(COMMENT, exact=True).fill("Må jeg være med?")
    late.get_by_role("button", name="Send kommentar").click()
    expect(late.get_by_text("Tråden blev lukket, mens du skrev.").first).to_be_visible()
    expect(late.locator("[data-error-summary]")).to_be_focused()
    expect(late.get_by_label(COMMENT, exact=True)).to_have_value("Må jeg være med?")
    page.get_by_role("button", name="Åbn den igen").click()
    late.get_by_role("button", name="Send kommentar").click()
    expect(comment(late, "Må jeg være med?")).to_be_visible()


def test_asked_and_answered_by_keyboard_alone(visit):
    page = visit("nadia").go("/klima/dialog/")

    def reach(target: Locator) -> None:
        for _ in range(80):
            if target.evaluate("element => element === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {target}.")

    reach(page.get_by_role("link", name="Spørg netværket"))
    page.keyboard.press("Enter")
    reach(page.get_by_label("Overskrift"))
    page.keyboard.type("Hvem har en elcykel?")
    reach(page.get_by_label("Tekst", exact=True))
    page.keyboard.type("Til lån.")
    reach(page.get_by_label("Klimaledelse"))
    page.keyboard.press("Space")
    reach(page.get_by_role("button", name="Send", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvem har en elcykel?")
    for text in ("Vi har to.", "Og en med lad."):  # focus stays where one writes on
        reach(page.get_by_label(COMMENT, exact=True))
        page.keyboard.type(text)
        reach(page.get_by_role("button", name="Send kommentar"))
        page.keyboard.press("Enter")
        expect(comment(page, text)).to_be_visible()
        expect(page.locator(":focus")).to_contain_text("Din kommentar er sendt")


def test_what_cannot_be_sent_is_told_and_stays(visit):
    window = visit("nadia")
    page = window.go("/klima/dialog/1/")
    text, send = page.get_by_label(COMMENT, exact=True), page.get_by_role("button", name="Send kommentar")
    text.fill("Se bilaget.")
    page.route("**/kommentarer/", lambda route: route.abort())
    send.click()
    expect(page.get_by_role("alert")).to_have_text("Det blev ikke sendt. Det, du skrev, står her stadig.")
    proxy = "<h1>Det er for stort</h1>"  # what stands before the site refuses too
    page.route("**/kommentarer/", lambda route: route.fulfill(status=413, body=proxy, content_type="text/html"))
    send.click()
    expect(page.get_by_role("alert")).to_contain_text("Det er for stort. Det blev ikke sendt.")
    expect(text).to_have_value("Se bilaget.")
    assert faults(page) == []
    page.unroute_all()
    window.context.clear_cookies(name="sessionid")
    send.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du er blevet logget ud")
    expect(page.get_by_text("Se bilaget.")).to_be_visible()
    meant = ("htmx:", "Response Status", "Failed to load")
    window.complaints = [complaint for complaint in window.complaints if not complaint.startswith(meant)]


def test_who_signs_in_again_in_another_window_can_still_send(visit):
    window = visit("nadia")
    page = window.go("/klima/dialog/1/")
    page.get_by_label(COMMENT, exact=True).fill("Skrevet før, sendt nu.")
    window.context.clear_cookies(name="csrftoken")  # as signing in does, it makes a new one
    window.context.new_page().goto("/klima/")
    page.get_by_role("button", name="Send kommentar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Send det, du skrev")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(comment(page, "Skrevet før, sendt nu.")).to_be_visible()
    window.complaints = []


def test_nothing_is_typed_while_something_is_sent(visit):
    page = visit("nadia").go("/klima/dialog/1/")
    text = page.get_by_label(COMMENT, exact=True)
    text.fill("Det første")
    held = []
    page.route("**/kommentarer/", lambda route: held.append(route))  # a builtin it does not take
    page.get_by_role("button", name="Send kommentar").click()
    expect(text).not_to_be_editable()
    page.wait_for_timeout(50)
    held[0].continue_()
    expect(comment(page, "Det første")).to_be_visible()
    expect(text).to_be_editable()


@pytest.mark.parametrize("who", ["nadia", "line"])
def test_on_a_phone_the_network_is_named_on_one_line(visit, who):
    page = visit(who, viewport={"width": 320, "height": 700}).page
    name = page.locator(".masthead .brand span")
    assert name.evaluate("name => name.getClientRects().length") == 1
    assert name.bounding_box()["height"] < 30
