"""Content on disk, named by its own SHA-256: the same content is kept once, and a name never comes from a user."""

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from klimanet.files.models import Blob

PIECE = 65_536  # bytes


def path_of(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def keep(content: bytes, *, media_type: str) -> Blob:
    return keep_file(File(io.BytesIO(content)), media_type=media_type)


def keep_file(file: File, *, media_type: str) -> Blob:
    """The blob of `file`, read in chunks; on disk before anybody sees its row; kept again, its grace period starts anew."""
    digest, size = hashlib.sha256(), 0
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as written:
        try:
            for chunk in file.chunks():
                written.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            written.flush()
            os.fsync(written.fileno())
            return _named(Path(written.name), digest.hexdigest(), size, media_type)
        except BaseException:
            Path(written.name).unlink(missing_ok=True)
            raise


def _named(written: Path, digest: str, size: int, media_type: str) -> Blob:
    """Row first, then the file's own name, as one: whoever clears away the same content waits for the row."""
    path = path_of(digest)
    path.parent.mkdir(exist_ok=True)
    with transaction.atomic():
        blob, _ = Blob.objects.update_or_create(
            digest=digest,
            defaults={"created_at": timezone.now()},
            create_defaults={"size": size, "media_type": media_type},
        )
        written.replace(path)
    return blob


def read(blob: Blob) -> bytes:
    return path_of(blob.digest).read_bytes()


def pieces(blob: Blob) -> Iterator[bytes]:
    """The content bit by bit; the file is open only while it is read."""
    with path_of(blob.digest).open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def clear_at_once(blob: Blob) -> None:
    """Delete content that is to be kept no longer, unless somebody still refers to it. A backup made meanwhile begins anew."""
    with transaction.atomic():
        found = Blob.objects.unused(grace=timedelta()).select_for_update().filter(pk=blob.pk).first()
        if found:
            path_of(found.digest).unlink(missing_ok=True)
            found.delete()


def clear_unused() -> int:
    """Delete what nobody refers to any longer; returns how many. A periodic duty, safe to repeat and to kill half-way."""
    cleared = 0
    for candidate in Blob.objects.unused():
        with transaction.atomic():
            blob = Blob.objects.unused().select_for_update().filter(pk=candidate.pk).first()
            if blob:
                path_of(blob.digest).unlink(missing_ok=True)
                blob.delete()
                cleared += 1
    return cleared
