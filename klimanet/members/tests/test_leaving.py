"""Leaving a seat: now or on a day, with a successor or without, by oneself or by whoever gives the seats."""

import datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due
from klimanet.members.models import Handover, Holding, Network, Profile, Role, Seat
from klimanet.members.models.networks import today
from klimanet.members.operations.leaving import leave_seat, stay_in_seat
from klimanet.members.operations.networks import choose_contact
from klimanet.members.operations.seats import close_over, give_seat, suspend_seat, vacate_seat
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from klimanet.text.dates import midnight
from tests import cast
from tests.building import make_membership, make_person

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
EA = {"email": "ea@odense.example", "name": "Ea Nystrøm"}


def holding(key: str) -> Holding:
    return Holding.objects.own().get(person=cast.person(key), ended_at=None, seat__membership__network=cast.network())


def leave(key: str, by: str = "", **facts) -> Handover:
    return leave_seat(holding(key), actor=cast.person(by or key), **facts)


def let_days_pass(key: str, days: int) -> None:
    """As if what was agreed about that person's seat had been agreed so many days earlier."""
    for row in Holding.objects.filter(seat=cast.seat(key)):
        row.until = row.until and row.until - days * DAY
        row.since = row.since and row.since - days * DAY
        row.save()


def inside(person: Person) -> bool:
    return cast.network() in Network.objects.visible_to(person)


class TestNow:
    def test_whoever_sits_there_may_leave_and_is_out_at_once(self):
        leave("anders")
        assert not inside(cast.person("anders"))
        assert not Holding.objects.active().of(cast.person("anders")).exists()

    def test_the_seat_passes_to_a_colleague_with_all_that_belongs_to_it(self):
        seat = cast.seat("anders")
        handover = leave("anders", by="mette", successor=cast.person("mette"), note="Ring til Ea.")
        assert handover.successor.seat == seat
        assert {row.seat for row in Holding.objects.active().of(cast.person("mette"))} >= {seat}
        assert Line.objects.about(seat).newest_first()[0].verb == "seat.given"

    def test_it_passes_to_somebody_new_who_is_told(self):
        leave("anders", **EA, title="Konsulent")
        ea = Person.objects.get(email=EA["email"])
        assert inside(ea)
        assert ea.title == "Konsulent"
        assert Profile.objects.filter(person=ea, network=cast.network()).exists()
        deliver_due()
        mails = {message.to[0]: message for message in mail.outbox}
        assert "overtaget pladsen efter Anders Bjerre" in mails[EA["email"]].body
        assert "Ea Nystrøm (ea@odense.example) tager over." in mails[cast.person("mette").email].body

    def test_without_a_coordinator_the_secretariat_is_told(self):
        leave("aase")
        assert {*Message.objects.filter(origin="leaving").values_list("to", flat=True)} == {
            cast.person("karen").email,
            cast.person("jonas").email,
        }

    def test_what_the_coordinator_does_herself_is_not_told_her(self):
        leave("anders", by="mette")
        assert not Message.objects.filter(origin="leaving").exists()

    def test_it_takes_the_suspension_along(self):
        suspend_seat(cast.seat("anders"), actor=cast.person("karen"))
        leave("anders", by="karen", **EA)
        assert inside(Person.objects.get(email=EA["email"]))

    def test_the_contact_who_leaves_is_no_contact_any_longer(self):
        choose_contact(cast.network(), contact=cast.person("karen"), actor=SYSTEM)
        left, facts = holding("karen"), {"email": cast.person("karen").email, "name": "Karen", "actor": SYSTEM}
        give_seat(make_membership("vejle"), **facts, role=Role.MEMBER)
        give_seat(make_membership("kl", cast.other_network()), **facts, role=Role.SECRETARIAT)
        leave_seat(left, actor=SYSTEM)
        assert (cast.network().contact, cast.other_network().contact) == (None, cast.person("line"))

    def test_the_contact_stays_so_whoever_else_leaves_and_as_long_as_they_run_the_network(self):
        choose_contact(cast.network(), contact=cast.person("karen"), actor=SYSTEM)
        left = holding("karen")
        leave("jonas", successor=cast.person("karen"))
        leave_seat(left, actor=SYSTEM)
        assert cast.network().contact == cast.person("karen")

    def test_who_does_not_sit_there_may_not(self):
        for who in ("aase", "lise", "line", "torben", "sofie"):
            with pytest.raises(PermissionDenied):
                leave("anders", by=who)
        with pytest.raises(PermissionDenied):
            leave("mette", by="anders")
        with pytest.raises(PermissionDenied):
            leave("torben")

    def test_who_was_suspended_while_the_page_was_open_is_the_secretariats(self):
        seen = Holding.objects.select_related("seat").get(pk=holding("anders").pk)
        suspend_seat(cast.seat("anders"), actor=cast.person("karen"))
        for act, what in ((leave_seat, seen), (vacate_seat, seen.seat)):
            with pytest.raises(PermissionDenied):
                act(what, actor=cast.person("mette"))

    def test_both_changes_of_the_seat_are_told_as_one(self):
        handover = leave("anders", successor=cast.person("mette"))
        given, left = Line.objects.about(handover.holding.seat).order_by("-pk")[:2]
        assert (left.verb, left.facts["person"]) == ("seat.vacated", cast.person("anders").pk)
        assert (given.verb, given.facts["person"]) == ("seat.given", cast.person("mette").pk)
        assert left.operation == given.operation
        assert (handover.successor.since, handover.successor.has_begun) == (None, True)

    def test_it_has_ended_only_once(self):
        found = holding("anders")
        leave_seat(found, actor=cast.person("mette"))
        with pytest.raises(Refusal, match="allerede slut"):
            leave_seat(found, actor=cast.person("mette"))
        assert Line.objects.about(found.seat).filter(verb="seat.vacated").count() == 1


