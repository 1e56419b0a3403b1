"""Rows of cells, out of what people paste or send: lines of text, CSV as Excel writes it, a spreadsheet."""

import csv
import io
import json
import re
import subprocess
import sys

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from klimanet.rules.refusals import Refusal

MAX_BYTES = 2_000_000
TIMEOUT = 20  # seconds
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how xlsx and ods, and the old xls, begin
BYTE_ORDER = (b"\xff\xfe", b"\xfe\xff")
SEPARATOR = re.compile(r"sep=([\t;,|])\n", re.IGNORECASE)  # how a first line tells Excel where to cut


def rows_of_text(text: str, *, most: int, field: str) -> list[list[str]]:
    """The rows that hold anything, cut as a first line says, else at tabs, semicolons or commas. Raises Refusal beyond `most`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    told = SEPARATOR.match(text)
    delimiter = told[1] if told else next((mark for mark in "\t;" if mark in text), ",")
    rows = []
    try:
        for cells in csv.reader(io.StringIO(text[told.end() :] if told else text), delimiter=delimiter):
            rows.append(cells)
    except csv.Error:  # a cell without an end
        raise Refusal(_("We cannot read the list. Is there a quotation mark too many?"), field=field) from None
    return _few(rows, most, field)


def rows_of_file(upload: UploadedFile, *, most: int, field: str) -> list[list[str]]:
    """The rows of a CSV file or of a spreadsheet's first sheet. Raises Refusal for any other file, and beyond `most`."""
    if (upload.size or 0) > MAX_BYTES:
        raise Refusal(_("The file is too large. Choose one of at most 2 MB."), field=field)
    content = upload.read()
    if content.startswith(SPREADSHEETS):
        return _few(_sheet(content, most, field), most, field)
    text = _decoded(content)
    if "\0" in text:
        raise Refusal(_("We cannot read the file. Save it as Excel or CSV."), field=field)
    return rows_of_text(text, most=most, field=field)


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else Windows-1252, as Excel in Danish saves CSV."""
    try:
        return content.decode("utf-16" if content.startswith(BYTE_ORDER) else "utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _sheet(content: bytes, most: int, field: str) -> list[list[str]]:
    """Read by a process of its own, which a hostile file may break as it likes."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "klimanet.files.sheets", str(most * 2 + 100)],  # some may be empty
            input=content,
            capture_output=True,
            cwd=settings.ROOT,
            timeout=TIMEOUT,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise Refusal(_("We cannot read the file. Save it as Excel or CSV."), field=field) from None
    return json.loads(done.stdout)


def _few(rows: list[list[str]], most: int, field: str) -> list[list[str]]:
    found = [row for row in rows if any(cell.strip() for cell in row)]
    if len(found) > most:
        raise Refusal(_("There are more than %s rows. Send them in parts.") % most, field=field)
    return found
