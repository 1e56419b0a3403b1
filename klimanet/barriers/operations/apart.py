"""Two barriers that are alike are not the same."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.barriers.models import Apart, Barrier
from klimanet.entries.permissions import may_merge
from klimanet.entries.writing import locked_entry
from klimanet.members.models import Network
from klimanet.rules.refusals import Refusal, require


@transaction.atomic
def set_apart(
    network: Network, *, first: Barrier, second: Barrier, actor: Person, token: uuid.UUID | None = None
) -> None:
    """Nobody is asked again whether the two are the same."""
    require(may_merge(actor, first) and may_merge(actor, second))
    if first.pk == second.pk or {first.network_id, second.network_id} != {network.pk}:
        raise Refusal(_("Choose two barriers of this network."))
    first, second = sorted((first, second), key=lambda barrier: barrier.pk)
    locked_entry(first)  # two who say so at once come one after the other
    _apart, is_new = Apart.objects.get_or_create(first=first, second=second)
    if is_new:
        record("barrier.set_apart", first, actor=actor, network=network, token=token, entry=first.pk, other=second.pk)