class TestSuccessors:
    def test_a_member_brings_in_colleagues_alone(self):
        with pytest.raises(Refusal, match="slutter som din") as refusal:
            leave("anders", email="ea@et-helt-andet.example", name="Ea")
        assert refusal.value.field == "email"
        assert not Person.objects.filter(email="ea@et-helt-andet.example").exists()
        assert inside(cast.person("anders"))

    def test_an_address_that_others_share_shows_no_colleague(self):
        make_person(organisation="vejle", email="en@odense.example")
        with pytest.raises(Refusal, match="slutter som din"):
            leave("anders", **EA)

    def test_a_coordinator_brings_in_whom_she_gives_seats_to(self):
        leave("mette", email="ea@et-helt-andet.example", name="Ea")
        held = Holding.objects.active().get(person__email="ea@et-helt-andet.example")
        assert held.seat.role == Role.COORDINATOR

    @pytest.mark.parametrize("who", ["aase", "torben", "line"])
    def test_nobody_is_pulled_in_from_elsewhere(self, who):
        with pytest.raises(Refusal) as refusal:
            leave("mette", email=cast.person(who).email, name="Ea")
        assert cast.person(who).name not in refusal.value.message

    @pytest.mark.parametrize("who", ["aase", "torben", "anders"])
    def test_a_colleague_sits_in_the_same_organisation_and_is_another(self, who):
        with pytest.raises(Refusal) as refusal:
            leave("anders", successor=cast.person(who))
        assert refusal.value.field == "successor"

    def test_nobody_takes_over_from_themselves_by_their_address(self):
        with pytest.raises(Refusal, match="en anden end"):
            leave("anders", email=" Anders@Odense.example", name="A")

    def test_a_locked_person_takes_nothing_over(self):
        locked = make_person(organisation="odense", email=EA["email"])
        Person.objects.filter(pk=locked.pk).update(is_active=False)
        with pytest.raises(Refusal, match="låst"):
            leave("anders", by="mette", **EA)


