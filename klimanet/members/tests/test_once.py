"""From two pages that were opened before either was sent: done once, with one line, as the row is now."""

from datetime import date, timedelta

import pytest

from klimanet.activity.models import Line
from klimanet.members.models import Holding, Network, Organisation, OrganisationKind, Role, Theme, YearlyQuestion
from klimanet.members.models.networks import today
from klimanet.members.operations import (
    applications,
    contracts,
    deputies,
    invitations,
    networks,
    profiles,
    seats,
    yearly,
)
from klimanet.members.operations.leaving import leave_seat, stay_in_seat
from klimanet.rules.actors import SYSTEM, Applicant
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import make_application, make_membership, make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def holding(key: str = "anders") -> Holding:
    return cast.seat(key).holdings.own().get(ended_at=None)


def theme() -> Theme:
    return cast.network().themes.current()[0]


def archived() -> Theme:
    networks.archive_theme(theme(), actor=SYSTEM)
    return Theme.objects.exclude(archived_at=None).get()


def ending():
    networks.end_membership(make_membership("odense"), until=today(), actor=SYSTEM)
    return make_membership("odense")


def suspended():
    return cast.seat("torben")


def deputy() -> Holding:
    facts = {"since": today(), "until": today(), "actor": SYSTEM}
    return deputies.name_deputy(holding("mette"), deputy=cast.person("anders"), **facts)


def leaving() -> Holding:
    leave_seat(holding(), until=today() + DAY, actor=SYSTEM)
    return holding()


def asked():
    application = make_application()
    applications.ask_back(application, text="Hvem?", actor=cast.person("karen"))
    return application


def invited() -> Holding:
    person = make_person()
    Holding.objects.of(person).update(invited_at=None)
    return person.holdings.get()


def confirm(question: YearlyQuestion) -> None:
    yearly.confirm_holding(question, holding=holding(), actor=cast.person("mette"))


def answer(application) -> None:
    applications.answer_back(application, answer="Mig", actor=Applicant(application.email, application.pk))


# what it leaves, of what, and what is done
ONCE = [
    (
        "network.settings",
        cast.network,
        lambda it: networks.change_settings(it, open_after=9, name=it.name, actor=SYSTEM),
    ),
    ("network.price", cast.network, lambda it: contracts.change_price(it, price=7, actor=SYSTEM)),
    (
        "network.contact",
        cast.network,
        lambda it: networks.choose_contact(it, contact=cast.person("jonas"), actor=SYSTEM),
    ),
    ("theme.archived", theme, lambda it: networks.archive_theme(it, actor=SYSTEM)),
    ("theme.revived", archived, lambda it: networks.revive_theme(it, actor=SYSTEM)),
    (
        "membership.ended",
        lambda: make_membership("odense"),
        lambda it: networks.end_membership(it, until=today() + DAY, actor=SYSTEM),
    ),
    ("membership.continued", ending, lambda it: networks.continue_membership(it, actor=SYSTEM)),
    ("seat.vacated", lambda: cast.seat("anders"), lambda it: seats.vacate_seat(it, actor=SYSTEM)),
    ("seat.suspended", lambda: cast.seat("anders"), lambda it: seats.suspend_seat(it, actor=SYSTEM)),
    ("seat.reinstated", suspended, lambda it: seats.reinstate_seat(it, actor=SYSTEM)),
    ("deputy.ended", deputy, lambda it: deputies.end_deputy(it, actor=SYSTEM)),
    ("seat.staying", leaving, lambda it: stay_in_seat(it, actor=SYSTEM)),
    ("seat.invited_again", invited, lambda it: invitations.invite_again(it, actor=SYSTEM)),
    ("seat.invitation_withdrawn", invited, lambda it: invitations.withdraw_invitation(it, actor=SYSTEM)),
    (
        "application.approved",
        make_application,
        lambda it: applications.approve(it, role=Role.MEMBER, actor=SYSTEM),
    ),
    ("application.declined", make_application, lambda it: applications.decline(it, reason="Nej", actor=SYSTEM)),
    ("application.answered", asked, answer),
    ("seat.confirmed", lambda: YearlyQuestion.objects.get(membership=make_membership("odense")), confirm),
]


