"""That a worker is alive, and what it is at: a small file for each, in the data folder that all processes share.

A file rather than a row: it is written while the database is away or somebody else writes, by a thread of its own while the
worker itself is stuck.
"""

import os
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

BEAT = 20.0  # seconds
FORGOTTEN_AFTER = timedelta(days=1)  # the file of one that was killed


@dataclass(frozen=True)
class Worker:
    """One worker, as it last showed itself."""

    seen_at: datetime
    duty: str  # empty: it waits for work
    since: datetime


class Life:
    """Ours: what is done is done within `at`."""

    def __init__(self) -> None:
        self.path = Path(settings.WORKERS) / f"{socket.gethostname()}-{os.getpid()}"
        self.now = ("", timezone.now())

    @contextmanager
    def at(self, duty: str) -> Iterator[None]:
        self.now = (duty, timezone.now())
        try:
            yield
        finally:
            self.now = ("", timezone.now())

    def show(self) -> None:
        duty, since = self.now
        with suppress(OSError):  # the disk is full: that is told of by its own name
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self.path.parent, prefix=".", delete=False) as file:
                file.write(f"{since.isoformat()} {duty}\n")
            Path(file.name).replace(self.path)  # nobody reads half of it


@contextmanager
def showing_life() -> Iterator[Life]:
    """Show it every BEAT seconds, whatever happens meanwhile; no longer once that is over."""
    life, over = Life(), threading.Event()
    _forget_the_dead()

    def beat() -> None:
        while not over.wait(BEAT):
            life.show()

    life.show()
    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield life
    finally:
        over.set()
        thread.join()
        life.path.unlink(missing_ok=True)


def workers() -> list[Worker]:
    """All that have shown themselves within a day and have not stopped in peace, the last seen first."""
    found = []
    for path in Path(settings.WORKERS).glob("[!.]*"):
        with suppress(OSError, ValueError):  # gone meanwhile
            since, _, duty = path.read_text().strip().partition(" ")
            found.append(Worker(_seen_at(path), duty, datetime.fromisoformat(since)))
    return sorted(found, key=lambda worker: worker.seen_at, reverse=True)


def _seen_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _forget_the_dead() -> None:
    for path in Path(settings.WORKERS).glob("*"):
        with suppress(OSError):
            if _seen_at(path) < timezone.now() - FORGOTTEN_AFTER:
                path.unlink()
