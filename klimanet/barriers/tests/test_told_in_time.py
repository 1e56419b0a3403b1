"""When people are told of what the secretariat lets the network read: once, all of them, and not while it can be taken back."""

from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line, Pending
from klimanet.barriers.models import Barrier, Difference, Effect, Means, Outcome, State
from klimanet.barriers.models.barriers import UNDOABLE
from klimanet.barriers.operations.outcomes import edit_outcome, take_back_effect
from klimanet.barriers.operations.states import reopen
from klimanet.barriers.operations.steps import edit_step
from klimanet.entries.models import Audience, Entry
from klimanet.entries.operations.following import follow_topic
from klimanet.entries.operations.order import hide, show_again
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due, letter_of
from klimanet.notifications.consumers import HIDDEN_AT_MOST
from klimanet.notifications.models import Notification
from klimanet.notifications.operations import send_due_mails
from tests import cast
from tests.building import advance, make_comment, make_effect, make_outcome, make_step, make_thread

pytestmark = pytest.mark.django_db
SAID, TOLD = "Spørg @Nadia Rahmani", ["Nadia", "Peter"]  # one is named, one follows the theme


@pytest.fixture
def theme():
    theme = cast.network().themes.get(slug="energi")
    follow_topic(theme, network=cast.network(), actor=cast.person("peter"))
    return theme


def work() -> None:
    while consume_due() + send_due_mails() + deliver_due():
        pass


def pass_by() -> None:
    """The time in which it can be taken back."""
    for kind, moment in ((Entry, "created_at"), (Effect, "at")):
        for row in kind.objects.all():
            kind.objects.filter(pk=row.pk).update(**{moment: getattr(row, moment) - UNDOABLE})
    for model, moment in ((Pending, "not_before"), (Message, "send_after")):
        for row in model.objects.exclude(**{moment: None}):
            model.objects.filter(pk=row.pk).update(**{moment: getattr(row, moment) - UNDOABLE})
    work()


def told(entry: Entry) -> list[str]:
    """First names of those who are told of it in the site, once for each time."""
    work()
    names = Notification.objects.about(entry).values_list("person__name", flat=True)
    return sorted(name.partition(" ")[0] for name in names)


def reporters_told() -> list[str]:
    return list(Message.objects.filter(origin="barrier_told", sent_at__isnull=False).values_list("to", flat=True))


def told_outcome(theme) -> Outcome:
    outcome = make_outcome(text=SAID, themes=[theme])
    return make_effect(cast.barrier_report().barrier, outcome=outcome).outcome


def test_of_an_outcome_all_are_told_once_it_can_no_longer_be_taken_back(theme):
    outcome = told_outcome(theme)
    make_comment(outcome, "mette", text=f"@{cast.person('aase').name}, se her")
    assert (told(outcome), reporters_told()) == ([], [])
    edit_outcome(outcome, title="Lov", text=SAID, act=outcome.state, themes=[theme], actor=cast.person("karen"))
    assert told(outcome) == [], "Nor by what is done to it meanwhile."
    pass_by()
    assert (told(outcome), reporters_told()) == (sorted(["Karen", "Åse", *TOLD]), [cast.person("anders").email])


def test_what_is_taken_back_nobody_hears_of(theme):
    outcome = told_outcome(theme)
    take_back_effect(Effect.objects.get(), actor=cast.person("karen"))
    pass_by()
    assert (told(outcome), reporters_told()) == ([], [])
    make_effect(cast.barrier_report().barrier, outcome=Outcome.objects.get())
    pass_by()
    assert (told(outcome), reporters_told()) == (TOLD, [cast.person("anders").email])


def look_again() -> None:
    Pending.objects.update(not_before=timezone.now())
    work()


def test_what_was_hidden_meanwhile_is_told_once_it_is_shown_again(theme):
    outcome, karen = told_outcome(theme), cast.person("karen")
    hide(outcome, reason="Den er skrevet forkert.", actor=karen)
    pass_by()
    assert (told(outcome), reporters_told()) == ([], [])
    for _ in range(2):
        show_again(outcome, actor=karen)
        look_again()
        assert (told(outcome), reporters_told()) == (TOLD, [cast.person("anders").email])
        hide(outcome, reason="Igen.", actor=karen)
        work()


