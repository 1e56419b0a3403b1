"""Every text is there in Danish; English stands in the code."""

import importlib.util

import pytest
from babel.messages.catalog import Catalog

from tests.structure import ROOT

specification = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
messages = importlib.util.module_from_spec(specification)
specification.loader.exec_module(messages)


@pytest.fixture
def catalogue() -> Catalog:
    return messages.translated(messages.texts())


def test_nothing_is_missing_doubtful_or_left_over(catalogue):
    assert messages.faults(catalogue) == []
    assert len(catalogue) > 300


def test_a_missing_text_is_found(catalogue):
    catalogue.add("A text that nobody has translated")
    assert "not translated: A text that nobody has translated" in messages.faults(catalogue)


def test_a_plural_that_is_half_translated_is_found(catalogue):
    catalogue.add(("%(n)s goat", "%(n)s goats"), ("%(n)s ged", ""))
    assert len(messages.faults(catalogue)) == 1


def test_a_doubtful_text_is_found(catalogue):
    catalogue.add("Goat", "Ged", flags=["fuzzy"])
    assert messages.faults(catalogue) == ["doubtful: Goat"]


def test_english_quotes_are_found(catalogue):
    catalogue.add("Say “goat”", "Sig “ged”")
    assert messages.faults(catalogue) == ["quotes as in English: Say “goat”"]


def test_a_text_that_is_no_longer_used_is_found():
    found = messages.texts()
    found.delete("Members")
    assert messages.faults(messages.translated(found)) == ["no longer used: Members"]


def test_templates_are_read_as_django_reads_them(tmp_path):
    template = tmp_path / "page.html"
    template.write_text(
        '{% translate "One" %}{% badge _("Two") %}{% blocktranslate count c=n %}a{% plural %}b{% endblocktranslate %}'
    )
    with template.open("rb") as file:
        found = [text for _, _, text, _ in messages.extract_template(file, messages.KEYWORDS, (), {})]
    assert found[:2] == ["One", "Two"]
    assert found[2][:2] == ("a", "b")
