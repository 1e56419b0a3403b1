"""Bringing people in, several at once: an invitation is a seat that is given and whose holder has not signed in yet."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.activity.operations import record
from klimanet.members import emails
from klimanet.members.models import Holding, Membership, Network
from klimanet.members.operations.seats import give_seat, vacate_seat
from klimanet.members.permissions import may_give_seat, may_vacate
from klimanet.members.writing import locked
from klimanet.rules.actors import Actor
from klimanet.rules.refusals import Refusal, require

PAUSE = timedelta(minutes=10)  # between two mails to the same person


class Invitee(NamedTuple):
    """Somebody to be brought in, and where."""

    name: str
    email: str
    title: str
    membership: Membership


@transaction.atomic
def invite(
    network: Network, *, invitees: Sequence[Invitee], role: str, actor: Actor, token: uuid.UUID | None = None
) -> None:
    """Give each a seat, or none of them; a Refusal says whose it was."""
    require(all(may_give_seat(actor, membership, role) for membership in {row.membership for row in invitees}))
    if not invitees:
        raise Refusal(_("Nobody is left to invite."))
    for invitee in sorted(invitees, key=lambda row: row.membership.pk):  # each locks its membership
        facts = invitee._asdict()
        try:
            give_seat(facts.pop("membership"), **facts, role=role, actor=actor)
        except Refusal as refusal:
            raise Refusal(f"{invitee.email}: {refusal.message}") from refusal
    record("invitations.sent", network, actor=actor, network=network, token=token, count=len(invitees))


@transaction.atomic
def invite_again(holding: Holding, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Send the mail once more; at once after another it is left at that one."""
    require(may_give_seat(actor, holding.seat.membership, holding.seat.role))
    holding = _pending(holding)
    if holding.invited_at and timezone.now() - holding.invited_at < PAUSE:
        return
    holding.invited_at = timezone.now()
    holding.save(update_fields=["invited_at"])
    record("seat.invited_again", holding.seat, actor=actor, network=holding.network, token=token)
    emails.welcome(holding, invited_by=actor)


@transaction.atomic
def withdraw_invitation(holding: Holding, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Take the seat back; a mail that has not gone out stays unsent. Refused once the person has signed in."""
    require(may_vacate(actor, holding.seat))
    locked(holding.seat)
    if Holding.objects.ended().filter(pk=holding.pk).exists():
        return
    holding = _pending(holding)
    record("seat.invitation_withdrawn", holding.seat, actor=actor, network=holding.network, token=token)
    vacate_seat(holding.seat, actor=actor)


def _pending(holding: Holding) -> Holding:
    """The holding in our hands, if its person has still not signed in."""
    found = Holding.objects.pending().select_for_update(of=("self",)).with_network().select_related("person")
    pending = found.filter(pk=holding.pk).first()
    if pending is None:
        raise Refusal(_("This person has signed in meanwhile, or no longer has the seat."))
    return pending
