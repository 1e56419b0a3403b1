"""The web server and the worker as one: they start together, and when one ends the other does."""

import ctypes
import http.client
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable

GRACE = 10.0  # seconds a process has to end by itself
STARTUP = 60.0  # seconds until the site must answer
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def web_server(application: str, *, host: str, port: int, workers: int) -> list[str]:
    """The module that serves `application` ("module:name") in so many processes, and its arguments.

    A process that dies is begun anew while the others go on; where it dies again within seconds, all end.
    """
    place = ["--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "2"]
    manner = ["--interface", "wsgi", "--no-ws", "--log-level", "warning", "--respawn-failed-workers"]
    return ["granian", *manner, *place, application]


def port_is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(host: str, port: int) -> bool:
    """Whether the web server there is at work; one that sends plain http on to https is."""
    asked = http.client.HTTPConnection(host, port, timeout=5)
    try:
        asked.request("GET", "/healthz", headers={"Host": "localhost"})
        return asked.getresponse().status < 500
    except (http.client.HTTPException, OSError):
        return False
    finally:
        asked.close()


def end_with(parent: int) -> Callable[[], None] | None:
    """What a new process runs first, to be asked to stop when its parent is gone, however that came. Linux alone knows how."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)  # looked up here: little is safe between fork and exec

    def wish() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # gone before we could say so
            os._exit(1)

    return wish


def end_with_web_server() -> None:
    """For a process that the web server has begun. Left behind, it would go on answering and keep the port from its successor.

    Until it answers it is deaf: it inherits a handler that tells the web server, which it is not, to stop.
    """
    server = multiprocessing.parent_process()
    if server and server.pid:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if wish := end_with(server.pid):
            wish()


class Processes:
    """Several commands run side by side, stopped as one. A signal to us is a wish to stop."""

    def __init__(self, *commands: list[str], env: dict[str, str]) -> None:
        self.stopping = False
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # the last is the window being closed
            signal.signal(name, self._wish_to_stop)
        # A session of their own keeps Ctrl-C from reaching them before we have said how to stop.
        self.running = [
            subprocess.Popen(
                [sys.executable, "-m", *command],
                env={**os.environ, **env},
                start_new_session=True,
                preexec_fn=end_with(os.getpid()),
            )
            for command in commands
        ]

    def _wish_to_stop(self, *_: object) -> None:
        self.stopping = True

    def all_alive(self) -> bool:
        return all(process.poll() is None for process in self.running)

    def wait_for(self, host: str, port: int) -> bool:
        """Until the site answers; False when it did not in time, or a process ended, or we are asked to stop."""
        give_up = time.monotonic() + STARTUP
        while self.all_alive() and not self.stopping and time.monotonic() < give_up:
            if answers(host, port):
                return True
            time.sleep(0.05)
        return False

    def run(self) -> int:
        """Wait until somebody wants to stop or a process ends, then stop them all; returns an exit code."""
        while self.all_alive() and not self.stopping:
            time.sleep(0.2)
        return self.stop()

    def stop(self) -> int:
        """End them all; 0 if they were asked to, 1 if one had ended by itself."""
        alive = self.all_alive()
        for process in self.running:
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in self.running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        return 0 if alive else 1
