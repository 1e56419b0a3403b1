"""A list as an Excel file. What people wrote stays text: nothing of it becomes a formula, a link or a number."""

import datetime
import tempfile
from collections.abc import Iterable, Iterator

import xlsxwriter
from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import get_language

OPTIONS = {
    "constant_memory": True,  # each row goes to disk as it comes, however many there are
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd-mm-yyyy",
}
WIDTH = 24  # characters
CHUNK = 100_000  # bytes
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def spreadsheet(name: str, heads: list[str], rows: Iterable[tuple]) -> StreamingHttpResponse:
    """`rows` under `heads`, to be saved as `name` with today's date; moments are told in Copenhagen's time.

    The rows are asked for once the answer is sent, in the language of now: whoever only asks whether it is there costs nothing.
    """
    headers = {"Content-Disposition": f'attachment; filename="{name}-{timezone.localdate()}.xlsx"'}
    return StreamingHttpResponse(_written(name, heads, rows, get_language()), content_type=TYPE, headers=headers)


def _written(name: str, heads: list[str], rows: Iterable[tuple], language: str | None) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        with translation.override(language), xlsxwriter.Workbook(file, OPTIONS) as book:
            sheet, bold = book.add_worksheet(name.capitalize()), book.add_format({"bold": True})
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(heads) - 1, WIDTH)
            sheet.write_row(0, 0, heads, bold)
            number = 0
            for number, row in enumerate(rows, start=1):
                sheet.write_row(number, 0, map(_cell, row))
            sheet.autofilter(0, 0, number, len(heads) - 1)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _cell(value: object) -> object:
    return timezone.make_naive(value) if isinstance(value, datetime.datetime) else value
