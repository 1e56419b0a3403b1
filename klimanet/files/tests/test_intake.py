"""What is attached: known by its content, called by a safe name, pictures without their notes, nothing unpacked."""

import io
import random
import struct
import zipfile
import zlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.utils import translation
from PIL import Image, PngImagePlugin

from klimanet.files import store
from klimanet.files.images import LONGER_SIDE
from klimanet.files.intake import MAX_BYTES, take_in
from klimanet.files.media_types import OFFICE, OPEN, UNKNOWN
from klimanet.files.models import Blob
from klimanet.files.names import LONGEST, safe_name
from klimanet.files.tests.test_files import picture
from klimanet.rules.refusals import Refusal

pytestmark = pytest.mark.django_db

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><script>alert(1)</script>"
EXE = b"MZ\x90\0" + bytes(100)


def upload(content: bytes, name: str = "note.txt", claimed: str = "text/plain") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, claimed)


def archive(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as written:
        for name, inside in files.items():
            written.writestr(name, inside)
    return content.getvalue()


def refusal(content: bytes, name: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        take_in(upload(content, name), field="slides")
    assert refused.value.field == "slides"
    return refused.value


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("rapport.pdf", "rapport.pdf"),
        ("../../x.svg", "x.svg"),
        ("C:\\Users\\ole\\bilag 1.docx", "bilag 1.docx"),
        ("a\r\nSet-Cookie: x=1\r\n.pdf", "a Set-Cookie_ x=1.pdf"),
        ("faktura\u202efdp.exe", "fakturafdp.exe"),
        ("\u200bsk\u00adjult\u2067\ufeff.txt", "skjult.txt"),
        ("A\u030argang.csv", "Årgang.csv"),
        ("  two \t words .txt", "two words.txt"),
        ("...htaccess", "htaccess"),
        ("x.exe. .", "x.exe"),
        ('a<b>:"c"|?*.txt', "a_b___c____.txt"),
        ("NUL.tar.gz", "_NUL.tar.gz"),
        ("com¹ .txt", "_com¹.txt"),
        ("CONTRACT.txt", "CONTRACT.txt"),
        ("\ud800\0.txt", "txt"),
        ("", "_"),
        ("..", "_"),
        ("a/", "_"),
        ("\u3164", "_"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("x." + "y" * 300, ("x." + "y" * 300)[:LONGEST]),
        ("Budget 1.5 " + "x" * 300, ("Budget 1.5 " + "x" * 300)[:LONGEST]),
    ],
)
def test_a_name_is_safe_and_reads_as_it_is_written(given, safe):
    assert safe_name(given) == safe


def test_any_name_is_safe_and_stays_so():
    dice = random.Random(7)
    letters = "ab./\\ :\r\n\0\u202e\u200d\u3164\ud800😀å.con"
    for _ in range(3000):
        name = safe_name("".join(dice.choices(letters, k=dice.choice([0, 1, 3, 8, 200]))))
        assert 0 < len(name) <= LONGEST
        assert name == safe_name(name)
        assert not set(name) & set('/\\:\r\n\0\u202e\u200d\u3164\ud800<>"|?*')
        assert name[0] not in ". "
        assert name[-1] not in ". "


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (b"%PDF-1.7\n", "x.pdf", "application/pdf"),
        (b"%PDF-1.7\n" + picture(), "polyglot.png", "application/pdf"),
        ("navn;beløb\r\nOle;5\r\n".encode("cp1252"), "tal.csv", "text/plain"),
        (b"just words", "x.pdf", "text/plain"),
        (b"MZ is how this note begins", "note.txt", "text/plain"),
        (HTML, "picture.png", UNKNOWN),
        (HTML, "side.html", UNKNOWN),
        (b"\xef\xbb\xbf \n" + HTML, "note.txt", UNKNOWN),
        (SVG, "../../x.svg", UNKNOWN),
        (b"\0\1\2", "x.pdf", UNKNOWN),
        (archive(**{"a.txt": b"a"}), "x.docx", "application/zip"),
        (archive(), "empty.zip", "application/zip"),
        (
            archive(**{"[Content_Types].xml": b"", "word/document.xml": b""}),
            "x.zip",
            f"{OFFICE}wordprocessingml.document",
        ),
        (archive(**{"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "x", f"{OFFICE}spreadsheetml.sheet"),
        (
            archive(**{"[Content_Types].xml": b"", "ppt/presentation.xml": b""}),
            "x",
            f"{OFFICE}presentationml.presentation",
        ),
        (archive(mimetype=f"{OPEN}text".encode()), "x", f"{OPEN}text"),
        (archive(mimetype=f"{OPEN}spreadsheet".encode()), "x.odt", f"{OPEN}spreadsheet"),
        (archive(mimetype=f"{OPEN}presentation".encode()), "x", f"{OPEN}presentation"),
        (archive(mimetype=b"text/html"), "x.odt", "application/zip"),
    ],
)
def test_a_file_is_what_its_content_says_and_kept_as_it_came(content, name, media_type):
    kept = take_in(upload(content, name, "image/png"))
    assert kept.blob.media_type == media_type
    assert store.read(kept.blob) == content
    assert kept.name == name.rpartition("/")[2]


@pytest.mark.parametrize(
    ("kind", "name", "made", "called"),
    [
        ("PNG", "x.png", "PNG", "x.png"),
        ("PNG", "side.html", "PNG", "side.png"),
        ("PNG", "Budget 1.5", "PNG", "Budget 1.5.png"),
        ("JPEG", "IMG_1.JPEG", "JPEG", "IMG_1.JPEG"),
        ("JPEG", "x.png", "JPEG", "x.jpg"),
        ("WEBP", "x" * 300, "WEBP", "x" * 145 + ".webp"),
        ("GIF", "x.gif", "PNG", "x.png"),
    ],
)
def test_a_picture_is_made_anew_and_its_name_fits(kind, name, made, called):
    kept = take_in(upload(picture(kind), name, "text/html"))
    assert (kept.blob.media_type, kept.name) == (f"image/{made.lower()}", called)
    with Image.open(store.path_of(kept.blob.digest)) as image:
        assert (image.format, image.size) == (made, (60, 40))


def notes() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    exif.get_ifd(0x8825).update({1: "N", 2: (55.0, 40.0, 30.0)})
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_where_and_by_whom_a_picture_was_taken_is_gone(kind):
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "secret place")
    options = {
        "JPEG": {"comment": b"secret place", "xmp": b"secret place"},
        "PNG": {"pnginfo": words},
        "WEBP": {"xmp": b"secret place"},
        "GIF": {"comment": b"secret place"},
    }[kind]
    content = picture(kind, exif=notes(), icc_profile=b"secret place", **options) + b"<script>secret place</script>"
    assert b"secret place" in content
    made = store.read(take_in(upload(content, "x")).blob)
    assert b"secret" not in made
    with Image.open(io.BytesIO(made)) as image:
        assert not image.getexif()
        assert not image.getexif().get_ifd(0x8825)
        assert not set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background"}


def test_a_picture_taken_askew_is_set_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = take_in(upload(picture("JPEG", exif=exif)))
    with Image.open(store.path_of(kept.blob.digest)) as image:
        assert image.size == (40, 60)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "1", "L", "LA", "I;16"])
