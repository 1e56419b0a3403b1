"""Until the secretariat says what a barrier is, nobody but its reporter and the secretariat reads what it was reported as."""

import uuid
from datetime import timedelta
from html import unescape

import pytest

from klimanet.barriers.models import Consent, Report, State
from klimanet.barriers.operations.reports import join
from klimanet.members.models import Holding
from klimanet.members.models.networks import today
from klimanet.members.operations.leaving import leave_seat
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import make_outcome, make_person, make_report, make_step

pytestmark = pytest.mark.django_db
CANARY = "KANARIE i Odense Havn"


@pytest.fixture
def report() -> Report:
    return make_report("anders", summary=CANARY, consent=Consent.SECRETARIAT)


def reads(key: str, address: str) -> str:
    return unescape(cast.browser(key).get(address).text)


def test_no_other_municipality_is_added_before(report):
    joining = f"{report.barrier.get_absolute_url()}vi-har-den-ogsaa/"
    nadias = cast.seat("nadia").membership.organisation
    with pytest.raises(Refusal, match="en anden kommune"):
        join(report.barrier, stopped="Også dem", organisation=nadias, actor=cast.person("karen"))
    led = cast.browser("karen").get(joining, follow=True)
    assert led.redirect_chain[-1][0].endswith("/ordlyd/") and "læser en anden kommune" in led.text
    facts = {"token": str(uuid.uuid4()), "organisation": nadias.pk, "stopped": "Også dem"}
    refused = cast.browser("karen").post(joining, facts).text
    assert "læser en anden kommune" in refused and "Også dem" in refused


def test_its_title_is_written_not_left(report):
    page = cast.browser("karen").get(f"{report.barrier.get_absolute_url()}ordlyd/")
    assert not page.context["form"]["title"].value() and f"Den blev meldt som »{CANARY}«." in unescape(page.text)
    moving = cast.browser("karen").get(f"{report.barrier.get_absolute_url()}trin/").context["form"]
    assert State.ASSESSED not in dict(moving["state"].field.widget.choices)


def test_whoever_leaves_the_office_leaves_what_is_the_offices(report):
    """A member of Vejle's since, who wrote none of it."""
    karen, office = cast.person("karen"), cast.seat("karen")
    step = make_step(title="KANARIE brev", opens_on=today() + timedelta(days=30))
    outcome = make_outcome(title="KANARIE lov")
    addresses = [thing.get_absolute_url() for thing in (report.barrier, step, outcome)]
    assert all(CANARY[:7] in reads("karen", address) for address in addresses)
    make_person(organisation=office.membership.organisation.slug, role=office.role)
    make_person(organisation="vejle", email=karen.email)
    for holding in Holding.objects.active().of(karen).in_network(cast.network()).running():
        leave_seat(holding, actor=SYSTEM, note="")
    for address in addresses:
        assert cast.browser("karen").get(address).status_code == 404
    for address in ("/klima/", "/klima/barrierer/", "/klima/indsatser/", "/soeg/?q=kanarie"):
        assert CANARY[:7] not in reads("karen", address).partition("<main")[2].replace("q=kanarie", "")
