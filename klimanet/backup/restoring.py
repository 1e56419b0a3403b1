"""A backup put in place of what is there: all is read and checked first, and what is there stays until the new is ready."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.module_loading import import_string

from klimanet.backup.archive import SECRET_KEY, Archive, Manifest
from klimanet.backup.checking import VENDORS, check
from klimanet.backup.problems import BackupProblem, Damaged
from klimanet.backup.progress import Progress
from klimanet.backup.state import interrupted_restore, restore_mark
from klimanet.backup.survey import row_counts, survey
from klimanet.files.store import path_of

STAGED = ".restoring"  # in the folder of files, so that each needs only be renamed
FILLED_BY_MIGRATE = {"django_migrations", "django_content_type", "auth_permission"}
FILLED_BY_MIGRATE |= {"search_words_config", "search_words_data"}  # FTS5's own


@dataclass(frozen=True)
class Holdings:
    """What an installation holds beyond what its migrations write."""

    rows: int
    files: int


def holdings() -> Holdings:
    own = {table: rows for table, rows in row_counts(connection).items() if table not in FILLED_BY_MIGRATE}
    return Holdings(sum(own.values()), len(_kept_files()))


def _kept_files() -> set[Path]:
    folder = Path(settings.MEDIA_ROOT)
    return {path for path in folder.rglob("*") if path.is_file() and STAGED not in path.parts}


def restore(backup: Path, *, agree: Callable[[Holdings], None], progress: Progress) -> tuple[Manifest, int]:
    """Put `backup` in place; returns what it says of itself, and how many migrations were made after it.

    `agree` raises BackupProblem where what is there may not be replaced. Damaged is raised before anything is touched.
    """
    folder, staged = Path(settings.DATA) / "restore.part", Path(settings.MEDIA_ROOT) / STAGED
    _clear(folder, staged)
    with backup.open("rb") as file:
        later = _migrations_since(Archive(file).manifest)
    try:
        staged.mkdir(mode=0o700, parents=True)
        manifest, database = check(backup, folder=folder, files=staged, progress=progress)
        if not interrupted_restore():
            agree(holdings())
        VENDORS[manifest.vendor].refuse_if_used()
        restore_mark().write_text(str(backup.absolute()))
        _switch(manifest, database, staged, progress=progress)
        if (key := folder / SECRET_KEY).exists():
            key.chmod(0o600)
            key.replace(Path(settings.DATA) / SECRET_KEY)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        for follows in settings.AFTER_RESTORE:  # killed in the midst of it, the restore is run again
            import_string(follows)(backup)
        os.sync()
        restore_mark().unlink()
        return manifest, later
    finally:
        _clear(folder, staged)


def _clear(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _migrations_since(manifest: Manifest) -> int:
    """Raises BackupProblem for a backup that this installation cannot hold."""
    if manifest.vendor != connection.vendor:
        raise BackupProblem(
            f"The backup is of {manifest.vendor}, this installation is on {connection.vendor}. See DATABASE_URL."
        )
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    replaced = {f"{app}.{name}" for migration in loader.disk_migrations.values() for app, name in migration.replaces}
    if unknown := set(manifest.migrations) - known - replaced:
        raise BackupProblem(
            f"The backup was made by a newer Klimanet ({manifest.klimanet}): it has {min(unknown)}. Install that one first."
        )
    return len(known - set(manifest.migrations))


def _switch(manifest: Manifest, database: Path, staged: Path, *, progress: Progress) -> None:
    """Files first, which is nobody's loss, then the database in one transaction; files that nobody names go last."""
    files = [path_of(file.short_name) for file in manifest.files()]
    added = [path for path in files if not path.exists()]
    try:
        for path in files:
            path.parent.mkdir(exist_ok=True)
            (staged / path.name).replace(path)
        os.sync()
        VENDORS[manifest.vendor].replace(database, progress=progress)
    except BaseException:
        if not _is_there(manifest, progress=progress):  # the old database is: without what was added, all is as it was
            for path in added:
                path.unlink(missing_ok=True)
            restore_mark().unlink()
        raise
    if not _is_there(manifest, progress=progress):
        raise Damaged("What was restored is not what was backed up. Restore it again.")
    for path in _kept_files() - set(files):
        path.unlink()


def _is_there(manifest: Manifest, *, progress: Progress) -> bool:
    found = survey(connection, progress=progress)
    return (found.rows, found.fingerprint) == (manifest.rows, manifest.fingerprint)
