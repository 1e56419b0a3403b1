"""Who sits where. A seat outlives the person in it, so the next one takes over what belongs to it."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.accounts.operations import add_person
from klimanet.activity.operations import record
from klimanet.members import emails
from klimanet.members.models import Holding, Membership, Profile, Seat
from klimanet.members.models.networks import today
from klimanet.members.permissions import may_give_seat, may_keep_up, may_run_network, may_vacate
from klimanet.members.writing import (
    deputies_around,
    end,
    keep_a_secretariat,
    locked,
    refuse_seat,
    sitting,
    tomorrow_after,
)
from klimanet.rules.actors import SYSTEM, Actor
from klimanet.rules.refusals import Refusal, require
from klimanet.text.dates import midnight


@transaction.atomic
def give_seat(
    membership: Membership,
    *,
    email: str,
    name: str,
    role: str,
    actor: Actor,
    title: str = "",
    language: str = "da",
    token: uuid.UUID | None = None,
) -> Holding:
    """Seat the person with this address, new here or not, in a vacant seat of `role` or a new one; they get a mail."""
    require(may_give_seat(actor, membership, role))
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    refuse_seat(membership, email=email, role=role, actor=actor)
    person = add_person(email=email, name=name, title=title, language=language, actor=actor)
    seat = membership.seats.filter(role=role).vacant().first() or membership.seats.create(role=role)
    seat = close_over(seat, actor=SYSTEM)
    holding = seat.holdings.create(person=person, invited_at=timezone.now())
    Profile.objects.get_or_create(network=membership.network, person=person)
    record("seat.given", seat, actor=actor, network=membership.network, token=token, person=person.pk)
    emails.welcome(holding, invited_by=actor)
    return holding


@transaction.atomic
def close_over(seat: Seat, *, actor: Actor) -> Seat:
    """Note the end of whatever ended by its last day, for a seat that is to be changed; answers with it, locked."""
    require(may_keep_up(actor))
    seat = locked(seat)
    over = seat.holdings.over().with_network()
    for holding in [*over.own(), *over.deputies()]:
        end(holding, at=midnight(tomorrow_after(holding.until)))
        verb = "seat.vacated" if holding.is_own else "deputy.ended"
        record(verb, seat, actor=actor, network=holding.network, person=holding.person_id)
    return locked(seat)


@transaction.atomic
def vacate_seat(seat: Seat, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """End the time of whoever sits there. Their contributions stay theirs; the seat waits for the next, if none is named."""
    require(may_vacate(actor, seat))
    seat = close_over(seat, actor=SYSTEM)
    require(may_vacate(actor, seat))  # it may have been suspended a moment ago
    holding = sitting(seat)
    if holding is None:
        return
    end(holding, at=timezone.now())
    seat.holdings.lasting().own().update(since=None, began_at=timezone.now())  # whoever was to take over does so now
    keep_a_secretariat(seat, from_day=today())
    record("seat.vacated", seat, actor=actor, network=seat.membership.network, token=token, person=holding.person_id)


@transaction.atomic
def suspend_seat(seat: Seat, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Close the network to whoever sits there, until the secretariat opens it again. They stand in for nobody meanwhile."""
    require(may_run_network(actor, seat.membership.network))
    seat = close_over(seat, actor=SYSTEM)
    if seat.suspended_at:
        return
    holding = sitting(seat)
    if holding and holding.person_id == actor.pk:
        raise Refusal(_("You cannot suspend yourself."))
    seat.suspended_at = timezone.now()
    seat.save(update_fields=["suspended_at"])
    if holding:
        deputies_around(holding).exclude(deputy_for=holding).update(ended_at=timezone.now())
    keep_a_secretariat(seat, from_day=today())
    record("seat.suspended", seat, actor=actor, network=seat.membership.network, token=token)


@transaction.atomic
def reinstate_seat(seat: Seat, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    require(may_run_network(actor, seat.membership.network))
    seat = close_over(seat, actor=SYSTEM)
    if seat.suspended_at is None:
        return
    seat.suspended_at = None
    seat.save(update_fields=["suspended_at"])
    record("seat.reinstated", seat, actor=actor, network=seat.membership.network, token=token)
