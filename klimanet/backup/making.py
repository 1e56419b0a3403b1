"""A backup is written beside its name, checked, and only then called so."""

import os
import shutil
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from klimanet.backup import archive
from klimanet.backup.archive import FORMAT, SECRET_KEY, Manifest, Member
from klimanet.backup.checking import VENDORS, check
from klimanet.backup.problems import BackupProblem, FileMissing
from klimanet.backup.progress import Progress
from klimanet.backup.state import kept_key, note_backup
from klimanet.files.store import path_of

ATTEMPTS = 3


def back_up(target: Path, *, progress: Progress) -> Manifest:
    """Write all of this installation to `target`, while people go on working. Never writes over a file.

    Raises BackupProblem, and leaves nothing under the name unless it is whole and sound.
    """
    _refuse_existing(target)
    if "django_migrations" not in connection.introspection.table_names():
        raise BackupProblem(
            "There is nothing to back up: the database is empty. Are KLIMANET_DATA and DATABASE_URL right?"
        )
    folder = target.with_name(f"{target.name}.part")
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError as error:
        raise BackupProblem(
            f"{folder} exists: another backup is being written there, or one was killed. Remove it if none is."
        ) from error
    try:
        manifest = _write(folder, progress=progress)
        check(folder / "whole", folder=folder / "checked", progress=progress)
        _refuse_existing(target)
        (folder / "whole").rename(target)
    finally:
        shutil.rmtree(folder)
    os.sync()  # its name too
    note_backup(target.stat().st_size)
    for follows in settings.AFTER_BACKUP:
        import_string(follows)(target)
    return manifest


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise BackupProblem(f"{target} exists. Choose another name: a backup is never written over.")
    if not target.parent.is_dir():
        raise BackupProblem(f"The folder {target.parent} does not exist.")


def _write(folder: Path, *, progress: Progress) -> Manifest:
    """A file that nobody used may be cleared away between the copy of the database and its own: then all is written anew."""
    attempt = 1
    while True:
        try:
            return _write_once(folder, progress=progress)
        except FileMissing:
            if attempt == ATTEMPTS:
                raise
            (folder / "whole").unlink()
            attempt += 1


def _write_once(folder: Path, *, progress: Progress) -> Manifest:
    """The database first: whatever file it names was on disk before, and stays for a grace period at least."""
    dumped, database_size, facts = VENDORS[connection.vendor].dump(folder, progress=progress)
    sources = {dumped.name: dumped}
    if key := kept_key():
        sources[SECRET_KEY] = key
    members = [Member(name, source.stat().st_size, archive.digest_of(source)) for name, source in sources.items()]
    members += [Member(archive.file_name(digest), size, digest) for digest, size in facts.files]
    manifest = Manifest(
        format=FORMAT,
        klimanet=version("klimanet"),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        vendor=connection.vendor,
        database_size=database_size,
        migrations=facts.migrations,
        rows=facts.rows,
        fingerprint=facts.fingerprint,
        members=members,
    )
    files = [path_of(digest) for digest, _ in facts.files]
    archive.write(folder / "whole", manifest, [*sources.values(), *files], progress=progress)
    dumped.unlink()
    return manifest
