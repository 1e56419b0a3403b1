"""The operator's commands, on an installation of their own."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

import pytest

from bench.processes import family, parent
from klimanet.website.life import Life
from klimanet.website.management.commands import worker
from klimanet.website.serving import answers
from tests.structure import ROOT

FLAGS = {
    "--slug": "klima",
    "--name": "Klimanetværket",
    "--association": "KL",
    "--person": "Karen Holm",
    "--email": "Karen@KL.example",
    "--themes": "Energi, Affald",
}


def hear_ctrl_c() -> None:
    """As at a prompt; what a shell starts in the background is deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


# Only Linux tells a process that its parent died (docs/operating.md says so); CI runs there and lets nothing be skipped.
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process does not learn that its parent is gone")


class Installation:
    """A fresh one on SQLite, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    command = (sys.executable, "-c", "from config.cli import main; main()")

    def environment(self, **environment: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
        return kept | {"KLIMANET_DATA": str(self.folder)} | environment

    def klimanet(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [*self.command, *arguments],
            cwd=ROOT,
            env=self.environment(**environment),
            text=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )

    @contextmanager
    def running(self, *arguments: str, **environment: str) -> Iterator[subprocess.Popen]:
        """A command that goes on until it is stopped; what it says can be read line by line."""
        with subprocess.Popen(
            [*self.command, *arguments],
            cwd=ROOT,
            env=self.environment(**environment),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=hear_ctrl_c,
        ) as process:
            try:
                yield process
            finally:
                process.terminate()  # where the test has failed before it could

    def processes(self) -> list[str]:
        """Every process that works on this installation's data."""
        ours = f"KLIMANET_DATA={self.folder}".encode()
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if ours in (process / "environ").read_bytes().split(b"\0"):
                    found.append((process / "cmdline").read_text())
            except OSError:  # gone meanwhile, or not ours to look at
                continue
        return found

    def setup(self, *command: str, **changed: str) -> subprocess.CompletedProcess:
        flags = FLAGS | {f"--{name}": value for name, value in changed.items()}
        return self.klimanet(*(command or ("setup",)), *(word for pair in flags.items() for word in pair))


@pytest.fixture
def installation(tmp_path) -> Installation:
    return Installation(tmp_path)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_from_nothing_to_two_networks(installation):
    done = installation.setup()
    assert "Klimanetværket is open at /klima/" in done.stdout, done.stderr
    again = installation.setup()
    assert again.returncode != 0
    assert "A network is open already" in again.stderr
    second = installation.setup("network", "add", slug="vand", name="Vandnetværket", association="kl")
    assert "Vandnetværket is open at /vand/" in second.stdout, second.stderr
    clash = installation.setup("network", "add")
    assert clash.returncode != 0
    assert "Traceback" not in clash.stderr
    worked = installation.klimanet("worker", "--once", KLIMANET_SMTP_PORT="1")
    assert "The mail server localhost:1 cannot be used" in worked.stderr
    assert "Traceback" not in worked.stderr


@pytest.mark.parametrize(("flag", "value"), [("email", "no address"), ("slug", "konto"), ("slug", "Æ Ø")])
def test_a_wrong_answer_is_told_in_a_sentence_and_leaves_nothing(ready, flag, value):
    done = ready.setup(**{flag: value})
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert ready.setup().returncode == 0


def test_where_nobody_can_answer_the_missing_flag_is_named(installation):
    done = installation.klimanet("setup", "--slug", "klima")
    assert "Say --name" in done.stderr


def test_check_says_in_a_sentence_each_what_is_wrong(installation):
    told = installation.klimanet("check", KLIMANET_SMTP_PORT="1").stderr
    for sentence in (
        *("KLIMANET_SITE is not set", "migrations are waiting", "createcachetable", "The mail server"),
        *("No worker gives a sign of life", "No backup was ever made"),
    ):
        assert sentence in told
    assert "Traceback" not in told


def test_check_finds_nothing_where_all_is_well(installation):
    installation.klimanet("migrate", KLIMANET_DEMO="1")
    installation.klimanet("createcachetable", KLIMANET_DEMO="1")
    with installation.running("worker", KLIMANET_DEMO="1"):
        until = time.monotonic() + 30
        while not list(installation.folder.glob("demo/workers/*")) and time.monotonic() < until:
            time.sleep(0.1)
        done = installation.klimanet("check", KLIMANET_DEMO="1")
    assert (done.returncode, "in order" in done.stdout) == (0, True), done.stderr


