"""What the secretariat does at the desk."""

import datetime
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.insights.models import Broadcast, Call, Recipient
from klimanet.insights.permissions import may_see_as
from klimanet.insights.queries.broadcasts import readers
from klimanet.members.models import Membership, Network, Region, Theme
from klimanet.members.models.networks import today
from klimanet.members.operations.networks import EARLIEST, FURTHEST
from klimanet.members.permissions import may_run_network
from klimanet.rules.refusals import Refusal, require


@transaction.atomic
def note_call(
    membership: Membership,
    *,
    on: datetime.date,
    note: str,
    actor: Person,
    next_on: datetime.date | None = None,
    token: uuid.UUID | None = None,
) -> Call:
    """Keep what was said to a member on that day, and when to call again; without a date, once it has been silent as long again."""
    require(may_run_network(actor, membership.network))
    if not EARLIEST <= on <= today():
        raise Refusal(_("Choose today or an earlier day."), field="on")
    next_on = next_on or today() + datetime.timedelta(days=membership.network.silent_after)
    if not today() < next_on <= today() + FURTHEST:
        raise Refusal(_("Choose a day after today and at most five years ahead."), field="next_on")
    call = Call.objects.create(membership=membership, author=actor, on=on, note=note, next_on=next_on)
    record("member.called", membership, actor=actor, network=membership.network, token=token)
    return call


@transaction.atomic
def begin_seeing(person: Person, *, network: Network, actor: Person, token: uuid.UUID | None = None) -> None:
    """Look at the network through `person`'s eyes for a while: nothing changes but that the log says so."""
    require(may_see_as(actor, person, network))
    record("member.seen", person, actor=actor, network=network, token=token)


@transaction.atomic
def end_seeing(person: Person, *, network: Network, actor: Person) -> None:
    require(may_run_network(actor, network))
    record("member.unseen", person, actor=actor, network=network)


@transaction.atomic
def send_broadcast(
    network: Network,
    *,
    subject: str,
    text: str,
    expected: int,
    actor: Person,
    theme: Theme | None = None,
    region: Region | None = None,
    role: str = "",
    token: uuid.UUID | None = None,
) -> Broadcast:
    """Write to many, by mail; refused where they are no longer as many as its author saw (`expected`)."""
    require(may_run_network(actor, network))
    people = list(readers(network, theme=theme, region=region, role=role).reached)
    if not people:
        raise Refusal(_("Nobody would get it. Choose somebody else."), field="to")
    if len(people) != expected:
        raise Refusal(_("The number of readers is %s now. Look at the message once more.") % len(people))
    broadcast = Broadcast.objects.create(
        network=network, author=actor, theme=theme, region=region, role=role, subject=subject, text=text
    )
    Recipient.objects.bulk_create(Recipient(broadcast=broadcast, person=person) for person in people)
    record("broadcast.sent", broadcast, actor=actor, network=network, token=token, people=len(people))
    return broadcast
