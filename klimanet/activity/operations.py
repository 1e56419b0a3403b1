"""Adding to the log."""

import uuid

from django.db import IntegrityError, models, transaction

from klimanet.activity.consuming import await_consumers
from klimanet.activity.models import Line
from klimanet.rules.actors import Actor


class AlreadyDone(Exception):
    """The same form was sent before and has been carried out; `line` tells what it did."""

    def __init__(self, line: Line) -> None:
        super().__init__(str(line))
        self.line = line


def record(
    verb: str,
    subject: models.Model,
    *,
    actor: Actor,
    network: models.Model | None = None,
    token: uuid.UUID | None = None,
    operation: uuid.UUID | None = None,
    **facts: int | str | bool | None,
) -> uuid.UUID:
    """Add one line, inside the transaction of the change it tells of; raises AlreadyDone where `token` was used before.

    Returns the operation's id, for the lines of further subjects changed by the same operation.
    """
    assert transaction.get_connection().in_atomic_block, "A change and its line belong to one transaction."
    line = Line(
        operation=operation or uuid.uuid4(),
        actor_kind=actor.actor_kind,
        actor_id=actor.pk,
        network_id=network.pk if network else None,
        verb=verb,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        facts=facts,
        token=token,
    )
    try:
        with transaction.atomic():
            line.save(force_insert=True)
    except IntegrityError:
        if token is None:
            raise
        raise AlreadyDone(Line.objects.get(token=token)) from None
    await_consumers(line)
    return line.operation


def refuse_twice(token: uuid.UUID | None) -> None:
    """Raise AlreadyDone when the form with this token has been carried out: asked before rules that its own effect would break."""
    if token and (line := Line.objects.filter(token=token).first()):
        raise AlreadyDone(line)
