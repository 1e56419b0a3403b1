"""Who is erased is nowhere any longer: the whole schema is searched for what was theirs."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from PIL import Image

from klimanet.accounts.models import Person
from klimanet.accounts.operations import change_details, change_photo
from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line, NightlyDuty, Pending
from klimanet.backup.survey import rows_of
from klimanet.entries.models import Entry, Mention
from klimanet.entries.operations.comments import edit_comment
from klimanet.entries.operations.feeds import open_feed
from klimanet.entries.operations.following import keep_draft
from klimanet.mail.models import Message
from klimanet.members.models import Holding, Network, Profile, Role
from klimanet.members.models.networks import today
from klimanet.members.operations.deputies import name_deputy
from klimanet.members.operations.leaving import leave_seat
from klimanet.members.operations.seats import give_seat
from klimanet.notifications.operations import choose_mail, send_due_mails
from klimanet.privacy.duties import clear_what_is_over, erase_who_asked
from klimanet.privacy.models import TIME_TO_REGRET, ErasureRequest, NameLeft
from klimanet.privacy.operations import ask_erasure, erase, leave_name, replace_name, withdraw_erasure
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from klimanet.search.models import Words
from klimanet.text.matching import folded
from klimanet.website.operations import write_section
from tests import cast
from tests.building import make_comment, make_membership, make_person, make_thread

pytestmark = pytest.mark.django_db
CANARY = "Kanariefugl"
NAME = f"{CANARY} Holm"
ADDRESS = f"{CANARY.lower()}@vejle.example"


def settle() -> None:
    """The worker has done what waits."""
    while consume_due() + send_due_mails():
        pass


def make_canary() -> Person:
    """Somebody who has left a trace wherever one can, with the canary in each."""
    person = make_person(name=NAME, email=ADDRESS, title=f"{CANARY}chef", words=f"{CANARY.lower()}e")
    facts = {"title": f"{CANARY}chef", "position": "staff", "phone": "12 34 56 78", "language": "da"}
    change_details(person, name=NAME, actor=person, **facts)
    picture = io.BytesIO()
    Image.new("RGB", (20, 20), "yellow").save(picture, "PNG")
    change_photo(person, photo=SimpleUploadedFile("me.png", picture.getvalue(), "image/png"), actor=person)
    thread = make_thread("aase", text=f"Spørg @{NAME}.", title="Hvem ved det?")
    make_comment(thread, "anders", text=f"Ja, @{NAME} ved det.")
    keep_draft(person, actor=person, network=thread.network, path=thread.get_absolute_url(), fields={"text": CANARY})
    open_feed(thread.network, actor=person)
    choose_mail(person, at_once=False, actor=person)
    choose_mail(person, at_once=True, actor=person)
    settle()
    browser = cast.Client()
    browser.force_login(person, backend=cast.BACKEND)
    browser.get(thread.get_absolute_url())
    session = browser.session
    session["kept_post"] = {"owner": person.pk, "path": "/", "fields": [["text", CANARY]], "had_files": False, "at": 0}
    session.save()
    UserSession.objects.create(user=person, session_key=session.session_key, ip="192.0.2.1", user_agent=CANARY)
    left_behind = cast.Client().session
    left_behind["kept_post"] = {
        "owner": person.pk,
        "path": "/",
        "fields": [["text", CANARY]],
        "had_files": False,
        "at": 0,
    }
    left_behind.save()
    EmailAddress.objects.create(user=person, email=f"ny-{ADDRESS}")
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": CANARY})
    Network.objects.filter(pk=thread.network_id).update(contact=person)
    NightlyDuty.objects.create(name="tried", last_error=f"Key (email)=({ADDRESS}) already exists")
    person.refresh_from_db()
    return person


def where(word: str) -> set[str]:
    """Every table with the word in any column of any row, whatever its case and folding; sessions are opened."""
    sought = {word.casefold(), folded(word).strip()}
    tables = {
        table
        for table in connection.introspection.table_names()
        for row in rows_of(connection, table)
        if any(one in json.dumps(json.loads(row), ensure_ascii=False).casefold() for one in sought)
    }
    if any(word in json.dumps(session.get_decoded()) for session in Session.objects.all()):
        tables.add("django_session")
    return tables


def files() -> set[str]:
    return {path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.fixture
def canary() -> Person:
    return make_canary()


@pytest.fixture
def committing(django_capture_on_commit_callbacks) -> Iterator:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_the_search_finds_the_canary_everywhere(canary):
    """So that the test below cannot pass for a wrong reason."""
    tables = where(CANARY)
    assert {
        *("accounts_person", "account_emailaddress", "mfa_authenticator", "usersessions_usersession", "django_session"),
        *("members_profile", "entries_draft", "search_words", "mail_message", "activity_nightlyduty"),
    } <= tables


def test_nothing_of_whoever_is_erased_is_left_in_any_column_of_any_table(canary, committing):
    photo = canary.photo.digest
    assert photo in files()
    with committing():
        erase(canary, actor=SYSTEM)
    assert where(CANARY) == set()
    assert where(ADDRESS) == set()
    assert photo not in files()
    settle()
    assert where(CANARY) == set()
    canary.refresh_from_db()
    assert canary.name == "Tidligere medlem"
    assert not Mention.objects.filter(person=canary).exists()
    assert not Message.objects.filter(to=ADDRESS).exists()
    assert not Holding.objects.filter(person=canary, ended_at=None).exists()


def test_what_they_contributed_stays_under_a_former_member(canary):
    thread = make_thread("aase")
    make_comment(thread, "anders", text=f"Tak, @{NAME}!")
    comment = make_comment(thread, "anders", text="Selv tak.")
    type(comment).objects.filter(pk=comment.pk).update(author=canary, organisation=make_membership().organisation)
    erase(canary, actor=SYSTEM)
    page = cast.browser("aase").get(thread.get_absolute_url()).content.decode()
    assert "<strong>Tidligere medlem</strong>" in page
    assert "Vejle" in page
    assert '<span class="mention">@tidligere medlem</span>!' in page
    settle()
    found = cast.browser("aase").get("/soeg/?q=selv+tak").content.decode()
    assert "Tidligere medlem, Vejle" in found
    english = cast.browser("aase")
    english.post("/konto/sprog/", {"language": "en", "next": "/"})
    assert "Former member" in english.get(thread.get_absolute_url()).content.decode()


def test_the_index_names_a_former_member_once_the_worker_has_read_the_log(canary):
    erase(canary, actor=SYSTEM)
    settle()
    entry = Entry.objects.get(title="Hvem ved det?")
    held = Words.objects.get(document__entry=entry).entry
    assert "_medlem" in held
    assert all(f"_{word}" not in held for word in folded(NAME).split())


def test_nobody_signs_in_as_them_and_the_address_is_free_for_somebody_new(canary):
    browser = cast.Client()
    browser.force_login(canary, backend=cast.BACKEND)
    erase(canary, actor=SYSTEM)
    assert browser.get("/konto/").status_code == 302
    asked = cast.browser().post("/konto/log-ind/", {"email": ADDRESS})
    assert asked.status_code == 302
    assert not Message.objects.filter(lane="code").exists()
    holding = give_seat(make_membership(), email=ADDRESS, name="En Anden", role=Role.MEMBER, actor=SYSTEM)
    assert holding.person.pk != canary.pk
    canary.refresh_from_db()
    assert canary.name == "Tidligere medlem"


def test_done_twice_it_is_done_once(canary):
    for _ in range(2):
        erase(canary, actor=SYSTEM)
    assert Line.objects.about(canary).filter(verb="person.erased").count() == 1


def test_nobody_elses_seat_ends_with_a_deputy_or_a_successor_who_is_erased():
    mette, anders = cast.person("mette"), cast.person("anders")
    held = Holding.objects.get(seat=cast.seat("mette"), ended_at=None)
    name_deputy(held, deputy=anders, since=today(), until=today() + timedelta(days=9), actor=mette)
    erase(anders, actor=SYSTEM)
    assert list(Holding.objects.open().filter(seat=held.seat)) == [held]
    assert not Holding.objects.of(anders).filter(ended_at=None).exists()
    nadia = cast.person("nadia")
    sitting = Holding.objects.get(seat=cast.seat("nadia"), ended_at=None)
    leave_seat(sitting, until=today() + timedelta(days=9), email=ADDRESS, name=NAME, actor=SYSTEM)
    erase(Person.objects.by_address(ADDRESS), actor=SYSTEM)
    assert list(Holding.objects.of(nadia).open()) == [sitting]


def test_a_deputy_is_not_the_one_who_stays_to_run_a_network():
    line = make_person(organisation="kl", network=cast.other_network(), role=Role.COLLEAGUE)
    held = Holding.objects.get(person=cast.person("line"), ended_at=None)
    name_deputy(held, deputy=line, since=today(), until=today() + timedelta(days=9), actor=SYSTEM)
    with pytest.raises(Refusal):
        ask_erasure(cast.person("line"), actor=cast.person("line"))


def test_the_last_who_runs_a_network_is_not_erased():
    line = cast.person("line")
    with pytest.raises(Refusal, match="sidste"):
        ask_erasure(line, actor=line)
    with pytest.raises(Refusal):
        erase(line, actor=SYSTEM)
    line.refresh_from_db()
    assert line.erased_at is None
    assert Profile.objects.of(line).exists()


class TestTheTimeToRegret:
    def test_a_mail_says_when_and_until_then_it_can_be_taken_back(self):
        anders = cast.person("anders")
        for _ in range(2):
            ask_erasure(anders, actor=anders)
        told = Message.objects.get(to=anders.email)
        assert "/konto/mine-data/sletning/" in told.text
        assert erase_who_asked() == 0
        withdraw_erasure(anders, actor=anders)
        withdraw_erasure(anders, actor=anders)
        with time_machine.travel(timezone.now() + TIME_TO_REGRET + timedelta(days=1)):
            assert erase_who_asked() == 0
        lines = Line.objects.about(anders).filter(verb__startswith="erasure.")
        assert [line.verb for line in lines] == ["erasure.asked", "erasure.withdrawn"]

    def test_then_the_night_erases(self):
        anders = cast.person("anders")
        ask_erasure(anders, actor=anders)
        with time_machine.travel(timezone.now() + TIME_TO_REGRET):
            assert erase_who_asked() == 1
            assert erase_who_asked() == 0
        anders.refresh_from_db()
        assert anders.erased_at
        assert not ErasureRequest.objects.exists()

    def test_whoever_became_the_last_of_a_secretariat_meanwhile_waits_and_holds_up_nobody(self):
        line, anders = cast.person("line"), cast.person("anders")
        ErasureRequest.objects.create(person=line)
        ask_erasure(anders, actor=anders)
        with time_machine.travel(timezone.now() + TIME_TO_REGRET):
            assert erase_who_asked() == 1
        assert ErasureRequest.objects.get().person == line

    def test_nobody_asks_for_another(self):
        for actor in (cast.person("karen"), cast.person("mette")):
            with pytest.raises(PermissionDenied):
                ask_erasure(cast.person("anders"), actor=actor)


@pytest.mark.parametrize(
    ("who", "whom", "may"),
    [
        *(("karen", "anders", True), ("jonas", "anders", True), ("karen", "karen", False), ("mette", "anders", False)),
        *(("line", "anders", False), ("karen", "line", False), ("anders", "anders", False)),
    ],
)
def test_the_secretariat_erases_those_who_sit_in_its_networks_alone(who, whom, may):
    actor, person = cast.person(who), cast.person(whom)
    if may:
        erase(person, actor=actor)
        assert Person.objects.get(pk=person.pk).erased_at
    else:
        with pytest.raises(PermissionDenied):
            erase(person, actor=actor)


def test_who_sits_in_another_network_too_is_not_one_secretariats_to_erase():
    person = make_person(name="To Net", email="to@vejle.example")
    give_seat(
        make_membership("vejle", cast.other_network()), email=person.email, name="", role=Role.MEMBER, actor=SYSTEM
    )
    with pytest.raises(PermissionDenied):
        erase(person, actor=cast.person("karen"))


class TestTheNameInTexts:
    def left(self, canary: Person) -> dict[tuple[str, str], NameLeft]:
        erase(canary, actor=SYSTEM)
        return {(left.kind, left.column): left for left in NameLeft.objects.filter(person=canary)}

    def write(self, text: str):
        thread = make_thread("aase", title=f"{NAME} siger", text=text)
        file = SimpleUploadedFile(f"Notat fra {NAME}.txt", b"x")
        comment = make_comment(thread, "anders", text=f"Skriv til {ADDRESS.upper()}", attachments=[file])
        edit_comment(comment, text="Skriv ikke.", actor=cast.person("anders"))
        facts = {"heading": "Om", "heading_en": "", "text_en": "", "based_on": 1}
        write_section(cast.network(), section="om", text=f"Ring til {NAME}", actor=cast.person("karen"), **facts)
        return thread

    def test_every_kind_of_text_is_on_the_list(self, canary):
        self.write(f"Som kanariefugl\nholm skrev ({NAME}), ikke {NAME}sen.")
        left = self.left(canary)
        assert set(left) == {
            ("entries.entry", "title"),
            ("entries.entry", "text"),
            ("entries.attachment", "name"),
            ("entries.revision", "text"),
            ("website.sectionversion", "text"),
        }
        assert len(left["entries.entry", "text"].spans) == 2
        assert CANARY not in json.dumps(list(NameLeft.objects.values()), default=str)

    def test_the_name_is_replaced_by_a_press_and_nothing_of_it_is_left(self, canary):
        thread = self.write(f"Som {NAME} skrev.")
        for left in self.left(canary).values():
            for _ in range(2):
                replace_name(left, actor=cast.person("karen"))
        settle()
        assert where(CANARY) == set()
        thread.refresh_from_db()
        assert (thread.title, thread.text) == ("tidligere medlem siger", "Som tidligere medlem skrev.")
        assert "tidligere medlem skrev" in thread.html
        assert Line.objects.filter(verb="name.replaced").count() == 5

    def test_a_text_that_was_changed_since_is_not_touched(self, canary):
        self.write(f"Som {NAME} skrev.")
        left = self.left(canary)["entries.entry", "text"]
        Entry.objects.filter(pk=left.key).update(text="Noget helt andet.")
        with pytest.raises(Refusal):
            replace_name(left, actor=cast.person("karen"))
        leave_name(left, actor=cast.person("karen"))
        left.refresh_from_db()
        assert left.dealt_by == cast.person("karen")

    def test_they_are_the_secretariats_alone(self, canary):
        self.write(f"Som {NAME} skrev.")
        left = self.left(canary)["entries.entry", "text"]
        for who in ("mette", "line", "aase"):
            for operation in (replace_name, leave_name):
                with pytest.raises(PermissionDenied):
                    operation(left, actor=cast.person(who))


class TestTheNight:
    def test_what_is_over_goes_and_the_rest_stays(self, canary):
        thread = Entry.objects.first()
        Message.objects.update(sent_at=timezone.now())
        before = Person.objects.count()
        with time_machine.travel(timezone.now() + timedelta(days=91)):
            waiting = Message.objects.create(to="a@b.example", subject="S", message_id="<1@b>")
            Message.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - timedelta(days=91))
            clear_what_is_over()
            assert list(Message.objects.all()) == [waiting]
            assert canary.drafts.exists()
        with time_machine.travel(timezone.now() + timedelta(days=400)):
            clear_what_is_over()
            assert clear_what_is_over() == 0
        assert not canary.drafts.exists()
        assert not canary.notifications.exists()
        assert not Session.objects.exists()
        assert Entry.objects.filter(pk=thread.pk).exists()
        assert Person.objects.filter(erased_at=None).count() == before

    def test_who_has_sat_nowhere_for_two_years_is_erased(self):
        gone, seated = make_person(name="Gik Forlængst"), make_person(name="Sidder Her")
        gone.holdings.update(ended_at=timezone.now())
        with time_machine.travel(timezone.now() + timedelta(days=729)):
            clear_what_is_over()
            assert Person.objects.get(pk=gone.pk).erased_at is None
        with time_machine.travel(timezone.now() + timedelta(days=732)):
            clear_what_is_over()
        assert Person.objects.get(pk=gone.pk).erased_at
        assert Person.objects.get(pk=seated.pk).erased_at is None


def test_the_log_holds_ids_and_codes_alone(canary):
    """Whatever the tests above have made: no fact is a text with a blank in it, or an address."""
    erase(canary, actor=SYSTEM)
    facts = [fact for facts in Line.objects.values_list("facts", flat=True) for fact in facts.values()]
    assert [fact for fact in facts if isinstance(fact, str) and (" " in fact or "@" in fact)] == []
    assert not Pending.objects.exclude(last_error="").exists()
