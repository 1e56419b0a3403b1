"""Who gets in, who goes, and what the network keeps."""

import datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due
from klimanet.members.models import Holding, Membership, Network, Organisation, Profile, Role, Seat
from klimanet.members.models.networks import today
from klimanet.members.operations import networks, profiles, seats
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import LONG_AGO, make_membership, make_person

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def odense() -> Membership:
    return make_membership("odense")


def give(membership: Membership, actor, **facts) -> Holding:
    facts = {"email": "ea@odense.example", "name": "Ea Nystrøm", "role": Role.MEMBER} | facts
    return seats.give_seat(membership, actor=actor, **facts)


class TestGivingASeat:
    def test_a_new_person_gets_a_seat_a_profile_and_a_mail(self):
        holding = give(odense(), cast.person("mette"))
        assert holding.person.name == "Ea Nystrøm"
        assert not holding.person.has_usable_password()
        assert Profile.objects.get(person=holding.person).listed_at is None, "Nobody is listed for them."
        deliver_due()
        (welcome,) = [message for message in mail.outbox if message.to == ["ea@odense.example"]]
        assert "Mette Søndergaard Lund" in welcome.body
        assert Line.objects.about(holding.seat).get().verb == "seat.given"

    def test_who_lost_the_seat_before_the_mail_went_out_gets_none(self):
        holding = give(odense(), cast.person("mette"))
        seats.vacate_seat(holding.seat, actor=cast.person("mette"))
        deliver_due()
        assert "ea@odense.example" not in [message.to[0] for message in mail.outbox]
        assert Message.objects.get(to="ea@odense.example").withdrawn_at

    def test_a_vacant_seat_is_used_before_a_new_one(self):
        seat = cast.seat("anders")
        seats.vacate_seat(seat, actor=cast.person("mette"))
        assert give(odense(), cast.person("mette")).seat == seat

    def test_a_known_address_is_the_same_person_whatever_the_case(self):
        holding = give(make_membership(), SYSTEM, email=" ANDERS@odense.EXAMPLE ", name="Somebody Else")
        assert holding.person == cast.person("anders")
        assert holding.person.name == "Anders Bjerre"

    @pytest.mark.parametrize(
        ("email", "role"),
        [
            (" ANDERS@odense.example ", Role.MEMBER),
            ("anders@odense.example", Role.OBSERVER),
            ("mette@odense.example", Role.MEMBER),
            ("mette@odense.example", Role.COORDINATOR),
        ],
    )
    def test_nobody_sits_twice_in_one_membership(self, email, role):
        with pytest.raises(Refusal) as refusal:
            give(odense(), SYSTEM, email=email, role=role)
        assert refusal.value.field == "email"

    @pytest.mark.parametrize(
        ("key", "organisation", "role"), [("anders", "odense", Role.COORDINATOR), ("lise", "kl", Role.SECRETARIAT)]
    )
    def test_but_one_who_sits_there_can_lead_too(self, key, organisation, role):
        """Else nobody could follow the coordinator who is gone, but somebody new."""
        before = cast.seat(key)
        held = give(make_membership(organisation), SYSTEM, email=cast.person(key).email, role=role)
        assert (held.person, held.seat.role) == (cast.person(key), role)
        assert Holding.objects.active().filter(person=held.person, seat=before).exists()
        assert not Holding.objects.pending().filter(pk=held.pk).exists(), "They have signed in already."

    def test_a_locked_person_gets_none(self):
        Person.objects.filter(email="ea@odense.example").delete()
        locked = make_person(email="ea@odense.example")
        Person.objects.filter(pk=locked.pk).update(is_active=False)
        with pytest.raises(Refusal, match="låst"):
            give(odense(), SYSTEM)

    def test_a_membership_that_is_over_has_no_seats_to_give(self):
        membership = odense()
        Membership.objects.filter(pk=membership.pk).update(until=today() - DAY)
        with pytest.raises(Refusal, match="ikke medlem"):
            give(membership, cast.person("karen"))

    @pytest.mark.parametrize(
        ("who", "role"),
        [
            ("anders", Role.MEMBER),
            ("aase", Role.MEMBER),
            ("lise", Role.MEMBER),
            ("line", Role.MEMBER),
            ("mette", Role.SECRETARIAT),
            ("mette", Role.OBSERVER),
            ("karen", Role.SECRETARIAT),  # running the network is for the association's own people
        ],
    )
    def test_others_may_not(self, who, role):
        with pytest.raises(PermissionDenied):
            give(odense(), cast.person(who), role=role)
        assert not Person.objects.filter(email="ea@odense.example").exists()

    @pytest.mark.parametrize("who", ["line", "karen", "aase", "torben"])
    def test_a_coordinator_pulls_nobody_in_from_elsewhere_nor_learns_their_name(self, who):
        with pytest.raises(Refusal) as refusal:
            give(odense(), cast.person("mette"), email=cast.person(who).email)
        assert cast.person(who).name not in refusal.value.message
        assert give(odense(), cast.person("karen"), email=cast.person(who).email).person == cast.person(who)

    def test_the_secretariat_seats_its_own(self):
        holding = give(make_membership("kl"), cast.person("karen"), role=Role.SECRETARIAT)
        assert Network.objects.visible_to(holding.person).get() == cast.network()


