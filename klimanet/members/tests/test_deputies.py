"""Standing in for a colleague: told what the seat is told, able to do what it can, for a time."""

import datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line
from klimanet.dialogues.models import Thread
from klimanet.entries.models import Follow
from klimanet.entries.operations.following import follow, mute, unfollow
from klimanet.entries.permissions import standing
from klimanet.mail.operations import deliver_due
from klimanet.members.models import Holding, Profile, Role, Seat
from klimanet.members.models.networks import today
from klimanet.members.operations.deputies import end_deputy, name_deputy
from klimanet.members.operations.leaving import leave_seat, stay_in_seat
from klimanet.members.operations.profiles import change_profile
from klimanet.members.operations.seats import close_over, give_seat, reinstate_seat, suspend_seat, vacate_seat
from klimanet.members.permissions import may_run_network, seat_powers
from klimanet.members.queries import count_people, places
from klimanet.notifications.models import Notification
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from klimanet.text.dates import midnight
from tests import cast
from tests.building import make_comment, make_membership, make_person, make_thread

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def holding(key: str) -> Holding:
    return Holding.objects.own().get(person=cast.person(key), ended_at=None, seat__membership__network=cast.network())


def stand_in(key: str = "mette", *, deputy: str = "anders", by: str = "", **facts) -> Holding:
    """Anders for Mette, who coordinates, for the next ten days."""
    facts = {"since": today(), "until": today() + 10 * DAY} | facts
    return name_deputy(holding(key), deputy=cast.person(deputy), actor=cast.person(by or key), **facts)


def let_days_pass(days: int) -> None:
    for row in Holding.objects.deputies():
        row.until, row.since = row.until - days * DAY, row.since - days * DAY
        row.save()


def told(key: str, thread: Thread) -> bool:
    while consume_due():
        pass
    return Notification.objects.of(cast.person(key)).about(thread).exists()


def test_who_sits_there_twice_is_counted_once():
    membership = make_membership("odense")
    before = next(place.people for place in places(cast.network(), counted=True) if place.slug == "odense")
    give_seat(membership, email=cast.person("anders").email, name="", role=Role.COORDINATOR, actor=SYSTEM)
    count_people.cache_clear()
    assert next(place.people for place in places(cast.network(), counted=True) if place.slug == "odense") == before


