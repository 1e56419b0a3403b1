"""Saying in which barrier another goes on."""

import uuid

from django.db import transaction

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.barriers.models import Barrier, Sequel
from klimanet.barriers.writing import carry_on, locked_alone
from klimanet.entries.permissions import may_see
from klimanet.entries.writing import locked_kind, locked_together
from klimanet.members.permissions import may_run_network
from klimanet.rules.refusals import require


@transaction.atomic
def continue_in(barrier: Barrier, *, sequel: Barrier, actor: Person, token: uuid.UUID | None = None) -> None:
    """What it leaves over goes on in `sequel`: shown with both, to whoever sees both."""
    require(may_run_network(actor, barrier.network) and may_see(actor, barrier) and may_see(actor, sequel))
    locked_together(barrier, sequel)
    barrier, sequel = locked_alone(barrier), locked_alone(sequel)
    if carry_on(barrier, sequel):
        network, key = barrier.network, barrier.pk
        record("barrier.continued", barrier, actor=actor, network=network, token=token, entry=key, sequel=sequel.pk)


@transaction.atomic
def discontinue(sequel: Sequel, *, actor: Person, token: uuid.UUID | None = None) -> None:
    """It does not go on there, whichever of barriers that were merged since it was said of."""
    require(may_run_network(actor, sequel.earlier.network) and may_see(actor, sequel.earlier))
    barrier = locked_kind(sequel.earlier)
    said = list(Sequel.objects.meaning(sequel).values_list("pk", flat=True))
    if Sequel.objects.filter(pk__in=said).delete()[0]:
        network, key, other = barrier.network, barrier.pk, sequel.later_id
        record("barrier.discontinued", barrier, actor=actor, network=network, token=token, entry=key, sequel=other)
