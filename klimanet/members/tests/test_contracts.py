"""What a membership is agreed on, and that renewing it is one press."""

import datetime
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from klimanet.activity.models import Line
from klimanet.dialogues.models import Thread
from klimanet.members.models import Holding, Network, Term, seated
from klimanet.members.models.networks import today
from klimanet.members.operations import contracts
from klimanet.members.operations.networks import EARLIEST, FURTHEST, end_membership
from klimanet.members.panels import renewals as panel
from klimanet.members.queries import to_renew
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import make_membership, make_term, make_thread

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
CONTRACT = "/klima/medlemmer/odense/aftale/"
RENEWAL = "/klima/medlemmer/odense/fornyelse/"
RENEWALS = "/klima/sekretariat/fornyelser/"
EAN = "5790000120000"


def agreement(**facts) -> dict:
    form = {"since": "2026-01-01", "until": "2026-12-31", "price": "9500", "ean": EAN, "billing_reference": "Klima 42"}
    return {"token": str(uuid.uuid4())} | form | facts


@pytest.mark.parametrize(
    ("number", "sound"),
    [
        ("5798009811578", True),
        ("5790001330552", True),
        ("5798009811579", False),
        ("579800981157", False),
        ("57980098115780", False),
        ("5798oo9811578", False),
        ("٥٧٩٨٠٠٩٨١١٥٧٨", False),
        ("", False),
    ],
)
def test_an_ean_number_has_thirteen_digits_and_the_last_follows(number, sound):
    assert contracts.is_ean(number) == sound


class TestAgreeing:
    def test_it_is_written_down_and_set_right(self):
        browser = cast.browser("karen")
        assert browser.post(CONTRACT, agreement(ean="5798 0098 1157 8")).status_code == 302
        membership = make_membership("odense")
        term = membership.terms.get()
        assert (str(term.since), str(term.until), term.price) == ("2026-01-01", "2026-12-31", 9500)
        assert (membership.ean, membership.billing_reference) == ("5798009811578", "Klima 42")
        browser.post(CONTRACT, agreement(price="", ean="", until="2026-06-30"))
        term = membership.terms.get()
        assert (str(term.until), term.price) == ("2026-06-30", None)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("ean", "5798009811579"),
            ("ean", "1" * 40),
            ("until", "2025-12-31"),
            ("until", "9999-12-31"),
            ("since", "0001-01-01"),
            ("price", "-1"),
            ("price", "1000000000000000"),
            ("billing_reference", "x" * 61),
        ],
    )
    def test_what_makes_no_sense_stands_beside_its_field_and_is_kept(self, field, value):
        page = cast.browser("karen").post(CONTRACT, agreement(**{field: value})).content.decode()
        assert f'id="id_{field}_error"' in page
        assert f'value="{value}"' in page
        assert not Term.objects.exists()

    def test_a_reference_is_one_line(self):
        cast.browser("karen").post(CONTRACT, agreement(billing_reference="a\r\nb"))
        assert make_membership("odense").billing_reference == "a b"

    def test_periods_do_not_overlap(self):
        term = make_term()
        contracts.renew(term.membership, after=term.until, actor=cast.person("karen"))
        with pytest.raises(Refusal) as refusal:
            make_term(since=term.since + DAY)
        assert refusal.value.field == "since"

    def test_the_last_of_several_is_set_right_after_the_one_before(self):
        first = make_term()
        contracts.renew(first.membership, after=first.until, actor=cast.person("karen"))
        assert make_term(since=first.until + DAY, until=first.until + DAY).price == 9_500
        with pytest.raises(Refusal):
            make_term(since=first.until, until=first.until + DAY)

    @pytest.mark.parametrize("since", [EARLIEST, datetime.date(2026, 1, 1)])
    @pytest.mark.parametrize("length", [0 * DAY, FURTHEST])
    def test_the_first_and_the_longest_period_are_allowed_and_leave_a_line(self, since, length):
        term = make_term(since=since, until=since + length)
        line = Line.objects.get(verb="membership.agreed")
        assert (line.facts["since"], line.facts["until"]) == (str(term.since), str(term.until))

    @pytest.mark.parametrize(
        ("since", "length", "field"),
        [(EARLIEST - DAY, DAY, "since"), (EARLIEST, -DAY, "until"), (EARLIEST, FURTHEST + DAY, "until")],
    )
    def test_beyond_them_none_is(self, since, length, field):
        with pytest.raises(Refusal) as refusal:
            make_term(since=since, until=since + length)
        assert refusal.value.field == field

    def test_the_association_agrees_on_nothing(self):
        assert cast.browser("karen").get("/klima/medlemmer/kl/aftale/").status_code == 404
        with pytest.raises(Refusal):
            make_term("kl")

    @pytest.mark.parametrize("who", ["mette", "lise", "line", "anders"])
    def test_it_is_the_secretariats(self, who):
        term, actor = make_term(), cast.person(who)
        facts = {"since": today(), "until": today(), "price": 1, "billing_reference": "", "ean": ""}
        with pytest.raises(PermissionDenied):
            contracts.agree(term.membership, **facts, actor=actor)
        with pytest.raises(PermissionDenied):
            contracts.renew(term.membership, after=term.until, actor=actor)
        with pytest.raises(PermissionDenied):
            contracts.change_price(cast.network(), price=1, actor=actor)


