"""Two people at once: one application, one decision, one renewal, one withdrawal."""

import pytest

from klimanet.activity.models import Line
from klimanet.members.models import Application, Holding, Role
from klimanet.members.operations.applications import approve, decline
from klimanet.members.operations.contracts import renew
from klimanet.members.operations.invitations import withdraw_invitation
from klimanet.members.operations.seats import give_seat, vacate_seat
from tests import cast
from tests.building import make_application, make_membership, make_term
from tests.test_together import at_once

pytestmark = pytest.mark.usefixtures("committed")
EMAIL = "ea@odense.example"


def test_an_address_applies_once():
    assert at_once(*[lambda: make_application(email=EMAIL)] * 3) == []
    assert Application.objects.from_address(EMAIL).count() == 1


def test_an_application_is_decided_once():
    application, karen, jonas = make_application(email=EMAIL), cast.person("karen"), cast.person("jonas")
    refused = at_once(
        lambda: approve(application, role=Role.MEMBER, actor=karen),
        lambda: decline(application, reason="Nej", actor=jonas),
    )
    application.refresh_from_db()
    assert len(refused) == 1
    assert Holding.objects.filter(person__email=EMAIL).exists() == application.approved


def test_a_membership_is_renewed_once():
    term = make_term()
    deeds = [
        lambda key=key: renew(term.membership, after=term.until, actor=cast.person(key)) for key in ("karen", "jonas")
    ]
    assert at_once(*deeds) == []
    assert term.membership.terms.count() == 2


def test_a_seat_is_taken_back_once_whatever_it_is_called():
    karen, jonas = cast.person("karen"), cast.person("jonas")
    holding = give_seat(make_membership("odense"), email=EMAIL, name="Ea", role=Role.MEMBER, actor=karen)
    at_once(
        lambda: withdraw_invitation(holding, actor=karen),
        lambda: vacate_seat(holding.seat, actor=jonas),
    )
    assert Line.objects.about(holding.seat).filter(verb="seat.vacated").count() == 1