class TestLeavingASeat:
    def test_the_seat_waits_and_the_person_is_out(self):
        seat, (held,) = cast.seat("anders"), cast.seat("anders").holdings.all()
        seats.vacate_seat(seat, actor=cast.person("mette"))
        assert seat in Seat.objects.vacant()
        assert seat.holdings.get().began_at == held.began_at
        assert cast.seat("torben").suspended_at, "Another's suspension is not lifted."
        assert not Network.objects.visible_to(cast.person("anders")).exists()

    def test_twice_is_once(self):
        seat = cast.seat("anders")
        for _ in range(2):
            seats.vacate_seat(seat, actor=cast.person("mette"))
        assert Line.objects.about(seat).filter(verb="seat.vacated").count() == 1

    def test_the_last_who_runs_the_network_stays(self):
        seats.vacate_seat(cast.seat("jonas"), actor=cast.person("karen"))
        for act in (seats.vacate_seat, seats.suspend_seat):
            with pytest.raises(Refusal, match="lede"):
                act(cast.seat("karen"), actor=SYSTEM)

    def test_a_coordinator_has_no_say_elsewhere(self):
        with pytest.raises(PermissionDenied):
            seats.vacate_seat(cast.seat("aase"), actor=cast.person("mette"))


class TestSuspension:
    def test_it_closes_the_network_and_opens_it_again(self):
        seat, anders = cast.seat("anders"), cast.person("anders")
        seats.suspend_seat(seat, actor=cast.person("karen"))
        assert not Network.objects.visible_to(anders).exists()
        assert list(Network.objects.suspended_for(anders)) == [cast.network()]
        seats.reinstate_seat(seat, actor=cast.person("karen"))
        assert list(Network.objects.visible_to(anders)) == [cast.network()]

    def test_a_suspended_secretariat_seat_runs_nothing(self):
        seats.suspend_seat(cast.seat("jonas"), actor=cast.person("karen"))
        with pytest.raises(PermissionDenied):
            seats.suspend_seat(cast.seat("anders"), actor=cast.person("jonas"))

    def test_nobody_suspends_themselves(self):
        with pytest.raises(Refusal):
            seats.suspend_seat(cast.seat("karen"), actor=cast.person("karen"))

    def test_it_is_the_secretariats(self):
        with pytest.raises(PermissionDenied):
            seats.suspend_seat(cast.seat("anders"), actor=cast.person("mette"))

    def test_a_coordinator_cannot_undo_it(self):
        membership = make_membership("lolland")
        coordinator = make_person(organisation="lolland", role=Role.COORDINATOR)
        with pytest.raises(PermissionDenied):
            seats.vacate_seat(cast.seat("torben"), actor=coordinator)
        with pytest.raises(Refusal):
            give(odense(), cast.person("mette"), email="torben@lolland.example")
        with pytest.raises(Refusal):
            give(membership, coordinator, email="torben@lolland.example")

    def test_the_next_person_begins_afresh(self):
        seat = cast.seat("torben")
        seats.vacate_seat(seat, actor=cast.person("karen"))
        holding = give(make_membership("lolland"), cast.person("karen"), email="ny@lolland.example")
        assert (holding.seat, holding.seat.suspended_at) == (seat, None)


