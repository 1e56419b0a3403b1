"""Runs every test: the suite on SQLite, the browser journeys, and what asks the database again on PostgreSQL.

TEST_DATABASE_URL names the PostgreSQL database; without it that part is left out, and said so.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [str(ROOT / ".venv" / "bin" / "pytest"), "--quiet"]


def part(title: str, *arguments: str, **env: str) -> bool:
    print(f"\n=== {title}", flush=True)
    began = time.monotonic()
    done = subprocess.run([*PYTEST, *arguments], cwd=ROOT, env={**os.environ, **env})
    print(f"=== {title}: {time.monotonic() - began:.0f} s", flush=True)
    return done.returncode == 0


def main() -> int:
    together = ["--numprocesses", "2", "--dist", "worksteal"]
    suite = ["-m", "not browser and not prove", *together]
    address = os.environ.pop("TEST_DATABASE_URL", "")
    os.environ.pop("DATABASE_URL", None)
    good = [part("The suite on SQLite", *suite), part("The browser journeys", "-m", "browser and not prove", *together)]
    if address:
        asking = (*suite, "--asking-the-database")
        good.append(part("What asks the database, on PostgreSQL", *asking, DATABASE_URL=address))
    else:
        print("\nNot run on PostgreSQL: TEST_DATABASE_URL names no database.")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
