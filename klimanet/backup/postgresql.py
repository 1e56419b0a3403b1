"""PostgreSQL: dumped and restored by its own tools, which must be as new as the server."""

import os
import re
import shutil
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from klimanet.backup.archive import DATABASES, Manifest
from klimanet.backup.problems import BackupProblem, Damaged
from klimanet.backup.progress import Progress
from klimanet.backup.survey import Survey, survey

ASIDE = "klimanet_replaced"  # the schema that holds the old tables until the new ones are there
LOOK = 0.2  # seconds between two looks at how far a tool is


class ToolFailed(BackupProblem):
    """With what the tool said."""


def dump(folder: Path, *, progress: Progress) -> tuple[Path, int, Survey]:
    """The database as it is now, in `folder`; its bytes; what it holds: both seen in one snapshot."""
    _refuse_older_tool("pg_dump")
    dumped = folder / DATABASES["postgresql"]
    with closing(connection.copy("backup")) as reader:
        reader.set_autocommit(False)
        with reader.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        _run(
            *("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--exclude-schema={ASIDE}"),
            *(f"--file={dumped}", _database()),
            step="Copying the database",
            grows=dumped,
            progress=progress,
        )
        facts = survey(reader, progress=progress)
    return dumped, dumped.stat().st_size, facts


def check(dumped: Path, manifest: Manifest, *, progress: Progress) -> Path:
    """`dumped` itself, once pg_restore has read it all. Raises Damaged.

    That every file it names is there, the manifest says: it was written from the same snapshot.
    """
    try:
        _run("pg_restore", f"--file={os.devnull}", str(dumped), step="Reading the database", progress=progress)
    except ToolFailed as error:
        raise Damaged(f"The database is damaged: {error}") from error
    return dumped


def refuse_if_used() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        others = cursor.fetchone()[0]
    if others:
        raise BackupProblem(
            f"The database is in use by {others} other connections. Stop the web server and the worker, then try again."
        )


def replace(dumped: Path, *, progress: Progress) -> None:
    """The old tables stay aside until the new ones are there, all or none; where those fail, the old ones come back."""
    _refuse_older_tool("pg_restore")
    _set_aside()
    try:
        connection.close()  # nothing of ours stands in the way of pg_restore
        _run(
            *("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"),
            *(_database(), str(dumped)),
            step="Restoring the database",
            progress=progress,
        )
    except BaseException:
        _put_back()
        raise
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {ASIDE} CASCADE")
        cursor.execute("ANALYZE")


@transaction.atomic
def _set_aside() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [ASIDE])
        if cursor.fetchone():  # an earlier restore was interrupted: the old tables stand there already
            _drop_tables()
            return
        cursor.execute(f"CREATE SCHEMA {ASIDE}")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} SET SCHEMA {ASIDE}")


@transaction.atomic
def _put_back() -> None:
    _drop_tables()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, current_schema() FROM pg_tables WHERE schemaname = %s", [ASIDE])
        for table, schema in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {ASIDE}.{connection.ops.quote_name(table)} SET SCHEMA {schema}")
        cursor.execute(f"DROP SCHEMA {ASIDE}")


def _drop_tables() -> None:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")


def _parameters() -> dict[str, Any]:
    """What psycopg is told; some of it is for libpq, and so for the tools too."""
    return connection.get_connection_params()


def _database() -> str:
    """Where the database is, without its password, which nobody may read off a list of processes."""
    known = {option.keyword.decode() for option in Conninfo.get_defaults()} - {"password"}
    return f"--dbname={make_conninfo(**{name: value for name, value in _parameters().items() if name in known})}"


def _environment() -> dict[str, str]:
    password = _parameters().get("password")
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _refuse_older_tool(tool: str) -> None:
    """Raises BackupProblem for one that is older than the server: it would leave out what it does not know."""
    connection.ensure_connection()
    told = subprocess.run([_found(tool), "--version"], capture_output=True, text=True, check=True).stdout
    version, server = int(re.findall(r"\d+", told)[0]), connection.connection.info.server_version // 10_000
    if version < server:
        raise BackupProblem(
            f"{tool} is of PostgreSQL {version}, the server of {server}. Install postgresql-client-{server}."
        )


def _found(tool: str) -> str:
    path = shutil.which(tool)
    if path is None:
        raise BackupProblem(f"{tool} is not installed. On Debian: apt install postgresql-client")
    return path


def _run(tool: str, *arguments: str, step: str, progress: Progress, grows: Path | None = None) -> None:
    """`grows` is the file that tells how far it is. Raises ToolFailed with what the tool said last."""
    command = [_found(tool), *arguments]
    with subprocess.Popen(command, env=_environment(), stderr=subprocess.PIPE, text=True) as process:
        try:
            while True:
                progress(step, grows.stat().st_size if grows and grows.exists() else 0, 0)
                try:
                    _, said = process.communicate(timeout=LOOK)
                    break
                except subprocess.TimeoutExpired:
                    continue
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        last = said.strip().splitlines()[-1:] or [f"it ended with {process.returncode}"]
        raise ToolFailed(f"{tool} failed: {last[0]}")