def test_djangos_questions_for_deployment_find_nothing(installation):
    done = installation.klimanet(
        "check", "--deploy", "--fail-level", "WARNING", "--tag", "security", KLIMANET_SITE="https://klimanet.example"
    )
    assert done.returncode == 0, done.stderr


def test_a_taken_port_is_a_sentence(installation):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = installation.klimanet("run", "--port", str(port))
    assert done.returncode != 0
    assert (
        done.stderr.strip()
        == f"CommandError: Port {port} is taken. Choose another, for example: make run PORT={port + 1}"
    )


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_however_it_is_stopped_nothing_stays_behind(ready, name):
    """By Ctrl-C, by the machine, by closing the window; here behind https, where plain http is sent on."""
    arguments = ("run", "--port", str(free_port()))
    with ready.running(*arguments, KLIMANET_SITE="https://klimanet.example") as site:
        said = list(takewhile(lambda line: "Stop with Ctrl-C" not in line, site.stdout))
        assert "Klimanet runs at https://klimanet.example/\n" in said
        assert len(ready.processes()) >= 3
        site.send_signal(getattr(signal, name))
        assert site.wait(20) == 0
    assert ready.processes() == []


def test_the_worker_lives_through_a_database_that_is_away(installation):
    """Here it has no tables yet; once it has them, the work is done, and the worker still hears that it is to stop."""
    with installation.running("worker", KLIMANET_DEMO="1") as running:
        said = list(takewhile(lambda line: "it is tried again" not in line, running.stdout))
        installation.klimanet("migrate", KLIMANET_DEMO="1")
        assert installation.klimanet("demo", KLIMANET_DEMO="1").returncode == 0
        until = time.monotonic() + 30
        while not list(installation.folder.glob("demo/mailbox/*.eml")):
            assert running.poll() is None and time.monotonic() < until, said
            time.sleep(0.2)
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0


def fails(**_: object) -> None:
    raise RuntimeError


@pytest.mark.django_db
@pytest.mark.parametrize("log", [fails, lambda **_: 100], ids=["a log that fails", "a log without end"])
def test_mail_goes_out_and_the_worker_stops_whatever_the_log_does(monkeypatch, log):
    monkeypatch.setattr(worker, "consume_due", log)
    stop, sent = threading.Event(), []

    def deliver_due(**_: object) -> None:
        sent.append(1)
        if len(sent) == 2:
            stop.set()

    monkeypatch.setattr(worker, "deliver_due", deliver_due)
    worker.work_until(stop)
    assert len(sent) == 2


@pytest.mark.django_db
def test_told_to_stop_the_worker_begins_nothing_more(monkeypatch):
    """Not even what its turn was for: a worker that is long in stopping is killed, and a mail twice comes of that."""
    stop, begun = threading.Event(), []

    def consume_due(*, is_over) -> int:
        begun.append(is_over())
        stop.set()
        begun.append(is_over())
        return 100

    monkeypatch.setattr(worker, "consume_due", consume_due)
    for name in ("send_due_mails", "deliver_due", "clear_unused", "do_nightly"):
        monkeypatch.setattr(worker, name, lambda *_, **__: begun.append("another"))
    worker.work_until(stop)
    assert begun == [False, True]


@pytest.mark.django_db  # only so that its connections may be looked at
def test_a_duty_that_fails_waits_longer_each_time_and_is_itself_again_after_it_succeeds():
    outcomes, done = [True, False, False, False, True, False], []

    def work() -> None:
        done.append(now)
        if not outcomes.pop():
            raise RuntimeError

    duty = worker.Duty(work, every=100)
    for now in range(300):
        duty.see_to(now, Life())
        if not outcomes:
            break
    assert done == [0, 1, 101, 102, 104, 108]


def test_work_that_is_asked_for_once_says_that_it_failed(installation):
    assert installation.klimanet("worker", "--once").returncode != 0


def web_processes(run: int) -> tuple[int, list[int]] | None:
    """The web server, and its two processes that answer, once they are there."""
    below = [process for process in family(run) if process != run]
    for server in below:
        if parent(server) == run and len(answering := [each for each in below if parent(each) == server]) == 2:
            return server, sorted(answering)
    return None


