"""Pictures made anew, content kept once, and cleared away in time."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from klimanet.accounts.models import Person
from klimanet.files import images, store
from klimanet.files.models import GRACE, Blob
from klimanet.rules.refusals import Refusal


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, "green").save(content, kind, **options)
    return content.getvalue()


def upload(content: bytes, name: str = "me.png", content_type: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_small_square_jpeg(kind):
    with Image.open(io.BytesIO(images.portrait(upload(picture(kind))))) as made:
        assert (made.format, made.size) == ("JPEG", (images.SIDE, images.SIDE))


def test_nothing_of_the_file_but_its_pixels_is_kept():
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    made = images.portrait(upload(picture("JPEG", exif=exif) + b"<script>alert(1)</script>"))
    assert b"secret place" not in made
    assert b"<script>" not in made


def test_a_picture_taken_askew_is_set_upright():
    image = Image.new("RGB", (60, 60), "green")
    image.paste("red", (0, 0, 60, 30))
    exif = Image.Exif()
    exif[0x0112] = 3  # held upside down
    content = io.BytesIO()
    image.save(content, "JPEG", exif=exif)
    with Image.open(io.BytesIO(images.portrait(upload(content.getvalue())))) as made:
        red, green, _ = made.getpixel((240, 40))
        assert green > red


def test_a_camera_with_broken_notes_is_no_hindrance():
    """A whole number where EXIF says a fraction: the library cannot write such notes back."""
    entry = (0x0112).to_bytes(2, "big") + (3).to_bytes(2, "big") + (1).to_bytes(4, "big") + b"\x00\x06\x00\x00"
    broken = (0x011A).to_bytes(2, "big") + (11).to_bytes(2, "big") + (1).to_bytes(4, "big") + b"\xff\xff\xff\xff"
    wrong = (0x9003).to_bytes(2, "big") + (99).to_bytes(2, "big") + (9).to_bytes(4, "big") + b"\xff" * 4
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x03" + entry + broken + wrong + b"\0\0\0\0"
    content = picture("JPEG", exif=exif)
    assert images.portrait(upload(content)).startswith(b"\xff\xd8")


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "1", "L", "LA"])
def test_a_large_picture_of_any_kind_becomes_as_small_a_one(mode):
    content = io.BytesIO()
    Image.new(mode, (3000, 2000)).save(content, "PNG")
    with Image.open(io.BytesIO(images.portrait(upload(content.getvalue())))) as made:
        assert made.size == (images.SIDE, images.SIDE)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.png"),
        (b"not a picture", "me.png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "../../x.svg"),
        (picture("GIF"), "me.gif"),
        (picture()[:50], "cut.png"),
        (b"%PDF-1.4" + picture(), "polyglot.png"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(content, name):
    with pytest.raises(Refusal) as refusal:
        images.portrait(upload(content, name))
    assert refusal.value.field == "photo"


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_opened():
    header = bytearray(picture())
    header[16:24] = (20_000).to_bytes(4, "big") * 2
    header[29:33] = __import__("zlib").crc32(bytes(header[12:29])).to_bytes(4, "big")
    with pytest.raises(Refusal, match="pixel"):
        images.portrait(upload(bytes(header)))


def test_a_picture_of_too_many_bytes_is_refused():
    with pytest.raises(Refusal, match="8 MB"):
        images.portrait(upload(b"x" * (images.MAX_BYTES + 1)))


@pytest.mark.django_db
def test_the_same_content_is_kept_once_and_under_no_name_of_the_users():
    first, again = (store.keep(b"content", media_type="text/plain") for _ in range(2))
    assert first == again
    assert store.read(first) == b"content"
    assert store.path_of(first.digest).name == first.digest


@pytest.mark.django_db
def test_unused_content_is_cleared_after_the_grace_period_and_used_content_never():
    others = set(Blob.objects.all())
    used, unused, fresh = (store.keep(text, media_type="image/jpeg") for text in (b"used", b"unused", b"fresh"))
    Person.objects.filter(email="karen@kl.example").update(photo=used)
    old = timezone.now() - GRACE - timedelta(days=1)
    Blob.objects.filter(pk__in=[used.pk, unused.pk]).update(created_at=old)
    assert store.clear_unused() == 1
    assert set(Blob.objects.all()) - others == {used, fresh}
    assert not store.path_of(unused.digest).exists()
    assert store.path_of(used.digest).exists()
    assert store.clear_unused() == 0


@pytest.mark.django_db
def test_content_that_is_cleared_while_it_is_kept_again_stays(monkeypatch):
    old = store.keep(b"content", media_type="text/plain")
    find_row = Blob.objects.update_or_create

    def after_clearing(**facts):
        store.path_of(old.digest).unlink()
        old.delete()
        return find_row(**facts)

    monkeypatch.setattr(Blob.objects, "update_or_create", after_clearing)
    assert store.read(store.keep(b"content", media_type="text/plain")) == b"content"
