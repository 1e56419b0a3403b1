"""Reads one spreadsheet from its standard input, in a process of its own: `python -m klimanet.files.sheets ROWS`.

A file of a few kilobytes can ask for more memory or time than there is. So whatever it asks for, this process ends, and nobody
else is troubled. Knows nothing of Django.
"""

import datetime
import io
import json
import resource
import sys

from python_calamine import CalamineWorkbook

MEMORY = 600_000_000  # bytes
SECONDS = 8  # of the processor
COLUMNS = 40
LONGEST = 400  # characters of a cell


def text_of(cell: object) -> str:
    """As it is read: 12, not 12.0; a day without its midnight."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time.min:
        cell = cell.date()
    return str(cell)[:LONGEST]


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    rows = workbook.get_sheet_by_index(0).to_python(nrows=int(sys.argv[1]))
    json.dump([[text_of(cell) for cell in row[:COLUMNS]] for row in rows], sys.stdout)


if __name__ == "__main__":
    main()
