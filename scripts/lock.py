"""Looks up newer versions and writes the lock files, none of which names an address."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NPM_LOCK = ROOT / "package-lock.json"
UV = [
    *(str(ROOT / ".venv/bin/uv"), "pip", "compile", "--quiet", "--upgrade", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"),
]


def without_addresses(lock: dict) -> dict:
    """npm notes where packages come from and who asks for money; installing needs neither."""
    for package in lock["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    return lock


def main() -> None:
    for part in ("run", "metrics", "dev", "node"):
        subprocess.run(
            [*UV, f"requirements/{part}.in", "--output-file", f"requirements/{part}.txt"], cwd=ROOT, check=True
        )
    subprocess.run(["npm", "update", "--package-lock-only", "--ignore-scripts"], cwd=ROOT, check=True)
    NPM_LOCK.write_text(json.dumps(without_addresses(json.loads(NPM_LOCK.read_text())), indent=2) + "\n")


if __name__ == "__main__":
    main()
