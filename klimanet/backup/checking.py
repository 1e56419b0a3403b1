"""Is a backup whole and sound? Answered without an installation."""

from pathlib import Path

from klimanet.backup import postgresql, sqlite
from klimanet.backup.archive import Archive, Manifest
from klimanet.backup.progress import Progress

VENDORS = {"sqlite": sqlite, "postgresql": postgresql}


def check(path: Path, *, folder: Path, progress: Progress, files: Path | None = None) -> tuple[Manifest, Path]:
    """Read all of the backup and question its database. Raises Damaged.

    Returns what it says of itself, and its database, ready to be restored, in `folder`, which is made for it. The secret
    key is left there too, and the uploaded files in `files`, where that is named.
    """
    folder.mkdir(mode=0o700)
    with path.open("rb") as file:
        backup = Archive(file, progress=progress)
        for member, pieces in backup.members():
            home = files if member.name.startswith("files/") else folder
            if home:
                with (home / member.short_name).open("xb") as kept:
                    kept.writelines(pieces)
    manifest = backup.manifest
    database = VENDORS[manifest.vendor].check(folder / manifest.database.name, manifest, progress=progress)
    return manifest, database
