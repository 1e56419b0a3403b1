"""The operator's commands, on an installation of their own."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure import ROOT

FLAGS = {
    "--slug": "klima",
    "--name": "Klimanetværket",
    "--association": "KL",
    "--person": "Karen Holm",
    "--email": "Karen@KL.example",
    "--themes": "Energi, Affald",
}


class Installation:
    """A fresh one on SQLite, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def klimanet(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
        return subprocess.run(
            [sys.executable, "-c", "from config.cli import main; main()", *arguments],
            cwd=ROOT,
            env=kept | {"KLIMANET_DATA": str(self.folder)} | environment,
            text=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )

    def setup(self, *command: str, **changed: str) -> subprocess.CompletedProcess:
        flags = FLAGS | {f"--{name}": value for name, value in changed.items()}
        return self.klimanet(*(command or ("setup",)), *(word for pair in flags.items() for word in pair))


@pytest.fixture
def installation(tmp_path) -> Installation:
    return Installation(tmp_path)


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
    assert worked.returncode == 0, worked.stderr


@pytest.mark.parametrize(("flag", "value"), [("email", "no address"), ("slug", "konto"), ("slug", "Æ Ø")])
def test_a_wrong_answer_is_told_in_a_sentence_and_leaves_nothing(installation, flag, value):
    done = installation.setup(**{flag: value})
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert installation.setup().returncode == 0


def test_where_nobody_can_answer_the_missing_flag_is_named(installation):
    done = installation.klimanet("setup", "--slug", "klima")
    assert "Say --name" in done.stderr


def test_check_says_in_a_sentence_each_what_is_wrong(installation):
    told = installation.klimanet("check", KLIMANET_SMTP_PORT="1").stderr
    for sentence in ("KLIMANET_SITE is not set", "migrations are waiting", "createcachetable", "The mail server"):
        assert sentence in told
    assert "Traceback" not in told


def test_check_finds_nothing_where_all_is_well(installation):
    installation.klimanet("migrate", KLIMANET_DEMO="1")
    installation.klimanet("createcachetable", KLIMANET_DEMO="1")
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


def test_help_names_the_commands(installation):
    told = installation.klimanet("help").stdout
    assert all(command in told for command in ("run", "worker", "setup", "network add", "check"))
