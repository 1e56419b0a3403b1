"""How far it has come, on one line of a terminal; nothing where nobody looks."""

import time
from collections.abc import Callable
from typing import TextIO

Progress = Callable[[str, int, int], None]  # the step, how much of it is done, and of how much: 0 where nobody knows
PAUSE = 0.1  # seconds between two looks


def silent(step: str, done: int, total: int) -> None:
    """Where nobody looks."""


class ProgressLine:
    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.due_at = 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        if time.monotonic() < self.due_at and done != total:
            return
        self.due_at = time.monotonic() + PAUSE
        self.stream.write(f"\r{step}: {done / total:.0%}\033[K" if total else f"\r{step}: {megabytes(done)}\033[K")
        self.stream.flush()

    def clear(self) -> None:
        self.stream.write("\r\033[K")


def megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
