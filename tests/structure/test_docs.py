"""Rule 12: the documents name what there is, and nothing that is not."""

import re
from pathlib import Path

from django.conf import settings

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


def undocumented_settings(read: set[str], told: str) -> set[str]:
    """Settings that are read and not told of, or told of and never read."""
    return read ^ set(re.findall(SETTING, told))


def undescribed_packages(packages: set[str], told: str) -> set[str]:
    return packages ^ set(re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE))


def untold_commands(commands_help: str, told: str) -> set[str]:
    commands = set(re.findall(r"^klimanet [a-z]+(?: add)?", commands_help, re.MULTILINE))
    return {command for command in commands if f"`{command}`" not in told}


def untold_targets(makefile: str, told: str) -> set[str]:
    targets = set(re.findall(r"^([a-z]+):.*##", makefile, re.MULTILINE))
    return {target for target in targets if f"make {target}" not in told}


def missing_checks(told: str) -> set[str]:
    named = re.findall(r"(?:tests/)?(?:structure/)?(test_\w+\.py)", told)
    return {name for name in named if not list((ROOT / "tests").rglob(name))}


def broken_links(document: Path) -> list[str]:
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text())
    return [target for target in targets if not (document.parent / target).exists()]


def words_not_on_screen(glossary: str, danish: str) -> list[str]:
    """Danish words of the glossary that the translations never use."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]*) \|", glossary, re.MULTILINE)[1:]  # below the heading
    words = [word for _, cell in rows for word in cell.strip().split(", ") if word]
    return [word for word in words if word[:6].casefold() not in danish.casefold()]


def test_every_setting_is_documented_and_nothing_else():
    assert undocumented_settings(settings_read(), OPERATING) == set()
    assert undocumented_settings({"KLIMANET_GOATS"}, "`KLIMANET_SHEEP`") == {"KLIMANET_GOATS", "KLIMANET_SHEEP"}


def test_what_readyz_can_say_is_explained():
    health = (KLIMANET / "website" / "health.py").read_text().partition("def problems_of_running")[2]
    said = set(re.findall(r'Problem\(\s*"([a-z-]+)"', health))
    rows = re.findall(r"^\| (`[a-z]+-.*?) \| .* \| (?:yes)? ?\|$", OPERATING, re.MULTILINE)
    assert said == {code for row in rows for code in re.findall(r"`([a-z-]+)`", row)}
    assert "disk-full" in said


def test_the_files_for_a_server_fit_the_settings():
    deploy = ROOT / "deploy"
    assert f"client_max_body_size {settings.REQUEST_MAX_BYTES};" in (deploy / "nginx.conf").read_text()
    assert set(re.findall(SETTING, (deploy / "klimanet.env").read_text())) <= settings_read()
    told = "\n".join(path.read_text() for path in (ROOT / "docs" / "operating.md", deploy / "klimanet"))
    assert {path.name for path in deploy.glob("*.*") if path.suffix not in (".service", ".timer")} <= set(
        re.findall(r"deploy/([\w.]+)", told)
    )


def test_every_package_is_in_the_architecture():
    architecture = (ROOT / "docs" / "architecture.md").read_text()
    assert undescribed_packages({path.parent.name for path in KLIMANET.glob("*/__init__.py")}, architecture) == set()
    assert undescribed_packages({"goats"}, "| `sheep` | wool |") == {"goats", "sheep"}


def test_every_command_is_documented():
    assert untold_commands(HELP, OPERATING) == set()
    assert untold_commands("klimanet network add   open another", "`klimanet network`") == {"klimanet network add"}
    told = "\n".join(document.read_text() for document in DOCUMENTS)
    assert untold_targets((ROOT / "Makefile").read_text(), told) == set()
    assert untold_targets("milk: ## Milk the goats\n", "make butter") == {"milk"}


def test_every_check_that_contributing_names_exists():
    assert missing_checks((ROOT / "CONTRIBUTING.md").read_text()) == set()
    assert missing_checks("*(tests/structure/test_goats.py, test_docs.py)*") == {"test_goats.py"}


def test_links_lead_somewhere(tmp_path):
    assert {document.name: broken for document in DOCUMENTS if (broken := broken_links(document))} == {}
    planted = tmp_path / "planted.md"
    planted.write_text("[gone](nowhere.md)")
    assert broken_links(planted) == ["nowhere.md"]


def test_the_glossarys_words_are_those_on_screen():
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    assert words_not_on_screen(glossary, (KLIMANET / "locale/da/LC_MESSAGES/django.po").read_text()) == []
    assert words_not_on_screen("| code | screen |\n|---|---|\n| goat | ged, buk |\n", 'msgstr "En ged"') == ["buk"]
