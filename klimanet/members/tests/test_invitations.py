"""Bringing people in: one list, every row checked before anything is sent, and what becomes of it."""

import uuid

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.files.tests.test_tables import excel, row
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due
from klimanet.members.forms.invitations import CheckForm
from klimanet.members.forms.invitees import Row, invitees
from klimanet.members.models import Holding, Membership, Role, Seat, seated
from klimanet.members.operations import invitations
from klimanet.members.operations.invitations import Invitee
from klimanet.members.operations.seats import give_seat, vacate_seat
from klimanet.members.panels import invitations as panel
from klimanet.members.permissions import seat_powers
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import make_membership, make_person

pytestmark = pytest.mark.django_db
LIST = "/klima/medlemmer/invitationer/nye/"
CHECK = "/klima/medlemmer/invitationer/kontrol/"
PENDING = "/klima/medlemmer/invitationer/"


def given(key: str = "mette", email: str = "ea@odense.example", **facts) -> Holding:
    facts = {"name": "Ea Nystrøm", "role": Role.MEMBER} | facts
    return give_seat(make_membership("odense"), email=email, actor=cast.person(key), **facts)


def check(pasted: str = "", key: str = "mette", **facts):
    """The page that shows the rows of a list."""
    return cast.browser(key).post(LIST, {"pasted": pasted, "role": "member", **facts})


def send(response, key: str = "mette", **corrected):
    """The form of that page as a browser sends it, with what somebody put right."""
    form = response.context["form"]
    fields = {name: form[name].value() for name in ("token", "right", "role", "place")}
    for number, bound in form.to_set_right():
        fields |= {field.html_name: field.value() for field in bound}
        assert number
    fields |= {"out": form["out"].value() or []}
    return cast.browser(key).post(CHECK, fields | corrected)


def seated_by(email: str) -> Holding:
    return Holding.objects.get(person__email=email, ended_at=None)


class TestReadingAList:
    @pytest.mark.parametrize(
        ("rows", "found"),
        [
            ([["Ea Nystrøm <ea@x.dk>", " Chef"]], Row("Ea Nystrøm", "ea@x.dk", "Chef")),
            ([["Ea Nystrøm", "ea@x.dk", "Chef", "Vejle"]], Row("Ea Nystrøm", "ea@x.dk", "Chef", "Vejle")),
            ([["ea@x.dk", "Ea"]], Row("Ea", "ea@x.dk")),
            ([["mailto:ea@x.dk"]], Row("", "ea@x.dk")),
            ([["Ea uden adresse"]], Row("Ea uden adresse")),
            ([["Ea Nystrøm <ea@x.dk>", "Chef @ Klima"]], Row("Ea Nystrøm", "ea@x.dk", "Chef @ Klima")),
            ([["Ea", "ea@x.dk", "Chef @Klima"]], Row("Ea", "ea@x.dk", "Chef @Klima")),
            ([["Ea", "ea @x.dk", "Chef"]], Row("Ea", "ea @x.dk", "Chef")),
            ([['"Nystrøm, Ea" <ea@x.dk>']], Row("Nystrøm, Ea", "ea@x.dk")),
            ([["Titel", "E-mail", "Navn"], ["Chef", "ea@x.dk", "Ea"]], Row("Ea", "ea@x.dk", "Chef")),
            (
                [["Fornavn", "EFTERNAVN", "Mail", "Kommune", "Andet"], ["Ea", "Holm", "ea@x.dk", "Vejle", "?"]],
                Row("Ea Holm", "ea@x.dk", "", "Vejle"),
            ),
        ],
    )
    def test_a_row_is_understood_whatever_wrote_it(self, rows, found):
        assert invitees(rows) == [found]

    def test_the_line_to_of_a_mail_is_several_people(self):
        assert invitees([["Ea <ea@x.dk>", "Bo <bo@x.dk>"]]) == [Row("Ea", "ea@x.dk"), Row("Bo", "bo@x.dk")]

    def test_nothing_is_nobody(self):
        assert invitees([]) == invitees([["Navn", "E-mail"]]) == []


