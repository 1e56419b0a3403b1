"""Who was erased, in a file beside the database: a backup that is older still holds them, and `restore` erases them again.

A line names a row by its number and the moment it was made, which say nothing of the person; a number alone would not do, since
an older database gives it to somebody else. The file lies in the data folder, which `restore` leaves as it is, and beside the
backups, for the day when the data folder is lost.
"""

import json
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from klimanet.accounts.models import Person

NAME = "erasures"


class Erased(NamedTuple):
    key: int
    created_at: str  # ISO, UTC
    erased_at: str


def sync() -> None:
    """Note those whom the database knows of, on disk before this returns.

    After each erasure, and now and then: a crash just after an erasure leaves it without its line.
    """
    rows = Person.objects.exclude(erased_at=None).values_list("pk", "created_at", "erased_at")
    known = {Erased(key, _plain(created), _plain(erased)) for key, created, erased in rows if erased}
    _note(known)


def lay_beside(backup: Path) -> None:
    """After a backup: the ledger stands beside it too."""
    sync()
    beside = backup.absolute().parent / NAME
    if known := _read(_own()) | _read(beside):
        _write(beside, known)  # each time, so that it is never the oldest there


def gather(backup: Path) -> None:
    """Before a restored backup is used: what stands beside it counts here."""
    _note(_read(backup.absolute().parent / NAME))


def to_erase() -> list[Person]:
    """The people of this database who were erased once, and are here again."""
    known = {(row.key, row.created_at) for row in _read(_own())}
    people = Person.objects.filter(pk__in=[key for key, _ in known], erased_at=None)
    return [person for person in people if (person.pk, _plain(person.created_at)) in known]


def _note(erased: set[Erased]) -> None:
    known = _read(_own())
    if not erased <= known:
        _write(_own(), known | erased)


def _plain(moment: datetime) -> str:
    return moment.isoformat()


def _own() -> Path:
    return Path(settings.DATA) / NAME


def _read(path: Path) -> set[Erased]:
    if not path.exists():
        return set()
    return {Erased(*json.loads(line)) for line in path.read_text().splitlines()}


def _write(path: Path, known: set[Erased]) -> None:
    """Whole or not at all, whoever else writes."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".erasures-", delete=False) as file:
        file.writelines(f"{json.dumps(row)}\n" for row in sorted(known))
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
