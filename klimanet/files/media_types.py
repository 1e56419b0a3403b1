"""What a file is, told by its first and last bytes: a name and a browser's word are only claims."""

import struct
from typing import BinaryIO

UNKNOWN = "application/octet-stream"
END = 65_536  # bytes looked at from either end of a file
# The pictures we make anew, by how such a file begins.
PICTURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
MADE = frozenset({*PICTURES.values(), "image/webp"})
# Documents in a ZIP archive, by what only they hold. Nothing is unpacked.
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
ZIPPED = {
    b"word/document.xml": f"{OFFICE}wordprocessingml.document",
    b"xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet",
    b"ppt/presentation.xml": f"{OFFICE}presentationml.presentation",
}
OPENED = {f"mimetype{OPEN}{kind}".encode(): f"{OPEN}{kind}" for kind in ("text", "spreadsheet", "presentation")}
OTHERS = {b"%PDF-": "application/pdf", b"{\\rtf": "application/rtf"}
ZIP, TEXT = "application/zip", "text/plain"
DOCUMENTS = frozenset({*ZIPPED.values(), *OPENED.values(), *OTHERS.values(), ZIP, TEXT})

# Pictures that we cannot make anew, so that what a phone notes in them, its place for one, would be kept.
UNMADE_BRANDS = (b"avif", b"avis", b"crx ", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
UNMADE_STARTS = (
    *(
        b"II*\0",
        b"MM\0*",
        b"II+\0",
        b"MM\0+",
        b"IIRO\x08\0",
        b"IIU\0",
    ),  # TIFF, which most cameras' raw pictures are too
    *(b"\0\0\0\x0cjP  ", b"\0\0\0\x0cJXL ", b"\xff\x0a"),  # JPEG 2000, JPEG XL
)

PROGRAM_ENDINGS = (
    *(".apk", ".app", ".appx", ".bat", ".chm", ".cmd", ".com", ".command", ".cpl", ".deb", ".dll", ".dmg", ".exe"),
    *(".gadget", ".hta", ".inf", ".iso", ".jar", ".jnlp", ".js", ".jse", ".lnk", ".mjs", ".msc", ".msi", ".msix"),
    *(".msp", ".msu", ".ocx", ".pif", ".pkg", ".ps1", ".psd1", ".psm1", ".reg", ".rpm", ".scf", ".scr", ".sct", ".sh"),
    *(".sys", ".url", ".vb", ".vbe", ".vbs", ".vhd", ".vhdx", ".wsc", ".wsf", ".wsh", ".xll"),
)
PROGRAM_STARTS = (
    b"\x7fELF",
    *(b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),  # macOS
    b"\xca\xfe\xba\xbe",  # macOS for several processors, Java
    b"dex\n",  # Android
    b"L\0\0\0\x01\x14\x02\0",  # Windows shortcut
    b"#!",
)
BATCH_START = b"@echo off"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word before 2007 as well as a Windows installer
INSTALLER = bytes.fromhex("8410 0c00 0000 0000 c000 000000000046")
NOT_IN_TEXT = frozenset(range(32)) - frozenset(b"\t\n\f\r\x1b")


def media_type_of(file: BinaryIO) -> str:
    """One of MADE or DOCUMENTS, or UNKNOWN. HTML and SVG are UNKNOWN, so that no browser ever shows them."""
    head, tail = _ends(file)
    for start, media_type in (PICTURES | OTHERS).items():
        if head.startswith(start):
            return media_type
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(head, tail)
    is_text = NOT_IN_TEXT.isdisjoint(head) and not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
    return TEXT if is_text else UNKNOWN


def is_unmade_picture(file: BinaryIO) -> bool:
    head, _ = _ends(file)
    return head.startswith(UNMADE_STARTS) or (head[4:8] == b"ftyp" and head[8:12] in UNMADE_BRANDS)


def is_program(file: BinaryIO, ending: str) -> bool:
    """Whether opening the file may run it, as far as its ending (with the dot) and its content tell."""
    head, tail = _ends(file)
    return (
        ending.lower() in PROGRAM_ENDINGS
        or head.startswith(PROGRAM_STARTS)
        or (head.startswith(b"MZ") and b"\0" in head[:64])
        or head[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(BATCH_START)
        or (b"PK\x05\x06" in tail and b"META-INF/MANIFEST.MF" in head + tail)  # Java, behind whatever beginning
        or (head.startswith(COMPOUND) and _root_of_compound(file, head) == INSTALLER)
    )


def _ends(file: BinaryIO) -> tuple[bytes, bytes]:
    file.seek(0)
    head = file.read(END)
    file.seek(max(0, file.seek(0, 2) - END))
    return head, file.read(END)


def _zipped(head: bytes, tail: bytes) -> str:
    for start, media_type in OPENED.items():
        if head[30:].startswith(start + b"PK"):  # the first file in it, not compressed, says what the whole is
            return media_type
    if b"[Content_Types].xml" in head + tail:
        for inside, media_type in ZIPPED.items():
            if inside in head + tail:
                return media_type
    return ZIP


def _root_of_compound(file: BinaryIO, head: bytes) -> bytes:
    """Which program a compound file is for: 16 bytes in its first directory entry."""
    if len(head) < 512:
        return b""
    sector_size = 1 << min(struct.unpack_from("<H", head, 30)[0], 12)
    file.seek((struct.unpack_from("<I", head, 48)[0] + 1) * sector_size + 80)
    return file.read(16)
