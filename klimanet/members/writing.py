"""What the operations on seats share; they call it inside their transaction."""

import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.accounts.operations import add_person
from klimanet.members.models import Holding, Membership, Network, Role, Seat
from klimanet.members.models.networks import HoldingQuerySet, today
from klimanet.members.permissions import may_run_network
from klimanet.rules.actors import Actor
from klimanet.rules.refusals import Refusal

DAY = datetime.timedelta(days=1)


def locked(seat: Seat) -> Seat:
    """The seat as it is now. The lock is the membership's: who sits where in it is decided by one at a time."""
    Membership.objects.select_for_update().get(pk=seat.membership_id)
    places = Seat.objects.select_related("membership__network__contact", "membership__organisation")
    return places.get(pk=seat.pk)


def sitting(seat: Seat) -> Holding | None:
    """Of whoever sits there, whether or not the seat gives access."""
    held = seat.holdings.lasting().own().with_network().select_related("person")
    return next((holding for holding in held if holding.has_begun), None)


def end(holding: Holding, *, at: datetime.datetime) -> None:
    """End it; with somebody's own seat also what they stood in for elsewhere, and whoever stood in for them."""
    Holding.objects.filter(pk=holding.pk).update(ended_at=at)
    if not holding.is_own:
        return
    deputies_around(holding).update(ended_at=at)
    Seat.objects.filter(pk=holding.seat_id).update(suspended_at=None)  # it was the person's, not the seat's
    network = holding.network
    still_runs = Holding.objects.active().in_network(network).running().of(holding.person_id)
    if network.contact_id == holding.person_id and not still_runs.exists():
        Network.objects.filter(pk=network.pk).update(contact=None)  # visitors call somebody who is there


def deputies_around(holding: Holding) -> HoldingQuerySet:
    """Whoever stands in for them, and whatever seats they stand in for in the same membership, now or later."""
    return Holding.objects.filter(
        Q(deputy_for=holding) | Q(person=holding.person_id, seat__membership=holding.seat.membership_id),
        deputy_for__isnull=False,
        ended_at=None,
    )


def keep_a_secretariat(seat: Seat, *, from_day: datetime.date) -> None:
    """Refuse, once it is done, what left the network without anybody who runs it from that day on.

    Somebody whose own end is agreed does not count, else two could leave on the same day; nor does a deputy.
    """
    if seat.role != Role.SECRETARIAT:
        return
    staying = Holding.objects.active(from_day).in_network(seat.membership.network).running()
    if not staying.filter(until=None).exists():
        network = seat.membership.network
        raise Refusal(_("%s needs somebody who runs it. Give another person a secretariat seat first.") % network)


def tomorrow_after(until: datetime.date | None) -> datetime.date:
    """The first day of whoever comes after: today, where the one before is gone already."""
    return until + DAY if until else today()


def person_for(membership: Membership, *, email: str, name: str, title: str, actor: Actor) -> Person:
    """The person with this address, new or not, as far as `actor` may bring them in."""
    refuse_person(membership, email=email, actor=actor)
    return add_person(email=email, name=name, title=title, actor=actor)


def refuse_person(membership: Membership, *, email: str, actor: Actor) -> None:
    """Raise Refusal where the person with this address is not for `actor` to bring in, or cannot come in."""
    person = Person.objects.by_address(email)
    if person is None:
        return
    if not may_run_network(actor, membership.network) and _sits_elsewhere(person, membership):
        raise Refusal(
            _("This address belongs to somebody from elsewhere. Ask the secretariat to give the seat."), "email"
        )
    if not person.is_active:
        raise Refusal(_("This person's account is locked. Write to whoever runs the site."), field="email")


def refuse_seat(membership: Membership, *, email: str, role: str, actor: Actor) -> None:
    """Raise Refusal where the person with this address cannot be given a seat of `role` there."""
    if not Membership.objects.active().filter(pk=membership.pk).exists():
        raise Refusal(_("%s is not a member today.") % membership.organisation)
    refuse_person(membership, email=email, actor=actor)
    held = Holding.objects.open().filter(person__email=email.strip().lower(), seat__membership=membership)
    if held.filter(seat__role=role).exists() or (held.exists() and not Role(role).leads):
        raise Refusal(_("This person has a seat here already."), field="email")


def _sits_elsewhere(person: Person, membership: Membership) -> bool:
    """Whether another organisation brought the person in: their name is not for all to learn."""
    return Holding.objects.of(person).outside(membership.organisation).exists()
