"""SQLite: copied page by page from one moment, by its own online backup."""

import gzip
import shutil
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from klimanet.backup.archive import DATABASES, Manifest, pieces_of
from klimanet.backup.problems import BackupProblem, Damaged
from klimanet.backup.progress import Progress
from klimanet.backup.survey import Survey, survey

ENGINE = "django.db.backends.sqlite3"
PAGES = 100  # copied between two words on how far it is
LEVEL = 4  # of gzip: twice as fast as its usual 6, and hardly larger
PATIENCE = 2.0  # seconds for another process to be done with the database
IN_USE = "The database is in use. Stop the web server and the worker, then try again."


def dump(folder: Path, *, progress: Progress) -> tuple[Path, int, Survey]:
    """The database as it is now, packed into `folder`; its bytes unpacked; what it holds. Nobody who writes waits for it."""
    copy, packed = folder / "copy.sqlite3", folder / DATABASES["sqlite"]
    with closing(_open(_live())) as live, closing(_open(copy)) as made:
        live.execute("BEGIN")
        live.execute("SELECT 1 FROM sqlite_master")  # from here on it sees this moment, whatever is written meanwhile
        _copy(live, made, step="Copying the database", progress=progress)
        made.execute("PRAGMA journal_mode=DELETE")  # a file that is whole in itself
    with closing(_wrapper(copy)) as wrapper:
        facts = survey(wrapper, progress=progress)
    size = copy.stat().st_size
    with copy.open("rb") as content, gzip.GzipFile(packed, "wb", compresslevel=LEVEL, mtime=0) as file:
        for piece in pieces_of(content):
            file.write(piece)
            progress("Packing the database", content.tell(), size)
    copy.unlink()
    return packed, size, facts


def check(packed: Path, manifest: Manifest, *, progress: Progress) -> Path:
    """The unpacked database beside `packed`, after asking it everything. Raises Damaged."""
    unpacked = _unpack(packed, manifest.database_size, progress=progress)
    try:
        with closing(_wrapper(unpacked)) as wrapper:
            for question, sound in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
                progress("Asking the database whether it is sound", 0, 0)
                with wrapper.cursor() as cursor:
                    cursor.execute(f"PRAGMA {question}")
                    if (answer := cursor.fetchall()) != sound:
                        raise Damaged(f"The database is damaged: SQLite's {question} says {answer[0]}.")
            found = survey(wrapper, progress=progress)
    except DatabaseError as error:
        raise Damaged(f"The database is damaged: {error}.") from error
    if (found.migrations, found.rows, found.fingerprint) != (manifest.migrations, manifest.rows, manifest.fingerprint):
        raise Damaged("The database is damaged: it does not hold the rows that were backed up.")
    if {digest for digest, _ in found.files} != {file.sha256 for file in manifest.files()}:
        raise Damaged("The backup is not whole: its files are not those that its database names.")
    return unpacked


def refuse_if_used() -> None:
    """Only who is alone with a database may end its write-ahead log; it begins anew with the next connection."""
    connection.close()
    with closing(_open(_live())) as live:
        try:
            live.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            raise BackupProblem(IN_USE) from error


def replace(unpacked: Path, *, progress: Progress) -> None:
    """One transaction: whoever kills it half-way finds the old database."""
    connection.close()
    with closing(_open(unpacked)) as source, closing(_open(_live())) as live:
        try:
            live.execute("PRAGMA journal_mode=DELETE")
            _copy(source, live, step="Restoring the database", progress=progress)
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
            raise BackupProblem(IN_USE if is_busy else f"The database cannot be written: {error}.") from error


def _live() -> Path:
    return Path(connection.settings_dict["NAME"])


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=PATIENCE)


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, *, step: str, progress: Progress) -> None:
    source.backup(target, pages=PAGES, progress=lambda _, left, total: progress(step, total - left, total))


def _wrapper(path: Path) -> BaseDatabaseWrapper:
    """As Django sees a database, for a file that is no installation's."""
    return ConnectionHandler({DEFAULT_DB_ALIAS: {"ENGINE": ENGINE, "NAME": str(path)}})[DEFAULT_DB_ALIAS]


def _unpack(packed: Path, size: int, *, progress: Progress) -> Path:
    """Never more than about `size` bytes, whatever the packed file unfolds to."""
    unpacked = packed.with_suffix("")
    if shutil.disk_usage(packed.parent).free < size:
        raise BackupProblem(f"There is no room in {packed.parent} to unpack the database: it takes {size:,} bytes.")
    try:
        with gzip.open(packed) as content, unpacked.open("xb") as file:
            for piece in pieces_of(content):
                file.write(piece)
                progress("Unpacking the database", file.tell(), size)
                if file.tell() > size:
                    break
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Damaged("The database is damaged: it cannot be unpacked.") from error
    if unpacked.stat().st_size != size:
        raise Damaged("The database is damaged: its size is not what it was.")
    return unpacked
