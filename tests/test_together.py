"""Several people at once, each with a connection of their own: nothing is done twice and nothing is lost."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line, Pending
from klimanet.activity.operations import AlreadyDone, record
from klimanet.barriers.models import Barrier, Sequel, State
from klimanet.barriers.models import Report as BarrierReport
from klimanet.barriers.operations.reports import bring_back, change_report, join, withdraw
from klimanet.barriers.operations.sequels import continue_in
from klimanet.barriers.operations.states import move
from klimanet.entries.models import Comment, Entry
from klimanet.entries.operations.merging import merge, separate
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due, post
from klimanet.members.models import Holding, Organisation, Role, YearlyQuestion
from klimanet.members.models.networks import today
from klimanet.members.operations.deputies import name_deputy
from klimanet.members.operations.leaving import leave_seat
from klimanet.members.operations.networks import admit, admit_new
from klimanet.members.operations.seats import give_seat, vacate_seat
from klimanet.members.operations.yearly import ask_yearly
from klimanet.notifications.models import Notification
from klimanet.notifications.operations import send_due_mails
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from klimanet.website.models import Section
from klimanet.website.operations import write_section
from tests import cast
from tests.building import assess, make_comment, make_membership, make_person, make_report, make_thread

pytestmark = pytest.mark.usefixtures("committed")


def tell(line: Line) -> Callable[[], object]:
    """A consumer for these tests: a mail for each line, so that a line handled twice is seen."""
    return partial(post, to="a@b.example", subject=line.verb, text="Tekst")


def promise_in_vain(line: Line) -> Callable[[], object]:
    """What this leaves is refused only at the very end, when it is committed."""
    return partial(Pending.objects.create, line_id=line.pk + 1000, consumer="nobody")


def told() -> list[str]:
    return list(Message.objects.order_by("id").values_list("subject", flat=True))


def at_once(*deeds: Callable[[], object]) -> list[Exception]:
    """Do them all, each in a thread of its own, from one starting shot; what they refused with is returned."""
    shot, refused = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        try:
            shot.wait()
            deed()
        except (Refusal, AlreadyDone) as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_one_vacant_seat_is_given_once():
    seat = cast.seat("anders")
    vacate_seat(seat, actor=SYSTEM)
    membership = make_membership("odense")
    refused = at_once(
        *(
            lambda number=number: give_seat(
                membership, email=f"ny{number}@odense.example", name="Ny", role=Role.MEMBER, actor=SYSTEM
            )
            for number in range(4)
        )
    )
    assert refused == []
    assert Holding.objects.filter(seat=seat, ended_at=None).count() == 1
    assert membership.seats.filter(role=Role.MEMBER).count() == 4


def test_the_same_new_person_is_added_once():
    odense, vejle = make_membership("odense"), make_membership("vejle")
    facts = {"email": "ea@odense.example", "name": "Ea", "role": Role.MEMBER, "actor": SYSTEM}
    assert at_once(lambda: give_seat(odense, **facts), lambda: give_seat(vejle, **facts)) == []
    assert len({holding.person for holding in Holding.objects.filter(person__email="ea@odense.example")}) == 1


def test_a_form_sent_twice_at_once_is_done_once():
    membership, token = make_membership("odense"), uuid.uuid4()
    facts = {"email": "ea@odense.example", "name": "Ea", "role": Role.MEMBER, "actor": SYSTEM, "token": token}
    refused = at_once(*[lambda: give_seat(membership, **facts)] * 3)
    assert len(refused) == 2
    assert Line.objects.filter(token=token).count() == 1
    assert Message.objects.filter(to="ea@odense.example").count() == 1


def test_a_municipality_reports_a_barrier_once_however_many_of_it_press():
    """And each other municipality's report is there."""
    barrier = cast.barrier_report().barrier
    for organisation in ("vejle", "horsens", "kolding"):
        make_person(organisation=organisation)
        make_person(organisation=organisation)
    people = Holding.objects.filter(seat__membership__organisation__slug__in=["vejle", "horsens", "kolding"])
    refused = at_once(*(partial(join, barrier, stopped="s", actor=holding.person) for holding in people))
    assert len(refused) == 3
    assert barrier.barrier_reports.count() == 1 + 3
    assert barrier.barrier_reports.values("organisation").distinct().count() == 1 + 3


