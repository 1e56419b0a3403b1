"""Rules 1 to 3: the import contracts hold, and would be broken by a wrong import."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure import KLIMANET, ROOT, contracts, stack


def lint(folder: Path) -> subprocess.CompletedProcess:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, env={"PYTHONPATH": str(folder)}, text=True, capture_output=True)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in ("klimanet", "config", ".importlinter"):
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "static", "*.mo"))
        else:
            shutil.copy(source, tmp_path / part)
    return tmp_path


def test_the_contracts_hold():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("klimanet/mail/operations.py", "from klimanet.members import models"),  # upwards
        ("klimanet/rules/refusals.py", "from config import settings"),  # out of the product
        ("klimanet/members/models/profiles.py", "from klimanet.members import views"),  # against the vocabulary
    ],
)
def test_a_wrong_import_breaks_them(copy, module, line):
    path = copy / module
    path.write_text(f"{path.read_text()}\n{line}\n")
    assert lint(copy).returncode != 0


@pytest.mark.parametrize("newcomer", ["klimanet/utils.py", "klimanet/members/helpers.py"])
def test_a_module_without_a_place_breaks_them(copy, newcomer):
    (copy / newcomer).write_text('"""Anything."""\n')
    assert lint(copy).returncode != 0


def without_vocabulary(packages: set[str]) -> set[str]:
    """Packages that no contract about the inside of a package names: import-linter cannot miss what it was never told."""
    told = [contract.get("containers", "").split() for contract in contracts().values()]
    return {package for package in packages if f"klimanet.{package}" not in {name for names in told for name in names}}


def test_every_package_speaks_the_vocabulary():
    packages = {path.parent.name for path in KLIMANET.glob("*/__init__.py")}
    assert packages == set(stack())
    assert without_vocabulary(packages) == set()


def test_a_package_outside_the_vocabulary_is_found():
    assert without_vocabulary({"members", "goats"}) == {"goats"}
