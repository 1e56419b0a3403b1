"""An organisation's own page, and what somebody who leaves a seat hands over: as far as the reader may see it."""

import uuid

import pytest

from klimanet.dialogues.operations import mark_answer, share_question
from klimanet.entries.models import Audience, Draft
from klimanet.entries.operations.following import follow, follow_topic, keep_draft
from klimanet.members.models import Handover, Holding, Organisation
from klimanet.members.models.networks import today
from klimanet.members.operations.leaving import leave_seat
from klimanet.members.operations.seats import vacate_seat
from tests import cast
from tests.building import make_comment, make_handover, make_person, make_thread

pytestmark = pytest.mark.django_db
OURS = "/klima/medlemmer/odense/vores/"


def page(key: str, path: str = OURS) -> str:
    return cast.browser(key).get(path).content.decode()


def handover(**facts) -> str:
    """The address of the page, once Anders has said that he leaves."""
    holding = Holding.objects.own().get(person=cast.person("anders"), ended_at=None)
    found = leave_seat(holding, actor=cast.person("anders"), **facts)
    return f"/klima/medlemmer/overdragelser/{found.pk}/"


def odense() -> Organisation:
    return Organisation.objects.get(slug="odense")


class TestOurs:
    def test_what_we_are_asked_have_too_have_written_and_follow(self):
        make_thread("aase", title="Til jer", addressed=[odense()])
        share_question(make_thread("nadia", title="Også vores"), actor=cast.person("anders"))
        make_thread("mette", title="Fra os")
        follow(make_thread("peter", title="Fulgt"), actor=cast.person("anders"))
        follow_topic(cast.network().themes.get(slug="affald"), network=cast.network(), actor=cast.person("mette"))
        for who in ("anders", "mette", "karen"):
            text = page(who)
            for told in ("Til jer", "Også vores", "Fra os", "Fulgt", "Temaet", "Anders Bjerre"):
                assert told in text, (who, told)

    def test_a_question_that_is_answered_waits_no_longer(self):
        thread = make_thread("aase", title="Til jer", addressed=[odense()])
        mark_answer(thread, comment=make_comment(thread), actor=cast.person("aase"))
        assert "Til jer" not in page("mette").partition("Skrevet af os")[0]

    def test_what_is_not_for_the_reader_is_not_there(self):
        make_thread("mette", title="Kanariefugl", audience=Audience.SECRETARIAT)
        thread = make_thread("mette", title="Kanariekreds", audience=Audience.CIRCLE, circle=[odense()])
        follow(thread, actor=cast.person("anders"))
        assert "Kanariefugl" not in page("anders")
        assert "Kanariekreds" in page("anders")
        assert "Kanariekreds" not in page("karen")

    def test_the_coordinator_acts_and_the_others_read(self):
        path = f"/klima/medlemmer/pladser/{cast.seat('mette').pk}/fratraeden/"
        assert path in page("mette")
        assert path not in page("anders")
        assert "Svar for hver plads" not in page("anders")

    def test_the_yearly_question_stands_on_top_until_it_is_answered(self):
        Holding.objects.filter(seat__membership__organisation=odense()).update(began_at="2020-01-01T00:00Z")
        assert "Svar for hver plads" in page("mette")


