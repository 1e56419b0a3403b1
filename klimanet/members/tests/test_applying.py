"""What an application meets, rule by rule: asked of the operations, without a page."""

import pytest
from django.utils import translation

from klimanet.mail.models import Message
from klimanet.members.models import Application, Holding, Membership, Role
from klimanet.members.models.networks import today
from klimanet.members.operations import applications
from klimanet.members.operations.contracts import DAY
from klimanet.rules.actors import SYSTEM, Applicant
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import make_application, make_membership

pytestmark = pytest.mark.django_db
CODE, MEMBER, NONE = "123456", "Du er allerede med", "Der er ingen"
ELSEWHERE = "bo@odense.example"


@pytest.mark.parametrize(
    ("email", "returning", "told"),
    [
        ("ea@odense.example", False, CODE),
        ("ea@odense.example", True, NONE),
        ("eksempel@odense.example", True, CODE),
        (ELSEWHERE, True, NONE),
        (" ANDERS@Odense.example ", False, MEMBER),
        ("anders@odense.example", True, MEMBER),
    ],
)
def test_a_code_is_for_whom_it_lets_in(email, returning, told):
    make_application(email=ELSEWHERE, network=cast.other_network())
    applications.send_code(cast.network(), email=email, code=CODE, returning=returning)
    text = Message.objects.latest("pk").text
    assert [each for each in (CODE, MEMBER, NONE) if each in text] == [told]


def test_the_applicant_is_told_that_it_has_come():
    application = make_application()
    assert Message.objects.get(to=application.email).origin == "application_received"


def test_where_no_language_is_chosen_it_is_danish():
    with translation.override(None):
        assert make_application().language == "da"


@pytest.mark.parametrize(
    ("act", "facts"),
    [
        (applications.ask_back, {"text": "Hvem?", "actor": SYSTEM}),
        (applications.answer_back, {"answer": "Mig", "actor": Applicant("ea@odense.example")}),
        (applications.withdraw, {"actor": Applicant("ea@odense.example")}),
    ],
)
def test_what_is_decided_while_a_page_is_open_stays_so(act, facts):
    seen = make_application(email="ea@odense.example")
    applications.decline(Application.objects.get(pk=seen.pk), reason="Nej", actor=SYSTEM)
    with pytest.raises(Refusal, match="afgjort"):
        act(seen, **facts)


def test_with_a_day_its_municipality_is_admitted_where_it_is_no_member_or_no_longer():
    odense = make_membership("odense")
    applications.approve(make_application(), role=Role.MEMBER, since=today(), actor=SYSTEM)
    assert make_membership("odense") == odense
    Membership.objects.filter(pk=odense.pk).update(until=today() - DAY)
    late = make_application()
    with pytest.raises(Refusal, match="Optag"):
        applications.approve(late, role=Role.MEMBER, actor=SYSTEM)
    applications.approve(late, role=Role.MEMBER, since=today(), actor=SYSTEM)
    assert Holding.objects.get(person__email=late.email).seat.membership == make_membership("odense") != odense
