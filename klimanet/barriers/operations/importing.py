"""Barriers that were collected elsewhere are brought in, each once."""

from django.db import transaction
from django.utils import timezone

from klimanet.activity.operations import record
from klimanet.barriers.intake import Found, read
from klimanet.barriers.models import OPEN, Barrier, first_date
from klimanet.barriers.writing import whoever_sees_to_it
from klimanet.entries.models import Audience
from klimanet.entries.writing import begin
from klimanet.members.models import Network
from klimanet.members.permissions import may_run_network
from klimanet.rules.actors import System
from klimanet.rules.refusals import require


@transaction.atomic
def bring_in(network: Network, *, content: bytes, actor: System) -> tuple[int, int]:
    """All of the file or nothing; returns how many are new, and how many the network has had before."""
    require(may_run_network(actor, network))
    network = Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    found = read(content)
    known = set(Barrier.objects.in_network(network).values_list("key", flat=True))
    new = [one for one in found if one.key not in known]
    for one in new:
        barrier = _begun(network, one)
        record("barrier.imported", barrier, actor=actor, network=network, entry=barrier.pk)
    return len(new), len(found) - len(new)


def _begun(network: Network, one: Found) -> Barrier:
    care = whoever_sees_to_it(network)
    barrier = Barrier(
        network=network,
        title=one.title,
        audience=Audience.NETWORK,
        state=one.state,
        due_on=first_date() if one.state in OPEN else None,
        handler=care.seat,
        worded_at=timezone.now(),
        **{name: getattr(one, name) for name in ("key", "rule", "cause", "source", "checked")},
    )
    themes = network.themes.filter(slug=one.theme)
    begin(barrier, author=care.person, organisation=care.organisation, text=one.text, themes=themes)
    return barrier
