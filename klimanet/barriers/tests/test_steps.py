"""Political work: who reads it and from when, what it argues for which barrier, whom it quotes, and what came of it."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from klimanet.activity.models import Line
from klimanet.barriers.duties import open_steps
from klimanet.barriers.models import Act, Argument, Barrier, Consent, Means, Quotation, Stage, State, Step
from klimanet.barriers.operations.reports import change_report, join
from klimanet.barriers.operations.steps import argue, drop_argument, edit_step, plan_step, settle_step
from klimanet.entries.models import Audience
from klimanet.entries.operations.merging import merge
from klimanet.entries.operations.order import hide
from klimanet.members.models.networks import today
from klimanet.rules.refusals import Refusal
from klimanet.text.dates import weekday
from tests import cast
from tests.building import advance, assess, make_effect, make_outcome, make_report, make_step

pytestmark = pytest.mark.django_db
TOMORROW = today() + timedelta(days=1)


@pytest.fixture
def barrier():
    return cast.barrier_report().barrier


def now(step: Step) -> Step:
    return Step.objects.get(pk=step.pk)


def reads(key: str, path: str) -> str:
    return cast.browser(key).get(path).content.decode()


def test_it_stands_in_the_barriers_story_with_what_it_argues(barrier):
    step = make_step(barrier=barrier, argument="Et selskab koster mere end taget.", counterpart="Energistyrelsen")
    page = reads("aase", barrier.get_absolute_url())
    assert "Et selskab koster mere end taget." in page and "Energistyrelsen" in page
    assert step.get_absolute_url() in page
    assert "Et selskab koster mere" in reads("aase", step.get_absolute_url())


def test_delivered_it_leads_on_and_offers_nothing_that_would_be_refused(barrier):
    report = cast.barrier_report()
    change_report(report, consent=Consent.PUBLIC, actor=cast.person("anders"))
    step, moving = make_step(planned_on=TOMORROW), f'{barrier.get_absolute_url()}trin/"'
    argue(step, barrier=barrier, text="Derfor", quoted=[report], actor=cast.person("karen"))
    page = reads("karen", step.get_absolute_url())
    assert ("Tag det ud" in page, moving in page, "Planlagt til" in page) == (True, False, True)
    Step.objects.update(state=Stage.DELIVERED, delivered_on=today())
    page = reads("karen", step.get_absolute_url())
    assert ("Tag det ud" in page, moving in page, "Planlagt til" in page) == (False, True, False)
    assert moving not in reads("anders", step.get_absolute_url())
    advance(barrier, State.PRIORITISED, State.ADVOCACY)
    assert moving not in reads("karen", step.get_absolute_url())


def test_what_is_held_back_is_read_by_the_secretariat_until_its_day(barrier):
    step = make_step(title="Kanariebrev", barrier=barrier, argument="Kanarieargument", opens_on=TOMORROW)
    open_steps()
    for path in (
        step.get_absolute_url(),
        barrier.get_absolute_url(),
        "/klima/barrierer/indsatser/",
        "/soeg/?q=kanarie",
    ):
        assert "Kanariebrev" not in reads("aase", path)
    assert "Holdes tilbage" in reads("karen", step.get_absolute_url())
    Step.objects.update(opens_on=today())
    open_steps()
    assert (now(step).audience, now(step).opens_on) == (Audience.NETWORK, None)
    assert "Kanarieargument" in reads("aase", barrier.get_absolute_url())


def test_what_it_said_while_it_was_held_back_stays_with_the_secretariat():
    step, said = make_step(text="Kanarieudkast", opens_on=TOMORROW), {"title": "B", "text": "Ud", "means": Means.LETTER}
    edit_step(step, **said, audience=Audience.NETWORK, opens_on=TOMORROW, actor=cast.person("karen"))
    Step.objects.update(opens_on=today())
    open_steps()
    assert "Kanarieudkast" not in reads("aase", f"/klima/indlaeg/{step.pk}/historik/")
    assert step.created_at < now(step).created_at, "Lists and feeds tell when the network came to read it."


def test_whoever_takes_away_the_day_lets_the_network_read_it():
    step, karen = make_step(title="Kanariebrev", opens_on=TOMORROW), cast.browser("karen")
    path = f"{step.get_absolute_url()}rettelse/"
    form = karen.get(path).context["form"]
    names = ("means", "title", "audience", "token")
    sent = karen.post(path, {name: form[name].value() for name in names} | {"opens_on": ""})
    assert sent.status_code == 302, sent.context["form"].errors
    assert "Kanariebrev" in reads("aase", "/klima/barrierer/indsatser/")


def test_one_that_is_opened_by_hand_is_as_old_as_that():
    step = make_step(audience=Audience.SECRETARIAT)
    said = {"title": "B", "text": "", "means": Means.LETTER, "audience": Audience.NETWORK}
    edit_step(step, **said, actor=cast.person("karen"))
    assert step.created_at < now(step).created_at


def test_whom_it_quotes_is_told_so_but_not_what_it_is_called_while_it_is_held_back(barrier):
    report = join(barrier, stopped="Også os", consent=Consent.PUBLIC, actor=cast.person("aase"))
    step = make_step(title="Kanariebrev", opens_on=TOMORROW)
    argue(step, barrier=barrier, text="Derfor", quoted=[report], actor=cast.person("karen"))
    page = reads("aase", report.get_absolute_url())
    assert "»Også os«" in page
    assert "Kanariebrev" not in page and "Kanariebrev" in reads("karen", report.get_absolute_url())
    Step.objects.update(opens_on=today())
    open_steps()
    assert "Kanariebrev" in reads("aase", report.get_absolute_url())


def test_what_only_the_secretariat_reads_does_not_open_by_itself():
    step = make_step(audience=Audience.SECRETARIAT)
    open_steps()
    assert now(step).audience == Audience.SECRETARIAT


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"opens_on": today()}, "opens_on"),
        ({"delivered_on": TOMORROW}, "delivered_on"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused(facts, field):
    with pytest.raises(Refusal) as refused:
        make_step(**facts)
    assert refused.value.field == field


def test_its_stage_follows_from_its_dates_until_something_came_of_it():
    step = make_step()
    assert step.state == Stage.PLANNED
    with pytest.raises(Refusal):
        settle_step(step, stage=Stage.ACCEPTED, result="", actor=cast.person("karen"))
    said = {"title": "B", "text": "", "means": Means.HEARING, "audience": Audience.NETWORK}
    edit_step(step, **said, delivered_on=today(), actor=cast.person("karen"))
    assert now(step).state == Stage.DELIVERED
    settle_step(step, stage=Stage.PARTLY, result="Noget kom med.", actor=cast.person("karen"))
    edit_step(step, **said, delivered_on=today(), actor=cast.person("karen"))
    assert (now(step).state, now(step).result) == (Stage.PARTLY, "Noget kom med.")
    with pytest.raises(Refusal) as refused:
        edit_step(step, **said, delivered_on=None, actor=cast.person("karen"))
    assert refused.value.field == "delivered_on", "Nobody answers what was not delivered."
    settle_step(step, stage=Stage.DELIVERED, result="Noget kom med.", actor=cast.person("karen"))
    assert (now(step).state, now(step).result) == (Stage.DELIVERED, ""), "It was a slip."
    edit_step(step, **said, delivered_on=None, actor=cast.person("karen"))
    settle_step(step, stage=Stage.OVERTAKEN, result="", actor=cast.person("karen"))
    assert "Intet endnu" in reads("karen", f"{step.get_absolute_url()}udfald/")
    settle_step(step, stage=Stage.DELIVERED, result="", actor=cast.person("karen"))
    assert now(step).state == Stage.PLANNED, "It never was delivered."


def test_what_is_typed_where_nothing_came_of_it_yet_is_refused_beside_it_and_stays():
    step, karen = make_step(delivered_on=today()), cast.browser("karen")
    path = f"{step.get_absolute_url()}udfald/"
    sent = {"token": str(uuid.uuid4()), "stage": Stage.DELIVERED, "result": "De ringer i næste uge."}
    form = karen.post(path, sent).context["form"]
    assert list(form.errors) == ["result"] and form["result"].value() == sent["result"]
    assert karen.post(path, sent | {"result": ""}).status_code == 302
    assert not Line.objects.filter(verb="step.resulted").exists(), "Nothing changed."


def test_where_it_is_not_delivered_one_is_led_to_that_before_one_types():
    for step, led in ((make_step(), True), (make_step(delivered_on=today()), False)):
        page = reads("karen", f"{step.get_absolute_url()}udfald/")
        assert (f'{step.get_absolute_url()}rettelse/#id_delivered_on"' in page) == led
        assert ("Det er ikke afleveret endnu" in page) == led
    assert 'id="id_delivered_on"' in reads("karen", f"{step.get_absolute_url()}rettelse/")


def test_whoever_runs_the_network_edits_another_ones_but_no_member_does(barrier):
    step = make_step()
    said = {"title": "Jonas har rettet", "text": "", "means": Means.LETTER, "audience": Audience.NETWORK}
    edit_step(step, **said, actor=cast.person("jonas"))
    assert now(step).title == "Jonas har rettet"
    for operation, facts in (
        (edit_step, said),
        (argue, {"barrier": barrier, "text": "x"}),
        (settle_step, {"stage": Stage.OVERTAKEN, "result": ""}),
    ):
        with pytest.raises(PermissionDenied):
            operation(step, **facts, actor=cast.person("aase"))
    with pytest.raises(PermissionDenied):
        plan_step(cast.network(), **said, actor=cast.person("lise"))


def test_an_argument_said_anew_takes_the_earlier_ones_place(barrier):
    step = make_step()
    for text in ("Først", "Så"):
        argue(step, barrier=barrier, text=text, actor=cast.person("karen"))
    assert Argument.objects.get().text == "Så"
    drop_argument(Argument.objects.get(), actor=cast.person("karen"))
    assert not Argument.objects.exists()


def test_only_those_who_may_be_quoted_are_and_they_see_where(barrier):
    report, step, karen = cast.barrier_report(), make_step(delivered_on=today()), cast.person("karen")
    with pytest.raises(Refusal):
        argue(step, barrier=barrier, text="x", quoted=[report], actor=karen)
    change_report(report, consent=Consent.PUBLIC, stopped="Citatet", actor=cast.person("anders"))
    argue(step, barrier=barrier, text="x", quoted=[report], actor=karen)
    assert "Citatet" in reads("aase", step.get_absolute_url())
    with pytest.raises(Refusal, match="afleveret"):
        argue(step, barrier=barrier, text="x", actor=karen)
    assert "Her er I citeret" in reads("anders", report.get_absolute_url())
    change_report(report, consent=Consent.SECRETARIAT, actor=cast.person("anders"))
    assert "Citatet" not in reads("aase", step.get_absolute_url())
    page = reads("anders", report.get_absolute_url())
    assert "Her er I citeret" in page and "kan ikke kaldes tilbage" in page
    argue(step, barrier=barrier, text="y", actor=karen)
    with pytest.raises(Refusal):
        drop_argument(Argument.objects.get(), actor=karen)
    assert Quotation.objects.count() == 1, "What has left is known."


def test_whoever_is_quoted_no_longer_before_it_was_delivered_never_was(barrier):
    report, step, karen = cast.barrier_report(), make_step(), cast.person("karen")
    change_report(report, consent=Consent.PUBLIC, actor=cast.person("anders"))
    argue(step, barrier=barrier, text="x", quoted=[report], actor=karen)
    argue(step, barrier=barrier, text="x", actor=karen)
    assert not Quotation.objects.exists()


def test_a_barrier_shows_what_was_argued_for_the_one_that_was_merged_into_it(barrier):
    report = make_report("aase")
    assess(report.barrier)
    make_step(barrier=report.barrier, argument="For den anden")
    merge(report.barrier, target=barrier, actor=cast.person("karen"))
    assert "For den anden" in reads("nadia", barrier.get_absolute_url())
    report.barrier.refresh_from_db()
    with pytest.raises(Refusal):
        argue(make_step(), barrier=report.barrier, text="x", actor=cast.person("karen"))


def test_a_barrier_is_chosen_by_its_number_and_what_is_none_is_told_of(barrier):
    step = make_step()
    path = f"{step.get_absolute_url()}argumenter/"
    prioritised = make_report("aase", summary="Den er prioriteret").barrier
    assess(prioritised)
    advance(prioritised, State.PRIORITISED)
    assess(make_report("nadia", summary="Den er vurderet").barrier)
    page = reads("karen", path)
    assert page.index("Den er prioriteret") < page.index("Den er vurderet") and barrier.title in page
    assert "Der er ingen barriere med det nummer" in reads("karen", f"{path}?barriere=999")
    assert "Hvad siger det om barrieren?" in reads("karen", f"{path}?barriere={barrier.number}")


def test_the_desk_shows_what_is_due_within_two_weeks_and_not_delivered():
    make_step(title="Snart", deadline_on=today() + timedelta(days=14))
    make_step(title="Forsinket", planned_on=today() - timedelta(days=3))
    make_step(title="Engang", deadline_on=today() + timedelta(days=15))
    make_step(title="Afleveret", deadline_on=today(), delivered_on=today())
    hidden = make_step(title="Skjult", deadline_on=today())
    hide(hidden, reason="Den stod der to gange.", actor=cast.person("karen"))
    page = reads("karen", "/klima/sekretariat/")
    assert (
        "Snart" in page
        and "Forsinket" in page
        and not any(title in page for title in ("Engang", "Afleveret", "Skjult"))
    )
    assert page.index("Forsinket") < page.index("Snart")


def test_what_is_begun_from_a_barrier_and_from_nothing_are_both_kept(barrier):
    karen, path = cast.browser("karen"), "/klima/barrierer/indsatser/ny/"
    begun = f"{path}?fra={barrier.pk}"
    karen.post(path, {"title": "Kladde af ingenting", "draft": "1"})
    assert "Kladde af ingenting" not in reads("karen", begun)
    karen.post(begun, {"title": "Kladde om barrieren", "barrier": barrier.pk, "argument": "Derfor.", "draft": "1"})
    assert "Kladde af ingenting" in reads("karen", path)
    assert "Kladde om barrieren" in reads("karen", begun) and "Derfor." in reads("karen", begun)
    assert begun in reads("karen", "/klima/")
    make_step(barrier=barrier, argument="Derfor.")
    assert "Kladde om barrieren" not in reads("karen", begun), "It is sent."
    assert "Kladde af ingenting" in reads("karen", path)


@pytest.mark.parametrize("why", ["merged", "elsewhere"])
def test_what_is_begun_from_a_barrier_keeps_its_address_whatever_becomes_of_that(barrier, why):
    karen, path = cast.browser("karen"), "/klima/barrierer/indsatser/ny/"
    begun, draft = f"{path}?fra={barrier.pk}", {"title": "Kladde om barrieren", "argument": "Derfor.", "draft": "1"}
    karen.post(path, {"title": "Kladde af ingenting", "draft": "1"})
    karen.post(begun, draft | {"barrier": barrier.pk})
    if why == "merged":
        target = make_report("aase").barrier
        assess(target)
        merge(barrier, target=Barrier.objects.get(pk=target.pk), actor=cast.person("karen"))
        assert "Derfor." in reads("karen", begun) and f'name="barrier" value="{target.pk}"' in reads("karen", begun)
    else:
        Barrier.objects.filter(pk=barrier.pk).update(network=cast.other_network())
    assert "Kladde om barrieren" in reads("karen", begun)
    karen.post(begun, draft | {"title": "Kladde på ny"})
    assert "Kladde af ingenting" in reads("karen", path) and "Kladde på ny" in reads("karen", begun)


def test_the_lists_are_narrowed_by_kind_and_by_what_came_of_it():
    make_step(title="Et brev")
    make_step(title="Et svar", means=Means.HEARING)
    make_outcome(title="En lov")
    make_outcome(title="Et nej", act=Act.NONE)
    steps, outcomes = "/klima/barrierer/indsatser/", "/klima/barrierer/resultater/"
    for path, shown in {
        f"{steps}?slags=hearing": "Et svar",
        f"{steps}?trin=refused": "",
        f"{steps}?slags=vrøvl&tema=vrøvl": "Et brev, Et svar",
        f"{outcomes}?slags=none": "Et nej",
        f"{outcomes}?slags=act": "En lov",
        outcomes: "En lov, Et nej",
    }.items():
        page = reads("karen", path)
        assert [title for title in ("Et brev", "Et svar", "En lov", "Et nej") if title in page] == [
            title for title in shown.split(", ") if title
        ], path
    assert "Intet passer til dit valg" in reads("karen", f"{steps}?trin=refused")


def test_the_lists_are_narrowed_by_the_themes_of_the_barriers_too(barrier):
    theme, other = cast.network().themes.current()[:2]
    unread = make_report(themes=[theme]).barrier
    barrier.themes.set([theme])
    make_step(title="Et brev", barrier=barrier, argument="Derfor.", themes=[other])
    make_step(title="Et svar", themes=[theme, other])
    make_step(title="Et møde", barrier=unread, argument="Derfor.")
    make_step(title="En analyse")
    make_effect(barrier, title="En lov", themes=[theme, other])
    make_outcome(title="Et nej")
    steps, outcomes = "/klima/barrierer/indsatser/", "/klima/barrierer/resultater/"
    for key, path, shown in [
        ("aase", f"{steps}?tema={theme.slug}", ["Et brev", "Et svar"]),
        ("karen", f"{steps}?tema={theme.slug}", ["Et brev", "Et svar", "Et møde"]),
        ("aase", f"{outcomes}?tema={theme.slug}", ["En lov"]),
    ]:
        page = reads(key, path)
        titles = ("Et brev", "Et svar", "Et møde", "En analyse", "En lov", "Et nej")
        assert [title for title in titles if f">{title}<" in page] == shown, (key, path)
        assert all(page.count(f">{title}<") == 1 for title in shown), "Each once, however many themes it has."


def test_what_a_step_says_of_the_barrier_it_is_begun_from_must_be_said(barrier):
    page = reads("karen", f"/klima/barrierer/indsatser/ny/?fra={barrier.pk}")
    label = page[page.index("Hvad siger det om barrieren?") :]
    assert "valgfri" not in label[: label.index("</label>")]


def test_what_was_answered_stands_in_the_barriers_story_for_whoever_reads_the_step(barrier):
    delivered = {"argument": "Derfor.", "delivered_on": today()}
    for audience, answer in ((Audience.NETWORK, "De vil se på det i 2027."), (Audience.SECRETARIAT, "Kanariesvar")):
        step = make_step(barrier=barrier, audience=audience, **delivered)
        settle_step(step, stage=Stage.REFUSED, result=answer, actor=cast.person("karen"))
    pages = {key: reads(key, barrier.get_absolute_url()) for key in ("aase", "karen")}
    assert all("De vil se på det i 2027." in page for page in pages.values())
    assert ["Kanariesvar" in page for page in pages.values()] == [False, True]


def test_it_is_not_planned_for_a_day_after_its_deadline():
    step, said = make_step(), {"title": "B", "text": "", "means": Means.LETTER, "audience": Audience.NETWORK}
    late, karen = {"deadline_on": today(), "planned_on": TOMORROW}, cast.browser("karen")
    sent = said | {name: f"{day:%d-%m-%Y}" for name, day in late.items()}
    for path in ("/klima/barrierer/indsatser/ny/", f"{step.get_absolute_url()}rettelse/"):
        form = karen.post(path, sent | {"token": str(uuid.uuid4())}).context["form"]
        assert form.errors == {"planned_on": ["Det er efter fristen. Vælg en tidligere dag eller en senere frist."]}
    edit_step(step, **said, **late | {"planned_on": today()}, actor=cast.person("karen"))
    edit_step(step, **said, **late, delivered_on=today(), actor=cast.person("karen"))  # that plan is over


def test_in_the_list_each_day_says_what_it_is_of():
    make_step(title="Snart", planned_on=today(), deadline_on=TOMORROW)
    settle_step(make_step(delivered_on=today()), stage=Stage.REFUSED, result="", actor=cast.person("karen"))
    settle_step(make_step(planned_on=TOMORROW), stage=Stage.OVERTAKEN, result="", actor=cast.person("karen"))
    days = re.findall(r">((?:Planlagt|Afleveret) [^<]*\d)<", reads("aase", "/klima/barrierer/indsatser/"))
    planned = f"Planlagt til {weekday(today())} · Frist {weekday(TOMORROW)}"
    assert sorted(days) == [f"Afleveret {weekday(today())}", planned]
