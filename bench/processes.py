"""What servers cost: the processor time and the memory of a process and all that come from it, as Linux tells them."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
RESTING = 0.1  # seconds of processor time in a second
TICK = os.sysconf("SC_CLK_TCK")  # a second's


def family(*roots: int) -> Iterator[int]:
    """The ids of these processes, and of their children and children's children."""
    parents: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdecimal() and (fields := _stat(int(folder.name))):
            parents.setdefault(int(fields[1]), []).append(int(folder.name))
    waiting = list(roots)
    while waiting:
        yield (process := waiting.pop())
        waiting += parents.get(process, [])


def parent(process: int) -> int:
    """Its id; 0 where the process has ended."""
    return int(fields[1]) if (fields := _stat(process)) else 0


def cpu_seconds(*roots: int) -> float:
    """User and system time so far, that of children which have ended included."""
    return sum(sum(map(int, fields[11:15])) for process in family(*roots) if (fields := _stat(process))) / TICK


def settle(*roots: int) -> None:
    """Wait until they rest, a minute at most: what a page has left behind is not the next one's to pay."""
    for _ in range(60):
        before = cpu_seconds(*roots)
        time.sleep(1)
        if cpu_seconds(*roots) - before < RESTING:
            return


def memory(*roots: int) -> float:
    """Megabytes, what several processes share counted once (PSS)."""
    return sum(map(_share, family(*roots))) / 1_000


def _stat(process: int) -> list[str]:
    """The fields of /proc/<id>/stat from the third on: the second, a name, may hold spaces."""
    try:
        return (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has ended
        return []


def _share(process: int) -> int:
    """In kilobytes."""
    try:
        lines = (PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
