"""What the data folder remembers: its secret key, the last sound backup, a restore that has begun and not ended."""

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def kept_key() -> Path | None:
    """The secret key's file, unless the key comes from KLIMANET_SECRET_KEY."""
    path = Path(settings.DATA) / "secret-key"
    return path if path.exists() and path.read_text() == settings.SECRET_KEY else None


def _last_backup_file() -> Path:
    return Path(settings.DATA) / "last-backup"


def last_backup() -> datetime | None:
    """When the last backup that was verified was completed, as far as this data folder knows."""
    try:
        return datetime.fromisoformat(json.loads(_last_backup_file().read_text())["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note_backup(size: int) -> None:
    """`size` is in bytes."""
    written = _last_backup_file().with_suffix(".part")
    written.write_text(json.dumps({"at": timezone.now().isoformat(timespec="seconds"), "bytes": size}) + "\n")
    written.replace(_last_backup_file())


def restore_mark() -> Path:
    """Holds the name of the backup that is being put in place; there only while the installation is neither old nor new."""
    return Path(settings.DATA) / "restoring"


def interrupted_restore() -> str:
    """A sentence where a restore was interrupted, else nothing."""
    if not restore_mark().exists():
        return ""
    return (
        "A restore was interrupted, so the data are not whole. "
        f"Run it again: klimanet restore {restore_mark().read_text()}"
    )
