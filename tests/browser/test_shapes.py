"""What a page must bear: names as long as they come, and paper."""

import pytest

LONG = "Det klimapolitiske netværk for bæredygtighedsudviklingskonsulenter, koordinatorer og chefer i Hovedstadsområdet"


@pytest.mark.parametrize("width", [320, 1280])
def test_a_network_with_a_long_name_leaves_room_for_the_menu(visit, width):
    page = visit("karen", viewport={"width": width, "height": 900}).go("/klima/")
    page.locator(".masthead .brand span").evaluate("(brand, name) => { brand.textContent = name; }", LONG)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    menu = page.locator(".masthead .menu > summary:visible").bounding_box()
    assert menu["x"] + menu["width"] <= width


@pytest.mark.parametrize("width", [320, 1280])
def test_an_english_page_stays_within_its_width(visit, width):
    window = visit("", viewport={"width": width, "height": 900})
    window.go("/klima/").click('.footer button[value="en"]')
    for path in ("/", "/klima/", "/konto/log-ind/", "/was", "/privatliv/"):
        assert not window.go(path).evaluate("document.documentElement.scrollWidth > innerWidth"), path


def test_a_short_page_fills_the_window_itself_whatever_stands_above_it(visit):
    window = visit("karen", viewport={"width": 1280, "height": 1600})
    window.go("/klima/sekretariat/pladser/?q=Lise").click("main a[href*='/se-som/']")
    window.page.click("main form button")
    page = window.go("/konto/")  # closed meanwhile, so it says little
    heights = "['.masthead', '.footer'].map(part => document.querySelector(part).offsetHeight)"
    filled = "document.querySelector('.footer').getBoundingClientRect().bottom >= innerHeight"
    for gone in ("", ".seeing-line", ".demo-line"):
        page.evaluate("gone => gone && document.querySelector(gone).remove()", gone)
        assert max(page.evaluate(heights)) < 200, gone
        assert page.evaluate(filled), gone


def test_a_reader_may_set_text_larger_and_wider_apart(visit):
    """As WCAG 1.4.12 spaces it, and larger than we do."""
    window = visit("karen", viewport={"width": 320, "height": 900})
    wider = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
    for path in ("/klima/", "/klima/medlemmer/", "/klima/medlemmer/odense/", "/klima/sekretariat/", "/konto/"):
        page = window.go(path)
        page.evaluate("document.documentElement.dataset.size = 'lg'")
        page.evaluate(
            "rules => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rules); document.adoptedStyleSheets = [sheet]; }",
            wider,
        )
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path


def test_on_paper_stands_nothing_to_press(visit):
    window = visit("karen", viewport={"width": 900, "height": 900})
    for path in ("/klima/medlemmer/", "/klima/medlemmer/personer/", "/klima/?side=offentlig"):
        page = window.go(path)
        page.emulate_media(media="print")
        for what in (".toolbar", ".filters", ".ds-button", ".masthead", ".footer"):
            assert page.locator(f"{what}:visible").count() == 0, f"{path}: {what}"
        assert page.locator("h1").is_visible()


LONG_WORD = "klimatilpasningsprojekter"
LINES = """(word) => {
    const title = document.querySelector("[data-card] h3 a");
    title.textContent = word;
    const range = document.createRange();
    range.selectNodeContents(title);
    return new Set([...range.getClientRects()].map(({ top }) => top)).size;
}"""


@pytest.mark.parametrize("width", [320, 768, 1024, 1280, 1440])
def test_the_board_has_room_for_a_long_word(visit, width):
    page = visit("karen", viewport={"width": width, "height": 900}).go("/klima/barrierer/tavle/")
    assert page.evaluate(LINES, LONG_WORD) == 1
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_board_that_goes_on_beyond_the_edge_fades_there_until_its_end(visit):
    """What lies over its right edge, and over the end of its last column once one is there."""
    page = visit("karen", viewport={"width": 1024, "height": 900}).go("/klima/barrierer/tavle/")
    fade = """(board) => {
        const { left, right } = board.getBoundingClientRect();
        const last = board.querySelector(".board-column:last-of-type").getBoundingClientRect().right;
        const width = parseFloat(getComputedStyle(board, "::after").width);
        return { goes_on: last > right, width, covers: Math.max(0, last - (right - width)) };
    }"""
    board = page.locator(".board")
    begun = board.evaluate(fade)
    assert begun["goes_on"] and begun["width"] > 20
    board.evaluate("board => board.scrollTo(board.scrollWidth, 0)")
    assert board.evaluate(fade)["covers"] == 0
    page.set_viewport_size({"width": 1280, "height": 900})
    assert not board.evaluate(fade)["goes_on"]


def test_on_a_phone_several_at_once_asks_first_and_is_sent_from_anywhere_in_the_list(visit):
    page = visit("karen", viewport={"width": 320, "height": 640}).go("/klima/barrierer/samlet/")
    choice, row = page.get_by_label("De handler om dette tema"), page.locator("main .row input").nth(9)
    assert choice.bounding_box()["y"] < row.bounding_box()["y"]
    row.scroll_into_view_if_needed()
    send = page.get_by_role("button", name="Gem for dem med kryds").bounding_box()
    assert 0 < send["y"] < send["y"] + send["height"] <= 640