def test_a_large_picture_becomes_a_smaller_one(mode):
    content = io.BytesIO()
    Image.new(mode, (8000, 1000)).save(content, "PNG")
    kept = take_in(upload(content.getvalue(), "x.png"))
    with Image.open(store.path_of(kept.blob.digest)) as image:
        assert image.width == LONGER_SIDE
        assert abs(image.height - LONGER_SIDE // 8) <= 1


def test_what_one_can_see_through_stays_so():
    content = io.BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(content, "PNG")
    kept = take_in(upload(content.getvalue(), "x.png"))
    with Image.open(store.path_of(kept.blob.digest)) as image:
        assert image.getpixel((0, 0))[3] == 0


def test_a_picture_that_moves_stands_still():
    content = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(
        content, "GIF", save_all=True, append_images=[Image.new("RGB", (4, 4), "blue")]
    )
    kept = take_in(upload(content.getvalue(), "x.gif"))
    with Image.open(store.path_of(kept.blob.digest)) as image:
        assert getattr(image, "n_frames", 1) == 1
        assert image.convert("RGB").getpixel((0, 0)) == (255, 0, 0)


@pytest.mark.parametrize("side", [8_000, 20_000])
def test_a_picture_with_too_many_pixels_is_refused_before_it_is_opened(side):
    header = bytearray(picture())
    header[16:24] = side.to_bytes(4, "big") * 2
    header[29:33] = zlib.crc32(bytes(header[12:29])).to_bytes(4, "big")
    assert "pixels" in refusal(bytes(header), "kort.png").message


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_that_is_broken_is_refused_in_a_sentence_or_made_anew(kind):
    """Never anything else, whatever its bytes are."""
    whole, dice = picture(kind), random.Random(3)
    assert "kort.png" in refusal(whole[:30], "kort.png").message
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(3):
            broken[dice.randrange(12, len(broken))] = dice.randrange(256)
        try:
            kept = take_in(upload(bytes(broken), "kort.png"))
        except Refusal:
            continue
        assert kept.blob.media_type.startswith("image/")


COMPOUND = bytearray(1536)
COMPOUND[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
struct.pack_into("<H", COMPOUND, 30, 9)
struct.pack_into("<I", COMPOUND, 48, 1)
INSTALLER = bytes(COMPOUND[: 1024 + 80]) + bytes.fromhex("84100c0000000000c000000000000046") + bytes(300)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (EXE, "rapport.pdf"),
        (b"\x7fELF\2", "rapport"),
        (b"\xcf\xfa\xed\xfe", "rapport"),
        (b"\xca\xfe\xba\xbe", "rapport"),
        (b"#!/bin/sh\n", "rapport.txt"),
        (b"\xef\xbb\xbf\r\n@ECHO OFF\r\n", "rapport.txt"),
        (INSTALLER, "rapport.doc"),
        (archive(**{"META-INF/MANIFEST.MF": b""}), "rapport.zip"),
        (b"%PDF-1.7\n" + archive(**{"META-INF/MANIFEST.MF": b""}), "rapport.pdf"),
        (b"words", "rapport.pdf.exe"),
        (b"words", "rapport.EXE. "),
        (b"words", "rapport\u202efdp.js"),
        (b"words", "x.ps1"),
        (b"words", "x.msi"),
        (picture(), "x.scr"),
    ],
)
def test_a_program_is_refused_whatever_it_is_called(content, name):
    message = refusal(content, name).message
    assert "et program" in message
    assert safe_name(name) in message


