"""Who sits where. A seat outlives the person in it, so the next one takes over what belongs to it."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.accounts.operations import add_person
from klimanet.activity.operations import record
from klimanet.members import emails
from klimanet.members.models import Holding, Membership, Profile, Role, Seat
from klimanet.members.permissions import may_give_seat, may_run_network, may_vacate
from klimanet.rules.actors import Actor
from klimanet.rules.refusals import Refusal, require


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
    refuse_seat(membership, email=email, actor=actor)
    person = add_person(email=email, name=name, title=title, language=language, actor=actor)
    seat = membership.seats.filter(role=role).vacant().first() or membership.seats.create(role=role)
    holding = seat.holdings.create(person=person, invited_at=timezone.now())
    Profile.objects.get_or_create(network=membership.network, person=person)
    record("seat.given", seat, actor=actor, network=membership.network, token=token, person=person.pk)
    emails.welcome(holding, invited_by=actor)
    return holding


def refuse_seat(membership: Membership, *, email: str, actor: Actor) -> None:
    """Raise Refusal where the person with this address cannot be given a seat there."""
    if not Membership.objects.active().filter(pk=membership.pk).exists():
        raise Refusal(_("%s is not a member today.") % membership.organisation)
    person = Person.objects.by_address(email)
    if person is None:
        return
    if not may_run_network(actor, membership.network) and _sits_elsewhere(person, membership):
        raise Refusal(
            _("This address belongs to somebody from elsewhere. Ask the secretariat to give the seat."), "email"
        )
    if not person.is_active:
        raise Refusal(_("This person's account is locked. Write to whoever runs the site."), field="email")
    if Holding.objects.open().filter(person=person, seat__membership=membership).exists():
        raise Refusal(_("This person has a seat here already."), field="email")


@transaction.atomic
def vacate_seat(seat: Seat, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """End the time of whoever sits there. Their contributions stay theirs; the seat waits for the next."""
    require(may_vacate(actor, seat))
    seat = Seat.objects.select_for_update(of=("self",)).select_related("membership__network").get(pk=seat.pk)
    require(may_vacate(actor, seat))  # it may have been suspended a moment ago
    holding = seat.holdings.filter(ended_at=None).first()
    if holding is None:
        return
    _keep_a_secretariat(seat)
    holding.ended_at = timezone.now()
    holding.save(update_fields=["ended_at"])
    seat.suspended_at = None  # it was the person's, not the seat's
    seat.save(update_fields=["suspended_at"])
    record("seat.vacated", seat, actor=actor, network=seat.membership.network, token=token, person=holding.person_id)


@transaction.atomic
def suspend_seat(seat: Seat, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Close the network to whoever sits there, until the secretariat opens it again."""
    require(may_run_network(actor, seat.membership.network))
    seat = Seat.objects.select_for_update(of=("self",)).select_related("membership__network").get(pk=seat.pk)
    if seat.suspended_at:
        return
    if isinstance(actor, Person) and seat.holdings.filter(person=actor, ended_at=None).exists():
        raise Refusal(_("You cannot suspend yourself."))
    _keep_a_secretariat(seat)
    seat.suspended_at = timezone.now()
    seat.save(update_fields=["suspended_at"])
    record("seat.suspended", seat, actor=actor, network=seat.membership.network, token=token)


@transaction.atomic
def reinstate_seat(seat: Seat, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    require(may_run_network(actor, seat.membership.network))
    seat = Seat.objects.select_for_update(of=("self",)).select_related("membership__network").get(pk=seat.pk)
    if seat.suspended_at is None:
        return
    seat.suspended_at = None
    seat.save(update_fields=["suspended_at"])
    record("seat.reinstated", seat, actor=actor, network=seat.membership.network, token=token)


def _sits_elsewhere(person: Person, membership: Membership) -> bool:
    """Whether another organisation brought the person in: their name is not for all to learn."""
    return Holding.objects.of(person).outside(membership.organisation).exists()


def _keep_a_secretariat(seat: Seat) -> None:
    """Refuse to take the last one who runs the network; asked under a lock, so that two cannot leave at once."""
    if seat.role != Role.SECRETARIAT:
        return
    Membership.objects.select_for_update().get(pk=seat.membership_id)
    running = Holding.objects.active().in_network(seat.membership.network).running()
    if not running.exclude(seat=seat).exists():
        raise Refusal(_("The network needs somebody who runs it. Give another person a secretariat seat first."))