class TestRenewing:
    def test_one_press_adds_the_next_year_at_todays_price_and_keeps_the_last(self):
        term, browser = make_term(), cast.browser("karen")
        browser.post(f"{RENEWALS}pris/", {"token": uuid.uuid4(), "price": "9900"})
        form = {"token": str(uuid.uuid4()), "after": str(term.until)}
        for _ in range(2):
            assert browser.post(RENEWAL, form)["Location"] == RENEWALS
        newest, before = term.membership.terms.all()
        assert (before, before.price) == (term, 9500)
        assert (newest.since, newest.until, newest.price) == (term.until + DAY, term.next_until, 9900)

    def test_two_advisers_renew_once(self):
        term = make_term()
        for who in ("karen", "jonas"):
            contracts.renew(term.membership, after=term.until, actor=cast.person(who))
        assert term.membership.terms.count() == 2
        assert Line.objects.filter(verb="membership.renewed").count() == 1

    def test_a_year_is_a_year_also_from_the_last_of_february(self):
        assert Term(until=datetime.date(2028, 2, 29)).next_until == datetime.date(2029, 2, 28)
        assert Term(until=datetime.date(2026, 12, 31)).next_until == datetime.date(2027, 12, 31)

    def test_who_leaves_is_not_renewed(self):
        term = make_term()
        end_membership(term.membership, until=today(), actor=cast.person("karen"))
        with pytest.raises(Refusal):
            contracts.renew(term.membership, after=term.until, actor=cast.person("karen"))
        assert term.membership not in to_renew(cast.network())

    def test_who_leaves_after_the_period_is_renewed_and_on_its_last_day_not(self):
        term = make_term(since=today(), until=today() + DAY)
        end_membership(term.membership, until=term.until, actor=cast.person("karen"))
        with pytest.raises(Refusal):
            contracts.renew(term.membership, after=term.until, actor=cast.person("karen"))
        end_membership(term.membership, until=term.until + DAY, actor=cast.person("karen"))
        contracts.renew(term.membership, after=term.until, actor=cast.person("karen"))
        assert term.membership.terms.count() == 2

    def test_where_nothing_is_agreed_there_is_nothing_to_renew(self):
        contracts.renew(make_membership("odense"), after=today(), actor=cast.person("karen"))
        assert not Term.objects.exists()

    def test_the_list_shows_who_ends_soon_then_with_whom_nothing_is_written_down(self):
        network = cast.network()
        soon, late, long = ("odense", 30), ("aabenraa", -3), ("samsoe", 90)
        for slug, days in (soon, late, long):
            make_term(slug, since=today() - 200 * DAY, until=today() + days * DAY)
        shown = [membership.organisation.slug for membership in to_renew(network)]
        assert shown[:2] == ["aabenraa", "odense"]
        assert "samsoe" not in shown
        assert {"koebenhavn", "lolland"} == set(shown[2:])
        page = cast.browser("karen").get(RENEWALS).content.decode()
        assert page.index("Aabenraa") < page.index("Odense") < page.index("Lolland")
        assert "Ingen aftale er skrevet ned" in page
        first = panel(network, reader=seated(cast.person("karen"))).first
        assert [waiting.title for waiting in first][:2] == ["Aabenraa", "Odense"]
        assert first[0].due == today() - 3 * DAY

    def test_the_price_is_a_setting_of_the_network(self):
        browser = cast.browser("karen")
        for _ in range(2):
            browser.post(f"{RENEWALS}pris/", {"token": uuid.uuid4(), "price": "9500"})
        assert cast.network().price == 9500
        assert cast.other_network().price is None
        assert Line.objects.filter(verb="network.price").count() == 1
        contracts.change_price(Network(pk=cast.network().pk), price=9500, actor=cast.person("karen"))
        assert Line.objects.filter(verb="network.price").count() == 1, "What the page knew may be old."
        page = browser.post(f"{RENEWALS}pris/", {"token": uuid.uuid4(), "price": "mange"})
        assert page.status_code == 200
        assert 'id="id_price_error"' in page.content.decode()


def test_leaving_ends_its_seats_and_keeps_what_it_wrote():
    thread = make_thread("anders", title="Det bliver stående")
    end_membership(make_membership("odense"), until=today(), actor=cast.person("karen"))
    with time_machine.travel(datetime.datetime.combine(today() + 2 * DAY, datetime.time(12), datetime.UTC)):
        assert not Holding.objects.active().of(cast.person("anders")).exists()
        assert cast.browser("anders").get("/klima/dialog/").status_code == 404
        assert Thread.objects.visible_to(cast.person("aase")).contains(thread)
        assert "Det bliver stående" in cast.browser("aase").get("/klima/dialog/").content.decode()
