"""Pictures that people upload: opened with care, made anew without metadata."""

import io
import struct

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from klimanet.rules.refusals import Refusal

MAX_BYTES = 8_000_000
MAX_PIXELS = 50_000_000
SIDE = 480  # pixels
# How a camera that was held askew says so, and what sets it right.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def portrait(upload: UploadedFile) -> bytes:
    """A square JPEG of `upload` (JPEG, PNG or WebP), cut from the middle; whatever else the file carried is gone.

    Raises Refusal for anything that is not such a picture, or is too large to open safely.
    """
    if (upload.size or 0) > MAX_BYTES:
        raise Refusal(_("The picture is too large. Choose one of at most 8 MB."), field="photo")
    try:
        with Image.open(upload, formats=["JPEG", "PNG", "WEBP"]) as image:
            if image.width * image.height > MAX_PIXELS:  # read from the header, before any pixel is
                raise Refusal(_("The picture has too many pixels. Choose a smaller one."), field="photo")
            turn = _turn(image)
            upright = _smaller(image).convert("RGBA")
    except Image.DecompressionBombError as error:
        raise Refusal(_("The picture has too many pixels. Choose a smaller one."), field="photo") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refusal(_("We cannot read the picture. Choose a JPEG, PNG or WebP file."), field="photo") from error
    if turn is not None:
        upright = upright.transpose(turn)
    square = ImageOps.fit(upright, (SIDE, SIDE))
    canvas = Image.new("RGB", square.size, "white")
    canvas.paste(square, mask=square)
    content = io.BytesIO()
    canvas.save(content, "JPEG", quality=85, optimize=True)
    return content.getvalue()


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How to turn the picture upright; a camera's notes that cannot be read turn nothing."""
    try:
        return TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except (OSError, ValueError, SyntaxError, TypeError, struct.error):
        return None


def _smaller(image: Image.Image) -> Image.Image:
    """At least twice as large as needed, but no larger than that has to be: a small file can unfold to half a gigabyte."""
    image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG need never unfold to its full size
    factor = min(image.size) // (2 * SIDE)
    if factor < 2:
        return image
    size = max(1, image.width // factor), max(1, image.height // factor)
    return image.resize(size) if image.mode in ("P", "1") else image.reduce(factor)
