"""Leaving a seat, at once or on a day, and who takes over."""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.members.emails.leaving import tell_of_leaving
from klimanet.members.models import Handover, Holding, Profile
from klimanet.members.models.networks import today
from klimanet.members.operations.networks import FURTHEST
from klimanet.members.operations.seats import close_over
from klimanet.members.permissions import may_leave, may_pass_on
from klimanet.members.writing import deputies_around, end, keep_a_secretariat, person_for, tomorrow_after
from klimanet.rules.actors import SYSTEM, Actor
from klimanet.rules.refusals import Refusal, require
from klimanet.text.dates import midnight


@transaction.atomic
def leave_seat(
    holding: Holding,
    *,
    actor: Actor,
    until: datetime.date | None = None,
    successor: Person | None = None,
    email: str = "",
    name: str = "",
    title: str = "",
    note: str = "",
    token: uuid.UUID | None = None,
) -> Handover:
    """End it with the day `until`, or at once; `successor`, or whoever has `email`, takes the seat over from the day after."""
    require(may_leave(actor, holding))
    seat = close_over(holding.seat, actor=SYSTEM)
    holding = Holding.objects.with_network().select_related("person").get(pk=holding.pk)
    if holding.ended_at:
        raise Refusal(_("It has ended already."))
    require(may_leave(actor, holding))  # it may have been suspended a moment ago
    if holding.until or not holding.has_begun:
        raise Refusal(_("It is agreed already who sits here when. Take that back first."))
    if until and not today() <= until <= today() + FURTHEST:
        raise Refusal(_("Choose a day from today and at most five years ahead."), field="until")
    if until and seat.suspended_at:
        raise Refusal(_("The seat is suspended. Leave the day empty to end it now, or open the seat first."), "until")
    next_one = _successor(holding, actor=actor, successor=successor, email=email, name=name, title=title)
    if until:
        holding.until = until
        holding.save(update_fields=["until"])
        deputies_around(holding).filter(since__gt=until).update(ended_at=timezone.now())
        deputies_around(holding).filter(until__gt=until).update(until=until)
    else:
        end(holding, at=timezone.now())
    begins = tomorrow_after(until)
    handover = Handover.objects.create(holding=holding, note=note)
    if next_one:
        began_at = midnight(begins) if until else timezone.now()
        handover.successor = seat.holdings.create(person=next_one, since=begins if until else None, began_at=began_at)
        handover.save(update_fields=["successor"])
        Profile.objects.get_or_create(network=holding.network, person=next_one)
    keep_a_secretariat(seat, from_day=begins)
    verb, person = "seat.leaving" if until else "seat.vacated", holding.person_id
    last_day = str(until) if until else None
    operation = record(verb, seat, actor=actor, network=holding.network, token=token, person=person, until=last_day)
    if next_one:
        record("seat.given", seat, actor=actor, network=holding.network, operation=operation, person=next_one.pk)
    tell_of_leaving(handover, actor=actor)
    return handover


def _successor(
    holding: Holding, *, actor: Actor, successor: Person | None, email: str, name: str, title: str
) -> Person | None:
    """Who takes over: a colleague who has a seat in the same organisation, or whoever has the address."""
    field = "email" if email else "successor"
    if email:
        if not may_pass_on(actor, holding, email=email):
            raise Refusal(
                _(
                    "You can give your seat to a colleague whose address ends as yours does. "
                    "Ask your coordinator or the secretariat about others."
                ),
                field,
            )
        successor = person_for(holding.seat.membership, email=email, name=name, title=title, actor=actor)
    elif successor and not Holding.objects.beside(holding).of(successor).exists():
        raise Refusal(_("Choose somebody who has a seat in the organisation."), field)
    if successor and successor.pk == holding.person_id:
        raise Refusal(_("Choose somebody else than the one who leaves."), field)
    return successor


@transaction.atomic
def stay_in_seat(holding: Holding, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Take back that it ends, as long as it has not; whoever was to take over does not."""
    require(may_leave(actor, holding))
    seat = close_over(holding.seat, actor=SYSTEM)
    holding = Holding.objects.with_network().get(pk=holding.pk)
    if holding.ended_at:
        raise Refusal(_("It has ended already."))
    if holding.until is None:
        return
    seat.holdings.lasting().own().exclude(pk=holding.pk).update(ended_at=timezone.now())
    Handover.objects.filter(holding=holding).delete()
    holding.until = None
    holding.save(update_fields=["until"])
    record("seat.staying", seat, actor=actor, network=holding.network, token=token, person=holding.person_id)