@pytest.mark.parametrize(("verb", "thing", "act"), ONCE, ids=[verb for verb, _, _ in ONCE])
def test_twice_is_once(verb, thing, act):
    first = thing()
    second, earlier = type(first).objects.get(pk=first.pk), list(Line.objects.filter(verb=verb))
    act(first)
    act(second)
    (line,) = [line for line in Line.objects.filter(verb=verb) if line not in earlier]
    assert line.network_id == cast.network().pk


# what it leaves, and what is done
TOLD = [
    ("theme.added", lambda: networks.add_theme(cast.network(), name="Nyt", actor=SYSTEM)),
    (
        "profile.changed",
        lambda: profiles.change_profile(cast.profile("anders"), listed=True, themes=[], words="", actor=SYSTEM),
    ),
    ("deputy.named", deputy),
    ("application.made", make_application),
    ("application.asked", asked),
    ("seat.leaving", leaving),
    (
        "membership.begun",
        lambda: networks.admit(
            cast.network(), organisation=Organisation.objects.get(slug="vejle"), since=today(), actor=SYSTEM
        ),
    ),
    (
        "organisation.added",
        lambda: networks.admit_new(cast.network(), name="Ny", since=today(), actor=SYSTEM),
    ),
]


@pytest.mark.parametrize(("verb", "act"), TOLD, ids=[verb for verb, _ in TOLD])
def test_it_leaves_a_line(verb, act):
    before = Line.objects.filter(verb=verb).count()
    act()
    assert Line.objects.filter(verb=verb).count() == before + 1


class TestNetworks:
    def test_a_new_network_is_told_of_and_its_association_belongs_to_it(self):
        network = networks.add_network(
            slug="ny", name="Ny", association=Organisation.objects.get(slug="kl"), actor=SYSTEM
        )
        membership = network.memberships.get()
        assert (membership.organisation, membership.since) == (network.association, today())
        assert {"network.added", "membership.begun"} == {
            line.verb for line in Line.objects.filter(network_id=network.pk)
        }

    def test_opened_it_has_its_association_themes_and_contact(self):
        facts = {
            "slug": "ny",
            "name": "Ny",
            "association": "Foreningen",
            "email": "ny@foreningen.example",
            "person": "Ea",
        }
        network = networks.open_network(**facts, themes=["Et", "To"], actor=SYSTEM)
        assert [theme.name for theme in network.themes.order_by("rank")] == ["Et", "To"]
        assert Network.objects.get(slug="ny").contact.name == "Ea"
        assert Line.objects.about(network.association).get().verb == "organisation.added"
        again = networks.open_network(**facts | {"slug": "nyere"}, themes=[], actor=SYSTEM)
        assert again.association == network.association
        namesake = networks.open_network(**facts | {"slug": "nyest", "association": "Odense"}, themes=[], actor=SYSTEM)
        assert namesake.association.kind == OrganisationKind.ASSOCIATION

    def test_only_what_is_different_is_changed_and_told_of(self):
        network = cast.network()
        networks.change_settings(network, name=network.name, open_after=9, actor=SYSTEM)
        assert Line.objects.get(verb="network.settings").facts["changed"] == "open_after"
        assert (cast.network().name, cast.network().open_after) == (network.name, 9)

    @pytest.mark.parametrize(("facts", "field"), [({"open_after": 0}, "open_after"), ({"name": "x" * 121}, "name")])
    def test_what_it_cannot_be_stands_beside_its_field(self, facts, field):
        with pytest.raises(Refusal) as refusal:
            networks.change_settings(cast.network(), **facts, actor=SYSTEM)
        assert refusal.value.field == field

    def test_a_reserved_address_stands_beside_the_address(self):
        with pytest.raises(Refusal) as refusal:
            networks.add_network(slug="konto", name="Ny", association=Organisation.objects.get(slug="kl"), actor=SYSTEM)
        assert refusal.value.field == "slug"

    def test_a_body_with_the_word_in_its_name_is_known_by_all_of_it(self):
        networks.admit_new(cast.network(), name="Vores Kommune Nu", since=today(), actor=SYSTEM)
        with pytest.raises(Refusal) as refusal:
            networks.admit_new(cast.network(), name="Vores kommune nu", since=today(), actor=SYSTEM)
        assert refusal.value.field == "name"

    def test_what_another_network_brought_in_is_not_known_here(self):
        for network in (cast.other_network(), cast.network()):
            assert networks.admit_new(network, name="Åen", since=today(), actor=SYSTEM).network == network

    def test_addresses(self):
        assert networks.address_of("å" * 100) == "aa" * 20
        assert networks.free_slug("Odense") == "odense-2"
        assert networks.free_slug("漢字") == "organisation"
        assert networks.add_theme(cast.network(), name="漢字", actor=SYSTEM).slug == "tema"
        assert networks.add_theme(cast.network(), name="Navn", slug="andet", actor=SYSTEM).slug == "andet"

    def test_a_theme_stands_after_the_others(self):
        number = cast.network().themes.count()
        assert networks.add_theme(cast.network(), name="Nyt", actor=SYSTEM).rank == number


