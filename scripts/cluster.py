"""A PostgreSQL server of its own, in a folder that is gone afterwards. Standard library only.

    python3 scripts/cluster.py TEST_DATABASE_URL make check

runs a command with the server's address in that variable.
"""

import os
import pwd
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cluster:
    address: str  # as DATABASE_URL has it
    process: int  # id of the server's first process, whose children serve


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server while it lasts; it refuses to run as root, so root lends it to the user whom Debian made for it."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if not binaries:
        raise SystemExit("PostgreSQL is missing. On Debian: apt install postgresql")
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), _free_port()
        owner = []
        if os.geteuid() == 0:
            owner = ["runuser", "-u", "postgres", "--"]
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        data = folder / "data"

        def run(program: str, *arguments: str) -> None:
            command = [*owner, str(binaries[-1] / program), f"--pgdata={data}", *arguments]
            subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)

        run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
        run("pg_ctl", "--wait", "--silent", f"--log={folder / 'log'}", f"--options={options}", "start")
        try:
            process = int((data / "postmaster.pid").read_text().split("\n")[0])
            yield Cluster(f"postgres://postgres@127.0.0.1:{port}/postgres", process)
        finally:
            run("pg_ctl", "--silent", "--mode=immediate", "stop")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    variable, *command = sys.argv[1:]
    with cluster() as server:
        sys.exit(subprocess.run(command, env={**os.environ, variable: server.address}).returncode)