def test_whatever_several_of_a_municipality_say_at_once_one_report_stands_at_most():
    """They take it back, bring it back, join and change it, while it is merged into another; six rounds."""
    anders, mette, karen = (cast.person(key) for key in ("anders", "mette", "karen"))
    for round in range(6):
        report, other = make_report("anders", summary=f"Runde {round}"), make_report("aase", summary="Også").barrier
        assess(report.barrier)
        assess(other)
        at_once(
            partial(withdraw, report, reason="a", actor=anders),
            partial(withdraw, report, reason="b", actor=mette),
            partial(bring_back, report, actor=mette),
            partial(join, report.barrier, stopped="s", actor=anders),
            partial(join, other, stopped="s", actor=mette),
            partial(change_report, report, stopped="t", actor=mette),
            partial(merge, report.barrier, target=other, actor=karen),
        )
        standing = BarrierReport.objects.standing().of_any([report.organisation])
        assert {standing.of(barrier).count() for barrier in (report.barrier, other)} <= {0, 1}


@pytest.mark.parametrize("deed", [withdraw, partial(change_report, stopped="t")])
def test_a_report_that_is_moved_while_one_waits_for_it_is_found(deed):
    report, other = make_report("anders", summary="S"), make_report("aase", summary="T").barrier
    for barrier in (report.barrier, other):
        assess(barrier)
    late = threading.Thread(target=at_once, args=(partial(deed, report, actor=cast.person("anders")),))
    with transaction.atomic():
        merge(report.barrier, target=other, actor=cast.person("karen"))
        late.start()
        late.join(0.5)
        assert late.is_alive()  # it waits
    late.join()
    (found,) = BarrierReport.objects.of(other).of_any([report.organisation])
    assert found.versions.exists()


def test_telling_apart_and_merging_further_at_once_wait_for_one_another():
    karen = cast.person("karen")
    for _ in range(10):
        first, second, third = (make_thread("aase", title=name) for name in "ABC")
        merge(first, target=second, actor=karen)
        at_once(partial(merge, second, target=third, actor=karen), partial(separate, first, actor=karen))
        ends = {entry.pk: entry.goes_on_in_id for entry in Entry.objects.all()}
        assert ends[second.pk] in (third.pk, None)
        assert ends[first.pk] in (ends[second.pk], None)


def test_a_barrier_goes_one_way_at_a_time():
    """Two of the secretariat, a merge and a municipality that joins, all from one starting shot; five rounds."""
    karen = cast.person("karen")
    for round in range(5):
        target, other = cast.barrier_report().barrier, make_report("aase", summary=f"Runde {round}").barrier
        assess(other)
        at_once(
            partial(move, other, state=State.PRIORITISED, line="x", due_on=today(), actor=karen),
            partial(move, other, state=State.PARKED, line="x", due_on=today(), actor=cast.person("jonas")),
            partial(merge, other, target=target, actor=karen),
            partial(join, other, stopped="s", actor=cast.person("anders")),
        )
        standing = list(other.changes.standing())
        assert [change.earlier for change in standing[1:]] == [change.state for change in standing[:-1]]
        assert Barrier.objects.get(pk=other.pk).state == standing[-1].state
        reports = BarrierReport.objects.filter(barrier__in=[target, other]).values_list("barrier", "organisation")
        assert len(set(reports)) == len(reports)


def test_the_last_two_of_a_secretariat_cannot_leave_at_once():
    karen, jonas = cast.seat("karen"), cast.seat("jonas")
    refused = at_once(lambda: vacate_seat(karen, actor=SYSTEM), lambda: vacate_seat(jonas, actor=SYSTEM))
    assert len(refused) == 1
    assert Holding.objects.active().in_network(cast.network()).running().count() == 1


def test_nor_whatever_day_each_names():
    network = cast.network()
    karen, jonas = (Holding.objects.get(seat=cast.seat(key)) for key in ("karen", "jonas"))
    refused = at_once(
        lambda: leave_seat(karen, until=today() + timedelta(days=30), actor=karen.person),
        lambda: leave_seat(jonas, until=today() + timedelta(days=60), actor=jonas.person),
    )
    assert len(refused) == 1
    assert Holding.objects.active().in_network(network).running().filter(until=None).count() == 1