class TestInvitingSeveral:
    def test_nothing_is_sent_before_the_rows_are_looked_at(self):
        before = (Message.objects.count(), Person.objects.count(), Line.objects.count())
        page = check("Ea <ea@odense.example>; Chef\nBo <bo@odense.example>")
        assert "Ea" in page.content.decode()
        assert (Message.objects.count(), Person.objects.count(), Line.objects.count()) == before
        assert send(page)["Location"] == PENDING
        assert seated_by("ea@odense.example").person.title == "Chef"
        assert Line.objects.get(verb="invitations.sent").facts == {"count": 2}
        deliver_due()
        assert {message.to[0] for message in mail.outbox} == {"ea@odense.example", "bo@odense.example"}

    def test_each_wrong_row_says_why_and_is_put_right_in_place_or_left_out(self):
        pasted = "\n".join(
            [
                "Ea <ea@odense.example>",
                "Bo <bo-odense.example>; Chef",
                "cy@odense.example",
                "Ea igen <EA@odense.example>",
                "Anders <anders@odense.example>",
                "Line <line@kl.example>",
            ]
        )
        page = check(pasted)
        assert [number for number, _ in page.context["form"].to_set_right()] == [2, 3, 4, 5, 6]
        text = page.content.decode()
        for sentence in ("to gange", "har allerede en plads her", "en anden organisation"):
            assert sentence in text
        assert 'value="bo-odense.example"' in text
        page = send(page, email_2="bo@odense.example", name_3="Cy", out=["4", "5"])
        assert [number for number, _ in page.context["form"].to_set_right()] == [6]
        assert not Person.objects.by_address("bo@odense.example")
        assert send(page, out=["4", "5", "6"]).status_code == 302
        seated = {seated_by(f"{name}@odense.example").person.name for name in ("ea", "bo", "cy")}
        assert seated == {"Ea", "Bo", "Cy"}
        assert Line.objects.get(verb="invitations.sent").facts == {"count": 3}

    def test_all_that_is_wrong_with_a_row_is_told_at_once(self):
        """Addresses alone need names; which of them nobody can be invited by is told before anybody looks those up."""
        text = check("ea@odense.example\nEA@odense.example\nanders@odense.example").content.decode()
        for sentence in ("Navn, række 2", "to gange", "Navn, række 3", "har allerede en plads her"):
            assert sentence in text

    def test_pressing_twice_invites_once(self):
        page = check("Ea <ea@odense.example>")
        assert [send(page).status_code for _ in range(2)] == [302, 302]
        assert Holding.objects.filter(person__email="ea@odense.example").count() == 1
        assert Line.objects.filter(verb="invitations.sent").count() == 1

    def test_who_is_seated_while_one_looks_is_shown_as_such(self):
        page = check("Ea <ea@odense.example>\nBo <bo@odense.example>")
        given()
        page = send(page)
        assert "har allerede en plads her" in page.content.decode()
        assert not Person.objects.by_address("bo@odense.example"), "All or nobody."
        assert send(page, out=["1"]).status_code == 302

    def test_nobody_is_nothing_to_send(self):
        page = send(check("Ea <ea@odense.example>"), out=["1"])
        assert "Der er ingen tilbage at invitere" in page.content.decode()

    def test_the_secretariat_invites_into_many_at_once(self):
        rows = row(1, "Navn", "E-mail", "Kommune") + row(2, "Ea", "ea@x.example", "Odense Kommune")
        rows += row(3, "Bo", "bo@teknik.aabenraa.dk", "") + row(4, "Cy", "cy@x.example", "Københavns Kommune")
        rows += row(5, "Di", "di@x.example", "") + row(6, "Eva", "eva@x.example", "Vejle")
        page = check(key="karen", file=excel(rows), place="samsoe", role="coordinator")
        assert [number for number, _ in page.context["form"].to_set_right()] == [5], "Vejle is not a member."
        assert send(page, "karen", out=["5"]).status_code == 302
        places = {name: seated_by(email).organisation.slug for name, email in (
            ("Ea", "ea@x.example"), ("Bo", "bo@teknik.aabenraa.dk"), ("Cy", "cy@x.example"), ("Di", "di@x.example"),
        )}  # fmt: skip
        assert places == {"Ea": "odense", "Bo": "aabenraa", "Cy": "koebenhavn", "Di": "samsoe"}
        assert seated_by("di@x.example").seat.role == "coordinator"

    def test_a_coordinator_invites_into_their_own_organisation_alone(self):
        page = check("Navn;Mail;Kommune\nEa;ea@odense.example;Aabenraa")
        assert "Hvilket medlem er det?" in page.content.decode()
        assert send(page, place_1="Aabenraa").status_code == 200
        assert send(page, place_1="").status_code == 302
        assert seated_by("ea@odense.example").organisation.slug == "odense"

    def test_a_municipality_is_shown_by_its_own_name_however_it_was_typed(self):
        page = check("Navn;Mail;Kommune\nEa;ea;odense KOMMUNE\nBo;bo;x\nCy;cy@odense.example;Odense", out=["3"])
        shown = {number: fields[-1].value() for number, fields in page.context["form"].to_set_right()}
        assert shown == {1: "Odense", 2: "x"}
        assert [place for _, _, place, _ in send(page, out=["1", "3"]).context["form"].listed()] == ["Odense"] * 2

    def test_a_coordinator_makes_nobody_an_observer(self):
        page = check("Ea <ea@odense.example>")
        assert send(page, role="observer").status_code == 200
        assert send(page, role="secretariat").status_code == 200
        assert not Person.objects.by_address("ea@odense.example")

    def test_csv_from_excel_in_danish(self):
        file = SimpleUploadedFile("l.csv", "Navn;E-mail;Titel\r\nÅse Ø;aase@odense.example;Chef\r\n".encode("cp1252"))
        assert send(check(file=file)).status_code == 302
        assert seated_by("aase@odense.example").person.name == "Åse Ø"

    def test_ten_thousand_rows_are_refused_with_a_sentence(self):
        page = check("\n".join(f"Ea {number} <ea{number}@odense.example>" for number in range(1500)))
        assert "flere end 200 rækker" in page.content.decode()
        file = excel("".join(row(number, "Ea", f"ea{number}@odense.example") for number in range(1, 10_001)))
        assert "flere end 200 rækker" in check(file=file).content.decode()

    def test_a_list_with_too_much_wrong_is_better_put_right_where_it_is(self):
        page = check("\n".join(f"Ea {number}" for number in range(60))).content.decode()
        assert "Der er noget galt med 60 rækker" in page
        assert "Række 1: " in page
        assert "Ea 59" in page, "What was pasted is still there."

    def test_two_hundred_fit_on_a_page(self):
        page = check("\n".join(f"Ea Nummer {n} <ea-nummer-{n}@odense.example>; Klimakonsulent" for n in range(200)))
        assert len(page.context["form"].listed()) == 200
        assert len(page.content) < 130_000

    @pytest.mark.parametrize(
        "right",
        [
            "[" * 100_000,
            "{}",
            "[1]",
            "[[1e999]]",
            '[[null, "a", "b"]]',
            '[[1, "\\ud800", "a@b.dk", "", ""]]',
            "[[[],1]]",
        ],
    )
    def test_what_the_form_carries_is_not_trusted(self, right):
        page = check("Ea <ea@odense.example>")
        assert send(page, right=right).status_code in (200, 302)

    @pytest.mark.parametrize(
        "name", ["<script>alert(1)</script>", "=HYPERLINK(1)", "Ea\x00", "E" * 121, "Ea\u202eholm"]
    )
    def test_names_do_no_harm(self, name):
        page = check(f"{name}\tea@odense.example")
        assert "<script>alert" not in page.content.decode()
        if isinstance(page.context["form"], CheckForm):
            send(page)
        found = Person.objects.by_address("ea@odense.example")
        assert found is None or ("\u202e" not in found.name and len(found.name) <= 120)

    def test_an_operation_of_strangers_rows_is_refused(self):
        rows = [Invitee("Ea", "ea@x.example", "", make_membership("aabenraa"))]
        with pytest.raises(PermissionDenied):
            invitations.invite(cast.network(), invitees=rows, role=Role.MEMBER, actor=cast.person("mette"))

    def test_a_refusal_says_whose_row_it_is(self):
        rows = [Invitee("Anders", "anders@odense.example", "", make_membership("odense"))]
        with pytest.raises(Refusal, match="anders@odense"):
            invitations.invite(cast.network(), invitees=rows, role=Role.MEMBER, actor=SYSTEM)

    @pytest.mark.parametrize("who", [*cast.BY_KEY])
    def test_where_one_may_invite_is_where_one_may_give_seats(self, who):
        person, network = cast.person(who), cast.network()
        every = Membership.objects.active().filter(network=network)
        may = {membership.pk for membership in every if seat_powers(person, membership).roles}
        assert {membership.pk for membership in Membership.objects.invitable_by(person, network)} == may


