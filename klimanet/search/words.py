"""How the index of words is written and asked: FTS5 on SQLite, a `tsvector` on PostgreSQL. Nowhere else do they differ."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection, models
from django.db.models import Expression, Lookup

from klimanet.text.analysis import spelt, stem
from klimanet.text.sorting import danish_key


class Shelf(models.TextChoices):
    """Where words stand in the index: each in a column of its own."""

    TITLE = "title"  # of entries
    ENTRY = "entry"  # all words of entries, those of their titles too
    COMMENT = "comment"
    FILE = "file"
    PERSON = "person"  # their names, and what they can be asked about

    def of(self, network: int, words: Iterable[str]) -> set[str]:
        """These words as the index holds them: what is asked of one shelf in one network passes over nothing else.

        A name is held as names are sorted, so that "Andre" finds André.
        """
        held = map(danish_key, words) if self == Shelf.PERSON else words
        return {f"{network}{self.value[0]}_{word}" for word in held}


class Syntax(NamedTuple):
    """How a database is asked for words. Of what somebody types only letters and digits come in, see `text.analysis`."""

    word: str
    beginning: str
    every: str
    some: str
    newest: str  # rows that answer to a question on a shelf, the newest first, without looking at more than are taken
    begins_at_once: bool  # whether a beginning costs no more than a word; else by how much begins so
    tidy: str  # what the index is told each night


# Rows that PostgreSQL looks through before it asks its index: that has no order, so of a frequent word it would gather too much.
NEWEST = 2_000
SYNTAX = {
    "sqlite": Syntax(
        *('"{}"', '"{}"*', " AND ", " OR "),
        "SELECT rowid AS pk FROM search_words WHERE search_words MATCH %s ORDER BY rowid DESC",
        begins_at_once=False,
        tidy="INSERT INTO search_words(search_words) VALUES ('optimize')",  # a deleted word stays in its pages until then
    ),
    "postgresql": Syntax(
        *("'{}'", "'{}':*", " & ", " | "),
        """
        (SELECT pk FROM (
            SELECT rowid AS pk, {shelf} AS words FROM search_words WHERE {shelf} IS NOT NULL ORDER BY rowid DESC LIMIT {newest}
        ) newest WHERE words @@ %s::tsquery)
        UNION ALL
        (WITH known AS MATERIALIZED (SELECT rowid AS pk FROM search_words WHERE {shelf} @@ %s::tsquery)
        SELECT pk FROM known WHERE pk < (SELECT MIN(pk) FROM (
            SELECT rowid AS pk FROM search_words WHERE {shelf} IS NOT NULL ORDER BY rowid DESC LIMIT {newest}
        ) newest) ORDER BY pk DESC)
        """,
        begins_at_once=True,
        tidy="",  # its own vacuum does
    ),
}


class FirstSeen(Expression):
    """Documents of the first `most` rows that answer to a question, the newest first, for which `seen` has a row.

    `seen` names the document's source by `FOUND`. Each is looked up, until there are enough: as a plain condition PostgreSQL would
    first gather all that may be seen.
    """

    conditional = True

    def __init__(self, shelf: Shelf, question: str, *, most: int, seen: models.QuerySet | None = None) -> None:
        super().__init__(output_field=models.BooleanField())
        self.shelf, self.question, self.most, self.seen = shelf, question, most, seen

    def as_sql(self, compiler, connection):
        answers = SYNTAX[connection.vendor].newest.format(shelf=self.shelf.value, newest=NEWEST)
        parameters = [self.question] * answers.count("%s")
        condition = ""
        if self.seen is not None:
            seen, by = self.seen.query.get_compiler(connection=connection).as_sql()
            condition, parameters = f"WHERE ({seen}) IS NOT NULL", [*parameters, *by]
        found = f"SELECT pk FROM ({answers}) found {condition} LIMIT {self.most}"  # noqa: S608 -- of our own words; values are parameters
        return f"search_document.id IN ({found})", parameters


def begins_at_once() -> bool:
    return SYNTAX[connection.vendor].begins_at_once


def asking(shelf: Shelf, networks: Iterable[int], words: list[str], *, begun: bool) -> str:
    """For what holds every one of `words` on this shelf of one of the networks; where it is `begun`, the last may go on."""
    syntax = SYNTAX[connection.vendor]

    def every(network: int) -> str:
        each = [syntax.word.format(*shelf.of(network, [stem(word)])) for word in words]
        if begun:
            each[-1] = f"({each[-1]}{syntax.some}{syntax.beginning.format(*shelf.of(network, [spelt(words[-1])]))})"
        return syntax.every.join(each)

    return syntax.some.join(f"({every(network)})" for network in networks)


def tidy() -> None:
    if statement := SYNTAX[connection.vendor].tidy:
        with connection.cursor() as cursor:
            cursor.execute(statement)


class WordsField(models.TextField):
    """A set of words, with spaces between them; none where a document has nothing on that shelf."""

    def db_type(self, connection) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"


@WordsField.register_lookup
class Answering(Lookup):
    """Rows whose words answer to a question that `asking` put together."""

    lookup_name = "answering"

    def as_sqlite(self, compiler, connection):
        column, parameters = self.process_lhs(compiler, connection)
        table = column.rpartition(".")[0]
        return f'{table}."search_words" MATCH %s', [*parameters, self.rhs]  # a column that stands for the whole row

    def as_postgresql(self, compiler, connection):
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*parameters, self.rhs]