class TestOnADay:
    def test_the_day_is_included_and_the_next_begins_after_it(self):
        leave("anders", until=today() + DAY, **EA)
        anders, ea = cast.person("anders"), Person.objects.get(email=EA["email"])
        assert (inside(anders), inside(ea)) == (True, False)
        let_days_pass("anders", 1)
        assert (inside(anders), inside(ea)) == (True, False)
        let_days_pass("anders", 1)
        assert (inside(anders), inside(ea)) == (False, True)

    def test_it_ends_by_itself_in_page_feed_list_and_search(self):
        browser = cast.browser("anders")
        leave("anders", until=today())
        assert browser.get("/klima/dialog/").status_code == 200
        let_days_pass("anders", 1)
        assert browser.get("/klima/dialog/").status_code == 404
        assert "Anders Bjerre" not in cast.browser("mette").get("/klima/medlemmer/odense/").content.decode()
        assert "Anders Bjerre" not in cast.browser("aase").get("/soeg/?q=anders&i=personer").content.decode()

    def test_what_ended_by_itself_is_noted_once(self):
        leave("anders", until=today(), **EA)
        let_days_pass("anders", 1)
        seat = Seat.objects.with_something_over().get()
        for _ in range(2):
            close_over(seat, actor=SYSTEM)
        assert not Seat.objects.with_something_over().exists()
        assert Line.objects.about(seat).filter(verb="seat.vacated").count() == 1
        gone = Holding.objects.get(person=cast.person("anders"))
        assert timezone.localtime(gone.ended_at).date() == gone.until + DAY
        assert Seat.objects.with_holder().get(pk=seat.pk).holder.email == EA["email"]

    def test_only_the_installation_notes_it(self):
        with pytest.raises(PermissionDenied):
            close_over(cast.seat("anders"), actor=cast.person("karen"))

    def test_a_seat_that_became_vacant_by_itself_is_given_anew_without_the_old_suspension(self):
        leave("anders", until=today())
        suspend_seat(cast.seat("anders"), actor=cast.person("karen"))
        let_days_pass("anders", 1)
        new = give_seat(make_membership("odense"), **EA, role=Role.MEMBER, actor=cast.person("mette"))
        assert new.seat.holdings.count() == 2
        assert inside(new.person)

    def test_a_suspension_of_whoever_came_after_is_kept(self):
        leave("anders", until=today(), **EA)
        seat = cast.seat("anders")
        let_days_pass("anders", 1)
        suspend_seat(seat, actor=cast.person("karen"))
        close_over(seat, actor=SYSTEM)
        assert not inside(Person.objects.get(email=EA["email"]))

    def test_a_seat_that_somebody_is_to_take_over_is_given_to_nobody_else(self):
        leave("anders", until=today(), **EA)
        new = give_seat(make_membership("odense"), email="ny@odense.example", name="Ny", role=Role.MEMBER, actor=SYSTEM)
        assert new.seat != cast.seat("anders")

    def test_ended_earlier_the_next_begins_earlier(self):
        leave("anders", until=today() + 30 * DAY, **EA)
        vacate_seat(cast.seat("anders"), actor=cast.person("mette"))
        assert inside(Person.objects.get(email=EA["email"]))

    def test_it_is_taken_back(self):
        leave("anders", until=today() + 30 * DAY, **EA)
        for _ in range(2):
            stay_in_seat(holding("anders"), actor=cast.person("anders"))
        let_days_pass("anders", 31)
        assert inside(cast.person("anders"))
        assert not inside(Person.objects.get(email=EA["email"]))
        assert not Handover.objects.filter(holding=holding("anders")).exists()
        assert Line.objects.about(cast.seat("anders")).filter(verb="seat.staying").count() == 1
        leave("anders", until=today())

    def test_taken_back_it_is_as_before_for_whoever_sat_there_earlier(self):
        earlier = holding("anders")
        vacate_seat(earlier.seat, actor=SYSTEM)
        later = give_seat(make_membership("odense"), **EA, role=Role.MEMBER, actor=SYSTEM)
        ended_at = Holding.objects.get(pk=earlier.pk).ended_at
        leave_seat(later, until=today(), actor=SYSTEM)
        stay_in_seat(later, actor=SYSTEM)
        assert Holding.objects.get(pk=earlier.pk).ended_at == ended_at

    def test_it_is_not_taken_back_by_others_nor_once_it_is_over(self):
        found = leave("anders", until=today()).holding
        with pytest.raises(PermissionDenied):
            stay_in_seat(found, actor=cast.person("aase"))
        let_days_pass("anders", 1)
        with pytest.raises(Refusal, match="allerede slut"):
            stay_in_seat(found, actor=cast.person("mette"))

    @pytest.mark.parametrize("days", [0, 5 * 366])
    def test_today_and_in_five_years_are_days_too(self, days):
        handover = leave("anders", until=today() + days * DAY, successor=cast.person("mette"))
        assert handover.holding.until == today() + days * DAY
        assert handover.successor.since == today() + (days + 1) * DAY
        assert handover.successor.began_at == midnight(handover.successor.since)
        assert Line.objects.get(verb="seat.leaving").facts["until"] == str(handover.holding.until)

    def test_the_next_who_begins_earlier_does_so_from_then(self):
        leave("anders", until=today() + 9 * DAY, **EA)
        vacate_seat(cast.seat("anders"), actor=SYSTEM)
        ea = Person.objects.get(email=EA["email"]).holdings.get()
        assert (ea.since, ea.began_at <= timezone.now()) == (None, True)

    def test_it_is_agreed_once(self):
        leave("anders", until=today() + DAY)
        with pytest.raises(Refusal, match="allerede en aftale"):
            leave("anders", by="mette", until=today())

    def test_who_is_yet_to_begin_has_nothing_to_leave(self):
        successor = leave("anders", until=today(), **EA).successor
        with pytest.raises(Refusal, match="allerede en aftale"):
            leave_seat(successor, actor=SYSTEM)

    @pytest.mark.parametrize("days", [-1, 6 * 366])
    def test_the_day_lies_ahead_and_can_be_overlooked(self, days):
        with pytest.raises(Refusal) as refusal:
            leave("anders", until=today() + days * DAY)
        assert refusal.value.field == "until"

    def test_a_suspended_seat_ends_now_or_not_at_all(self):
        suspend_seat(cast.seat("anders"), actor=cast.person("karen"))
        with pytest.raises(Refusal, match="på pause"):
            leave("anders", by="karen", until=today())

    def test_whoever_takes_over_is_told_on_the_morning_they_begin(self):
        leave("anders", until=today() + DAY, **EA)
        message = Message.objects.get(origin="takeover")
        assert timezone.localtime(message.send_after).strftime("%d %H") == (today() + 2 * DAY).strftime("%d 07")

    def test_a_mail_about_what_was_taken_back_is_withdrawn(self):
        leave("anders", until=today(), **EA)
        stay_in_seat(holding("anders"), actor=cast.person("anders"))
        Message.objects.update(send_after=None)
        deliver_due()
        assert Message.objects.filter(withdrawn_at=None, origin__in=["takeover", "leaving"]).count() == 0


