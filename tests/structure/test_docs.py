"""Rule 12: the documents name what there is, and nothing that is not."""

import re
from pathlib import Path

from config.cli import HELP
from tests.structure import KLIMANET, ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
OPERATING = (ROOT / "docs" / "operating.md").read_text()
SETTING = r"\b(?:KLIMANET_[A-Z_]+|(?:TEST_)?DATABASE_URL)\b"


def settings_read() -> set[str]:
    places = [
        *(ROOT / "config").glob("*.py"),
        *KLIMANET.rglob("*.py"),
        *(ROOT / "scripts").glob("*.py"),
        ROOT / "conftest.py",
    ]
    return {name for path in places if "tests" not in path.parts for name in re.findall(SETTING, path.read_text())}


def broken_links(document: Path) -> list[str]:
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text())
    return [target for target in targets if not (document.parent / target).exists()]


def test_every_setting_is_documented_and_nothing_else():
    assert settings_read() == set(re.findall(SETTING, OPERATING))


def test_every_package_is_in_the_architecture():
    described = set(re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "architecture.md").read_text(), re.MULTILINE))
    assert described == {path.parent.name for path in KLIMANET.glob("*/__init__.py")}


def test_every_command_is_documented():
    commands = set(re.findall(r"^klimanet [a-z]+(?: add)?", HELP, re.MULTILINE))
    assert {command for command in commands if f"`{command}`" not in OPERATING} == set()
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    told = "\n".join(document.read_text() for document in DOCUMENTS)
    assert {target for target in targets if f"make {target}" not in told} == set()


def test_every_check_that_contributing_names_exists():
    named = re.findall(r"(?:tests/)?(?:structure/)?(test_\w+\.py)", (ROOT / "CONTRIBUTING.md").read_text())
    assert {name for name in named if not list((ROOT / "tests").rglob(name))} == set()


def test_links_lead_somewhere(tmp_path):
    assert {document.name: broken for document in DOCUMENTS if (broken := broken_links(document))} == {}
    planted = tmp_path / "planted.md"
    planted.write_text("[gone](nowhere.md)")
    assert broken_links(planted) == ["nowhere.md"]


def test_the_glossarys_words_are_those_on_screen():
    """Each Danish word of the glossary that names something on screen is used by the translations."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]*) \|", (ROOT / "docs" / "glossary.md").read_text(), re.MULTILINE)[2:]
    danish = (KLIMANET / "locale/da/LC_MESSAGES/django.po").read_text().casefold()
    missing = [
        word for _, cell in rows for word in cell.strip().split(", ") if word and word[:6].casefold() not in danish
    ]
    assert missing == []
