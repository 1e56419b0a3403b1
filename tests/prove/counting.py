"""The product's own consumers, each also noting in a table, in the same transaction, what it handled."""

from collections.abc import Callable
from functools import wraps

from django.utils.module_loading import import_string

from config.settings import CONSUMERS
from klimanet.activity.consuming import Consumer
from klimanet.activity.models import Line
from tests.prove.consuming import note


def counted(consumer: Consumer, name: str) -> Consumer:
    @wraps(consumer)  # the verbs it cares for as well
    def count(line: Line) -> Callable[[], None]:
        write = consumer(line)

        def both() -> None:
            note(line, name)
            if write:
                write()

        return both

    return count


def __getattr__(name: str) -> Consumer:
    """Each of the product's own, by its name there."""
    if name not in CONSUMERS:
        raise AttributeError(name)
    return counted(import_string(CONSUMERS[name]), name)
