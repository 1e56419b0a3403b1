"""What was done: readable sentences, found by what one asks, and nothing in them that the secretariat may not read."""

import datetime
import re
from html import unescape

import pytest

from klimanet.accounts.models import Person
from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line
from klimanet.dialogues.operations import edit_thread
from klimanet.entries.models import kinds
from klimanet.entries.operations.following import mute
from klimanet.entries.queries import DEEDS
from klimanet.insights.queries.log import log_page
from klimanet.insights.words import GROUPS, OWN, SENTENCES
from klimanet.members.models import Organisation, seated
from klimanet.members.models.networks import today
from klimanet.members.operations.seats import suspend_seat, vacate_seat
from tests import cast
from tests.building import make_comment, make_dead_letter, make_person, make_thread
from tests.structure import modules

pytestmark = pytest.mark.django_db
PAGE = "/klima/sekretariat/aktivitet/"


def sentences(question: str = "", who: str = "karen") -> list[str]:
    shown = cast.browser(who).get(PAGE + question).content.decode()
    return [unescape(re.sub("<[^>]+>", "", row)) for row in re.findall(r'class="row-title">(.*?)</p>', shown)]


def indexed() -> None:
    """What the worker does: titles are known as search knows them."""
    while consume_due():
        pass


def edit_title(thread, title: str) -> None:
    facts = {"text": thread.text, "is_question": True, "audience": thread.audience}
    edit_thread(thread, title=title, actor=thread.author, **facts)
    indexed()


def latest() -> str:
    return sentences()[0]


class TestTheSentences:
    def test_they_name_who_did_what_to_what_as_it_is_called_now(self):
        thread = make_thread("aase", title="Hvem har solceller?")
        assert latest() == "Åse Ørum Aagaard oprettede »Hvem har solceller?«"
        make_comment(thread, "anders")
        Person.objects.filter(pk=cast.person("anders").pk).update(name="Anders Nyt Navn")
        assert latest() == "Anders Nyt Navn skrev en kommentar til »Hvem har solceller?«"

    def test_seats_name_who_and_where(self):
        seat = cast.seat("anders")
        suspend_seat(seat, actor=cast.person("karen"))
        assert latest() == "Karen Holm Vestergaard satte en plads for Odense på pause"
        vacate_seat(seat, actor=cast.person("karen"))
        assert latest() == "Karen Holm Vestergaard gjorde pladsen efter Anders Bjerre hos Odense ledig"
        person = make_person(name="Ny Kollega", organisation="vejle")
        assert "Klimanet gav Ny Kollega en plads for Vejle" in sentences()
        Person.objects.filter(pk=person.pk).update(name="<b>Ny</b>")
        assert "Klimanet gav <b>Ny</b> en plads for Vejle" in sentences(), "Escaped, and so read as it is written."

    def test_they_lead_to_what_they_tell_of(self):
        thread = make_thread()
        assert f'href="{thread.get_absolute_url()}"' in cast.browser("karen").get(PAGE).content.decode()

    def test_a_deed_without_a_sentence_of_its_own_is_told_all_the_same(self):
        Line.objects.create(
            actor_kind="system",
            network_id=cast.network().pk,
            verb="goat.milked",
            subject_kind="farm.goat",
            subject_id=1,
        )
        assert latest() == "Klimanet: goat.milked (…)"

    def test_every_deed_in_the_code_has_a_sentence(self):
        """Deeds that happen outside any network stand in no network's log."""
        code = "\n".join(path.read_text() for path in modules("**/*.py"))
        done = set(re.findall(r'record\(\s*"([a-z_.]+)"', code)) | {
            verb for kind in kinds().values() for verb in kind.deeds
        }
        nowhere = {
            "consents.chosen",
            "erasure.asked",
            "erasure.refused",
            "erasure.withdrawn",
            "person.added",
            "person.changed",
            "person.erased",
            "person.language",
            "person.photo",
            "person.signed_out",
            "mail.chosen",
        }
        assert (done | set(DEEDS)) - nowhere == set(SENTENCES) | OWN
        verbs = tuple(verb for _, begins in GROUPS.values() for verb in begins)
        assert {verb for verb in SENTENCES if not verb.startswith(verbs)} == set()