class TestInvitationsThatWait:
    def test_who_has_not_signed_in_waits_and_who_has_does_not(self):
        holding = given()
        for key in ("karen", "mette"):
            assert "Ea Nystrøm" in cast.browser(key).get(PENDING).content.decode()
        Person.objects.filter(pk=holding.person_id).update(last_login=timezone.now())
        assert "Ea Nystrøm" not in cast.browser("mette").get(PENDING).content.decode()

    def test_signing_in_counts(self):
        holding = given()
        browser = cast.browser()
        browser.force_login(holding.person, backend=cast.BACKEND)
        assert not Holding.objects.pending().filter(pk=holding.pk).exists()

    def test_a_coordinator_sees_their_own_alone(self):
        make_person(organisation="aabenraa", name="Fra Aabenraa")
        assert "Fra Aabenraa" not in cast.browser("mette").get(PENDING).content.decode()
        assert "Fra Aabenraa" in cast.browser("karen").get(PENDING).content.decode()

    def test_sending_again_sends_one_more_but_not_at_once(self):
        holding, mette = given(), cast.person("mette")
        invitations.invite_again(holding, actor=mette)
        assert Message.objects.filter(to=holding.person.email).count() == 1
        now = timezone.now().replace(microsecond=0)
        Holding.objects.filter(pk=holding.pk).update(invited_at=now - invitations.PAUSE)
        with time_machine.travel(now, tick=False):
            for _ in range(2):
                invitations.invite_again(holding, actor=mette)
        assert Message.objects.filter(to=holding.person.email).count() == 2
        assert Line.objects.about(holding.seat).filter(verb="seat.invited_again").count() == 1

    def test_withdrawing_takes_back_seat_and_unsent_mail(self):
        another, holding = given(email="bo@odense.example"), given()
        for _ in range(2):
            invitations.withdraw_invitation(holding, actor=cast.person("mette"))
        assert holding.seat in Seat.objects.vacant()
        assert Line.objects.about(holding.seat).filter(verb="seat.invitation_withdrawn").count() == 1
        deliver_due()
        assert [message.to for message in mail.outbox] == [[another.person.email]]
        assert Message.objects.get(to=holding.person.email).withdrawn_at

    def test_who_has_signed_in_is_not_uninvited(self):
        holding = given()
        Person.objects.filter(pk=holding.person_id).update(last_login=timezone.now())
        for deed in (invitations.withdraw_invitation, invitations.invite_again):
            with pytest.raises(Refusal, match="logget ind i mellemtiden"):
                deed(holding, actor=cast.person("karen"))
        page = cast.browser("mette").post(
            f"{PENDING}{holding.pk}/tilbagekaldelse/", {"token": uuid.uuid4()}, follow=True
        )
        assert "logget ind i mellemtiden" in page.content.decode()

    @pytest.mark.parametrize("who", ["anders", "aase", "lise", "line", "sofie", "torben"])
    def test_others_may_not(self, who):
        holding = given()
        for deed in (invitations.withdraw_invitation, invitations.invite_again):
            with pytest.raises(PermissionDenied):
                deed(holding, actor=cast.person(who))

    def test_a_coordinator_reaches_no_other_organisations_invitation(self):
        make_person(organisation="aabenraa", email="ny@aabenraa.example")
        holding = seated_by("ny@aabenraa.example")
        for deed in ("gensendelse", "tilbagekaldelse"):
            answer = cast.browser("mette").post(f"{PENDING}{holding.pk}/{deed}/", {"token": uuid.uuid4()})
            assert answer.status_code == 404

    def test_the_list_goes_on(self):
        for _ in range(30):
            make_person()
        page = cast.browser("karen").get(PENDING)
        assert len(page.context["page"].rows) == 25
        assert page.context["page"].next

    def test_the_panel_counts_them(self):
        karen = seated(cast.person("karen"))
        before = panel(cast.network(), reader=karen).count
        vacate_seat(given().seat, actor=SYSTEM)
        given(email="bo@odense.example", name="Bo Ny")
        shown = panel(cast.network(), reader=karen)
        assert shown.count == before + 1
        assert any(waiting.title == "Bo Ny, Odense" for waiting in shown.first)
