"""Who is told that their barrier goes on as another, and that it is its own again: once it has lasted, and only what is news."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line
from klimanet.barriers.models import Barrier, Report, State
from klimanet.barriers.models.barriers import UNDOABLE
from klimanet.barriers.operations.reports import join
from klimanet.entries.operations.merging import merge, separate
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due, letter_of
from tests import cast
from tests.building import assess, make_report

pytestmark = pytest.mark.django_db
ORIGIN = {"origin": "barrier_merged"}


def work() -> None:
    while consume_due() + deliver_due():
        pass


def pass_by() -> None:
    """The time in which it can be undone without a word."""
    work()
    Message.objects.filter(**ORIGIN).update(send_after=timezone.now())
    work()


def together(source: Report | Barrier, target: Report | Barrier) -> None:
    merge(now(source), target=now(target), actor=cast.person("karen"))


def apart(source: Report) -> None:
    separate(now(source), actor=cast.person("karen"))


def now(one: Report | Barrier) -> Barrier:
    """The barrier; of a report, the one it was made of."""
    return Barrier.objects.get(title=one.barrier.title if isinstance(one, Report) else one.title)


def told(mailoutbox) -> list[tuple[str, str]]:
    """First names of those who got a mail of it, and the number in its subject."""
    found = [mail for mail in mailoutbox if "Jeres barriere" in mail.subject]
    return [(mail.body.split()[1], "".join(filter(str.isdigit, mail.subject))) for mail in found]


@pytest.fixture
def reports() -> list[Report]:
    """Of four municipalities, each of a barrier of its own that the network reads."""
    made = [make_report(key, summary=f"Regel {key}") for key in ("mette", "aase", "nadia", "peter")]
    for report in made:
        assess(report.barrier)
    pass_by()
    return made


def numbers(reports: list[Report]) -> list[str]:
    return [str(report.barrier.number) for report in reports]


def test_undone_before_anybody_is_told_nobody_is(reports, mailoutbox):
    first, second, *_ = reports
    together(first, second)
    work()
    (waiting,) = Message.objects.filter(**ORIGIN)
    assert waiting.send_after - Line.objects.get(verb="entry.merged").at == UNDOABLE
    assert told(mailoutbox) == []
    apart(first)
    pass_by()
    assert told(mailoutbox) == []
    together(first, second)
    pass_by()
    assert told(mailoutbox) == [("Mette", numbers(reports)[1])]


def test_told_apart_after_they_were_told_they_are_told_that_too(reports, mailoutbox):
    (first, second, *_), (one, two, *_) = reports, numbers(reports)
    for _ in range(2):
        together(first, second)
        pass_by()
        apart(first)
        pass_by()
    assert told(mailoutbox) == [("Mette", two), ("Mette", one)] * 2
    text = mailoutbox[-1].body
    for said in (
        f"fortsætter som nummer {two}",
        f"igen nummer {one}, »Regel mette«",
        "hvem der må vide det, er uændret",
    ):
        assert said in text


def test_told_apart_and_merged_again_at_once_is_no_news(reports, mailoutbox):
    (first, second, third, _), (one, two, three, _) = reports, numbers(reports)
    together(first, second)
    pass_by()
    apart(first)
    work()
    together(first, second)
    pass_by()
    assert told(mailoutbox) == [("Mette", two)]
    apart(first)
    pass_by()
    assert told(mailoutbox) == [("Mette", two), ("Mette", one)], "Also where the second merging was not told."
    together(first, third)
    pass_by()
    assert told(mailoutbox)[2:] == [("Mette", three)]


def test_merged_again_the_time_begins_anew(reports, mailoutbox):
    first, second, *_ = reports
    together(first, second)
    work()
    apart(first)
    together(first, second)
    work()
    earlier, later = Message.objects.filter(**ORIGIN).order_by("pk")
    assert letter_of(earlier) is None
    assert letter_of(later)


def test_merged_further_at_once_they_are_told_where_it_went_in_the_end(reports, mailoutbox):
    (first, second, third, _), (_, two, three, _) = reports, numbers(reports)
    together(first, second)
    together(second, third)
    pass_by()
    assert sorted(told(mailoutbox)) == [("Mette", three), ("Åse", three)]
    apart(second)
    pass_by()
    assert sorted(told(mailoutbox)[2:]) == [("Mette", two), ("Åse", two)]


def test_whose_report_was_never_moved_hears_nothing(reports, mailoutbox):
    first = reports[0]
    make_report("mette", summary="Regel en til")
    other = now(Report.objects.latest("pk"))
    assess(other)
    together(other, first)
    pass_by()
    apart(other)
    pass_by()
    assert told(mailoutbox) == []


def test_the_mail_says_how_far_the_other_is(reports, mailoutbox):
    first, second, third, fourth = reports
    until = timezone.localdate() + timedelta(days=9)
    for target, state in ((second, State.SOLVED), (third, State.DROPPED), (fourth, State.ASSESSED)):
        Barrier.objects.filter(pk=target.barrier_id).update(
            state=state, due_on=None if state != State.ASSESSED else until
        )
        together(first, target)
        pass_by()
        apart(first)
    solved, dropped, open_ = [mail.body for mail in mailoutbox if "fortsætter som" in mail.subject]
    assert "Den er: Løst. Er den ikke løst hos jer, kan I åbne den igen på dens side." in solved
    assert "Den er: Henlagt. Er der mere at sige" in dropped
    assert "ser på den senest" in open_


def test_before_one_that_is_over_goes_with_one_that_is_not_that_is_said(reports):
    first, second, *_ = reports
    address = f"/klima/indlaeg/{first.barrier_id}/sammenlaegning/?med={second.barrier.number}"
    warnings = [f"Nr. {report.barrier.number} er afsluttet: Løst." for report in (second, first)]
    pages = []
    for states in product((State.ASSESSED, State.SOLVED), repeat=2):
        for report, state in zip((first, second), states, strict=True):
            Barrier.objects.filter(pk=report.barrier_id).update(state=state)
        pages.append(cast.browser("karen").get(address).text)
    assert [[warning in page for page in pages] for warning in warnings] == [
        [False, True, False, False],
        [False, False, True, False],
    ]
    assert all("om 15 minutter" in page for page in pages)


def test_page_and_mail_say_as_what_it_was_reported(reports, mailoutbox):
    (first, second, third, _), (one, *_) = reports, numbers(reports)
    together(first, second)
    pass_by()
    together(second, third)  # further
    pass_by()
    mails = [mail.body for mail in mailoutbox if "Mette" in mail.body and "fortsætter som" in mail.subject]
    pages = [cast.browser(key).get(first.get_absolute_url()).text for key in ("mette", "karen")]
    assert len(mails) == 2 and all(f"meldte som nummer {one}, »Regel mette«." in mail for mail in mails)
    assert all(f"Den blev meldt som nummer {one}, »Regel mette«" in page for page in pages)


def test_what_another_wrote_who_reported_it_first_is_not_told_as_what_it_was_called(reports, mailoutbox):
    """As long as the secretariat has not said in its own words what it is."""
    target, first = reports[1].barrier, make_report("anders", summary="Anders egne ord")
    facts = {"organisation": cast.seat("nadia").membership.organisation, "actor": cast.person("karen")}
    noted = join(first.barrier, stopped="Også dem", **facts)
    together(first.barrier, target)
    pass_by()
    mails = {mail.to[0]: mail.body for mail in mailoutbox if "fortsætter som" in mail.subject}
    pages = {
        key: cast.browser(key).get(report.get_absolute_url()).text
        for key, report in (("anders", first), ("nadia", noted))
    }
    number = Barrier.objects.get(title="Anders egne ord").number
    for told, what in ((mails[cast.person("anders").email], "meldte"), (pages["anders"], "blev meldt")):
        assert f"{what} som nummer {number}, »Anders egne ord«" in told
    for told, what in ((mails[cast.person("karen").email], "meldte"), (pages["nadia"], "blev meldt")):
        assert f"{what} som nummer {number}" in told and "egne ord" not in told
