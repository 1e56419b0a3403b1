"""What a municipality's membership is agreed on, what it costs, and its renewal each year."""

import datetime
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from klimanet.activity.operations import record
from klimanet.members.models import Membership, Network, Term
from klimanet.members.operations.networks import EARLIEST, FURTHEST
from klimanet.members.permissions import may_run_network
from klimanet.rules.actors import Actor
from klimanet.rules.refusals import Refusal, require

DAY = datetime.timedelta(days=1)


@transaction.atomic
def change_price(network: Network, *, price: int | None, actor: Actor, token: uuid.UUID | None = None) -> None:
    """What a year of membership costs from the next renewal on, in kroner."""
    require(may_run_network(actor, network))
    network = Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    if network.price == price:
        return
    network.price = price
    network.save(update_fields=["price"])
    record("network.price", network, actor=actor, network=network, token=token, price=price)


@transaction.atomic
def agree(
    membership: Membership,
    *,
    since: datetime.date,
    until: datetime.date,
    price: int | None,
    billing_reference: str,
    ean: str,
    actor: Actor,
    token: uuid.UUID | None = None,
) -> None:
    """Write down the period that runs, or set right what is written of it, and where the bill goes."""
    require(may_run_network(actor, membership.network))
    membership = _locked(membership)
    if ean and not is_ean(ean):
        raise Refusal(_("This is no EAN number: it has 13 digits, and the last one follows from the others."), "ean")
    if since < EARLIEST:
        raise Refusal(_("Choose a later day."), field="since")
    if not since <= until <= since + FURTHEST:
        raise Refusal(_("Choose a day after the first, and at most five years later."), field="until")
    term, before = (*membership.terms.all()[:2], None, None)[:2]
    if before and since <= before.until:
        raise Refusal(_("The period before has not ended by then. Choose a later day."), field="since")
    term = term or Term(membership=membership)
    term.since, term.until, term.price = since, until, price
    term.save()
    membership.billing_reference, membership.ean = billing_reference, ean
    membership.save(update_fields=["billing_reference", "ean"])
    _record("membership.agreed", term, actor=actor, token=token)


@transaction.atomic
def renew(membership: Membership, *, after: datetime.date, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Add the year that follows the period which ends with the day `after`, at today's price; once, whoever presses."""
    require(may_run_network(actor, membership.network))
    membership = _locked(membership)
    term = membership.terms.first()
    if term is None or term.until != after:
        return
    if membership.until and membership.until <= after:
        raise Refusal(_("The membership ends. Let it go on first."))
    following = membership.terms.create(since=after + DAY, until=term.next_until, price=membership.network.price)
    _record("membership.renewed", following, actor=actor, token=token)


def is_ean(number: str) -> bool:
    """Whether it is a global location number (GS1): 13 digits, weighted 1 and 3 in turn, together a multiple of ten."""
    if len(number) != 13 or not (number.isascii() and number.isdecimal()):
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number)) % 10 == 0


def _record(verb: str, term: Term, *, actor: Actor, token: uuid.UUID | None) -> None:
    record(
        verb,
        term.membership,
        actor=actor,
        network=term.membership.network,
        token=token,
        since=str(term.since),
        until=str(term.until),
        price=term.price,
    )


def _locked(membership: Membership) -> Membership:
    found = Membership.objects.select_for_update(of=("self",)).select_related("network", "organisation")
    membership = found.get(pk=membership.pk)
    if membership.organisation_id == membership.network.association_id:
        raise Refusal(_("The association runs the network and pays nothing."))
    return membership
