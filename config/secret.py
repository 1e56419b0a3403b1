"""The installation's secret key, made once and kept beside its data."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path


def kept_secret(path: Path) -> str:
    """The secret kept in `path`; made on first use, readable by its owner only, the same for two processes that start at once."""
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:  # readable by its owner only
            file.write(secrets.token_urlsafe(50))
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):  # another was first, and its secret is whole: it got its name when it was
                os.link(file.name, path)
    return path.read_text()
