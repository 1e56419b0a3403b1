"""Who may do what with networks, memberships, seats and profiles."""

from dataclasses import dataclass

from klimanet.accounts.models import Person
from klimanet.members.models import (
    Application,
    Holding,
    Membership,
    Network,
    Profile,
    Role,
    Seat,
    Seated,
    YearlyQuestion,
    seated,
)
from klimanet.rules.actors import SYSTEM, Actor, Applicant


def may_add_network(actor: Actor) -> bool:
    return actor is SYSTEM


def may_run_network(actor: Actor, network: Network) -> bool:
    """The secretariat's own: admit and dismiss organisations, suspend seats, edit the public page, choose the contact."""
    return actor is SYSTEM or (
        isinstance(actor, Person) and Holding.objects.active().of(actor).in_network(network).running().exists()
    )


@dataclass(frozen=True)
class SeatPowers:
    """What somebody may do with the seats of one membership: the roles they may give, and whether they run the network."""

    roles: list[Role]
    runs: bool

    def vacates(self, seat: Seat) -> bool:
        """Whoever may give its role; but while the seat is suspended, only those who run the network."""
        return seat.role in self.roles and (self.runs or seat.suspended_at is None)


def seat_powers(actor: Actor | Seated, membership: Membership) -> SeatPowers:
    """The secretariat's in every membership, the coordinator's in their own; running the network is the association's."""
    held = _held(actor)
    runs = actor is SYSTEM or any(holding.runs and holding.network == membership.network for holding in held)
    if membership.organisation_id == membership.network.association_id:
        return SeatPowers([Role.SECRETARIAT, Role.COLLEAGUE] if runs else [], runs)
    if runs:
        return SeatPowers([Role.MEMBER, Role.COORDINATOR, Role.OBSERVER], runs)
    coordinates = any(holding.coordinates and holding.seat.membership_id == membership.pk for holding in held)
    return SeatPowers([Role.MEMBER, Role.COORDINATOR] if coordinates else [], runs)


def _held(actor: Actor | Seated) -> list[Holding]:
    return seated(actor).holdings if isinstance(actor, Person | Seated) else []


def may_read_ours(actor: Actor | Seated, membership: Membership) -> bool:
    """What an organisation has going in the network: its own people's and the secretariat's."""
    return seat_powers(actor, membership).runs or any(
        holding.seat.membership_id == membership.pk for holding in _held(actor)
    )


def may_give_seat(actor: Actor, membership: Membership, role: str) -> bool:
    return role in seat_powers(actor, membership).roles


def may_vacate(actor: Actor, seat: Seat) -> bool:
    return seat_powers(actor, seat.membership).vacates(seat)


def may_leave(actor: Actor, holding: Holding) -> bool:
    """To end it, now or on a day, and say who takes over: whoever sits there, and whoever may make the seat vacant."""
    return holding.is_own and (_holds(actor, holding) or may_vacate(actor, holding.seat))


def may_pass_on(actor: Actor, holding: Holding, *, email: str) -> bool:
    """To give the seat to somebody new, with this address.

    Whoever gives such seats may; whoever merely sits there may give it to a colleague, as their addresses show.
    """
    if may_give_seat(actor, holding.seat.membership, holding.seat.role):
        return True
    own, theirs = (address.rpartition("@")[2].strip().lower() for address in (holding.person.email, email))
    shared = Holding.objects.outside(holding.organisation).filter(person__email__endswith=f"@{own}")
    return _holds(actor, holding) and own == theirs and not shared.exists()


def may_name_deputy(actor: Actor, holding: Holding) -> bool:
    """Whoever sits there; and, for somebody who is ill, whoever may make the seat vacant."""
    return may_leave(actor, holding)


def may_end_deputy(actor: Actor, deputy: Holding) -> bool:
    """Both of the two, and whoever may make the seat vacant."""
    absent = deputy.deputy_for
    return absent is not None and (_holds(actor, deputy) or may_name_deputy(actor, absent))


def may_keep_up(actor: Actor) -> bool:
    """What follows from the calendar is done by the installation itself."""
    return actor is SYSTEM


def may_answer_yearly(actor: Actor, question: YearlyQuestion) -> bool:
    """The coordinator's, and the secretariat's where there is none or none answers."""
    return Role.MEMBER in seat_powers(actor, question.membership).roles


def _holds(actor: Actor, holding: Holding) -> bool:
    """Whether the holding is the actor's; as a deputy also on the days before it begins."""
    if not isinstance(actor, Person) or actor.pk != holding.person_id:
        return False
    gives_access = Holding.objects.active().of(actor).filter(seat__membership=holding.seat.membership_id)
    return gives_access.filter(pk=holding.pk).exists() or (not holding.is_own and gives_access.own().exists())


def may_change_profile(actor: Actor, profile: Profile) -> bool:
    """What a person shows of themselves is theirs alone; the installation may set it up."""
    return actor is SYSTEM or (isinstance(actor, Person) and actor.pk == profile.person_id)


def may_apply(actor: Actor, email: str) -> bool:
    """Whoever has proven the address."""
    return isinstance(actor, Applicant) and actor.email == Person.objects.normalize_email(email)


def may_answer(actor: Actor, application: Application) -> bool:
    """What is asked about an application is answered from its address alone."""
    return isinstance(actor, Applicant) and actor.email == application.email


may_withdraw = may_answer
