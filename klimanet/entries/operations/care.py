"""Who of the secretariat sees to an entry, and when next: of any kind that waits for something."""

import datetime
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.entries.models import Entry, whole
from klimanet.entries.permissions import may_arrange_many, may_hand_over, may_see_to
from klimanet.entries.writing import Several, locked_entry, locked_several
from klimanet.members.models import Holding, Network, Seat
from klimanet.members.models.networks import today
from klimanet.rules.refusals import Refusal, require


@transaction.atomic
def look_after(
    entry: Entry, *, handler: int | None, due_on: datetime.date, actor: Person, token: uuid.UUID | None = None
) -> None:
    """Whoever sits in seat `handler` sees to it, next on `due_on`; the seat keeps it when somebody else sits there."""
    require(may_see_to(actor, entry))
    entry = locked_entry(entry)
    if whole(entry).is_over:
        raise Refusal(_("It is over, so nobody needs to see to it."))
    if handler and not _can_see_to(handler, entry.network):
        raise Refusal(_("Choose somebody of the secretariat."), field="handler")
    if (entry.handler_id, entry.due_on) == (handler, due_on):
        return
    if due_on < today():
        raise Refusal(_("That day is over. Choose today or a later day."), field="due_on")
    entry.handler_id, entry.due_on = handler, due_on
    entry.save(update_fields=["handler", "due_on"])
    record("entry.assigned", entry, actor=actor, network=entry.network, token=token, entry=entry.pk)


@transaction.atomic
def see_to_many(
    network: Network, *, entries: Iterable[int], handler: int | None, actor: Person, token: uuid.UUID | None = None
) -> Several:
    """Whoever sits in seat `handler` sees to all of these, dates kept; of what the actor does not see, nothing happens."""
    require(may_arrange_many(actor, network))
    if not (handler and _can_see_to(handler, network)):
        raise Refusal(_("Choose somebody of the secretariat."), field="handler")
    several, done = locked_several(entries, network=network, actor=actor), None
    for entry in several.found:
        if entry.handler_id != handler:
            entry.handler_id = handler
            entry.save(update_fields=["handler"])
            once = None if done else token
            done = record(
                "entry.assigned", entry, actor=actor, network=network, token=once, operation=done, entry=entry.pk
            )
    return several


@transaction.atomic
def hand_over(network: Network, *, source: Seat, target: Seat, actor: Person, token: uuid.UUID | None = None) -> int:
    """Everything open that `source` sees to is `target`'s from now on, dates kept; returns how much that is.

    Also what the actor may not read: whose it is tells nothing of what it says.
    """
    require(may_hand_over(actor, network))
    if source.pk == target.pk or not _can_see_to(target.pk, network):
        raise Refusal(_("Choose somebody of the secretariat."), field="target")
    theirs = Entry.objects.in_network(network).handled_by(source)
    moved = list(theirs.select_for_update(of=("self",), no_key=True).order_by("pk"))
    Entry.objects.filter(pk__in=[entry.pk for entry in moved]).update(handler=target)
    done = record("seat.relieved", source, actor=actor, network=network, token=token, target=target.pk)
    for entry in moved:
        record("entry.assigned", entry, actor=actor, network=network, operation=done, entry=entry.pk)
    return len(moved)


def _can_see_to(seat: int, network: Network) -> bool:
    return Holding.objects.active().in_network(network).running().filter(seat=seat).exists()