def wait_for(sign):
    """What `sign` says as soon as it says anything."""
    until = time.monotonic() + 60
    while not (said := sign()) and time.monotonic() < until:
        time.sleep(0.02)
    assert said
    return said


@LINUX
@pytest.mark.parametrize("victim", ["all that began it", "the web server", "the web server while it starts"])
def test_killed_without_warning_nothing_stays_behind(ready, victim):
    """What would go on answering keeps the port from whoever starts the site again."""
    with ready.running("run", "--port", str(free_port()), "--workers", "2") as site:
        if victim != "the web server while it starts":
            list(takewhile(lambda line: "Stop with Ctrl-C" not in line, site.stdout))
        server, _ = wait_for(lambda: web_processes(site.pid))
        assert len(ready.processes()) >= 3
        os.kill(site.pid if victim == "all that began it" else server, signal.SIGKILL)
        wait_for(lambda: not ready.processes())
    assert ready.processes() == []


@LINUX
def test_where_a_process_of_the_web_server_dies_the_other_answers_and_another_comes(ready):
    port = free_port()
    with ready.running("run", "--port", str(port), "--workers", "2") as site:
        list(takewhile(lambda line: "Stop with Ctrl-C" not in line, site.stdout))
        server, before = wait_for(lambda: web_processes(site.pid))
        os.kill(before[0], signal.SIGKILL)
        _, after = wait_for(lambda: (found := web_processes(site.pid)) and before[0] not in found[1] and found)
        assert before[1] in after
        assert web_processes(site.pid) == (server, after)
        wait_for(lambda: answers("127.0.0.1", port))


def test_stopped_while_it_prepares_it_ends_without_a_trace_of_code(installation):
    with installation.running("run", "--port", str(free_port())) as site:
        assert "Preparing the database" in site.stdout.readline()
        site.send_signal(signal.SIGINT)
        assert site.wait(20) == 130
        assert "Traceback" not in site.stdout.read()
    assert installation.processes() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KLIMANET_SMTP_PORT", "many"),
        ("KLIMANET_PROXIES", "-1"),
        ("KLIMANET_SITE", "klimanet.example"),
        ("KLIMANET_SITE", "https://klimanet.example/sti"),
        ("KLIMANET_DATA", "/proc/nowhere"),
        ("KLIMANET_LOG", "xml"),
        ("KLIMANET_METRICS_TOKEN", "secret"),
        ("DATABASE_URL", "nonsense://secret@nowhere"),
    ],
)
@pytest.mark.parametrize("command", ["check", "run", "worker"])
def test_a_wrong_setting_is_a_sentence_whatever_the_command(installation, command, name, value):
    done = installation.klimanet(command, **{name: value})
    assert done.returncode != 0
    assert name in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "secret" not in done.stderr


TOKEN = {
    "KLIMANET_SMTP_TOKEN_URL": "https://token.example",
    "KLIMANET_SMTP_USER": "klimanet@b.example",
    "KLIMANET_SMTP_CLIENT_ID": "os",
    "KLIMANET_SMTP_CLIENT_SECRET": "hemmelig",
    "KLIMANET_SMTP_STARTTLS": "1",
}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"KLIMANET_SMTP_STARTTLS": "1", "KLIMANET_SMTP_TLS": "1"}, "set the one"),
        (TOKEN | {"KLIMANET_SMTP_STARTTLS": "0"}, "set KLIMANET_SMTP_STARTTLS or"),
        (TOKEN | {"KLIMANET_SMTP_PASSWORD": "hemmelig"}, "and no KLIMANET_SMTP_PASSWORD"),
        (TOKEN | {"KLIMANET_SMTP_CLIENT_ID": ""}, "set KLIMANET_SMTP_USER, KLIMANET_SMTP_CLIENT_ID"),
        (TOKEN | {"KLIMANET_SMTP_TOKEN_URL": "http://token.example"}, "must begin with https://"),
    ],
)
def test_what_cannot_be_together_about_the_mail_server_is_a_sentence(installation, facts, told):
    done = installation.klimanet("check", **facts)
    assert done.returncode != 0
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "hemmelig" not in done.stderr


def test_help_names_the_commands(installation):
    told = installation.klimanet("help").stdout
    assert all(command in told for command in ("run", "worker", "setup", "network add", "check"))