class TestMembership:
    def test_an_organisation_comes_and_goes_and_comes_back(self):
        network, vejle, karen = cast.network(), Organisation.objects.get(slug="vejle"), cast.person("karen")
        first = networks.admit(network, organisation=vejle, since=LONG_AGO, actor=karen)
        member = make_person()
        networks.end_membership(first, until=today(), actor=karen)
        assert Network.objects.visible_to(member).exists(), "The last day counts."
        Membership.objects.filter(pk=first.pk).update(until=today() - DAY)
        assert not Network.objects.visible_to(member).exists()
        networks.admit(network, organisation=vejle, since=today(), actor=karen)
        assert network.memberships.active().of(vejle).count() == 1

    def test_no_two_memberships_at_a_time(self):
        odense_ = odense()
        for since, field in ((today(), "organisation"),):
            with pytest.raises(Refusal) as refusal:
                networks.admit(cast.network(), organisation=odense_.organisation, since=since, actor=SYSTEM)
            assert refusal.value.field == field
        networks.end_membership(odense_, until=today() + 30 * DAY, actor=SYSTEM)
        with pytest.raises(Refusal) as refusal:
            networks.admit(cast.network(), organisation=odense_.organisation, since=today(), actor=SYSTEM)
        assert refusal.value.field == "since"

    def test_an_ending_can_be_taken_back(self):
        networks.end_membership(odense(), until=today() + DAY, actor=SYSTEM)
        networks.continue_membership(odense(), actor=cast.person("karen"))
        assert odense().until is None

    @pytest.mark.parametrize("year", [1, 1800, 2999, 9999])
    def test_days_have_sense(self, year):
        day, vejle = datetime.date(year, 1, 1), Organisation.objects.get(slug="vejle")
        with pytest.raises(Refusal):
            networks.admit(cast.network(), organisation=vejle, since=day, actor=SYSTEM)
        with pytest.raises(Refusal):
            networks.end_membership(odense(), until=day, actor=SYSTEM)

    def test_a_municipality_is_not_admitted_by_another_name(self):
        with pytest.raises(Refusal):
            networks.admit_new(cast.network(), name="Odense Kommune", since=LONG_AGO, actor=cast.person("karen"))

    def test_it_does_not_end_in_the_past_and_the_association_stays(self):
        with pytest.raises(Refusal):
            networks.end_membership(odense(), until=today() - DAY, actor=SYSTEM)
        with pytest.raises(Refusal):
            networks.end_membership(make_membership("kl"), until=today(), actor=SYSTEM)

    def test_an_organisation_that_is_no_municipality(self):
        membership = networks.admit_new(
            cast.network(), name="Ærlig & Øm Åndehul ApS", since=LONG_AGO, actor=cast.person("karen")
        )
        assert membership.organisation.slug == "aerlig-oem-aandehul-aps"
        with pytest.raises(Refusal):
            networks.admit_new(
                cast.network(), name="ærlig & øm åndehul aps", since=LONG_AGO, actor=cast.person("karen")
            )

    @pytest.mark.parametrize("name", ["Personer", "Mig", "漢字", "Odense", "-" * 100])
    def test_an_address_is_found_for_any_name(self, name):
        slug = networks.free_slug(name)
        assert slug not in ("personer", "mig", "odense", "")
        assert len(slug) <= 50


class TestNetworks:
    def test_the_sites_own_addresses_are_not_for_networks(self):
        association = Organisation.objects.get(slug="kl")
        for slug in ("konto", "was", "klima", "Ikke en adresse", ""):
            with pytest.raises(Refusal):
                networks.add_network(slug=slug, name="Navn", association=association, actor=SYSTEM)

    def test_a_person_opens_none(self):
        with pytest.raises(PermissionDenied):
            networks.add_network(
                slug="ny", name="Ny", association=Organisation.objects.get(slug="kl"), actor=cast.person("karen")
            )

    def test_the_contact_is_one_of_the_secretariat(self):
        networks.choose_contact(cast.network(), contact=cast.person("jonas"), actor=cast.person("karen"))
        assert cast.network().contact == cast.person("jonas")
        seats.vacate_seat(cast.seat("jonas"), actor=SYSTEM)
        for who in ("line", "lise", "jonas"):
            with pytest.raises(Refusal):
                networks.choose_contact(cast.network(), contact=cast.person(who), actor=cast.person("karen"))