class TestTheSecretariat:
    def test_the_last_one_does_not_leave(self):
        leave("jonas")
        with pytest.raises(Refusal, match="nogen til at lede"):
            leave("karen")
        assert inside(cast.person("karen"))

    def test_nor_on_a_day(self):
        leave("jonas")
        with pytest.raises(Refusal):
            leave("karen", until=today() + 30 * DAY)
        assert holding("karen").until is None

    def test_two_do_not_leave_whatever_their_days(self):
        leave("jonas", until=today() + 90 * DAY)
        with pytest.raises(Refusal):
            leave("karen", until=today() + 30 * DAY)
        with pytest.raises(Refusal):
            vacate_seat(cast.seat("karen"), actor=SYSTEM)
        with pytest.raises(Refusal):
            suspend_seat(cast.seat("karen"), actor=SYSTEM)

    def test_with_somebody_to_take_over_the_last_one_leaves(self):
        leave("jonas")
        leave("karen", until=today() + 30 * DAY, successor=cast.person("lise"))
        let_days_pass("karen", 31)
        assert Holding.objects.active().in_network(cast.network()).running().get().person == cast.person("lise")

    def test_a_member_leaves_also_while_nobody_can_run_it(self):
        Person.objects.filter(email__in=[cast.person(key).email for key in ("karen", "jonas")]).update(is_active=False)
        leave("anders")
        assert not inside(cast.person("anders"))

    def test_somebody_who_begins_too_late_is_not_enough(self):
        leave("jonas", until=today() + 60 * DAY, successor=cast.person("lise"))
        with pytest.raises(Refusal):
            leave("karen", until=today() + 30 * DAY)


class TestData:
    def test_a_seat_has_one_holder_who_stays_and_one_who_leaves(self):
        seat = cast.seat("anders")
        for facts in ({}, {"until": today()}):
            leave("anders", until=today() + DAY, **EA) if not holding("anders").until else None
            with pytest.raises(IntegrityError), transaction.atomic():
                Holding.objects.create(seat=seat, person=cast.person("aase"), **facts)

    def test_it_does_not_end_before_it_begins(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            Holding.objects.filter(pk=holding("anders").pk).update(since=today(), until=today() - DAY)


class TestTheHandover:
    def seen_by(self, found: Handover) -> set[str]:
        cast_ = ("karen", "jonas", "lise", "mette", "anders", "aase", "sofie", "torben", "line")
        return {key for key in cast_ if found in Handover.objects.visible_to(cast.person(key))}

    def test_it_is_the_leavers_the_coordinators_and_the_secretariats(self):
        found = leave("anders", until=today())
        assert self.seen_by(found) == {"karen", "jonas", "mette", "anders"}
        let_days_pass("anders", 1)
        assert self.seen_by(found) == {"karen", "jonas", "mette"}

    def test_and_the_successors_before_and_after(self):
        colleague = make_person(organisation="odense")
        found = leave("anders", until=today(), successor=colleague)
        assert found in Handover.objects.visible_to(colleague)
        let_days_pass("anders", 1)
        assert found in Handover.objects.visible_to(colleague)