class TestMeanwhile:
    def test_the_deputy_may_do_what_the_seat_may_and_no_longer(self):
        membership = make_membership("odense")
        assert seat_powers(cast.person("anders"), membership).roles == []
        stand_in()
        assert Role.MEMBER in seat_powers(cast.person("anders"), membership).roles
        let_days_pass(11)
        assert seat_powers(cast.person("anders"), membership).roles == []

    def test_before_the_first_day_nothing_is_different(self):
        stand_in(since=today() + DAY)
        assert seat_powers(cast.person("anders"), make_membership("odense")).roles == []
        let_days_pass(1)
        assert seat_powers(cast.person("anders"), make_membership("odense")).roles

    def test_the_secretariats_deputy_runs_the_network(self):
        stand_in("karen", deputy="lise")
        assert may_run_network(cast.person("lise"), cast.network())
        assert standing(cast.person("lise"), cast.network()).runs

    def test_the_deputy_is_told_what_the_seat_is_told(self):
        thread = make_thread("aase")
        follow(thread, actor=cast.person("mette"))
        stand_in()
        make_comment(thread, "nadia")
        assert told("anders", thread)
        assert told("mette", thread)

    def test_also_where_the_absent_one_is_mentioned(self):
        stand_in()
        thread = make_thread("aase", text="Hvad siger du, @Mette Søndergaard Lund?")
        assert told("anders", thread)

    def test_afterwards_no_longer(self):
        thread = make_thread("aase")
        follow(thread, actor=cast.person("mette"))
        stand_in()
        let_days_pass(11)
        make_comment(thread, "nadia")
        assert not told("anders", thread)

    def test_what_the_absent_one_has_muted_is_still_told_a_deputy_who_follows_it(self):
        thread = make_thread("aase")
        mute(thread, actor=cast.person("mette"))
        follow(thread, actor=cast.person("anders"))
        stand_in()
        make_comment(thread, "nadia")
        assert told("anders", thread)
        assert not told("mette", thread)

    def test_the_deputy_changes_nothing_of_what_the_seat_follows(self):
        thread = make_thread("aase")
        follow(thread, actor=cast.person("mette"))
        stand_in()
        mute(thread, actor=cast.person("anders"))
        assert not Follow.objects.get(seat=cast.seat("mette"), entry=thread).muted
        unfollow(thread, actor=cast.person("anders"))
        assert Follow.objects.filter(seat=cast.seat("mette"), entry=thread).exists()

    def test_what_the_deputy_writes_the_deputys_own_seat_follows(self):
        stand_in()
        thread = make_thread("anders")
        assert {row.seat for row in Follow.objects.filter(entry=thread)} == {holding("anders").seat}

    def test_the_deputy_has_come_no_later_for_it(self):
        came_at = standing(cast.person("anders"), cast.network()).came_at
        stand_in()
        assert standing(cast.person("anders"), cast.network()).came_at == came_at

    def test_nobody_is_counted_twice(self):
        before = {place.slug: place.people for place in places(cast.network(), counted=True)}
        stand_in()
        assert {place.slug: place.people for place in places(cast.network(), counted=True)} == before

    def test_the_deputy_is_told_by_mail(self):
        stand_in()
        deliver_due()
        (found,) = [message for message in mail.outbox if message.to == [cast.person("anders").email]]
        assert "Du er vikar for Mette Søndergaard Lund i Klimanetværket" in found.body

    def test_it_is_shown_on_profile_and_organisation(self):
        stand_in()
        for path in ("/klima/medlemmer/odense/", f"/klima/medlemmer/personer/{cast.person('mette').pk}/"):
            assert "Anders Bjerre er vikar fra" in cast.browser("aase").get(path).content.decode()
        own = cast.browser("aase").get(f"/klima/medlemmer/personer/{cast.person('anders').pk}/").content.decode()
        assert "Er vikar for Mette Søndergaard Lund fra" in own

    def test_whoever_is_not_listed_is_not_named_to_others(self):
        profile = Profile.objects.get(person=cast.person("anders"), network=cast.network())
        change_profile(profile, listed=False, themes=[], words="", actor=cast.person("anders"))
        stand_in()
        for path in ("/klima/medlemmer/odense/", f"/klima/medlemmer/personer/{cast.person('mette').pk}/"):
            page = cast.browser("aase").get(path).content.decode()
            assert "Anders" not in page
            assert "kollega er vikar fra" in page