class TestThemes:
    def test_a_theme_is_added_put_away_and_brought_back(self):
        network, karen = cast.network(), cast.person("karen")
        theme = networks.add_theme(network, name="Grønne tage", actor=karen)
        assert (theme.slug, list(network.themes.current())[-1]) == ("groenne-tage", theme)
        networks.archive_theme(theme, actor=karen)
        networks.archive_theme(theme, actor=karen)
        assert theme not in network.themes.current()
        with pytest.raises(Refusal):
            networks.add_theme(network, name="Grønne TAGE", actor=karen)
        networks.revive_theme(theme, actor=karen)
        assert theme in network.themes.current()
        assert [line.verb for line in Line.objects.about(theme)] == ["theme.added", "theme.archived", "theme.revived"]

    def test_they_are_the_secretariats(self):
        for who in ("mette", "line"):
            with pytest.raises(PermissionDenied):
                networks.add_theme(cast.network(), name="Nyt", actor=cast.person(who))


class TestProfile:
    def test_it_is_ones_own(self):
        facts = {"listed": False, "themes": [], "words": ""}
        profiles.change_profile(cast.profile("anders"), actor=cast.person("anders"), **facts)
        assert cast.profile("anders").listed_at is None
        for other in ("mette", "karen"):
            with pytest.raises(PermissionDenied):
                profiles.change_profile(cast.profile("anders"), actor=cast.person(other), **facts)

    def test_what_one_can_be_asked_about_is_found_by_ones_words_and_by_themes_in_both_languages(self):
        waste = cast.network().themes.filter(slug="affald")
        facts = {"listed": True, "themes": iter(waste), "words": "Biokul"}
        profiles.change_profile(cast.profile("aase"), **facts, actor=cast.person("aase"))
        assert list(cast.profile("aase").themes.all()) == list(waste)
        for word in ("BIOKUL", "affald", waste.get().name_en):
            assert Profile.objects.matching(word).filter(person=cast.person("aase")).exists(), word

    def test_what_it_is_found_by_fits_however_much_there_is(self):
        long = {"name": "z" * 60, "name_en": "z" * 60, "actor": SYSTEM}
        themes = [networks.add_theme(cast.network(), slug=slug, **long) for slug in ("et", "to", "tre")]
        profiles.change_profile(cast.profile("aase"), listed=True, themes=themes, words="z" * 200, actor=SYSTEM)
        assert len(cast.profile("aase").asked_key) == 1000

    def test_people_are_found_by_name_theme_words_region_and_position(self):
        listed = Profile.objects.listed_in(cast.network())
        found = {
            "matching": ("åse ØRUM", {"aase"}),
            "about": (cast.network().themes.get(slug="affald"), {"anders"}),
            "in_position": ("manager", {"mette", "nadia"}),
        }
        for word, (answer, keys) in found.items():
            people = {profile.person for profile in listed.answering({word: answer})}
            assert people == {cast.person(key) for key in keys}, word
        assert cast.person("aase") in {p.person for p in listed.matching("SOLCELLER")}
        assert cast.person("anders") in {p.person for p in listed.matching("cirkulær")}


def test_regions_change_on_new_years_day_2027():
    roskilde = Organisation.objects.get(slug="roskilde")
    assert str(roskilde.region(datetime.date(2026, 12, 31))) == "Region Sjælland"
    assert str(roskilde.region(datetime.date(2027, 1, 1))) == "Region Østdanmark"


def test_the_country_is_whole():
    municipalities = Organisation.objects.municipalities()
    assert municipalities.count() == 98
    assert len({(m.tile_column, m.tile_row) for m in municipalities}) == 98
    assert [m.name for m in municipalities][-3:] == ["Aabenraa", "Aalborg", "Aarhus"]
    assert 5_800_000 < sum(m.population for m in municipalities) < 6_100_000