def test_a_seat_passes_to_one_successor():
    anders, mette = (Holding.objects.get(seat=cast.seat(key)) for key in ("anders", "mette"))
    refused = at_once(
        *(
            partial(leave_seat, anders, email=f"ny{number}@odense.example", name="Ny", actor=mette.person)
            for number in range(3)
        )
    )
    assert len(refused) == 2
    assert Holding.objects.filter(seat=anders.seat, ended_at=None).count() == 1


def test_whoever_leaves_meanwhile_becomes_no_deputy():
    anders, mette = (Holding.objects.get(seat=cast.seat(key)) for key in ("anders", "mette"))
    facts = {"deputy": anders.person, "since": today(), "until": today(), "actor": mette.person}
    at_once(partial(name_deputy, mette, **facts), partial(leave_seat, anders, actor=mette.person))
    assert not Holding.objects.active().of(anders.person).exists()


def test_several_workers_ask_once_a_year():
    YearlyQuestion.objects.all().delete()
    membership = make_membership("odense")
    assert at_once(*[partial(ask_yearly, membership, actor=SYSTEM)] * 3) == []
    assert YearlyQuestion.objects.about(membership).count() == 1
    assert Message.objects.filter(origin="yearly").count() == 1


def test_an_organisation_is_admitted_once():
    vejle, network = Organisation.objects.get(slug="vejle"), cast.network()
    deed = partial(admit, network, organisation=vejle, since=today(), actor=SYSTEM)
    assert len(at_once(deed, deed, deed)) == 2
    assert network.memberships.of(vejle).count() == 1


def test_a_new_organisation_is_added_once():
    network = make_membership("odense").network
    refused = at_once(*(lambda: admit_new(network, name="Klimahuset", since=today(), actor=SYSTEM) for _ in range(4)))
    assert len(refused) == 3
    assert all(isinstance(refusal, Refusal) for refusal in refused)
    assert Organisation.objects.filter(name="Klimahuset").count() == 1


def test_two_who_write_at_once_do_not_write_over_each_other():
    network = cast.network()

    def write(text: str) -> Callable[[], None]:
        return lambda: write_section(
            network, section=Section.PRICE, based_on=1, heading="Pris", text=text, actor=SYSTEM
        )

    assert len(at_once(write("Gratis"), write("Dyrt"))) == 1
    assert network.section_versions.of(Section.PRICE).count() == 2


def test_several_workers_send_each_message_once(settings, tmp_path):
    settings.EMAIL_BACKEND = "klimanet.mail.mailbox.Mailbox"
    for number in range(20):
        post(to=f"a{number}@b.example", subject=f"Nr. {number}", text="Tekst")
    at_once(deliver_due, deliver_due, deliver_due)
    assert Message.objects.filter(sent_at=None).count() == 0
    assert Message.objects.filter(fence=1).count() == 20


def test_several_workers_together_keep_to_the_rate(settings, tmp_path):
    settings.EMAIL_BACKEND, settings.MAIL_PER_MINUTE = "klimanet.mail.mailbox.Mailbox", 7
    for number in range(20):
        post(to=f"a{number}@b.example", subject=f"Nr. {number}", text="Tekst")
    at_once(deliver_due, deliver_due, deliver_due)
    assert Message.objects.filter(sent_at=None).count() == 13


def test_a_message_with_the_same_id_is_written_down_once():
    deed = partial(post, to="a@b.example", subject="Hej", text="Tekst", message_id="<line.7@b.example>")
    assert at_once(deed, deed, deed, deed) == []
    assert Message.objects.count() == 1


def test_several_workers_handle_each_line_once(settings):
    settings.CONSUMERS = dict.fromkeys(("one", "two"), f"{__name__}.tell")
    with transaction.atomic():
        for number in range(30):
            record(f"network.{number}", cast.network() if number % 3 else cast.person("karen"), actor=SYSTEM)
    at_once(consume_due, consume_due, consume_due)
    while consume_due():  # what a worker left because an earlier line of its subject was in another's hands
        pass
    assert sorted(told()) == sorted(f"network.{number}" for number in range(30) for _ in ("one", "two"))
    assert Pending.objects.count() == 0


