"""What is installed is pinned, by hash, and no lock file names an address."""

import json
import re

import pytest

from tests.structure import ROOT

LOCKS = [ROOT / "package-lock.json", *sorted((ROOT / "requirements").glob("*.txt"))]


def addresses(lock: str) -> list[str]:
    return re.findall(r"https?://[^\s\"]+|--(?:extra-)?index-url.*", lock)


@pytest.mark.parametrize("path", LOCKS, ids=[path.name for path in LOCKS])
def test_no_lock_names_an_address(path):
    assert addresses(path.read_text()) == []


def test_every_package_is_pinned_with_its_hash():
    for path in (ROOT / "requirements").glob("*.txt"):
        pinned = re.findall(r"^[\w.-]+(?:\[[\w,]+\])?==\S+", path.read_text(), re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^\w", path.read_text(), re.MULTILINE)) > 0
        assert path.read_text().count("--hash=sha256:") >= len(pinned)
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)


ELSEWHERE = "https:" + "//example.org"  # put together here, so that this file names no address either


def test_an_address_is_found():
    assert addresses(f'"resolved": "{ELSEWHERE}/x.tgz"')
    assert addresses(f"--index-url {ELSEWHERE}/simple")