class TestTheHandover:
    def test_the_successor_finds_note_questions_and_follows(self):
        make_thread("anders", title="Mit spørgsmål")
        make_thread("aase", title="Til jer", addressed=[odense()])
        make_thread("nadia", title="Nævnt", text="Hvad siger du, @Anders Bjerre?")
        follow(make_thread("peter", title="Fulgt"), actor=cast.person("anders"))
        make_thread("anders", title="Fortroligt", audience=Audience.SECRETARIAT)
        colleague = make_person(organisation="odense", email="ea@odense.example")
        path = handover(successor=colleague, note="Ring til **Ea**.\r\n<script>alert(1)</script>")
        browser = cast.browser()
        browser.force_login(colleague, backend=cast.BACKEND)
        text = browser.get(path).content.decode()
        for told in ("<strong>Ea</strong>", "Mit spørgsmål", "Til jer", "Nævnt", "Fulgt"):
            assert told in text, told
        assert "<script>alert" not in text
        assert "Fortroligt" not in text
        assert "Fortroligt" in page("karen", path)

    def test_others_find_nothing(self):
        path = handover()
        assert {
            key: cast.browser(key).get(path).status_code for key in ("anders", "aase", "lise", "line", "sofie")
        } == (dict.fromkeys(("anders", "aase", "lise", "line", "sofie"), 404))

    def test_of_another_network_it_is_not_there(self):
        found = make_handover()
        assert cast.browser("line").get(f"/tilpasning/medlemmer/overdragelser/{found.pk}/").status_code == 404

    def test_a_draft_of_something_new_is_passed_on_and_an_answer_is_not(self):
        anders, network = cast.person("anders"), cast.network()
        keep_draft(anders, network=network, path="/klima/dialog/ny/", fields={"title": "Påbegyndt"}, actor=anders)
        path = handover(until=today(), successor=cast.person("mette"))
        text = page("anders", path)
        assert "Påbegyndt" in text
        assert "Og en ting til" not in text
        assert "Påbegyndt" not in page("mette", path)
        draft = Draft.objects.get(path="/klima/dialog/ny/")
        sent = cast.browser("anders").post(f"{path}kladder/{draft.pk}/", {"token": uuid.uuid4()}, follow=True)
        assert "Mette Søndergaard Lund arbejder videre" in sent.content.decode()
        draft.refresh_from_db()
        assert draft.person == cast.person("mette")
        answer = anders.drafts.get()
        assert cast.browser("anders").post(f"{path}kladder/{answer.pk}/", {"token": uuid.uuid4()}).status_code == 404

    def test_nobody_passes_on_anothers_draft_nor_over_one_that_is_there(self):
        for key in ("anders", "mette"):
            person = cast.person(key)
            facts = {"network": cast.network(), "path": "/klima/dialog/ny/", "fields": {"title": f"Fra {key}"}}
            keep_draft(person, actor=person, **facts)
        path = handover(until=today(), successor=cast.person("mette"))
        of_anders = cast.person("anders").drafts.get(path="/klima/dialog/ny/")
        address = f"{path}kladder/{of_anders.pk}/"
        assert cast.browser("mette").post(address, {"token": uuid.uuid4()}).status_code == 404
        refused = cast.browser("anders").post(address, {"token": uuid.uuid4()}, follow=True)
        assert "er selv begyndt" in refused.content.decode()
        of_anders.refresh_from_db()
        assert of_anders.person == cast.person("anders")

    def test_when_nobody_takes_over_it_says_so(self):
        path = handover()
        assert "Ingen tager over endnu." in page("mette", path)


class TestTheForm:
    PATH = "/klima/medlemmer/pladser/{}/fratraeden/"

    def send(self, key: str, **facts):
        path = self.PATH.format(cast.seat("anders").pk)
        return cast.browser(key).post(path, {"token": uuid.uuid4(), **facts}, follow=True)

    def test_who_has_left_is_shown_the_front_page(self):
        answer = self.send("anders")
        assert "Du har forladt pladsen." in answer.content.decode()
        assert answer.redirect_chain == [("/", 302)]

    def test_pressed_twice_it_is_done_once(self):
        token, path = uuid.uuid4(), self.PATH.format(cast.seat("anders").pk)
        facts = {"token": token, "until": str(today()), "name": "Ea", "email": "ea@odense.example"}
        for _ in range(2):
            answer = cast.browser("anders").post(path, facts, follow=True)
            assert "Det er aftalt" in answer.content.decode()
        assert Handover.objects.filter(holding__person=cast.person("anders")).count() == 1

    @pytest.mark.parametrize(
        ("facts", "sentence"),
        [
            ({"email": "ea@odense.example"}, "Skriv også navnet."),
            ({"name": "Ea\r\nBcc: alle"}, "Skriv også arbejdsmailen."),
            ({"email": "ea@gmail.com", "name": "Ea"}, "slutter som din"),
            ({"until": "1.1.2020"}, "Vælg en dag fra i dag"),
            ({"until": "en dag", "note": "Husk"}, "Skriv en dato, for eksempel 31.12.2026."),
        ],
    )
    def test_what_is_wrong_is_told_beside_its_field_and_kept(self, facts, sentence):
        text = self.send("anders", **facts).content.decode()
        assert sentence in text
        assert 'class="ds-error-summary"' in text
        for value in facts.values():
            assert " ".join(value.split()) in " ".join(text.split())

    def test_a_colleague_and_somebody_new_are_one_too_many(self):
        mette = cast.person("mette").pk
        text = self.send("anders", successor=mette, name="Ea", email="ea@odense.example").content.decode()
        assert "Vælg en af de to" in text

    def test_what_is_agreed_is_shown_and_taken_back(self):
        self.send("anders", until=str(today()), name="Ea Nystrøm", email="ea@odense.example")
        for key in ("anders", "mette", "karen"):
            text = page(key, self.PATH.format(cast.seat("anders").pk))
            assert "Ea Nystrøm tager over dagen efter." in text
        assert "derefter Ea Nystrøm" not in page("aase", "/klima/medlemmer/odense/"), "Ea is not listed."
        back = f"/klima/medlemmer/pladser/{cast.seat('anders').pk}/fortrydelse/"
        answer = cast.browser("anders").post(back, {"token": uuid.uuid4()}, follow=True)
        assert "Aftalen er trukket tilbage" in answer.content.decode()

    def test_nobody_sits_there(self):
        seat = cast.seat("anders")
        vacate_seat(seat, actor=cast.person("mette"))
        assert cast.browser("mette").get(self.PATH.format(seat.pk)).status_code == 404