def test_an_old_word_document_is_no_installer():
    assert take_in(upload(bytes(COMPOUND), "gammel.doc")).blob.media_type == UNKNOWN
    assert take_in(upload(bytes(COMPOUND[:40]), "gammel.doc")).blob.media_type == UNKNOWN


def test_an_empty_file_is_refused():
    assert "tom.txt" in refusal(b"", "tom.txt").message


def test_a_file_may_hold_25_mb_and_not_a_byte_more():
    large, before = upload(b"x", "stor.pdf"), Blob.objects.count()
    large.size = MAX_BYTES + 1
    with translation.override("en"), pytest.raises(Refusal, match=r"“stor\.pdf” is too large") as refused:
        take_in(large)
    assert refused.value.field == "files"
    assert Blob.objects.count() == before
    large.size = MAX_BYTES
    assert take_in(large).name == "stor.pdf"


def test_a_zip_bomb_is_just_a_file(monkeypatch):
    """100 MB in 100 kB: nothing ever unpacks it."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as bomb,
        bomb.open("zeros", "w", force_zip64=True) as zeros,
    ):
        for _ in range(100):
            zeros.write(bytes(1_000_000))

    def unpacked(*_, **__):
        raise AssertionError("Somebody unpacks what was sent.")

    monkeypatch.setattr(zipfile, "ZipFile", unpacked)
    monkeypatch.setattr(zlib, "decompressobj", unpacked)
    monkeypatch.setattr(zlib, "decompress", unpacked)
    kept = take_in(upload(content.getvalue(), "bombe.zip"))
    assert (kept.blob.media_type, kept.blob.size) == ("application/zip", len(content.getvalue()))


def test_a_file_that_changes_its_kind_is_another_file():
    """The same name again with other content takes nothing from the first, and the same content is one whatever it is called."""
    first = take_in(upload(picture(), "kort.png"))
    second = take_in(upload(HTML, "kort.png", "image/png"))
    third = take_in(upload(HTML, "kort.pdf", "application/pdf"))
    assert first.blob.media_type == "image/png"
    assert second.blob == third.blob != first.blob
    assert second.blob.media_type == UNKNOWN


def test_a_large_file_never_is_in_memory_as_a_whole(monkeypatch):
    with TemporaryUploadedFile("stor.bin", "text/plain", 3_000_000, None) as large:
        large.write(b"\0" * 3_000_000)
        large.flush()
        read, asked = large.file.read, []
        monkeypatch.setattr(large.file, "read", lambda size=-1: (asked.append(size), read(size))[1])
        assert take_in(large).blob.size == 3_000_000
    assert all(0 < size <= 65_536 for size in asked)


def test_nothing_is_left_of_a_file_that_could_not_be_read_to_its_end(settings):
    class Broken(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("the disk is full")

    before = set(settings.MEDIA_ROOT.rglob("*"))
    with pytest.raises(OSError, match="full"):
        store.keep_file(Broken(b""), media_type="text/plain")
    assert set(settings.MEDIA_ROOT.rglob("*")) - before <= {settings.MEDIA_ROOT}


HEIC, AVIF, TIFF = b"\0\0\0\x18ftypheic", b"\0\0\0\x18ftypavif", b"II*\0\x08\0\0\0"


@pytest.mark.parametrize("start", [HEIC, AVIF, TIFF, b"MM\0*", b"\0\0\0\x0cJXL "])
@pytest.mark.parametrize("name", ["IMG_1.HEIC", "notat.pdf"])
def test_a_picture_that_cannot_be_made_anew_is_refused(start, name):
    """It would keep the place where it was taken; a film, which begins as a phone's picture, is a file as any other."""
    assert "JPEG" in refusal(start + bytes(40), name).message
    assert take_in(upload(b"\0\0\0\x18ftypisom" + bytes(40), "film.mp4")).name == "film.mp4"
