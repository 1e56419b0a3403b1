"""Sorting, dates, Markdown and what people type."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from klimanet.text import dates
from klimanet.text.addresses import path_to
from klimanet.text.forms import LineField, PassageField
from klimanet.text.links import linked
from klimanet.text.markdown import render
from klimanet.text.markup import joined, markup
from klimanet.text.sorting import danish_key
from klimanet.text.templatetags.text import plain, telephone

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def test_danish_letters_come_last_and_aa_is_aa():
    in_order = [
        "Allerød",
        "Billund",
        "Odense",
        "Vejle",
        "Zealand",
        "Ærø",
        "Ølstykke",
        "Aabenraa",
        "Aalborg",
        "Ålsrode",
        "Aarhus",
    ]
    assert sorted(set(in_order), key=danish_key) == in_order


def test_a_key_is_only_digits_and_small_letters():
    for name in ("Søren Å. O'Brien-Ørum", "Łukasz", "😀 Emoji", "Ünal", "漢字", "\u202eabc"):
        key = danish_key(name)
        assert key == "" or (key.isascii() and key.isalnum() and key == key.lower())


def test_a_key_knows_no_case_and_no_composition():
    assert danish_key("ÆRØ") == danish_key("ærø")
    assert danish_key("A\u030arhus") == danish_key("Århus") == danish_key("Aarhus")


def test_dates_as_danes_write_them():
    moment = datetime.datetime(2025, 6, 3, 9, 0, tzinfo=COPENHAGEN)
    with translation.override("da"):
        assert dates.moment(moment) == "tirsdag den 3. juni 2025 kl. 9.00"
        assert dates.moment(moment.replace(hour=0)) == "tirsdag den 3. juni 2025", "Known to the day."
        assert dates.weekday(moment.date()) == "tirsdag den 3. juni 2025"
        assert dates.day(moment) == "3. juni 2025"
    with translation.override("en"):
        assert dates.moment(moment) == "Tuesday 3 June 2025 at 9.00"


@pytest.mark.parametrize(
    ("written", "ahead", "back"),
    [
        ("2025-06-03", "2025-06-03", "2025-06-03"),
        ("2025-05-31", "2025-06-02", "2025-05-30"),
        ("2025-12-24", "2025-12-29", "2025-12-23"),
        ("2026-12-31", "2027-01-04", "2026-12-30"),
    ],
)
def test_a_day_on_which_offices_are_closed_is_another(written, ahead, back):
    day = datetime.date.fromisoformat(written)
    assert [dates.working_day(day).isoformat(), dates.working_day(day, back=True).isoformat()] == [ahead, back]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2025-06-03", "tirsdag den 3. juni 2025"),
        ("2024-10", "oktober 2024"),
        ("2014", "2014"),
        ("2014-2015", "2014-2015"),
        ("2024-13", "2024-13"),
        ("2023-02-29", "2023-02-29"),
        ("uden dato", "uden dato"),
    ],
)
def test_a_date_of_a_source_is_written_as_other_dates(written, told):
    assert dates.known(written) == told


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://www.kl.dk/tage/solceller-paa-kommunale-tage", "kl.dk"),
        ("https://ft.dk:8000/samling/20241/l183/20241_l183_som_fremsat.htm", "ft.dk"),
        ("https://kl.dk@a.example/kefm", "a.example"),
        ("https://a.example", "a.example"),
        ("https://[a", "https://[a"),
    ],
)
def test_an_address_says_whose_page_it_leads_to(address, told):
    assert linked(address) == f'<a href="{address}">{told}</a>'


def test_addresses_in_a_text_are_links_and_the_rest_is_escaped():
    assert linked("Se https://a.example/<b>, bilag 1\nog <i>") == (
        'Se <a href="https://a.example/">a.example</a>&lt;b&gt;, bilag 1<br>og &lt;i&gt;'
    )


def test_a_moment_is_told_in_copenhagen():
    with translation.override("da"):
        assert dates.day(datetime.datetime(2025, 6, 2, 22, 30, tzinfo=datetime.UTC)) == "3. juni 2025"


def test_numbers():
    with translation.override("da"):
        assert (dates.number(1234567), dates.number(1234.5, 1)) == ("1.234.567", "1.234,5")
    with translation.override("en"):
        assert dates.number(1234.5, 1) == "1,234.5"


def test_markdown_keeps_the_pages_own_headings_on_top():
    assert "<h3>Top</h3>" in render("# Top\n\n## Under")
    assert "<h4>Under</h4>" in render("# Top\n\n## Under")


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://elsewhere.example/spy.png)",
        '<img src=x onerror="alert(1)">',
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '<a href="x" style="position:fixed">x</a>',
        "<iframe src=//elsewhere.example></iframe>",
        "[a](vbscript:x) <svg onload=alert(1)>",
    ],
)
def test_markdown_brings_no_scripts_pictures_or_styles(source):
    html = render(source)
    # What is left of a tag is text, to be read and not to be run.
    for danger in (
        "<script",
        "<img",
        "<iframe",
        "<svg",
        '<a href="javascript',
        '<a href="data',
        '<a href="vbscript',
        "<a style",
    ):
        assert danger not in html.casefold()


def test_markdown_a_megabyte_deep_is_done_soon():
    assert render("> " * 10_000 + "dybt")
    assert render("[" * 10_000)
    assert render("a" * 1_000_000)


def test_plain_is_one_line_without_marks():
    assert plain("# Hej\n\n**du** [der](https://x.example)") == "Hej du der"
    assert plain(None) == ""


@pytest.mark.parametrize(
    "value", ["<b>&\"'", 7, 0.5, None, mark_safe("<b>"), gettext_lazy("Yes"), datetime.date(2026, 1, 2), "æ – ø", ""]
)
def test_markup_is_escaped_as_django_does_it(value):
    assert markup('<a title="{}">{}</a>', value, value) == format_html('<a title="{}">{}</a>', value, value)
    assert joined("<i>{}</i>", [(value,), ("<",)]) == format_html_join("", "<i>{}</i>", [(value,), ("<",)])
    assert hasattr(joined("{}", [(value,)], between=" "), "__html__")


def test_an_address_is_what_django_says_it_is():
    for view, *values in (("home",), ("network", "klima"), ("organisation", "klima", "aarhus"), ("thread", "klima", 7)):
        assert path_to(view, *values) == reverse(view, args=values)
    with pytest.raises(NoReverseMatch):
        path_to("network")


def test_a_phone_number_for_a_link():
    assert telephone("12 34 56 78") == "+4512345678"
    assert telephone("+46 8 123") == "+468123"


def test_a_line_is_cleaned_of_what_cannot_be_seen():
    field = LineField()
    assert field.clean("  Ole\u202e \u200b Bent\tsen\n") == "Ole Bent sen"
    with pytest.raises(ValidationError):
        field.clean("\u202e\u200b")
    with pytest.raises(ValidationError):
        field.clean("a\x00b")
    with pytest.raises(ValidationError):
        field.clean("a" * 1_000_000)


def test_an_emoji_of_several_stays_whole():
    firefighter = "Ea 👩🏽\u200d🚒"
    assert LineField().clean(firefighter) == PassageField().clean(firefighter) == firefighter
    assert LineField().clean("O\u200dle 👩\u200d") == "Ole 👩"


def test_a_passage_keeps_its_lines():
    assert PassageField().clean("en\r\nto\rtre\x07") == "en\nto\ntre"
    assert PassageField(required=False).clean("\u200b \u2060\n") == "", "Nobody sees anything of it."


def test_a_passage_reads_in_the_order_it_is_written():
    assert PassageField().clean("Se \u202egro.live\u202c, \u2067her\u2069") == "Se gro.live, her"
