"""Whoever may not is told that before anything else: not what else would stand in the way, nor that it is done already."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.members.models import Holding, Organisation, Role
from klimanet.members.models.networks import today
from klimanet.members.operations import deputies, invitations, leaving, networks, seats
from klimanet.members.operations.invitations import Invitee
from klimanet.rules.actors import SYSTEM
from tests import cast
from tests.building import make_membership, make_person

pytestmark = pytest.mark.django_db


def vacated() -> Holding:
    """Anders's."""
    seats.vacate_seat(cast.seat("anders"), actor=SYSTEM)
    return Holding.objects.get(person=cast.person("anders"))


def signed_in() -> Holding:
    """Of somebody who was invited, and is here by now."""
    person = make_person(organisation="odense")
    Person.objects.filter(pk=person.pk).update(last_login=timezone.now())
    return person.holdings.get()


def invitees() -> list[Invitee]:
    """One who is there already, and then one whom Mette may not invite."""
    return [
        Invitee("Anders", "anders@odense.example", "", make_membership("odense")),
        Invitee("Ea", "ea@vejle.example", "", make_membership("vejle")),
    ]


# who may not, what, and of what
FORBIDDEN = [
    ("karen", networks.add_network, lambda: {"slug": "konto", "name": "Ny", "association": organisation("kl")}),
    ("mette", networks.archive_theme, lambda: {"theme": cast.network().themes.current()[0]}),
    ("mette", networks.revive_theme, lambda: {"theme": cast.network().themes.current()[0]}),
    ("mette", networks.admit_new, lambda: {"network": cast.network(), "name": "Odense", "since": today()}),
    (
        "mette",
        networks.admit,
        lambda: {"network": cast.network(), "organisation": organisation("odense"), "since": today()},
    ),
    ("mette", networks.end_membership, lambda: {"membership": make_membership("odense"), "until": today()}),
    ("mette", networks.continue_membership, lambda: {"membership": make_membership("odense")}),
    ("mette", networks.choose_contact, lambda: {"network": cast.network(), "contact": cast.person("jonas")}),
    ("mette", seats.reinstate_seat, lambda: {"seat": cast.seat("torben")}),
    ("aase", leaving.leave_seat, lambda: {"holding": vacated()}),
    (
        "aase",
        deputies.name_deputy,
        lambda: {"holding": vacated(), "deputy": cast.person("mette"), "since": today(), "until": today()},
    ),
    ("aase", invitations.withdraw_invitation, lambda: {"holding": signed_in()}),
    (
        "mette",
        invitations.invite,
        lambda: {"network": cast.network(), "invitees": invitees(), "role": Role.MEMBER},
    ),
]


def organisation(slug: str) -> Organisation:
    return Organisation.objects.get(slug=slug)


@pytest.mark.parametrize(("who", "act", "facts"), FORBIDDEN, ids=[act.__name__ for _, act, _ in FORBIDDEN])
def test_it_is_forbidden(who, act, facts):
    facts = facts()
    with pytest.raises(PermissionDenied):
        act(**facts, actor=cast.person(who))
