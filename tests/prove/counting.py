"""The product's own consumers, each also noting in a table, in the same transaction, what it handled."""

from collections.abc import Callable
from functools import wraps

from klimanet.activity.consuming import Consumer
from klimanet.activity.models import Line
from klimanet.notifications.consumers import notify
from klimanet.search.consumers import index
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


notifications = counted(notify, "notifications")
search = counted(index, "search")
