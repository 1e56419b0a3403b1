"""Pictures that people upload: opened with care, made anew without metadata."""

import io

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from klimanet.rules.refusals import Refusal

MAX_BYTES = 8_000_000
MAX_PIXELS = 50_000_000
SIDE = 480  # pixels


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
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except Image.DecompressionBombError as error:
        raise Refusal(_("The picture has too many pixels. Choose a smaller one."), field="photo") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refusal(_("We cannot read the picture. Choose a JPEG, PNG or WebP file."), field="photo") from error
    square = ImageOps.fit(upright, (SIDE, SIDE))
    canvas = Image.new("RGB", square.size, "white")
    canvas.paste(square, mask=square)
    content = io.BytesIO()
    canvas.save(content, "JPEG", quality=85, optimize=True)
    return content.getvalue()
