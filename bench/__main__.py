"""`python -m bench run` builds a large network, serves it, drives its pages and says what each cost; `compare` sets two runs
side by side."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import report
from scripts.cluster import cluster

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser("run", help="measure")
    run.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    run.add_argument("--scale", type=int, default=1, help="how many times the people and threads (1)")
    run.add_argument(
        "--seconds", type=int, default=5, help="how long each page is driven at each number of connections (5)"
    )
    run.add_argument("--page", default="", help="only pages with this in their name")
    run.add_argument("--output", type=Path, help="where to write the figures as JSON")
    run.set_defaults(do=measured)
    compare = commands.add_parser("compare", help="set two runs side by side")
    compare.add_argument("files", type=Path, nargs=2, metavar="FILE")
    compare.set_defaults(do=compared)
    options = parser.parse_args()
    options.do(options)


def measured(options: argparse.Namespace) -> None:
    if not shutil.which("wrk"):
        sys.exit("The bench drives the server with wrk, which is missing. On Debian: apt install wrk")
    output = options.output or ROOT / "build" / "bench" / f"{options.database}-{options.scale}.json"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="klimanet-bench-")))
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "KLIMANET_DATA": str(folder), "KLIMANET_DEMO": "0"}
        os.environ.pop("DATABASE_URL", None)
        database = []
        if options.database == "postgresql":
            server = stack.enter_context(cluster())
            os.environ["DATABASE_URL"] = server.address
            database.append(server.process)
        figures = _measured(folder, database, options)
    facts = {"database": options.database, "scale": options.scale, "cores": os.cpu_count(), "commit": _commit()}
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(facts | figures, indent=1) + "\n")
    print("\n" + "\n".join(report.table(facts | figures)))
    print(f"Written to {output.relative_to(ROOT) if output.is_relative_to(ROOT) else output}")


def _measured(folder: Path, database: list[int], options: argparse.Namespace) -> dict:
    import django

    django.setup()
    from bench.data import build
    from bench.driving import measure

    _say(f"Building the network, scale {options.scale}")
    build(options.scale)
    return measure(folder, database=database, seconds=options.seconds, only=options.page, say=_say)


def compared(options: argparse.Namespace) -> None:
    before, after = (json.loads(file.read_text()) for file in options.files)
    print("\n".join(report.comparison(before, after)))


def _say(text: str) -> None:
    print(f"{text} …", flush=True)


def _commit() -> str:
    told = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    return told.stdout.strip() or "unknown"


if __name__ == "__main__":
    main()
