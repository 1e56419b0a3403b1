"""Who of the secretariat sees to an open question, and when next."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied

from klimanet.activity.models import Line
from klimanet.dialogues import panels
from klimanet.dialogues.models import first_date
from klimanet.dialogues.operations import close_thread, mark_answer, reopen_thread
from klimanet.entries.models import Audience, Entry
from klimanet.entries.operations.arranging import theme_many
from klimanet.entries.operations.care import hand_over, look_after, see_to_many
from klimanet.members.models import Organisation, seated
from klimanet.members.models.networks import today
from klimanet.members.operations.networks import archive_theme
from klimanet.members.operations.seats import vacate_seat
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import make_comment, make_thread

pytestmark = pytest.mark.django_db
SOON = datetime.timedelta(days=3)


def karen():
    return cast.person("karen")


def old_question(days: int = 10, **facts):
    thread = make_thread("aase", **facts)
    Entry.objects.filter(pk=thread.pk).update(created_at=thread.created_at - datetime.timedelta(days=days))
    return thread


def shown(query: str = "") -> list[str]:
    return [row.title for row, _ in cast.browser("karen").get(f"/klima/dialog/opfoelgning/{query}").context["forms"]]


def test_every_question_has_a_next_date_from_the_beginning_and_is_the_secretariats():
    thread = make_thread("aase")
    assert thread.due_on == first_date()
    assert make_thread("aase", is_question=False).due_on is None
    page = cast.browser("nadia").get(thread.get_absolute_url()).content.decode()
    assert "Sekretariatet følger op, næste gang" in page
    close_thread(thread, summary="Færdig", actor=cast.person("aase"))
    Entry.objects.filter(pk=thread.pk).update(due_on=today() - SOON)
    reopen_thread(thread, actor=cast.person("aase"))
    thread.refresh_from_db()
    assert thread.due_on == first_date()


def test_taken_in_one_press_and_handed_to_another():
    thread = make_thread("aase")
    address = f"/klima/indlaeg/{thread.pk}/opfoelgning/"
    cast.browser("karen").post(address, {"wish": "mine"})
    thread.refresh_from_db()
    assert (thread.handler, thread.due_on) == (cast.seat("karen"), first_date())
    assert f"{karen().name} følger op" in cast.browser("nadia").get(thread.get_absolute_url()).content.decode()
    facts = {"token": str(uuid.uuid4()), "handler": cast.seat("jonas").pk, "due_on": today() + SOON, "list": "7"}
    for _ in range(2):
        assert cast.browser("karen").post(address, facts)["Location"] == "/klima/dialog/opfoelgning/?dage=7"
    thread.refresh_from_db()
    assert (thread.handler, thread.due_on) == (cast.seat("jonas"), today() + SOON)
    assert Line.objects.filter(verb="entry.assigned").count() == 2


def test_only_the_secretariat_decides_and_only_it_is_chosen_and_no_day_that_is_over():
    thread = make_thread("aase")
    for key in ("aase", "mette", "lise", "sofie", "line"):
        with pytest.raises(PermissionDenied):
            look_after(thread, handler=None, due_on=today(), actor=cast.person(key))
    with pytest.raises(Refusal) as refusal:
        look_after(thread, handler=cast.seat("mette").pk, due_on=today(), actor=karen())
    assert refusal.value.field == "handler"
    with pytest.raises(Refusal) as refusal:
        look_after(thread, handler=None, due_on=today() - SOON, actor=karen())
    assert refusal.value.field == "due_on"
    close_thread(thread, summary="x", actor=karen())
    with pytest.raises(Refusal):
        look_after(thread, handler=None, due_on=today(), actor=karen())


def test_the_list_is_of_questions_open_for_long_those_past_their_date_first():
    old_question(title="Om en uge")
    late = old_question(title="For sent")
    Entry.objects.filter(pk=late.pk).update(due_on=today() - SOON)
    old_question(title="Ny", days=1)
    answered = old_question(title="Besvaret")
    mark_answer(answered, comment=make_comment(answered), actor=cast.person("aase"))
    old_question(title="Kun en kreds", audience=Audience.CIRCLE, circle=Organisation.objects.named(["samsoe"]))
    assert shown() == ["For sent", "Om en uge"]
    assert "Ny" in shown("?dage=0")
    assert shown("?dage=pjat") == ["For sent", "Om en uge"]
    panel = panels.open_questions(late.network, reader=seated(karen()))
    assert (panel.count, [row.title for row in panel.first]) == (2, ["For sent", "Om en uge"])
    assert panel.first[0].due == today() - SOON


def test_the_list_goes_on_where_it_stopped_and_costs_the_same(django_assert_num_queries):
    for number in range(30):
        old_question(title=f"Nummer {number}")
    browser = cast.browser("karen")
    first = browser.get("/klima/dialog/opfoelgning/").context["page"]
    second = browser.get("/klima/dialog/opfoelgning/", {"efter": first.next}).context["page"]
    assert len({row.pk for row in first.rows + second.rows}) == 30
    assert len(browser.get("/klima/dialog/opfoelgning/").content) < 60_000


def test_everything_open_is_handed_over_in_one_step():
    mine, also, done = (make_thread("aase") for _ in range(3))
    circle = make_thread("aase", audience=Audience.CIRCLE, circle=Organisation.objects.named(["samsoe"]))
    Entry.objects.filter(pk__in=[mine.pk, also.pk, done.pk, circle.pk]).update(handler=cast.seat("karen"))
    close_thread(done, summary="x", actor=karen())
    facts = {"source": cast.seat("karen"), "target": cast.seat("jonas"), "actor": cast.person("jonas")}
    assert hand_over(mine.network, **facts) == 4
    assert hand_over(mine.network, **facts) == 0
    handed = {row.entry_ptr for row in (mine, also, circle, cast.barrier_report().barrier)}
    assert set(Entry.objects.filter(handler=cast.seat("jonas"))) == handed
    done.refresh_from_db()
    assert done.handler == cast.seat("karen"), "Who saw to what is over stays to be read."
    for wrong in ("mette", "karen"):
        with pytest.raises(Refusal):
            hand_over(mine.network, **facts | {"target": cast.seat(wrong)})
    with pytest.raises(PermissionDenied):
        hand_over(mine.network, **facts | {"actor": cast.person("mette")})


def test_several_are_given_to_one_with_one_line_for_each_that_changed():
    threads = [make_thread("aase") for _ in range(3)]
    circle = make_thread("aase", audience=Audience.CIRCLE, circle=Organisation.objects.named(["samsoe"]))
    done, also, mine = threads
    close_thread(done, summary="x", actor=karen())
    Entry.objects.filter(pk=mine.pk).update(handler=cast.seat("jonas"))
    facts = {"entries": [entry.pk for entry in (*threads, circle)], "handler": cast.seat("jonas").pk}
    found, left_out = see_to_many(done.network, **facts, actor=karen())
    assert ({row.pk for row in found}, [row.pk for row in left_out]) == ({also.pk, mine.pk}, [done.pk])
    see_to_many(done.network, **facts, actor=karen())
    assert [line.subject_id for line in Line.objects.filter(verb="entry.assigned")] == [also.pk]
    for wrong in (None, cast.seat("mette").pk):
        with pytest.raises(Refusal):
            see_to_many(done.network, **facts | {"handler": wrong}, actor=karen())
    with pytest.raises(Refusal, match="højst 100"):
        see_to_many(done.network, **facts | {"entries": range(101)}, actor=karen())
    with pytest.raises(PermissionDenied):
        see_to_many(done.network, **facts, actor=cast.person("mette"))


def test_several_get_a_theme_and_keep_those_that_are_put_away():
    energy, waste = (cast.network().themes.get(slug=slug) for slug in ("energi", "affald"))
    one, other = make_thread("aase", themes=[waste]), make_thread("aase", themes=[energy])
    archive_theme(waste, actor=SYSTEM)
    facts = {"entries": [one.pk, other.pk], "theme": energy, "actor": karen()}
    theme_many(one.network, given=True, **facts)
    assert set(one.themes.all()) == {energy, waste}
    assert [line.subject_id for line in Line.objects.filter(verb="entry.themed")] == [one.pk]
    theme_many(one.network, given=False, **facts)
    assert (list(one.themes.all()), list(other.themes.all())) == ([waste], [])
    operations = Line.objects.filter(verb="entry.themed").values_list("operation", flat=True)
    assert len(set(operations)) == 2 and len(operations) == 3  # one form, one operation
    for wrong in (waste, cast.other_network().themes.first()):
        with pytest.raises(Refusal):
            theme_many(one.network, given=True, **facts | {"theme": wrong})


def test_a_seat_nobody_sits_in_is_nobodys_to_see_to():
    thread = old_question()
    look_after(thread, handler=cast.seat("jonas").pk, due_on=today(), actor=karen())
    vacate_seat(cast.seat("jonas"), actor=SYSTEM)
    assert "Ingen endnu" in cast.browser("karen").get("/klima/dialog/opfoelgning/").content.decode()
    assert "Sekretariatet følger op" in cast.browser("aase").get(thread.get_absolute_url()).content.decode()