def test_a_mail_withdrawn_before_it_was_hidden_stays_withdrawn(theme):
    outcome, karen = told_outcome(theme), cast.person("karen")
    Message.objects.filter(origin="barrier_told").update(withdrawn_at=timezone.now())
    hide(outcome, reason="Den er skrevet forkert.", actor=karen)
    show_again(outcome, actor=karen)
    pass_by()
    assert reporters_told() == []


def test_what_is_shown_again_weeks_after_it_was_opened_is_no_news(theme):
    outcome, karen = told_outcome(theme), cast.person("karen")
    hide(outcome, reason="Den er skrevet forkert.", actor=karen)
    pass_by()
    opened = QuerySet(Line).filter(verb="outcome.opened")  # the log's own refuses to change
    opened.update(at=timezone.now() - HIDDEN_AT_MOST)
    look_again()
    show_again(outcome, actor=karen)
    look_again()
    assert told(outcome) == []


def test_of_what_was_taken_back_not_even_the_secretariat_hears_that_it_was_opened(theme):
    follow_topic(theme, network=cast.network(), actor=cast.person("jonas"))
    outcome = told_outcome(theme)
    take_back_effect(Effect.objects.get(), actor=cast.person("karen"))
    assert told(outcome) == []
    make_effect(cast.barrier_report().barrier, outcome=Outcome.objects.get())
    pass_by()
    assert told(outcome) == sorted(["Jonas", *TOLD])


def test_its_author_is_not_told_that_somebody_else_opened_it(theme):
    follow_topic(theme, network=cast.network(), actor=cast.person("karen"))
    step = make_step(text=SAID, themes=[theme], audience=Audience.SECRETARIAT)
    said = {"title": "Brev", "text": SAID, "means": Means.LETTER, "themes": [theme]}
    edit_step(step, **said, audience=Audience.NETWORK, actor=cast.person("jonas"))
    pass_by()
    assert step.author == cast.person("karen") and told(step) == TOLD


def test_an_older_one_that_is_shown_again_tells_nobody_twice(theme):
    thread = make_thread("aase", themes=[theme])
    assert told(thread) == ["Peter"], "A thread cannot be taken back: that is told at once."
    hide(thread, reason="Et navn stod der.", actor=cast.person("karen"))
    follow_topic(theme, network=cast.network(), actor=cast.person("anders"))
    Notification.objects.all().delete()  # as after a year
    show_again(thread, actor=cast.person("karen"))
    assert told(thread) == [], "Nor anew, nor those who follow the theme since."


def test_however_often_a_step_is_opened_its_followers_are_told_once(theme):
    step = make_step(text=SAID, themes=[theme])
    assert told(step) == []
    pass_by()
    said = {"title": "Brev", "text": SAID, "means": Means.LETTER, "themes": [theme]}
    for audience in (Audience.SECRETARIAT, Audience.NETWORK):
        edit_step(step, **said, audience=audience, actor=cast.person("karen"))
        pass_by()
    assert told(step) == TOLD


def letter() -> str:
    return letter_of(Message.objects.filter(origin="barrier_told").latest("pk")).text


def test_the_mail_tells_how_far_the_barrier_is_by_then():
    barrier = cast.barrier_report().barrier
    make_effect(barrier, difference=Difference.NONE)
    assert "Barrieren er fortsat: Vurderet." in letter()
    advance(barrier, State.PRIORITISED)
    assert "Barrieren er nu: Prioriteret." in letter()
    make_effect(Barrier.objects.get(pk=barrier.pk))
    assert "Barrieren er nu: Løst." in letter()
    reopen(Barrier.objects.get(pk=barrier.pk), reason="Ikke hos os.", actor=cast.person("anders"))
    assert "Løst" not in letter() and "Barrieren er nu: Ved at blive afklaret." in letter()


def test_what_waits_for_that_is_not_late():
    make_effect(cast.barrier_report().barrier)
    work()
    waiting = Pending.objects.filter(consumer="notifications")
    assert waiting and not waiting.late(timedelta())
