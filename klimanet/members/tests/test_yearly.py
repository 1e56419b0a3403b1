"""Once a year: is it still you? Asked by itself, answered seat by seat, and not forgotten where nobody answers."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from klimanet.activity.models import Line
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due
from klimanet.members import panels
from klimanet.members.models import Confirmation, Holding, Membership, Role, YearlyQuestion, seated
from klimanet.members.models.networks import today
from klimanet.members.models.yearly import YEAR, unasked
from klimanet.members.operations.leaving import leave_seat
from klimanet.members.operations.networks import end_membership
from klimanet.members.operations.seats import vacate_seat
from klimanet.members.operations.yearly import ask_yearly, confirm_holding
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import make_membership, make_person

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def odense() -> YearlyQuestion:
    """Asked a while ago; see `building.make_examples`."""
    return YearlyQuestion.objects.about(make_membership("odense")).get()


def ask_anew() -> YearlyQuestion:
    YearlyQuestion.objects.all().delete()
    ask_yearly(make_membership("odense"), actor=SYSTEM)
    return odense()


def holding(key: str) -> Holding:
    return Holding.objects.get(person=cast.person(key), ended_at=None, seat__membership__network=cast.network())


def confirm(key: str, by: str = "mette") -> None:
    confirm_holding(odense(), holding=holding(key), actor=cast.person(by))


def waiting() -> set[str]:
    return {row.person.email.partition("@")[0] for row in odense().unanswered()}


class TestAsking:
    def test_the_coordinator_is_asked_by_mail(self):
        ask_anew()
        deliver_due()
        (found,) = mail.outbox
        assert found.to == [cast.person("mette").email]
        assert "om det stadig er de samme personer fra Odense" in found.body
        assert "/klima/medlemmer/odense/stadig-jer/" in found.body

    def test_again_within_the_year_it_is_not_asked(self):
        YearlyQuestion.objects.all().delete()
        for _ in range(2):
            ask_yearly(make_membership("odense"), actor=SYSTEM)
        assert Message.objects.filter(origin="yearly").count() == 1
        assert Line.objects.filter(verb="membership.asked").count() == 1 + 1  # the example's

    def test_after_a_year_it_is_asked_again(self):
        for days, due in ((YEAR.days - 1, False), (YEAR.days + 1, True)):
            with time_machine.travel(timezone.now() + days * DAY, tick=False):
                assert unasked().contains(make_membership("odense")) is due

    @pytest.mark.parametrize("slug", ["kl", "vejle", "samsoe"])
    def test_the_association_whoever_is_new_and_whoever_has_nobody_are_not_asked(self, slug):
        membership = make_membership(slug)
        if slug == "vejle":  # nobody sits there
            assert not Holding.objects.filter(seat__membership=membership).exists()
        if slug == "samsoe":
            Membership.objects.filter(pk=membership.pk).update(since=today() - YEAR + DAY)
        assert not unasked().contains(membership)

    def test_only_the_installation_asks(self):
        with pytest.raises(PermissionDenied):
            ask_yearly(make_membership("samsoe"), actor=cast.person("karen"))

    def test_the_worker_asks_and_tells_the_secretariat_once_of_all_who_have_no_coordinator(self):
        call_command("worker", "--once")
        mails = [message for message in mail.outbox if message.subject.startswith("Medlemmer uden koordinator i Klima")]
        assert {message.to[0] for message in mails} == {cast.person("karen").email, cast.person("jonas").email}
        assert len(mails) == 2
        assert "Aabenraa" in mails[0].body
        assert "Samsø" in mails[0].body
        before = Message.objects.count()
        call_command("worker", "--once")
        assert Message.objects.count() == before

    def test_a_mail_that_comes_too_late_is_withdrawn(self):
        ask_anew()
        for key in ("mette", "anders"):
            confirm(key)
        deliver_due()
        assert mail.outbox == []
        assert Message.objects.get(origin="yearly").withdrawn_at

    def test_or_whose_reader_coordinates_no_longer(self):
        ask_anew()
        vacate_seat(cast.seat("mette"), actor=cast.person("karen"))
        deliver_due()
        assert Message.objects.get(origin="yearly").withdrawn_at


class TestAnswering:
    def test_still_here(self):
        assert waiting() == {"mette", "anders"}
        for _ in range(2):
            confirm("anders")
        assert waiting() == {"mette"}
        assert Confirmation.objects.get().person == cast.person("mette")
        assert Line.objects.about(cast.seat("anders")).filter(verb="seat.confirmed").count() == 1

    def test_whoever_leaves_is_answered_by_that_and_whoever_came_since_is_not_asked_about(self):
        leave_seat(holding("anders"), until=today() + DAY, actor=cast.person("mette"))
        make_person(organisation="odense")
        assert waiting() == {"mette"}
        with pytest.raises(Refusal, match="behøver ikke"):
            confirm("anders")

    @pytest.mark.parametrize("who", ["anders", "aase", "lise", "sofie", "line"])
    def test_others_do_not_answer(self, who):
        with pytest.raises(PermissionDenied):
            confirm("anders", by=who)

    def test_the_secretariat_answers_too(self):
        confirm("anders", by="karen")
        assert waiting() == {"mette"}

    def test_nobody_of_another_organisation_is_confirmed(self):
        with pytest.raises(Refusal):
            confirm("aase")

    def test_by_the_page(self):
        browser = cast.browser("mette")
        page = browser.get("/klima/medlemmer/odense/stadig-jer/")
        path = f"/klima/medlemmer/odense/stadig-jer/{cast.seat('anders').pk}/"
        assert path in page.content.decode()
        assert browser.get(path).status_code == 405
        answer = browser.post(path, {"token": page.context["form"]["token"].value()}, follow=True)
        assert "Anders Bjerre er bekræftet" in answer.content.decode()
        assert waiting() == {"mette"}
        elsewhere = f"/klima/medlemmer/odense/stadig-jer/{cast.seat('aase').pk}/"
        assert browser.post(elsewhere, {"token": page.context["form"]["token"].value()}).status_code == 404


class TestTheDesk:
    def panel(self, name: str):
        return getattr(panels, name)(cast.network(), reader=seated(cast.person("karen")))

    def test_a_month_without_an_answer_is_told(self):
        assert self.panel("unanswered").count == 0
        YearlyQuestion.objects.update(asked_at=timezone.now() - 31 * DAY)
        Holding.objects.filter(seat__membership__organisation__slug="odense").update(
            began_at=timezone.now() - 400 * DAY
        )
        found = self.panel("unanswered")
        assert (found.count, found.first[0].title) == (1, "Odense")
        assert found.first[0].due == today() - DAY
        for key in ("mette", "anders"):
            confirm(key)
        assert self.panel("unanswered").count == 0

    def test_one_who_has_left_the_network_is_not_waited_for(self):
        YearlyQuestion.objects.update(asked_at=timezone.now() - 31 * DAY)
        end_membership(make_membership("odense"), until=today(), actor=cast.person("karen"))
        Membership.objects.filter(organisation__slug="odense").update(until=today() - DAY)
        assert self.panel("unanswered").count == 0

    def test_municipalities_without_a_coordinator(self):
        titles = [waiting.title for waiting in self.panel("without_coordinator").first]
        assert "Aabenraa" in titles
        assert "Odense" not in titles
        vacate_seat(cast.seat("mette"), actor=cast.person("karen"))
        assert self.panel("without_coordinator").count == len(titles) + 1

    def test_a_coordinator_counts_once_they_are_there(self):
        make_person(organisation="aabenraa", role=Role.COORDINATOR)
        assert "Aabenraa" not in [waiting.title for waiting in self.panel("without_coordinator").first]
