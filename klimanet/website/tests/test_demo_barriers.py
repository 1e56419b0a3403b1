"""The demo's barriers: as many as promised, and one that is told in full from its first report to what still stands in the way."""

import re

import pytest
from django.utils import timezone

from klimanet.barriers.models import Act, Answer, Barrier, Change, Helped, Note, Outcome, Report, State
from klimanet.members.models import Organisation, OrganisationKind
from klimanet.website.demo.barriers import MUNICIPALITIES, report_barriers
from tests import cast
from tests.building import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> None:
    places = Organisation.objects.filter(kind=OrganisationKind.MUNICIPALITY).order_by("pk")
    for slug in places.values_list("slug", flat=True)[:MUNICIPALITIES]:
        make_person(organisation=slug)
    report_barriers(cast.network(), secretary=cast.person("karen"))


def test_its_stories_hold_together_in_time(told):
    """What a source says is older than that the network took it up; reports and lines come after that, and nothing tomorrow."""
    for barrier in Barrier.objects.exclude(key=""):
        year = max(int(found) for found in re.findall(r"\b20\d\d", barrier.checked) or [2000])
        reports = Report.objects.filter(barrier=barrier).values_list("created_at", flat=True)
        changes = list(Change.objects.standing().filter(barrier=barrier))
        moments = [change.at for change in changes]
        assert barrier.key == "B07" or barrier.received_at.year >= year, barrier.key
        assert all(barrier.received_at <= at <= timezone.now() for at in [*reports, *moments]), barrier.key
        assert moments == sorted(moments) and changes[-1].state == barrier.state, barrier.key
        assert barrier.state != State.CONFIRMED or reports, "confirmed by those who reported it"
    assert not Barrier.objects.filter(state=State.ASSESSED, due_on__iso_week_day__gt=5).exists()
    months = {f"{at:%Y-%m}" for at in Barrier.objects.values_list("last_activity_at", flat=True)}
    assert len(months) > 4


def test_no_two_that_have_one_barrier_say_the_same_of_it(told):
    said = list(Report.objects.exclude(person=cast.person("aase")).values_list("barrier", "stopped"))
    assert len({*said}) == len(said)
    assert len({stopped for _barrier, stopped in said}) > 80


def test_the_demo_shows_every_state_a_no_and_one_story_in_full(told):
    assert {*Barrier.objects.values_list("state", flat=True)} == {*State.values}
    reports = Report.objects.exclude(barrier=cast.barrier_report().barrier)
    assert reports.count() >= 100 and len({*reports.values_list("organisation", flat=True)}) >= 40
    assert {*Outcome.objects.values_list("state", flat=True)} == {Act.ACT, Act.NONE}
    assert Note.objects.count() >= 2 and all("demoen" in note.text for note in Note.objects.all())
    gone = Report.objects.withdrawn().get()
    for page in (gone.get_absolute_url(), gone.barrier.get_absolute_url(), "/klima/barrierer/vores/"):
        assert gone.get_absolute_url() in cast.browser("mette").get(page).text
    page = cast.browser("sofie").get(Barrier.objects.get(key="B07").get_absolute_url()).text
    story = page.partition("Hvad der er sket</h2>")[2]
    story_of = ("marts 2018", "Meldt af", "Fælles analyse", "Høringssvar", "Lov om", "Hjalp det?", "Det fortsætter i")
    places = [story.find(part) for part in story_of]
    assert {*Answer.objects.values_list("helped", flat=True)} == {*Helped.values}
    assert Barrier.objects.exclude(merged_into=None).get().merged_into.barrier.key == "B03"
    assert Change.objects.standing().get(person=None).barrier.state == State.CLARIFYING, "Opened again."
    assert places == sorted(places) and places[0] > 0, dict(zip(story_of, places, strict=False))
    assert "Det følger efter" in cast.browser("sofie").get(Barrier.objects.get(key="B08").get_absolute_url()).text
    law = cast.browser("sofie").get(Outcome.objects.get(state=Act.ACT).get_absolute_url()).text
    assert "Fælles analyse" in law and "Høringssvar" in law
