"""A query whose SQL is written by Django once, not each time it is asked: for the pages that everybody opens.

Building a query and writing its SQL costs several times what the database takes to answer it. The queryset stays the one place
where a question is put, the rule of who sees what included; see docs/decisions/0009.
"""

import copy
import datetime
import enum
import itertools
import re
from collections.abc import Callable, Iterator
from functools import update_wrapper
from types import SimpleNamespace
from typing import Any, Generic, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

Row = TypeVar("Row")
# Stand-ins for values while the SQL is written; no column is too small for them, and no code has them.
MARKS: dict[type, Callable[[int], object]] = {
    int: lambda place: 2_000_000_000 + place,
    str: lambda place: f"\ue000{place}",
    datetime.date: lambda place: datetime.date(1000, 1, 1) + datetime.timedelta(place),
    datetime.datetime: lambda place: datetime.datetime(1000, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(place),
}
TIME = re.compile(r"\d{4}-\d\d-\d\d")


class Prepared(Generic[Row]):
    """Call it as the function it was made from; it answers with a list of the rows."""

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self._build = build
        self._questions: dict[object, _Question] = {}
        update_wrapper(self, build)

    def __call__(self, *arguments) -> list[Row]:
        shape = _shape(arguments)
        question = self._questions.get(shape)
        if question is None:  # two threads may both write it: the same
            question = self._questions[shape] = _Question(self._build, arguments)
        return list(question.ask(list(_values(arguments))))


def prepared(build: Callable[..., QuerySet]) -> Prepared:
    """For a function that puts a queryset together from whole numbers, texts, days, moments, truths, members of an enumeration,
    and tuples of them.

    It must use each number, text, day and moment as it is, and no clock: TypeError says where it does not. A truth, or a member
    of an enumeration, may decide what is asked.
    """
    return Prepared(build)


class _Question:
    """The SQL for arguments of one shape, and where in its parameters each of their values belongs."""

    def __init__(self, build: Callable[..., QuerySet], arguments: tuple) -> None:
        places = itertools.count()
        marked = _marked(arguments, places)
        self._queryset = cast(Any, build(*marked))  # of which more is used than its users see
        if self._queryset._prefetch_related_lookups:
            raise TypeError("A prepared query fetches nothing ahead.")
        self._compiler = self._queryset.query.get_compiler(using=self._queryset.db)
        try:
            self._sql, self._parameters = self._compiler.as_sql()
        except EmptyResultSet:  # nobody is let in, whatever the values
            self._sql, self._parameters = "", ()
            return
        marks = {self._adapted(mark): place for place, mark in enumerate(_values(marked))}
        if missing := marks.keys() - set(self._parameters):
            raise TypeError(f"A prepared query uses each argument as it is, but not {missing}.")
        if any(isinstance(own, datetime.date) or TIME.search(str(own)) for own in set(self._parameters) - marks.keys()):
            raise TypeError("A prepared query holds no time: it would stand still.")
        self._places = [marks.get(value) for value in self._parameters]

    def ask(self, values: list) -> Iterator:
        if not self._sql:
            return iter(())
        parameters = tuple(
            own if place is None else self._adapted(values[place])
            for own, place in zip(self._parameters, self._places, strict=True)
        )
        compiler = copy.copy(self._compiler)
        compiler.connection = connections[self._queryset.db]
        compiler.as_sql = lambda: (self._sql, parameters)
        asked = SimpleNamespace(
            db=self._queryset.db,
            model=self._queryset.model,
            query=SimpleNamespace(get_compiler=lambda *_, **__: compiler),
            _known_related_objects={},
        )
        return iter(self._queryset._iterable_class(asked))

    def _adapted(self, value: object) -> object:
        """As the database takes it."""
        operations = connections[self._queryset.db].ops
        if isinstance(value, datetime.datetime):
            return operations.adapt_datetimefield_value(value)
        return operations.adapt_datefield_value(value) if isinstance(value, datetime.date) else value


def _shape(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(_shape, value))
    return type(value) if type(value) in MARKS else value


def _values(value: object) -> Iterator:
    if isinstance(value, tuple):
        for part in value:
            yield from _values(part)
    elif type(value) in MARKS:
        yield value


def _marked(value, places: Iterator[int]):
    if isinstance(value, tuple):
        parts = [_marked(part, places) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if type(value) in MARKS:
        return MARKS[type(value)](next(places))
    if value is None or isinstance(value, bool | enum.Enum):
        return value
    raise TypeError(f"A prepared query takes numbers, texts, times, truths, choices and tuples of them, not {value!r}.")
