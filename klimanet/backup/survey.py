"""What a database holds, told in a few figures, so that two can be compared: before and after, or one and its copy."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.backends.base.base import BaseDatabaseWrapper

from klimanet.backup.progress import Progress

MODULUS = 1 << 256


@dataclass(frozen=True)
class Survey:
    migrations: list[str]  # each applied one, as app.name
    rows: dict[str, int]  # by table
    fingerprint: str  # of all rows
    files: list[tuple[str, int]]  # digest and bytes of each uploaded file


def survey(connection: BaseDatabaseWrapper, *, progress: Progress) -> Survey:
    """Reads every row, one at a time. What it sees is of one moment only if the connection is in such a transaction."""
    rows, whole = row_counts(connection), hashlib.sha256()
    done, total = 0, sum(rows.values())
    for table, count in rows.items():
        sum_of_rows = 0
        for row in rows_of(connection, table):
            sum_of_rows += int.from_bytes(hashlib.sha256(row).digest())
            done += 1
            if done % 1000 == 0:
                progress("Reading every row", done, total)
        whole.update(f"{table} {count} {sum_of_rows % MODULUS:064x}\n".encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        migrations = sorted(f"{app}.{name}" for app, name in cursor.fetchall())
        cursor.execute("SELECT digest, size FROM files_blob ORDER BY digest")
        return Survey(migrations, rows, whole.hexdigest(), cursor.fetchall())


def row_counts(connection: BaseDatabaseWrapper) -> dict[str, int]:
    """How many rows each table has, by its name."""
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            counts[table] = cursor.fetchone()[0]
        return counts


def rows_of(connection: BaseDatabaseWrapper, table: str) -> Iterator[bytes]:
    """Each row as JSON that says the same on every database, in any order: their hashes are added up, so it does not matter."""
    quote, introspection = connection.ops.quote_name, connection.introspection
    with connection.cursor() as cursor:
        columns = sorted(introspection.get_table_description(cursor, table), key=lambda column: column.name)
    is_json = [_is_json(introspection, column) for column in columns]
    names = ", ".join(quote(column.name) for column in columns)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {quote(table)}")
        for row in cursor:
            named = {
                column.name: json.loads(value) if parsed and value else value
                for column, parsed, value in zip(columns, is_json, row, strict=True)
            }
            yield json.dumps(named, sort_keys=True, default=_plain).encode()


def _is_json(introspection, column) -> bool:
    try:
        return introspection.get_field_type(column.type_code, column) == "JSONField"
    except KeyError:  # a type that no field of Django's has
        return False


PLAIN: dict[type, Callable] = {
    datetime: lambda moment: (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat(),
    date: lambda day: day.isoformat(),
    time: lambda moment: moment.isoformat(),
    timedelta: lambda length: length // timedelta(microseconds=1),  # as SQLite keeps it
    uuid.UUID: lambda number: number.hex,  # as SQLite keeps it
    bytes: lambda content: content.hex(),
    memoryview: lambda content: content.hex(),
}


def _plain(value: object) -> object:
    return PLAIN.get(type(value), str)(value)