class TestTheEnd:
    @pytest.mark.parametrize("who", ["mette", "anders", "karen"])
    def test_both_and_the_secretariat_may_end_it(self, who):
        deputy = stand_in()
        for _ in range(2):
            end_deputy(deputy, actor=cast.person(who))
        assert seat_powers(cast.person("anders"), make_membership("odense")).roles == []
        assert Line.objects.about(deputy.seat).filter(verb="deputy.ended").count() == 1

    @pytest.mark.parametrize("who", ["aase", "lise", "line", "torben"])
    def test_others_may_not(self, who):
        with pytest.raises(PermissionDenied):
            end_deputy(stand_in(), actor=cast.person(who))

    def test_it_can_be_ended_before_it_begins(self):
        end_deputy(stand_in(since=today() + DAY), actor=cast.person("anders"))
        let_days_pass(1)
        assert seat_powers(cast.person("anders"), make_membership("odense")).roles == []

    def test_it_ends_with_the_seat_of_either(self):
        for gone in ("mette", "anders"):
            with transaction.atomic():
                deputy = stand_in()
                vacate_seat(holding(gone).seat, actor=cast.person("karen"))
                assert not Holding.objects.active().contains(deputy)
                transaction.set_rollback(True)

    def test_or_on_the_day_that_either_leaves(self):
        for gone in ("mette", "anders"):
            with transaction.atomic():
                deputy = stand_in()
                leave_seat(holding(gone), until=today() + DAY, actor=cast.person(gone))
                deputy.refresh_from_db()
                assert deputy.until == today() + DAY
                transaction.set_rollback(True)

    def test_one_that_is_over_by_then_stays_as_it_is_and_one_that_begins_later_ends(self):
        before = stand_in(until=today() + DAY)
        after = stand_in("anders", deputy="mette", since=today() + 9 * DAY)
        leave_seat(holding("mette"), until=today() + 5 * DAY, actor=SYSTEM)
        before.refresh_from_db()
        after.refresh_from_db()
        assert (before.until, before.ended_at) == (today() + DAY, None)
        assert after.ended_at

    def test_one_that_ended_earlier_ended_then(self):
        deputy = stand_in()
        end_deputy(deputy, actor=SYSTEM)
        ended_at = Holding.objects.get(pk=deputy.pk).ended_at
        vacate_seat(holding("mette").seat, actor=SYSTEM)
        assert Holding.objects.get(pk=deputy.pk).ended_at == ended_at

    def test_it_goes_on_where_the_deputy_leaves_another_organisation(self):
        facts = {"email": cast.person("anders").email, "name": "Anders", "role": Role.MEMBER}
        elsewhere = give_seat(make_membership("vejle"), **facts, actor=SYSTEM).seat
        deputy = stand_in()
        vacate_seat(elsewhere, actor=SYSTEM)
        assert Holding.objects.active().contains(deputy)

    def test_it_goes_on_where_the_absent_one_stays_after_all(self):
        leave_seat(holding("mette"), until=today() + 9 * DAY, actor=SYSTEM)
        deputy = stand_in(until=today() + DAY)
        stay_in_seat(holding("mette"), actor=SYSTEM)
        assert Holding.objects.active().contains(deputy)

    def test_whoever_stands_in_for_the_next_one_still_does_when_that_one_begins_earlier(self):
        successor = leave_seat(holding("anders"), until=today() + DAY, successor=cast.person("mette"), actor=SYSTEM)
        facts = {"deputy": make_person(organisation="odense"), "since": today() + 9 * DAY, "until": today() + 9 * DAY}
        deputy = name_deputy(successor.successor, **facts, actor=SYSTEM)
        vacate_seat(deputy.seat, actor=SYSTEM)
        deputy.refresh_from_db()
        assert (deputy.since, deputy.ended_at) == (facts["since"], None)

    def test_the_suspended_stand_in_for_nobody(self):
        deputy = stand_in()
        suspend_seat(holding("anders").seat, actor=cast.person("karen"))
        assert not Holding.objects.active().contains(deputy)
        assert not Holding.objects.active().of(cast.person("anders")).exists()

    def test_nor_does_anybody_for_the_suspended(self):
        deputy = stand_in()
        suspend_seat(cast.seat("mette"), actor=cast.person("karen"))
        assert not Holding.objects.active().contains(deputy)
        reinstate_seat(cast.seat("mette"), actor=cast.person("karen"))
        assert Holding.objects.active().contains(deputy)

    def test_what_is_over_is_noted_once(self):
        deputy = stand_in()
        let_days_pass(11)
        assert list(Seat.objects.with_something_over()) == [deputy.seat]
        for _ in range(2):
            close_over(deputy.seat, actor=SYSTEM)
        assert Line.objects.about(deputy.seat).filter(verb="deputy.ended").count() == 1
        assert holding("mette").ended_at is None
        stand_in()

    def test_what_is_over_for_one_goes_on_for_another(self):
        over = stand_in()
        facts = {"deputy": cast.person("anders"), "since": today(), "until": today() + 20 * DAY}
        other = name_deputy(make_person(organisation="odense").holdings.get(), **facts, actor=SYSTEM)
        let_days_pass(11)
        close_over(over.seat, actor=SYSTEM)
        assert Holding.objects.active().contains(other)