class TestWhatIsNotThere:
    def test_what_the_secretariat_may_not_read_has_no_name_and_no_address(self):
        circle = [Organisation.objects.get(slug="samsoe")]
        thread = make_thread("aase", title="Kanariefugl", audience="circle", circle=circle)
        make_comment(thread, "peter")
        indexed()
        shown = cast.browser("karen").get(PAGE).content.decode()
        assert latest() == "Peter Storm skrev en kommentar til noget, du ikke må læse"
        assert "Kanariefugl" not in shown and thread.get_absolute_url() not in shown
        assert sentences("?thing=kanarie") == []

    def test_what_a_person_does_for_themselves_alone_is_not_there(self):
        thread = make_thread()
        before = sentences()
        mute(thread, actor=cast.person("anders"))
        assert sentences() == before

    def test_another_networks_lines_are_not_there(self):
        make_thread("line", network=cast.other_network(), title="Kanariefugl")
        assert not any("Line" in sentence or "Kanariefugl" in sentence for sentence in sentences())


class TestTheFilter:
    @pytest.fixture(autouse=True)
    def done(self):
        self.thread = make_thread("aase", title="Hvem har solceller?")
        make_comment(self.thread, "anders")
        suspend_seat(cast.seat("nadia"), actor=cast.person("karen"))
        indexed()

    @pytest.mark.parametrize(
        ("question", "beginnings"),
        [
            ("?who=bjerre", {"Anders Bjerre"}),
            ("?organisation=aabenraa", {"Åse Ørum Aagaard"}),
            ("?who=aase+ØRUM", {"Åse Ørum Aagaard"}),
            ("?who=findes+ikke", set()),
        ],
    )
    def test_by_person_and_organisation(self, question, beginnings):
        found = sentences(question)
        assert bool(found) == bool(beginnings)
        assert all(sentence.startswith(tuple(beginnings)) for sentence in found)

    def test_by_deed(self):
        assert sentences("?deed=medlemmer")[0] == "Karen Holm Vestergaard satte en plads for København på pause"
        assert not any("pause" in sentence for sentence in sentences("?deed=dialog"))
        assert sentences("?deed=mails") == []

    def test_by_thing(self):
        assert sentences("?thing=Solceller") == [
            "Anders Bjerre skrev en kommentar til »Hvem har solceller?«",
            "Åse Ørum Aagaard oprettede »Hvem har solceller?«",
        ]

    @pytest.mark.parametrize("title", ["ålborg+ØSTER", "ÅLBORG", "æblevej", "Øster-Æblevej,"])
    def test_by_thing_whatever_the_case_of_its_danish_letters(self, title):
        thread = make_thread("aase", title="Ålborg: Øster Æblevej?")
        indexed()
        assert sentences(f"?thing={title}") == ["Åse Ørum Aagaard oprettede »Ålborg: Øster Æblevej?«"]
        edit_title(thread, "Noget andet")
        assert sentences(f"?thing={title}") == []

    def test_by_thing_asks_one_thing_more(self, django_assert_num_queries):
        network, reader = cast.network(), seated(cast.person("karen"))
        with django_assert_num_queries(3):
            assert log_page(network, reader=reader, answers={"thing": "SOLCELLER"}).rows

    def test_what_is_no_word_finds_what_is_called_so(self):
        assert len(sentences("?thing=%3F")) >= 2
        assert sentences("?thing=%25") == []

    def test_by_period(self):
        tomorrow, yesterday = today() + datetime.timedelta(days=1), today() - datetime.timedelta(days=1)
        assert sentences(f"?since={today()}&until={today()}") == sentences()
        assert sentences(f"?since={tomorrow}") == sentences(f"?until={yesterday}") == []

    def test_an_answer_that_makes_no_sense_is_told_and_filters_nothing(self):
        assert sentences("?since=snart&deed=geder") == sentences()
        assert "ds-error-summary" in cast.browser("karen").get(PAGE + "?since=snart").content.decode()


def test_the_list_goes_on_where_the_page_ended_and_costs_the_same(django_assert_num_queries):
    make_dead_letter()
    network, reader = cast.network(), seated(cast.person("karen"))
    for _ in range(30):
        make_person()
    with django_assert_num_queries(2):
        first = log_page(network, reader=reader, answers={})
    second = log_page(network, reader=reader, answers={}, after=first.next)
    assert len(first.rows) == 50 and second.rows
    assert first.rows[-1].line.pk > second.rows[0].line.pk
