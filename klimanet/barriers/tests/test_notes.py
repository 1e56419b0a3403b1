"""What the secretariat notes of a barrier: read by it alone, and without a trace for anybody else."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line
from klimanet.barriers.forms.barriers import LONGEST_NOTE
from klimanet.barriers.models import Barrier, Note
from klimanet.barriers.operations.notes import remove_note, rewrite_note, write_note
from klimanet.barriers.tests.test_consent import ELSEWHERE, pages_about, told
from klimanet.entries.models import Entry
from klimanet.entries.operations.care import look_after
from klimanet.entries.operations.feeds import open_feed
from klimanet.entries.operations.merging import merge, separate
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due, letter_of
from klimanet.members.models import Role, Seat
from klimanet.members.models.networks import today
from klimanet.members.operations.seats import vacate_seat
from klimanet.notifications.operations import choose_mail, send_due_mails
from klimanet.privacy.models import NameLeft
from klimanet.privacy.operations import erase
from klimanet.privacy.tests.test_download import downloaded, rows
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from klimanet.search.models import Words
from tests import cast
from tests.building import assess, make_membership, make_note, make_report

pytestmark = pytest.mark.django_db
OTHERS = ["visitor", "lise", "mette", "anders", "aase", "nadia", "peter", "sofie", "torben", "line"]
WORD = "Kanariefugl"
TRACE = re.compile(f"{WORD}|intern note|interne noter", re.IGNORECASE)
ONCE = re.compile(
    r'(name="(?:csrfmiddlewaretoken|token)" value=|nonce=)"[^"]+"|\?efter=[^"]+|Sidst set [^<]+'
)  # else each time


@pytest.fixture
def barrier() -> Barrier:
    """Reported by Anders, for Odense; assessed; Karen sees to it."""
    found = cast.barrier_report().barrier
    look_after(found, handler=cast.seat("karen").pk, due_on=today(), actor=cast.person("karen"))
    return now(found)


def now(barrier: Barrier) -> Barrier:
    return Barrier.objects.get(pk=barrier.pk)


def page(key: str, barrier: Barrier) -> str:
    return told(cast.browser(key), barrier.get_absolute_url())


def work() -> None:
    """What the worker does."""
    while consume_due() + send_due_mails():
        pass
    deliver_due()


def addresses(barrier: Barrier) -> list[str]:
    return [
        *pages_about(barrier, cast.barrier_report()),
        *(f"/klima/{path}" for path in (*ELSEWHERE, "indlaeg/mine/")),
        *(f"{barrier.get_absolute_url()}noter/{more}" for more in ("", "1/rettelse/", "1/sletning/")),
        *("/", "/soeg/?q=note", "/sitemap.xml", "/tilpasning/"),
    ]


def everything(barrier: Barrier, keys: list[str], feeds: dict[str, str]) -> dict[str, str]:
    """What each of them reads at every address that might tell, and in their own feed."""
    browsers = {key: cast.browser(key) for key in keys}
    read = {f"{key} {path}": told(browser, path) for key, browser in browsers.items() for path in addresses(barrier)}
    read |= {f"{key}'s feed": told(cast.browser(), f"/klima/feed/{secret}.atom") for key, secret in feeds.items()}
    return {where: ONCE.sub("", text) for where, text in read.items()}


def test_to_everybody_else_every_page_is_the_same_before_and_after(barrier):
    feeds = {key: open_feed(cast.network(), actor=cast.person(key)) for key in ("mette", "anders", "aase", "sofie")}
    work()
    everything(barrier, OTHERS, feeds)  # which they have read
    before, rows = everything(barrier, OTHERS, feeds), Entry.objects.in_network(barrier.network).values()
    entries, sent = list(rows.order_by("pk")), len(mail.outbox)
    note = make_note(barrier, "jonas", text=f"{WORD} siger **nej**")
    rewrite_note(note, text=f"{WORD} siger ja", actor=note.person)
    remove_note(make_note(barrier, text=f"{WORD} bort"), actor=cast.person("karen"))
    work()
    assert list(rows.order_by("pk")) == entries, "A note moves no barrier in any list."
    after = everything(barrier, OTHERS, feeds)
    assert {where for where in before if before[where] != after[where]} == set()
    assert [where for where, text in after.items() if TRACE.search(text)] == []
    assert [message.to for message in mail.outbox[sent:]] == [[cast.person("karen").email]]
    assert not Words.objects.filter(comment__contains="kanarie").exists()


def test_a_note_before_the_barrier_is_assessed_leaves_no_trace_either():
    report = make_report("aase")
    make_note(report.barrier, text=WORD)
    assess(now(report.barrier))
    work()
    assert [where for where, text in everything(report.barrier, OTHERS, {}).items() if TRACE.search(text)] == []


@pytest.mark.parametrize("key", ["anders", "aase", "sofie"])
def test_for_others_the_page_asks_no_more(barrier, key):
    browser, asked = cast.browser(key), []
    browser.get(barrier.get_absolute_url())
    for _ in range(2):
        with CaptureQueriesContext(connection) as found:
            browser.get(barrier.get_absolute_url())
        asked.append([query["sql"] for query in found])
        make_note(barrier)
    assert not [sql for sql in asked[1] if "barriers_note" in sql]
    assert len(asked[0]) == len(asked[1])


def test_the_secretariat_reads_who_wrote_what_when_the_newest_last(barrier):
    with translation.override("da"):
        first, second = make_note(barrier, text="Først **fed**"), make_note(barrier, "jonas", text="Siden")
    Note.objects.filter(pk=first.pk).update(at=timezone.now() - timedelta(days=400))
    for key in ("karen", "jonas"):
        shown = page(key, barrier)
        assert shown.index("Interne noter") < shown.index("Kun sekretariatet læser noterne.") < shown.index("Først")
        assert "<strong>fed</strong>" in shown and shown.index("Først") < shown.index("Siden")
        assert shown.index("Siden") < shown.index("Gem noten") < shown.index('id="kommentarer"')
        assert all(name in shown for name in ("Karen Holm Vestergaard", "Jonas Brink"))
    assert f"noter/{first.pk}/rettelse/" in page("karen", barrier) and f"noter/{second.pk}/sletning/" in page(
        "karen", barrier
    )
    assert f"noter/{second.pk}/rettelse/" not in page("karen", barrier)


def test_the_history_and_the_log_tell_the_secretariat_who_noted_something(barrier):
    note = make_note(barrier, "jonas", text=WORD)
    rewrite_note(note, text="Andet", actor=note.person)
    remove_note(note, actor=cast.person("karen"))
    history = told(cast.browser("karen"), f"/klima/indlaeg/{barrier.pk}/historik/")
    for deed in ("Skrev en intern note", "Rettede en intern note", "Slettede en intern note"):
        assert deed in history
    assert "Jonas Brink skrev en intern note om" in told(cast.browser("karen"), "/klima/sekretariat/aktivitet/")
    assert "Slettede en intern note" in told(cast.browser("karen"), "/klima/indlaeg/mine/")
    assert WORD not in history


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COORDINATOR, Role.OBSERVER])
def test_whoever_was_in_the_secretariat_reads_them_no_longer(barrier, role):
    note = make_note(barrier, text=WORD)
    make_note(barrier, "jonas", text=WORD)
    Seat.objects.filter(pk=cast.seat("karen").pk).update(role=role, membership=make_membership("odense"))
    work()
    assert [where for where, text in everything(barrier, ["karen"], {}).items() if TRACE.search(text)] == []
    assert [message.body for message in mail.outbox if WORD in message.body] == [], "She is told no longer."
    for deed in (
        lambda: write_note(barrier, text="t", actor=cast.person("karen")),
        lambda: rewrite_note(note, text="t", actor=cast.person("karen")),
        lambda: remove_note(note, actor=cast.person("karen")),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_seen_as_a_member_there_are_none(barrier):
    make_note(barrier, text=WORD)
    browser = cast.browser("karen")
    browser.post(f"/klima/sekretariat/se-som/{cast.person('anders').pk}/", {"token": uuid.uuid4()})
    assert not TRACE.search(told(browser, barrier.get_absolute_url()))
    assert list(Note.objects.visible_to(cast.person("karen")).values_list("text", flat=True)) == [WORD]


def test_whoever_runs_another_network_has_nothing_to_do_with_them(barrier):
    make_note(barrier)
    assert not Note.objects.visible_to(cast.person("line")).exists()
    assert cast.browser("line").get(f"{barrier.get_absolute_url()}noter/").status_code == 404


class TestWriting:
    def send(self, barrier, more="", *, key="karen", **facts):
        facts = {"token": uuid.uuid4(), "text": "Ring til dem."} | facts
        return cast.browser(key).post(f"{barrier.get_absolute_url()}noter/{more}", facts)

    def test_a_form_sent_twice_is_one_note(self, barrier):
        token = uuid.uuid4()
        answers = [self.send(barrier, token=token) for _ in range(2)]
        assert [answer["Location"] for answer in answers] == [f"{barrier.get_absolute_url()}#noter"] * 2
        assert Note.objects.get().text == "Ring til dem."

    @pytest.mark.parametrize("text", ["", "  \r\n ", "kanarie " * (LONGEST_NOTE // 8 + 1)])
    def test_what_is_empty_or_too_long_is_refused_and_stays(self, barrier, text):
        answer = self.send(barrier, text=text)
        assert answer.status_code == 200 and not Note.objects.exists()
        assert 'aria-invalid="true"' in answer.text and answer.text.count("kanarie") == text.count("kanarie")

    def test_what_was_typed_stays_where_the_barrier_was_merged_meanwhile(self, barrier):
        source = make_report("aase").barrier
        merge(source, target=barrier, actor=cast.person("karen"))
        answer = self.send(source, text=WORD)
        assert "lagt sammen med en anden" in answer.text and WORD in answer.text and not Note.objects.exists()

    def test_others_may_not(self, barrier):
        assert [self.send(barrier, key=key).status_code for key in ("anders", "lise", "line")] == [403, 403, 404]

    def test_an_author_writes_it_anew_and_nobody_else_does(self, barrier):
        note = make_note(barrier)
        assert self.send(barrier, f"{note.pk}/rettelse/", key="jonas").status_code == 403
        for _ in range(2):
            self.send(barrier, f"{note.pk}/rettelse/", text="Ring ikke.")
        assert "Ring ikke." in page("jonas", barrier) and "rettet " in page("jonas", barrier)
        assert Line.objects.filter(verb="barrier.note_rewritten").count() == 1

    def test_anybody_of_the_secretariat_deletes_it_after_being_asked(self, barrier):
        note = make_note(barrier, text=WORD)
        assert WORD in told(cast.browser("jonas"), f"{barrier.get_absolute_url()}noter/{note.pk}/sletning/")
        self.send(barrier, f"{note.pk}/sletning/", key="jonas")
        assert not Note.objects.exists() and WORD not in page("karen", barrier)
        remove_note(note, actor=cast.person("karen"))
        assert Line.objects.filter(verb="barrier.note_removed").count() == 1
        with pytest.raises(Refusal, match=r"slettet"), translation.override("da"):
            rewrite_note(note, text="t", actor=cast.person("karen"))

    def test_rewriting_what_was_deleted_meanwhile_is_refused_and_keeps_what_was_typed(self, barrier):
        note = make_note(barrier)
        address = f"{note.pk}/rettelse/"
        remove_note(note, actor=cast.person("jonas"))
        answer = self.send(barrier, address, text=WORD)
        assert answer.status_code == 200 and WORD in answer.text and "slettet, mens" in answer.text
        assert cast.browser("karen").get(f"{barrier.get_absolute_url()}noter/{address}").status_code == 302

    def test_deleted_twice_is_said_and_does_no_harm(self, barrier):
        path, karen = f"{barrier.get_absolute_url()}noter/{make_note(barrier).pk}/sletning/", cast.browser("karen")
        answers = [karen.post(path, {"token": uuid.uuid4()}, follow=True) for _ in range(2)]
        assert ["er allerede slettet" in answer.text for answer in answers] == [False, True]

    def test_a_note_of_another_barrier_is_not_found_here(self, barrier):
        note = make_note(make_report("aase").barrier)
        assert self.send(barrier, f"{note.pk}/sletning/").status_code == 404
        assert Note.objects.exists()

    def test_it_names_nobody_by_id_and_lets_no_script_through(self, barrier):
        make_note(barrier, text=f"Spørg @p{cast.person('aase').pk} <script>alert(1)</script> [x](javascript:alert(1))")
        shown = page("karen", barrier)
        assert f"@p{cast.person('aase').pk}" in shown and "Åse" not in shown.partition('id="noter"')[2]
        assert "<script>alert" not in shown and 'href="javascript' not in shown
        assert not barrier.mentions.exists()

    def test_the_form_has_fields_of_its_own_beside_that_of_comments(self, barrier):
        ids = re.findall(r'\bid="([^"]+)"', page("karen", barrier))
        assert len(ids) == len(set(ids)) and {"note_text", "id_text"} <= set(ids)

    def test_ten_stand_on_the_page_and_the_earlier_ones_behind_a_link(self, barrier):
        for number in range(12):
            make_note(barrier, text=f"Kanarie-{number}.")
        shown = page("karen", barrier)
        assert re.findall(r"Kanarie-(\d+)\.", shown) == [str(number) for number in range(2, 12)]
        earlier = re.search(r'href="([^"]+noter/\?efter=[^"]+)"', shown)[1]
        assert re.findall(r"Kanarie-(\d+)\.", told(cast.browser("karen"), earlier)) == ["0", "1"]


class TestTelling:
    def letters(self, origin: str = "barrier_noted") -> list[Message]:
        return list(Message.objects.filter(origin=origin))

    def test_whoever_sees_to_it_gets_a_colleagues_note_by_mail(self, barrier):
        make_note(barrier, "jonas", text=WORD)
        (message,) = self.letters()
        letter = letter_of(message)
        assert (letter.to, letter.subject) == (
            cast.person("karen").email,
            f"[Klimanetværket] Barriere 1: en note fra en kollega · {barrier.title}",
        )
        assert WORD in letter.text and f"{barrier.get_absolute_url()}#note-{Note.objects.get().pk}" in letter.text
        assert WORD not in message.subject

    def test_nobody_is_told_of_their_own_nor_of_what_nobody_sees_to(self, barrier):
        make_note(barrier)
        look_after(barrier, handler=None, due_on=today(), actor=cast.person("karen"))
        make_note(barrier, "jonas")
        assert self.letters() == []

    @pytest.mark.parametrize("why", ["deleted", "left", "no mails"])
    def test_what_is_gone_by_then_goes_to_nobody(self, barrier, why):
        note, karen = make_note(barrier, "jonas", text=WORD), cast.person("karen")
        match why:
            case "deleted":
                remove_note(note, actor=note.person)
            case "left":
                vacate_seat(cast.seat("karen"), actor=SYSTEM)
            case "no mails":
                choose_mail(karen, at_once=False, actor=karen)
        work()
        assert [message.to for message in mail.outbox if WORD in message.body] == []


class TestMerging:
    def test_they_are_read_on_the_one_that_goes_on_and_come_back_with_a_separation(self, barrier):
        source = make_report("aase", summary="Den samme").barrier
        note = make_note(source, text=WORD)
        merge(source, target=barrier, actor=cast.person("karen"))
        shown = page("karen", barrier)
        assert WORD in shown and f"Nr. {source.number}" in shown.partition('id="noter"')[2]
        rewrite_note(note, text=f"{WORD} igen", actor=note.person)
        since = make_note(barrier, text="Siden")
        assert f"{WORD} igen" in page("karen", barrier) and not TRACE.search(page("aase", barrier))
        separate(source, actor=cast.person("karen"))
        assert f"{WORD} igen" in page("karen", source) and WORD not in page("karen", barrier)
        assert Note.objects.get(pk=since.pk).barrier_id == barrier.pk

    def test_also_by_way_of_another(self, barrier):
        middle, source = (make_report("aase", summary=summary).barrier for summary in ("Midt", "Yderst"))
        make_note(source, text=WORD)
        assess(middle)
        merge(source, target=now(middle), actor=cast.person("karen"))
        merge(now(middle), target=barrier, actor=cast.person("karen"))
        assert WORD in page("karen", barrier)


class TestPrivacy:
    def test_ones_own_are_handed_out_and_nobody_elses(self, barrier):
        make_note(barrier, text=WORD)
        whole = {key: downloaded(cast.person(key)) for key in ("karen", "jonas")}
        assert [row["text"] for row in rows(whole["karen"], "barriers.note")] == [WORD]
        assert WORD not in whole["jonas"].read("mine-data.json").decode()

    def test_of_somebody_erased_they_stay_and_their_name_in_them_is_found(self, barrier):
        karen = cast.person("karen")
        note = make_note(barrier, "jonas", text=f"Spørg {karen.name}.")
        make_note(barrier, text=WORD)
        erase(karen, actor=SYSTEM)
        left = NameLeft.objects.get(kind="barriers.note")
        assert (left.key, left.network_id) == (note.pk, barrier.network_id)
        shown = page("jonas", barrier)
        assert WORD in shown and "Tidligere medlem" in shown.partition('id="noter"')[2]
