"""A real installation, served by its real command, on the database that the proofs run on."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from bench.processes import family, parent
from klimanet.website.serving import answers
from tests.prove.test_killed import Demo
from tests.structure import ROOT

ADDRESS = "https://klimanet.example"  # the clients speak to it as nginx does
HOST = "127.0.0.1"
PORTS = range(
    10_000, 30_000
)  # none that the kernel gives to clients: one that asks in vain might be answered by itself
STARTUP = 120.0  # seconds until a part of the site must be there
STOP = 60.0  # seconds a command has to end by itself
KLIMANET = str(Path(sys.executable).with_name("klimanet"))


def free_port() -> int:
    for port in random.SystemRandom().sample(PORTS, 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise AssertionError("No port is free.")


def wait_for(sign, *, seconds: float = STARTUP, what: str):
    """What `sign` says as soon as it says anything."""
    give_up = time.monotonic() + seconds
    while not (said := sign()):
        assert time.monotonic() < give_up, f"Not within {seconds:.0f} s: {what}."
        time.sleep(0.05)
    return said


def kill(*ids: int) -> None:
    for process in ids:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


class Kept:
    """A command that is started again whenever it ends, as systemd does it."""

    def __init__(self, command: list[str], *, environment: dict[str, str], log: Path) -> None:
        self.command, self.environment, self.log = command, environment, log
        self.starts = 0
        self._over, self._lock = False, threading.Lock()
        self._thread = threading.Thread(target=self._keep)
        self._start()
        self._thread.start()

    def _start(self) -> bool:
        with self._lock, self.log.open("ab") as output:
            if not self._over:
                self.process = subprocess.Popen(
                    self.command, cwd=ROOT, env=self.environment, stdout=output, stderr=output
                )
                self.starts += 1
            return not self._over

    def _keep(self) -> None:
        self.process.wait()
        while not self._over:
            time.sleep(0.1)
            if self._start():
                self.process.wait()

    def stop(self) -> int:
        """Ask it to end, and it has to; returns its exit code."""
        with self._lock:
            self._over = True
        self.process.terminate()
        self._thread.join(STOP)
        if self._thread.is_alive():
            kill(*family(self.process.pid))
            self._thread.join()
        return self.process.returncode


class Site(Demo):
    """Its processes: `run`, which starts the others; `server`, which starts those that answer (`web`); and the `worker`."""

    def __init__(self, folder: Path, address: str, *, mail_port: int) -> None:
        super().__init__(folder)
        for name in ("KLIMANET_DEMO", "KLIMANET_SECRET_KEY", "KLIMANET_MAIL_PER_MINUTE"):
            self.environment.pop(name, None)
        temporary = folder / "tmp"
        temporary.mkdir(parents=True)
        self.environment |= {
            "DJANGO_SETTINGS_MODULE": "tests.prove.settings",
            "PYTHONPATH": str(ROOT),  # where these settings are found by an installed command
            "KLIMANET_SITE": ADDRESS,
            "KLIMANET_FROM": "Klimanet <klimanet@klimanet.example>",
            "KLIMANET_SMTP_HOST": HOST,
            "KLIMANET_SMTP_PORT": str(mail_port),
            "TMPDIR": str(temporary),  # what is left behind when all is killed
            **({"DATABASE_URL": address} if address else {}),
        }
        self.folder, self.log, self.port = folder, folder / "log", free_port()

    def command(self, *words: str) -> list[str]:
        return [KLIMANET, *words]

    def tell(self, code: str):
        """What the code prints as JSON."""
        return json.loads(self.shell(code))

    def kept(self, *words: str) -> Kept:
        return Kept(self.command(*words), environment=self.environment, log=self.log)

    @contextmanager
    def served(self):
        """By `klimanet run`, until it is asked to stop; and by a worker more."""
        with ExitStack() as stack:
            stack.callback(self._end)
            self.run_command = self.kept("run", "--host", HOST, "--port", str(self.port), "--workers", "2")
            stack.callback(self.run_command.stop)
            self.further_worker = self.kept("worker")
            stack.callback(self.further_worker.stop)
            for part in ("web", "worker", "further worker"):
                wait_for(partial(self.is_at_work, part), what=f"{part} is at work")
            yield

    def stop(self) -> list[int]:
        """Exit codes."""
        return [kept.stop() for kept in (self.run_command, self.further_worker)]

    def _end(self) -> None:
        """Whatever was killed: with those who keep the site, all is over."""
        try:
            wait_for(lambda: not self.left_behind(), seconds=STOP, what="all processes have ended")
        except AssertionError as late:
            left = self.left_behind()
            told = [f"{process} of {parent(process)}: {' '.join(_words(process))}" for process in left]
            kill(*left)
            raise AssertionError("\n".join([str(late), *told])) from late

    def left_behind(self) -> list[int]:
        """Every process that works on this installation's data."""
        ours, found = f"KLIMANET_DATA={self.folder}".encode(), []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # gone meanwhile, or not ours to look at
                if ours in (process / "environ").read_bytes().split(b"\0"):
                    found.append(int(process.name))
        return found

    def answers(self) -> bool:
        return answers(HOST, self.port)

    def processes(self, part: str) -> list[int]:
        """Of that part, the oldest first; none while it is being started."""
        run = self.run_command.process.pid
        if part == "run":
            return [run]
        if part == "further worker":
            return [self.further_worker.process.pid]
        if part == "whole":
            return list(family(run))
        children = {process: _words(process) for process in family(run) if process != run}
        servers = [process for process, words in children.items() if "granian" in words and parent(process) == run]
        found = {
            "server": servers,
            "web": [process for process in children if parent(process) in servers],
            "worker": [process for process, words in children.items() if "worker" in words],
        }
        return sorted(found[part])

    def is_at_work(self, part: str) -> bool:
        """Whether killing it now interrupts something."""
        if "worker" in part:
            shown = self.folder / "klimanet" / "workers"
            return any((shown / f"{socket.gethostname()}-{process}").exists() for process in self.processes(part))
        return self.answers()

    def kill(self, part: str) -> int:
        """Without warning, one process or the whole of them; returns how many workers were among them."""
        victims = wait_for(lambda: self.processes(part), what=f"{part} is there to be killed")
        victims = victims if part == "whole" else victims[:1]
        workers = {*self.processes("worker"), *self.processes("further worker")} & set(victims)
        kill(*victims)
        return len(workers)


def _words(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().split("\0")
    except OSError:  # it has ended
        return []
