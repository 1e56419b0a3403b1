"""Rules 1 and 2: nothing grows past 400 lines, nothing is called `utils`, every package says what it is for."""

import ast
from pathlib import Path

from tests.structure import KLIMANET, ROOT

LONGEST = 400  # lines
EMPTY_NAMES = {"utils", "common", "core", "helpers", "base", "misc"}


def too_long(paths: list[Path]) -> list[str]:
    return [path.name for path in paths if len(path.read_text().splitlines()) > LONGEST]


def empty_names(paths: list[Path]) -> list[str]:
    return [str(path) for path in paths if path.suffix == ".py" and EMPTY_NAMES & {path.stem, path.parent.name}]


def written() -> list[Path]:
    """Every file we write by hand."""
    folders = (KLIMANET, ROOT / "config", ROOT / "scripts", ROOT / "tests")
    kinds = (".py", ".html", ".css", ".js", ".txt")
    return [path for folder in folders for path in folder.rglob("*") if path.suffix in kinds]


def test_nothing_is_too_long():
    assert too_long(written()) == []


def test_nothing_has_a_name_that_says_nothing():
    assert empty_names(written()) == []


def silent(packages: list[Path]) -> list[str]:
    return [path.parent.name for path in packages if not ast.get_docstring(ast.parse(path.read_text()))]


def test_every_package_says_what_it_is_for():
    assert silent(list(KLIMANET.glob("*/__init__.py"))) == []


def test_the_checks_see(tmp_path):
    long, named = tmp_path / "long.py", tmp_path / "utils" / "anything.py"
    long.write_text("\n" * (LONGEST + 1))
    named.parent.mkdir()
    named.write_text("")
    package = tmp_path / "goats" / "__init__.py"
    package.parent.mkdir()
    package.write_text("# Goats.\n")
    assert too_long([long]) == ["long.py"]
    assert silent([package]) == ["goats"]
    assert empty_names([named, tmp_path / "helpers.py"]) == [str(named), str(tmp_path / "helpers.py")]
