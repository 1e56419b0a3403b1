"""What people paste and send, whatever program it comes from and whatever is wrong with it."""

import io
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from klimanet.files.tables import rows_of_file, rows_of_text
from klimanet.rules.refusals import Refusal

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" '
    f'Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>'
    '<sheet name="Ark1" sheetId="1" r:id="a"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" '
    f'Type="{DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def cell(where: str, text: str) -> str:
    return f'<c r="{where}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *texts: str) -> str:
    return f'<row r="{number}">{"".join(cell(f"{chr(65 + at)}{number}", text) for at, text in enumerate(texts))}</row>'


def excel(rows: str) -> SimpleUploadedFile:
    """A spreadsheet as small as one can be."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, text in PARTS.items():
            parts.writestr(name, text)
        parts.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return SimpleUploadedFile("liste.xlsx", written.getvalue())


def read(upload: SimpleUploadedFile) -> list[list[str]]:
    return rows_of_file(upload, most=200, field="file")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_as_excel_saves_it(encoding):
    upload = SimpleUploadedFile("liste.csv", "Navn;E-mail\r\nÅse Ørum;aase@x.example\r\n\r\n;\r\n".encode(encoding))
    assert read(upload) == [["Navn", "E-mail"], ["Åse Ørum", "aase@x.example"]]


@pytest.mark.parametrize("mark", ["\t", ";", ","])
def test_pasted_lines_are_cut_at_what_they_are_cut_at(mark):
    text = f"Ea{mark}ea@x.example\nBo{mark}bo@x.example"
    assert rows_of_text(text, most=5, field="pasted") == [["Ea", "ea@x.example"], ["Bo", "bo@x.example"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("first", ["", "sep=;", "SEP=;"])
def test_lines_end_as_they_do_anywhere_and_a_first_one_may_say_where_to_cut(first, end):
    lines = [first, "Navn;E-mail", "Holm, Ea;ea@x.example"]
    upload = SimpleUploadedFile("liste.csv", end.join(line for line in lines if line).encode())
    assert read(upload) == [["Navn", "E-mail"], ["Holm, Ea", "ea@x.example"]]


def test_a_first_line_counts_before_what_stands_in_the_cells():
    assert rows_of_text("sep=,\nEa;Bo,ea@x.example", most=5, field="pasted") == [["Ea;Bo", "ea@x.example"]]


def test_a_spreadsheet_is_read():
    rows = row(1, "Navn", "E-mail") + row(3, "Åse", "aase@x.example") + '<row r="4"><c r="A4"><v>12</v></c></row>'
    assert read(excel(rows)) == [["Navn", "E-mail"], ["Åse", "aase@x.example"], ["12", ""]]


def test_ten_thousand_rows_are_refused_with_a_sentence_and_at_once():
    upload = excel("".join(row(number, "Ea", f"ea{number}@x.example") for number in range(1, 10_001)))
    began = time.monotonic()
    with pytest.raises(Refusal, match="flere end 200 rækker"):
        read(upload)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "rows",
    [
        row(1, "Ea") + f'<row r="1048576">{cell("XFD1048576", "x")}</row>',  # a sheet with one cell at its far end
        row(1, "Ea") + f"<row>{'<c><v>1</v></c>' * 3_000_000}</row>",  # 45 MB in 50 kB
        "<row",
    ],
    ids=["far away", "a bomb", "broken"],
)
def test_a_hostile_spreadsheet_breaks_nothing(rows):
    began = time.monotonic()
    try:
        assert len(read(excel(rows))) < 3
    except Refusal as refusal:
        assert refusal.field == "file"
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 1000, b"\xd0\xcf\x11\xe0", b"%PDF\0", b"\0" * 9, b'"' + b"a" * 200_000],
)
def test_what_is_no_list_is_refused(content):
    with pytest.raises(Refusal) as refusal:
        read(SimpleUploadedFile("liste.xlsx", content))
    assert refusal.value.field == "file"


def test_a_file_that_is_too_large_is_refused_unread():
    with pytest.raises(Refusal, match="højst 2 MB"):
        read(SimpleUploadedFile("liste.csv", b"a" * 2_000_001))
