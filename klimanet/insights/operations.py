"""What the secretariat does at the desk."""

import datetime
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.insights.models import Call
from klimanet.members.models import Membership
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
