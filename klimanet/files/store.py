"""Content on disk, named by its own SHA-256: the same content is kept once, and a name never comes from a user."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from klimanet.files.models import Blob


def path_of(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def keep(content: bytes, *, media_type: str) -> Blob:
    """The blob of `content`, on disk before its row exists; kept again, its grace period starts anew."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    blob, _ = Blob.objects.update_or_create(
        digest=digest,
        defaults={"created_at": timezone.now()},
        create_defaults={"size": len(content), "media_type": media_type},
    )
    return blob


def read(blob: Blob) -> bytes:
    return path_of(blob.digest).read_bytes()


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
