"""Pictures that people upload: opened with care, made anew without metadata."""

import io
import struct
from collections.abc import Callable

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from klimanet.rules.refusals import Refusal

MAX_BYTES = 8_000_000
MAX_PIXELS = 50_000_000
SIDE = 480  # pixels of a portrait
LONGER_SIDE = 2_400  # pixels of an attached picture, at most
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
    image = _upright(
        upload,
        formats=["JPEG", "PNG", "WEBP"],
        factor=lambda size: min(size) // (2 * SIDE),
        side=2 * SIDE,
        too_large=Refusal(_("The picture has too many pixels. Choose a smaller one."), field="photo"),
        unreadable=Refusal(_("We cannot read the picture. Choose a JPEG, PNG or WebP file."), field="photo"),
    )
    return _made(ImageOps.fit(image, (SIDE, SIDE)), "JPEG")


def picture(upload: UploadedFile, *, media_type: str, name: str, field: str) -> tuple[bytes, str]:
    """`upload` at most LONGER_SIDE wide and high, with its own transparency, and the media type of what was made.

    Of a picture that moves, the first one stays. Raises Refusal as `portrait` does, with the file's name in it.
    """
    image = _upright(
        upload,
        formats=[media_type.removeprefix("image/").upper()],
        factor=lambda size: max(size) // LONGER_SIDE,
        side=LONGER_SIDE,
        too_large=Refusal(_("“%(name)s” has too many pixels. Choose a smaller one.") % {"name": name}, field=field),
        unreadable=Refusal(_("We cannot read the picture “%(name)s”.") % {"name": name}, field=field),
    )
    image.thumbnail((LONGER_SIDE, LONGER_SIDE))
    made_as = "image/png" if media_type == "image/gif" else media_type
    return _made(image, made_as.removeprefix("image/").upper()), made_as


def _upright(
    upload: UploadedFile,
    *,
    formats: list[str],
    factor: Callable[[tuple[int, int]], int],
    side: int,
    too_large: Refusal,
    unreadable: Refusal,
) -> Image.Image:
    """The opened picture the right way up, `factor` times smaller, with transparency."""
    try:
        upload.seek(0)
        with Image.open(upload, formats=formats) as image:
            if image.width * image.height > MAX_PIXELS:  # read from the header, before any pixel is
                raise too_large
            turn = _turn(image)
            image.draft("RGB", (side, side))  # a JPEG need never unfold to its full size
            upright = _smaller(image, factor(image.size)).convert("RGBA")
    except Image.DecompressionBombError as error:
        raise too_large from error
    except (UnidentifiedImageError, OSError, EOFError, ValueError, LookupError, SyntaxError, struct.error) as error:
        raise unreadable from error
    return upright if turn is None else upright.transpose(turn)


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How to turn the picture upright; a camera's notes that cannot be read turn nothing."""
    try:
        return TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except (OSError, ValueError, SyntaxError, TypeError, struct.error):
        return None


def _smaller(image: Image.Image, factor: int) -> Image.Image:
    """`factor` times smaller before it is made any other: a small file can unfold to half a gigabyte."""
    if factor < 2:
        return image
    size = max(1, image.width // factor), max(1, image.height // factor)
    if image.mode in ("P", "I;16"):  # neither can be reduced
        return image.resize(size)
    return (image.convert("L") if image.mode == "1" else image).reduce(factor)


def _made(image: Image.Image, kind: str) -> bytes:
    """`image` on a new canvas, so that nothing but its pixels is saved; a JPEG has a white one."""
    is_whole = image.getchannel("A").getextrema() == (255, 255)
    canvas = Image.new("RGB" if is_whole or kind == "JPEG" else "RGBA", image.size, "white")
    canvas.paste(image, mask=image if canvas.mode == "RGB" else None)
    content = io.BytesIO()
    canvas.save(content, kind, quality=85, optimize=kind == "JPEG")
    return content.getvalue()
