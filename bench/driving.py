"""Serving the network and driving its pages, each at several numbers of connections."""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.pages import Page, pages
from bench.processes import cpu_seconds, memory, settle
from klimanet.website.serving import answers, web_server

ROOT = Path(__file__).resolve().parent.parent
HOST, PORT = "127.0.0.1", 8790
WORKERS = 2
CONNECTIONS = (1, 8, 32)
WARM_UP = 1  # seconds
STARTUP = 60  # seconds


def measure(folder: Path, *, database: list[int], seconds: int, only: str, say: Callable[[str], None]) -> dict:
    """What each page cost, the floor first; and what the processes took of memory when all was done.

    `database` are processes of a database server, which count too. Figures: requests a second, p50 and p99 in milliseconds,
    bytes and queries of one answer, CPU in milliseconds for one request and as a multiple of the floor's, memory in megabytes.
    """
    found = [page for page in pages() if only in page.name]
    floor_page, log = folder / "floor.html", folder / "log"
    thread, queries = _asked_once(found[0])
    floor_page.write_bytes(thread)
    drive = Driver(folder, seconds=seconds)
    rows = []
    say("Driving the floor")
    os.environ["BENCH_FLOOR"] = str(floor_page)
    with served(web_server("bench.floor:application", host=HOST, port=PORT, workers=WORKERS), log=log) as process:
        rows += drive(Page("floor", found[0].requests[:1]), process, size=len(thread), queries=0)
    floors = {row["connections"]: row["cpu"] for row in rows}
    command = ["django", "run", "--host", HOST, "--port", str(PORT), "--workers", str(WORKERS)]
    with served(command, log=log) as process:
        for page in found:
            settle(process, *database)
            say(f"Driving {page.name}")
            content, queries = _asked_once(page)
            rows += drive(page, process, *database, size=len(content), queries=queries)
        taken = memory(process, *database)
    for row in rows:
        row["floors"] = row["cpu"] / floors[row["connections"]]
    return {"memory": taken, "locked": log.read_text().count("database is locked"), "rows": rows}


def _asked_once(page: Page) -> tuple[bytes, int]:
    """The content of an answer, and the number of queries it took."""
    request = page.requests[-1]
    client = Client(headers={"Host": "localhost"})
    for name, value in request.cookies.items():
        client.cookies[name] = value
    with CaptureQueriesContext(connection) as captured:
        if request.body:
            body = request.body.replace("{uuid}", uuid.uuid4().hex)
            answer = client.post(request.path, body, content_type="application/x-www-form-urlencoded")
        else:
            answer = client.get(request.path)
    if answer.status_code not in (200, 302):
        raise SystemExit(f"{page.name} answered {answer.status_code}.")
    return answer.content, len(captured)


class Driver:
    """Sends a page's requests with wrk, and takes the server's time before and after."""

    def __init__(self, folder: Path, *, seconds: int) -> None:
        self.requests = folder / "requests"
        self.seconds = seconds

    def __call__(self, page: Page, *processes: int, size: int, queries: int) -> Iterator[dict]:
        for place, connections in enumerate(CONNECTIONS):
            part = len(page.requests) // len(CONNECTIONS) * place  # so that a first visit is one at each of them
            self.requests.write_text("".join(f"{line}\n" for line in page.requests[part:] + page.requests[:part]))
            if place == 0:
                self._wrk(connections, WARM_UP)
            before = cpu_seconds(*processes)
            told = self._wrk(connections, self.seconds)
            spent = cpu_seconds(*processes) - before
            yield {
                "page": page.name,
                "connections": connections,
                "rate": told["requests"] / told["seconds"],
                "p50": told["p50"],
                "p99": told["p99"],
                "bytes": size,
                "queries": queries,
                "cpu": 1_000 * spent / told["requests"],
                "failed": told["failed"],
            }

    def _wrk(self, connections: int, seconds: int) -> dict:
        command = [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{seconds}s",
            "--timeout=30s",
            f"-s{ROOT / 'bench' / 'drive.lua'}",
        ]
        command += [f"http://{HOST}:{PORT}", "--", str(self.requests)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return json.loads(next(line for line in output.splitlines() if line.startswith("{")))


@contextmanager
def served(command: list[str], *, log: Path) -> Iterator[int]:
    """The process that serves, once it answers."""
    with log.open("a") as output:
        server = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, stdout=output, stderr=output)
    try:
        give_up = time.monotonic() + STARTUP
        while not answers(HOST, PORT):
            if server.poll() is not None or time.monotonic() > give_up:
                raise SystemExit(f"The server did not start:\n{log.read_text()}")
            time.sleep(0.1)
        yield server.pid
    finally:
        server.terminate()
        server.wait()