class TestDays:
    def admit(self, since: date) -> None:
        vejle = Organisation.objects.get(slug="vejle")
        networks.admit(cast.network(), organisation=vejle, since=since, actor=SYSTEM)

    @pytest.mark.parametrize("since", [networks.EARLIEST, today()])
    def test_the_first_and_the_last_day_to_admit(self, since):
        self.admit(since)
        assert make_membership("vejle").since == since

    @pytest.mark.parametrize("days", [networks.EARLIEST - DAY - today(), DAY])
    def test_not_beyond_them(self, days):
        with pytest.raises(Refusal) as refusal:
            self.admit(today() + days)
        assert refusal.value.field == "since"

    def test_back_on_the_day_after_and_no_earlier(self):
        membership = make_membership("vejle")
        type(membership).objects.filter(pk=membership.pk).update(until=today() - DAY)
        with pytest.raises(Refusal):
            self.admit(today() - DAY)
        self.admit(today())

    def test_the_longest_notice(self):
        membership, last = make_membership("odense"), today() + networks.FURTHEST
        with pytest.raises(Refusal):
            networks.end_membership(membership, until=last + DAY, actor=SYSTEM)
        networks.end_membership(membership, until=last, actor=SYSTEM)
        assert make_membership("odense").until == last

    def test_until_it_is_over_it_can_go_on(self):
        membership = ending()
        networks.continue_membership(membership, actor=SYSTEM)
        assert make_membership("odense").until is None
        type(membership).objects.filter(pk=membership.pk).update(until=today() - DAY)
        with pytest.raises(Refusal):
            networks.continue_membership(membership, actor=SYSTEM)


class TestSeats:
    def test_a_vacant_seat_of_another_role_is_left_alone(self):
        seats.vacate_seat(cast.seat("mette"), actor=SYSTEM)
        given = seats.give_seat(
            make_membership("odense"), email="ea@odense.example", name="Ea", role=Role.MEMBER, actor=SYSTEM
        )
        assert given.seat.role == Role.MEMBER

    def test_a_vacant_seat_is_suspended_and_opened_too(self):
        seat = cast.seat("anders")
        seats.vacate_seat(seat, actor=SYSTEM)
        seats.suspend_seat(seat, actor=cast.person("karen"))
        seat.refresh_from_db()
        assert seat.suspended_at

    def test_whoever_is_listed_stays_so_since_the_day_they_agreed(self):
        profile = cast.profile("anders")
        for listed in (True, False):
            profiles.change_profile(cast.profile("anders"), listed=listed, themes=[], words="Nyt", actor=SYSTEM)
            assert cast.profile("anders").listed_at == (profile.listed_at if listed else None)
        assert (cast.profile("anders").words, list(cast.profile("anders").themes.all())) == ("Nyt", [])


def test_who_decided_and_why_is_kept():
    declined, asked = make_application(), make_application()
    applications.decline(declined, reason="Nej", actor=cast.person("karen"))
    declined.refresh_from_db()
    assert (declined.decided_by, declined.approved, declined.reason) == (cast.person("karen"), False, "Nej")
    with pytest.raises(Refusal):
        applications.ask_back(declined, text="Hvem?", actor=cast.person("karen"))
    applications.ask_back(asked, text="Hvem?", actor=cast.person("karen"))
    assert asked.questions.get().asked_by == cast.person("karen")
    applications.approve(asked, role=Role.MEMBER, actor=SYSTEM)
    asked.refresh_from_db()
    assert (asked.decided_by, asked.approved) == (None, True)
    with pytest.raises(Refusal):
        applications.answer_back(asked, answer="Mig", actor=Applicant(asked.email))
