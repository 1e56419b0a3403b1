"""Who stands in for whom, and when."""

import datetime
import uuid

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.members.emails.leaving import tell_deputy
from klimanet.members.models import Holding
from klimanet.members.models.networks import today
from klimanet.members.operations.seats import close_over
from klimanet.members.permissions import may_end_deputy, may_name_deputy
from klimanet.rules.actors import SYSTEM, Actor
from klimanet.rules.refusals import Refusal, require
from klimanet.text.dates import midnight

LONGEST = datetime.timedelta(days=366)


@transaction.atomic
def name_deputy(
    holding: Holding,
    *,
    deputy: Person,
    since: datetime.date,
    until: datetime.date,
    actor: Actor,
    token: uuid.UUID | None = None,
) -> Holding:
    """Let `deputy`, who has a seat in the same organisation, stand in from one day to another, both included."""
    require(may_name_deputy(actor, holding))
    seat = close_over(holding.seat, actor=SYSTEM)
    holding = Holding.objects.with_network().select_related("person").get(pk=holding.pk)
    if holding.ended_at:
        raise Refusal(_("It has ended already."))
    require(may_name_deputy(actor, holding))  # it may have been suspended a moment ago
    if since < today():
        raise Refusal(_("Choose today or a later day."), field="since")
    if not since <= until <= since + LONGEST:
        raise Refusal(_("Choose a last day within a year after the first."), field="until")
    if holding.until and holding.until < until:
        raise Refusal(_("The seat is left before that. Choose an earlier last day."), field="until")
    if holding.deputies.filter(ended_at=None).exists():
        raise Refusal(_("There is a deputy already. End that first."))
    staying = Holding.objects.beside(holding).of(deputy).filter(Q(until=None) | Q(until__gte=until))
    if not staying.exists():
        raise Refusal(_("Choose a colleague who has a seat in the organisation for all of that time."), field="deputy")
    began_at = max(midnight(since), timezone.now())
    named = seat.holdings.create(person=deputy, deputy_for=holding, since=since, until=until, began_at=began_at)
    record("deputy.named", seat, actor=actor, network=holding.network, token=token, person=deputy.pk)
    tell_deputy(named)
    return named


@transaction.atomic
def end_deputy(deputy: Holding, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """From now on they stand in no longer, or not at all."""
    require(may_end_deputy(actor, deputy))
    seat = close_over(deputy.seat, actor=SYSTEM)
    deputy = Holding.objects.with_network().get(pk=deputy.pk)
    if deputy.ended_at:
        return
    deputy.ended_at = timezone.now()
    deputy.save(update_fields=["ended_at"])
    record("deputy.ended", seat, actor=actor, network=deputy.network, token=token, person=deputy.person_id)