class TestNaming:
    def test_one_at_a_time(self):
        stand_in()
        make_person(organisation="odense", email="ea@odense.example")
        with pytest.raises(Refusal, match="allerede en vikar"):
            stand_in()

    @pytest.mark.parametrize("who", ["mette", "aase", "torben", "line"])
    def test_a_colleague_of_the_same_organisation(self, who):
        with pytest.raises(Refusal) as refusal:
            stand_in(deputy=who)
        assert refusal.value.field == "deputy"

    def test_who_is_there_all_of_the_time(self):
        leave_seat(holding("anders"), until=today() + 5 * DAY, actor=cast.person("anders"))
        with pytest.raises(Refusal) as refusal:
            stand_in()
        assert refusal.value.field == "deputy"
        stand_in(until=today() + 5 * DAY)

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"since": today() - DAY}, "since"),
            ({"since": today() + 20 * DAY}, "until"),
            ({"until": today() + 400 * DAY}, "until"),
        ],
    )
    def test_for_days_that_lie_ahead_and_are_not_too_many(self, facts, field):
        with pytest.raises(Refusal) as refusal:
            stand_in(**facts)
        assert refusal.value.field == field

    @pytest.mark.parametrize("days", [0, 366])
    def test_from_today_on_for_a_day_or_a_year(self, days):
        named = stand_in(until=today() + days * DAY)
        assert abs(named.began_at - timezone.now()) < datetime.timedelta(minutes=1)
        assert Holding.objects.active().contains(named)

    def test_not_for_a_day_more(self):
        with pytest.raises(Refusal) as refusal:
            stand_in(until=today() + 367 * DAY)
        assert refusal.value.field == "until"

    def test_what_begins_later_begins_at_midnight(self):
        assert stand_in(since=today() + DAY).began_at == midnight(today() + DAY)

    def test_until_ones_own_last_day_and_again_after_another_has_ended(self):
        leave_seat(holding("mette"), until=today() + DAY, actor=cast.person("mette"))
        end_deputy(stand_in(until=today() + DAY), actor=cast.person("mette"))
        assert stand_in(until=today() + DAY).until == today() + DAY

    def test_nobody_for_whoever_has_left(self):
        left = holding("anders")
        vacate_seat(left.seat, actor=SYSTEM)
        with pytest.raises(Refusal):
            name_deputy(left, deputy=cast.person("mette"), since=today(), until=today(), actor=SYSTEM)

    def test_nobody_for_whoever_was_suspended_while_the_page_was_open(self):
        seen = Holding.objects.select_related("seat").get(pk=holding("anders").pk)
        suspend_seat(cast.seat("anders"), actor=cast.person("karen"))
        with pytest.raises(PermissionDenied):
            name_deputy(seen, deputy=cast.person("mette"), since=today(), until=today(), actor=cast.person("mette"))

    def test_not_beyond_ones_own_last_day(self):
        leave_seat(holding("mette"), until=today() + DAY, actor=cast.person("mette"))
        with pytest.raises(Refusal) as refusal:
            stand_in()
        assert refusal.value.field == "until"

    @pytest.mark.parametrize("who", ["anders", "aase", "lise", "sofie", "line"])
    def test_others_do_not_choose(self, who):
        with pytest.raises(PermissionDenied):
            stand_in(by=who)

    def test_whoever_gives_the_seats_may_for_somebody_who_is_ill(self):
        stand_in("anders", deputy="mette", by="mette")
        assert Holding.objects.active().of(cast.person("mette")).count() == 2

    def test_a_deputy_names_no_further_deputy(self):
        deputy = stand_in()
        with pytest.raises(PermissionDenied):
            name_deputy(deputy, deputy=cast.person("mette"), since=today(), until=today(), actor=cast.person("anders"))

    def test_the_database_holds_it_too(self):
        mette = holding("mette")
        with pytest.raises(IntegrityError), transaction.atomic():
            Holding.objects.create(seat=mette.seat, person=cast.person("anders"), deputy_for=mette)
        stand_in()
        with pytest.raises(IntegrityError), transaction.atomic():
            stand = {"since": today(), "until": today(), "deputy_for": mette}
            Holding.objects.create(seat=mette.seat, person=cast.person("anders"), **stand)

    def test_a_deputy_is_no_secretariat_to_leave_it_to(self):
        stand_in("karen", deputy="lise")
        leave_seat(holding("jonas"), actor=cast.person("jonas"))
        with pytest.raises(Refusal):
            leave_seat(holding("karen"), actor=cast.person("karen"))
