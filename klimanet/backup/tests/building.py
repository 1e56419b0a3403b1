"""Backups for tests: tiny ones of nothing in particular, and real ones that are told otherwise."""

import hashlib
from dataclasses import replace
from pathlib import Path

from klimanet.backup import archive
from klimanet.backup.archive import DATABASES, FORMAT, Archive, Manifest, Member
from klimanet.backup.progress import silent


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def tiny(path: Path, *, vendor: str = "sqlite", names: list[str] | None = None, **facts) -> Path:
    """A backup whose database is no database: enough for what the format promises. `names` stand where files would."""
    names = [archive.file_name(digest(b"note"))] if names is None else names
    contents = {DATABASES[vendor]: b"rows"} | dict.fromkeys(names, b"note")
    made = {
        "format": FORMAT,
        "klimanet": "0",
        "made_at": "2026-01-01T00:00:00+00:00",
        "vendor": vendor,
        "database_size": 4,
        "migrations": [],
        "rows": {},
        "fingerprint": "",
        "members": [Member(name, len(content), digest(content)) for name, content in contents.items()],
    }
    _write(path, Manifest(**made | facts), list(contents.values()))
    return path


def told_otherwise(backup: Path, target: Path, **facts) -> Path:
    """The same content under a manifest that says something else of it."""
    with backup.open("rb") as file:
        opened = Archive(file)
        contents = [b"".join(pieces) for _, pieces in opened.members()]
    _write(target, replace(opened.manifest, **facts), contents)
    return target


def with_database(backup: Path, target: Path, content: bytes) -> Path:
    """A sound backup without files, but for its database."""
    with backup.open("rb") as file:
        manifest = Archive(file).manifest
    member = Member(manifest.database.name, len(content), digest(content))
    _write(target, replace(manifest, members=[member]), [content])
    return target


def _write(target: Path, manifest: Manifest, contents: list[bytes]) -> None:
    sources = [target.with_name(f"{target.name}-{number}") for number in range(len(contents))]
    for source, content in zip(sources, contents, strict=True):
        source.write_bytes(content)
    archive.write(target, manifest, sources, progress=silent)


def read_through(path: Path) -> None:
    with path.open("rb") as file:
        for _ in Archive(file).members():
            pass
