"""Whom to phone: municipalities where nobody has signed in, read or written, and what was said the last time."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.entries.models import ReadMark, Watermark
from klimanet.insights.models import Call
from klimanet.insights.operations import note_call
from klimanet.insights.queries.silence import silent, silent_page, to_phone
from klimanet.members.models import Holding, Membership, Role
from klimanet.members.models.networks import today
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import make_membership, make_person

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
PAGE, CALL = "/klima/sekretariat/tavse/", "/klima/sekretariat/tavse/vejle/"


@pytest.fixture
def vejle() -> Membership:
    """A member for years, with one person who has never been here."""
    person = make_person(name="Tavs Vejlensen")
    Holding.objects.of(person).update(began_at=timezone.now() - 500 * DAY)
    return make_membership("vejle")


def somebody() -> Person:
    return Person.objects.get(name="Tavs Vejlensen")


def names() -> list[str]:
    return [membership.organisation.name for membership in silent(cast.network())]


def call(membership: Membership, **facts) -> Call:
    facts = {"on": today(), "note": "De mangler tid.", "actor": cast.person("karen")} | facts
    return note_call(membership, **facts)


def _sign_in(at) -> None:
    Person.objects.filter(pk=somebody().pk).update(last_login=at)


def _read(at) -> None:
    ReadMark.objects.create(person=somebody(), entry=cast.thread(), at=at)


def _read_all(at) -> None:
    Watermark.objects.create(person=somebody(), network=cast.network(), at=at)


def _write(at, network=None) -> None:
    Line.objects.create(
        at=at,
        actor_kind="person",
        actor_id=somebody().pk,
        network_id=(network or cast.network()).pk,
        verb="comment.added",
        subject_kind="entries.comment",
        subject_id=1,
    )


@pytest.mark.parametrize("trace", [_sign_in, _read, _read_all, _write])
def test_one_sign_of_life_within_the_days_is_enough(vejle, trace):
    assert "Vejle" in names()
    trace(timezone.now() - 61 * DAY)
    assert "Vejle" in names()
    found = next(row for row in silent_page(cast.network()).rows if row.organisation.name == "Vejle")
    assert found.since and (timezone.now() - found.since).days == 61


@pytest.mark.parametrize("trace", [_sign_in, _read, _read_all, _write])
def test_nobody_is_silent_who_was_here_lately(vejle, trace):
    trace(timezone.now() - 59 * DAY)
    assert "Vejle" not in names()


def test_what_is_done_in_another_network_is_no_sign_here(vejle):
    _write(timezone.now(), network=cast.other_network())
    assert "Vejle" in names()


def test_newcomers_are_given_time(vejle):
    make_person()
    assert "Vejle" not in names()


def test_only_municipalities_of_today_that_have_been_members_as_long_are_called(vejle):
    assert not {"KL", "Grønt Overblik"} & set(names())
    vejle.since = today() - 10 * DAY
    vejle.save()
    assert "Vejle" not in names()


def test_the_number_of_days_is_the_networks(vejle):
    _sign_in(timezone.now() - 10 * DAY)
    network = cast.network()
    network.silent_after = 9
    assert "Vejle" in [membership.organisation.name for membership in silent(network)]


def test_the_coordinator_is_phoned_first(vejle):
    boss = make_person(name="Koordinator Vejlensen", role=Role.COORDINATOR)
    Holding.objects.of(boss).update(began_at=timezone.now() - 500 * DAY)
    Person.objects.filter(pk=boss.pk).update(phone="70 10 20 99")
    shown = cast.browser("karen").get(PAGE).content.decode()
    assert shown.index("Koordinator Vejlensen") < shown.index("Tavs Vejlensen")
    assert 'href="tel:+4570102099"' in shown


class TestACall:
    def test_it_is_kept_and_the_municipality_waits_till_the_next_date(self, vejle):
        assert vejle in to_phone(cast.network())
        call(vejle, next_on=today() + 30 * DAY)
        assert vejle not in to_phone(cast.network())
        assert vejle in silent(cast.network())
        Call.objects.update(on=today() - 30 * DAY, next_on=today())
        assert vejle in to_phone(cast.network())

    def test_without_a_date_it_waits_as_long_as_it_takes_to_be_silent(self, vejle):
        assert call(vejle).next_on == today() + 60 * DAY

    def test_the_latest_call_counts(self, vejle):
        call(vejle, next_on=today() + 30 * DAY)
        call(vejle, on=today() - DAY, next_on=today() + DAY)
        assert silent(cast.network()).get(pk=vejle.pk).due == today() + 30 * DAY

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"on": today() + DAY}, "on"),
            ({"on": datetime.date(1900, 1, 1)}, "on"),
            ({"next_on": today()}, "next_on"),
            ({"next_on": datetime.date(9000, 1, 1)}, "next_on"),
        ],
    )
    def test_the_dates_make_sense(self, vejle, facts, field):
        with pytest.raises(Refusal) as refused:
            call(vejle, **facts)
        assert refused.value.field == field

    def test_the_next_one_is_later(self, vejle):
        call(vejle)
        with pytest.raises(IntegrityError), transaction.atomic():
            Call.objects.update(next_on=today())

    def test_it_is_the_secretariats(self, vejle):
        with pytest.raises(PermissionDenied):
            call(vejle, actor=cast.person("mette"))

    def test_the_page_keeps_it_once_and_shows_it(self, vejle):
        browser, form = cast.browser("karen"), {"token": uuid.uuid4(), "on": today(), "note": "<i>Ringer</i>\nigen"}
        for _ in range(2):
            assert browser.post(CALL, form).status_code == 302
        assert Call.objects.count() == 1
        assert "&lt;i&gt;Ringer&lt;/i&gt;<br>igen" in browser.get(CALL).content.decode()
        assert Line.objects.filter(verb="member.called").count() == 1

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, vejle):
        form = {"token": uuid.uuid4(), "on": "i går", "note": "De mangler tid."}
        shown = cast.browser("karen").post(CALL, form).content.decode()
        assert "i går" in shown and "De mangler tid." in shown


def test_the_list_goes_on_where_the_page_ended(vejle):
    network = cast.network()
    Person.objects.update(last_login=None)
    for slug in ("fredericia", "kolding", "haderslev", "varde", "esbjerg", "billund"):
        make_membership(slug)
    first = [row.organisation.name for row in silent_page(network).rows]
    call(make_membership("kolding"), next_on=today() + DAY)
    assert [row.organisation.name for row in silent_page(network).rows] == [n for n in first if n != "Kolding"] + [
        "Kolding"
    ]


def test_the_desk_says_whom_to_phone(vejle):
    shown = cast.browser("karen").get("/klima/sekretariat/").content.decode()
    assert CALL in shown