def test_several_workers_mail_each_notification_once():
    thread = make_thread("aase")
    for _ in range(10):
        make_comment(thread, "anders")
    at_once(consume_due, consume_due, consume_due)
    while consume_due():
        pass
    at_once(send_due_mails, send_due_mails, send_due_mails)
    assert Message.objects.filter(to=cast.person("aase").email, origin="notification").count() == 10
    assert Notification.objects.waiting_for_mail().count() == 0


def test_lines_that_commit_out_of_order_are_all_handled(settings):
    """On PostgreSQL the first is committed last, after the second has been handled; SQLite lets one write at a time."""
    settings.CONSUMERS = {"one": f"{__name__}.tell"}
    out_of_order = connection.vendor == "postgresql"
    first_is_written, second_is_handled = threading.Event(), threading.Event()

    def write_first() -> None:
        with transaction.atomic():
            record("network.first", cast.network(), actor=SYSTEM)
            first_is_written.set()
            assert second_is_handled.wait(20 if out_of_order else 0.2) is out_of_order

    def write_second() -> None:
        first_is_written.wait()
        with transaction.atomic():
            record("network.second", cast.network(), actor=SYSTEM)
        consume_due()
        second_is_handled.set()

    at_once(write_first, write_second)
    consume_due()
    assert told() == (["network.second", "network.first"] if out_of_order else ["network.first", "network.second"])


def test_a_consumer_refused_at_the_very_end_holds_up_nobody(settings):
    settings.CONSUMERS = {"vain": f"{__name__}.promise_in_vain", "one": f"{__name__}.tell"}
    with transaction.atomic():
        record("network.first", cast.network(), actor=SYSTEM)
    assert consume_due() == 2
    assert told() == ["network.first"]
    assert Pending.objects.get().attempts == 1


@pytest.mark.parametrize("second", [("B", "A"), ("A", "C"), ("A", "B"), ("B", "C")])
def test_of_two_who_merge_the_same_at_once_one_comes_first_and_no_comment_is_lost(second):
    """A into B, beside B into A, A into C, A into B once more; B into C alone goes well with it, where it comes second."""
    karen, jonas = cast.person("karen"), cast.person("jonas")
    for _ in range(5):
        threads = {name: make_thread("aase", title=name) for name in "ABC"}
        for thread in threads.values():
            for key in ("anders", "nadia"):
                make_comment(thread, key, text=f"{thread.title} {key}")
        source, target = (threads[name] for name in second)
        refused = at_once(
            partial(merge, threads["A"], target=threads["B"], actor=karen),
            partial(merge, source, target=target, actor=jonas),
        )
        merged = Entry.objects.filter(pk__in=[thread.pk for thread in threads.values()], merged_into__isnull=False)
        lines = Line.objects.filter(verb="entry.merged", subject_id__in=merged.values("pk"))
        assert lines.count() == merged.count() == 2 - len(refused)
        assert len(refused) == 1 or second == ("B", "C")
        assert all(isinstance(refusal, Refusal) for refusal in refused)
        said = Comment.objects.filter(entry__in=list(threads.values()))
        assert sorted(said.values_list("text", flat=True)) == [
            f"{name} {key}" for name in "ABC" for key in ("anders", "nadia")
        ]
        for thread in threads.values():
            thread.refresh_from_db()
            numbers = list(thread.comments.order_by("number").values_list("number", flat=True))
            expected = [] if thread.merged_into_id else list(range(1, thread.last_comment + 1))
            assert numbers == expected


def test_others_write_while_a_file_is_taken_in():
    thread = make_thread()

    class Large(SimpleUploadedFile):
        def chunks(self, chunk_size=None):
            assert at_once(lambda: make_comment(thread, "nadia")) == []
            return super().chunks(chunk_size)

    make_comment(thread, "anders", attachments=[Large("regneark.txt", b"1")])
    said = [comment.author for comment in thread.comments.order_by("number")]
    assert said == [cast.person("nadia"), cast.person("anders")]


def test_two_who_lead_from_barrier_to_barrier_at_once_close_no_circle():
    a, b, c, d = (make_report(summary=f"Barriere {number}").barrier for number in range(4))
    karen = cast.person("karen")
    for earlier, later in ((a, b), (c, d)):
        continue_in(earlier, sequel=later, actor=karen)
    ways = (partial(continue_in, earlier, sequel=later, actor=karen) for earlier, later in ((b, c), (d, a)))
    assert len(at_once(*ways)) == 1 and Sequel.objects.count() == 3
