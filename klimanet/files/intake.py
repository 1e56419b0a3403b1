"""A file that somebody attaches: pictures are made anew without metadata, everything else is kept as it came."""

from dataclasses import dataclass
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from klimanet.files import images, store
from klimanet.files.media_types import MADE, is_program, is_unmade_picture, media_type_of
from klimanet.files.models import Blob
from klimanet.files.names import parted, safe_name
from klimanet.rules.refusals import Refusal

MAX_BYTES = 25_000_000
ENDINGS = {"image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",), "image/webp": (".webp",)}


@dataclass(frozen=True)
class Kept:
    blob: Blob
    name: str  # safe to show, to send and to store under


def refuse_unfit(upload: UploadedFile, *, field: str) -> None:
    """Raises Refusal beside `field` for a file that is empty, beyond MAX_BYTES, a program, or a picture we cannot make anew."""
    name, size = {"name": safe_name(upload.name or "")}, upload.size or 0
    if not size:
        raise Refusal(_("“%(name)s” is empty.") % name, field=field)
    if size > MAX_BYTES:
        raise Refusal(_("“%(name)s” is too large. Choose a file of at most 25 MB.") % name, field=field)
    if is_program(cast(BinaryIO, upload), parted(name["name"])[1]):
        raise Refusal(_("“%(name)s” is a program. We do not take those in.") % name, field=field)
    if is_unmade_picture(cast(BinaryIO, upload)):
        raise Refusal(_("We cannot show the picture “%(name)s”. Save it as JPEG or PNG first.") % name, field=field)


def take_in(upload: UploadedFile, *, field: str = "files") -> Kept:
    """Keep `upload`, whatever its name and its sender call it; archives are never unpacked.

    Raises Refusal as `refuse_unfit` does, and for a picture we cannot read.
    """
    refuse_unfit(upload, field=field)
    name, media_type = safe_name(upload.name or ""), media_type_of(cast(BinaryIO, upload))
    if media_type not in MADE:
        return Kept(store.keep_file(upload, media_type=media_type), name)
    content, media_type = images.picture(upload, media_type=media_type, name=name, field=field)
    (stem, ending), endings = parted(name), ENDINGS[media_type]
    fitting = name if ending.lower() in endings else safe_name(stem + endings[0])
    return Kept(store.keep(content, media_type=media_type), fitting)
