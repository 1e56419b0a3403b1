"""Reporting a barrier, joining one that is known, and changing what one said."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.barriers.models import Barrier, Consent, Helped, Report, State, first_date
from klimanet.barriers.operations.outcomes import say_whether_it_helped
from klimanet.barriers.operations.reports import change_report, join, report_new
from klimanet.barriers.operations.states import word
from klimanet.barriers.queries.barriers import REPORTS
from klimanet.entries.models import Audience, Follow
from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due, letter_of
from klimanet.members.models import Organisation, Role
from klimanet.members.models.networks import today
from klimanet.members.operations.seats import vacate_seat
from klimanet.privacy.models import NameLeft
from klimanet.privacy.operations import erase, replace_name
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from klimanet.text.dates import month
from tests import cast
from tests.building import advance, assess, make_membership, make_person, make_report, make_thread, make_told_effect

pytestmark = pytest.mark.django_db
NEW = "/klima/barrierer/ny/"
SOUND = {"summary": "Ingen penge til jordtest", "stopped": "Puljen er tom.", "consent": "1"}


def send(key: str, path: str, **facts):
    return cast.browser(key).post(path, {"token": str(uuid.uuid4()), **facts})


def organisation(slug: str) -> Organisation:
    return Organisation.objects.get(slug=slug)


def mails_to(key: str) -> list[Message]:
    deliver_due()
    return list(Message.objects.filter(to=cast.person(key).email, withdrawn_at=None).order_by("pk"))


def test_whoever_has_it_too_reads_what_it_is_above_the_form():
    report = cast.barrier_report()
    Barrier.objects.update(text="Kanarieordlyd", html_version=0)
    assert "Kanarieordlyd" in cast.browser("aase").get(f"{report.barrier.get_absolute_url()}vi-har-den-ogsaa/").text
    assert "Kanarieordlyd" not in cast.browser("anders").get(f"{report.get_absolute_url()}rettelse/").text


def test_what_is_reported_is_numbered_has_a_handler_and_a_date_and_is_answered_by_mail():
    assert send("anders", NEW, **SOUND).status_code == 302
    barrier = Barrier.objects.latest("pk")
    assert (barrier.state, barrier.due_on) == (State.RECEIVED, first_date())
    assert barrier.handler == cast.seat("karen")
    (mail,) = mails_to("anders")
    assert mail.subject.startswith(f"[{barrier.network}] Barriere {barrier.number}:")
    assert cast.person("karen").name in letter_of(mail).text


def test_who_reported_is_nowhere_but_in_the_report():
    report = make_report("anders")
    barrier = report.barrier
    assert barrier.author == cast.person("karen")
    assert not Follow.objects.filter(entry=barrier, seat=cast.seat("anders")).exists()
    assert {line.actor_kind for line in Line.objects.about(barrier)} == {"system"}


def test_the_network_reads_it_once_it_is_assessed():
    report = make_report("anders")
    seen = Barrier.objects.visible_to(cast.person("aase")).by_key(report.barrier.pk)
    assert not seen.exists()
    assert not Barrier.objects.visible_to(cast.person("anders")).by_key(report.barrier.pk).exists()
    assert cast.browser("mette").get(f"/klima/barrierer/meldinger/{report.pk}/").status_code == 200  # a colleague
    assess(report.barrier)
    assert seen.exists()


def test_a_municipality_reports_a_barrier_once():
    report = cast.barrier_report()
    with pytest.raises(Refusal, match="Odense har allerede meldt den"):
        join(report.barrier, stopped="Også os", actor=cast.person("mette"))
    joined = join(report.barrier, stopped="Også os", consent=Consent.NAMED, actor=cast.person("aase"))
    assert (joined.organisation.slug, joined.on_behalf) == (cast.seat("aase").membership.organisation.slug, False)


def test_an_observer_and_somebody_from_elsewhere_report_nothing():
    for key in ("sofie", "lise", "torben", "line"):
        with pytest.raises(PermissionDenied):
            make_report(key)


def test_it_begins_from_another_entry_with_its_text_and_a_link():
    thread = make_thread("aase", title="Må vi eje solceller?", text="Det siger loven nej til.")
    page = cast.browser("anders").get(f"{NEW}?fra={thread.pk}").content.decode()
    assert "Må vi eje solceller?" in page
    assert "Det siger loven nej til." in page
    send("anders", NEW, **SOUND, source=thread.pk)
    assert Barrier.objects.latest("pk").links_out.get().target_id == thread.pk


def test_an_entry_one_may_not_see_is_not_linked():
    hidden = make_thread("aase", audience=Audience.SECRETARIAT)
    assert send("anders", NEW, **SOUND, source=hidden.pk).status_code == 200
    assert "Hemmelig" not in cast.browser("anders").get(f"{NEW}?fra={hidden.pk}").content.decode()


def test_a_circle_that_leaves_out_the_secretariat_does_not_stop_a_report_that_begins_from_it():
    aase = cast.seat("aase").membership.organisation
    thread = make_thread("anders", audience=Audience.CIRCLE, circle=[aase])
    assert send("anders", NEW, **SOUND, source=thread.pk).status_code == 302
    assert not Barrier.objects.latest("pk").links_out.exists()


def test_seeing_whether_it_is_known_keeps_what_is_typed_and_complains_of_nothing():
    theme = cast.network().themes.current()[0]
    page = send("anders", NEW, look="1", summary="Solceller", consent="0", themes=[theme.pk])
    form = page.context["form"]
    assert not form.errors
    assert [form[name].value() for name in ("summary", "consent", "themes")] == ["Solceller", "0", [str(theme.pk)]]


@pytest.mark.parametrize(
    ("field", "written", "said"),
    [
        ("months_high", {"months_low": "6", "months_high": "3"}, "Skriv det laveste tal først."),
        ("months_high", {"months_low": "6"}, "Skriv begge tal."),
        ("kroner_low", {"kroner_low": "2 mio.", "kroner_high": "3 mio."}, "Skriv et helt tal uden enhed"),
        ("months_low", {"months_low": "6 mdr.", "months_high": "9"}, "Skriv et helt tal uden enhed, fx 6."),
        ("kroner_high", {"kroner_low": "1", "kroner_high": "1" + "0" * 15}, "Tallet kan højst være 1.000.000.000.000."),
        ("tonnes_low", {"tonnes_low": "-5", "tonnes_high": "5"}, "Skriv et tal på 0 eller derover."),
        ("months_high", {"months_low": "1", "months_high": "9" * 40}, "Tallet kan højst være"),
        ("stopped", {"stopped": ""}, "Udfyld feltet."),
    ],
)
def test_figures_that_make_no_sense_are_refused_beside_their_field(field, written, said):
    page = send("anders", NEW, **SOUND | written)
    assert page.status_code == 200
    (error,) = page.context["form"].errors[field]
    assert said in error
    assert "Ingen penge til jordtest" in page.content.decode()
    assert "<details" in page.content.decode()


def test_a_figure_is_written_as_danes_do():
    send("anders", NEW, **SOUND, kroner_low="1.200.000", kroner_high="2 000 000")
    report = Report.objects.latest("pk")
    assert report.figures() == [("Ekstra udgift", "1.200.000–2.000.000 kr.")]


def test_what_was_said_before_is_kept():
    report = cast.barrier_report()
    path = f"/klima/barrierer/meldinger/{report.pk}/rettelse/"
    send("mette", path, stopped="Nye ord", consent=Consent.NAMED)
    report.refresh_from_db()
    assert (report.stopped, report.consent, report.person) == ("Nye ord", Consent.NAMED, cast.person("mette"))
    version = report.versions.get()
    assert version.person == cast.person("anders")
    page = cast.browser("anders").get(f"/klima/barrierer/meldinger/{report.pk}/").content.decode()
    assert "Nye ord" in page
    assert "Et selskab koster mere" in page
    change_report(report, stopped="Nye ord", actor=cast.person("mette"))
    assert report.versions.count() == 1  # nothing was changed


def test_how_much_it_matters_can_be_left_open_again():
    report = cast.barrier_report()
    change_report(report, severity="prevents", actor=cast.person("anders"))
    facts = {"stopped": report.stopped, "consent": report.consent, "severity": ""}
    assert send("anders", f"{report.get_absolute_url()}rettelse/", **facts).status_code == 302
    assert Report.objects.get(pk=report.pk).severity == ""
    assert (
        'name="severity" value=""'
        in cast.browser("anders").get(f"{report.get_absolute_url()}rettelse/").content.decode()
    )


def test_begun_from_something_it_says_what_it_is_linked_to():
    thread = make_thread()
    assert f"Ud fra »{thread.title}«" in cast.browser("anders").get(f"{NEW}?fra={thread.pk}").content.decode()


def test_the_secretariat_reports_for_a_municipality_which_alone_says_who_may_know():
    vejle = organisation("vejle")
    make_membership("vejle")
    facts = {"summary": "Kan ikke låne", "stopped": "Låneloft", "organisation": vejle}
    report = report_new(cast.network(), **facts, consent=Consent.PUBLIC, actor=cast.person("karen"))
    assert (report.on_behalf, report.consent) == (True, Consent.SECRETARIAT)
    with pytest.raises(PermissionDenied):
        change_report(report, consent=Consent.NAMED, actor=cast.person("karen"))
    coordinator = make_person(organisation="vejle")
    change_report(report, consent=Consent.NAMED, actor=coordinator)
    assert Report.objects.get(pk=report.pk).consent == Consent.NAMED
    with pytest.raises(Refusal, match="Vælg den kommune"):
        report_new(cast.network(), summary="x", stopped="y", actor=cast.person("karen"))


def test_a_mail_reaches_whoever_sits_there_now_and_nobody_where_nobody_does():
    report = make_report("aase")
    Message.objects.all().delete()
    assess(report.barrier)
    Message.objects.update(send_after=None)
    vacate_seat(cast.seat("aase"), actor=SYSTEM)
    deliver_due()
    message = Message.objects.get(origin="barrier_changed", about__report=report.pk)
    assert message.sent_at is None or message.to != cast.person("aase").email


def test_whoever_joins_a_barrier_that_is_over_is_promised_no_date():
    barrier, texts = cast.barrier_report().barrier, []
    for key, state in (("aase", State.PRIORITISED), ("nadia", State.DROPPED), ("vejle", State.SOLVED)):
        if state == State.SOLVED:
            advance(barrier, State.CLARIFYING, State.ASSESSED)
            make_told_effect(Barrier.objects.get(pk=barrier.pk))
        else:
            advance(barrier, state)
        report = join(
            barrier, stopped="Også os", actor=make_person(organisation=key) if key == "vejle" else cast.person(key)
        )
        message = Message.objects.get(origin="barrier_received", about__report=report.pk)
        texts.append(letter_of(message).text)
    assert ["ser på den senest" in text for text in texts] == [True, False, False]
    assert ["Den er: Henlagt. Er der mere at sige" in text for text in texts] == [False, True, False]
    assert ["Den er: Løst. Er den ikke løst hos jer" in text for text in texts] == [False, False, True]


def test_what_the_secretariat_reported_for_others_is_told_to_whoever_runs_the_network_now():
    vejle = make_membership("vejle").organisation
    facts = {"summary": "Kan ikke låne", "stopped": "Låneloft", "organisation": vejle}
    report = report_new(cast.network(), **facts, actor=cast.person("karen"))
    assert not Message.objects.filter(origin="barrier_received").exists(), "No receipt for what one noted oneself."
    assess(report.barrier)
    message = Message.objects.get(origin="barrier_changed", about__report=report.pk)
    assert letter_of(message).to == cast.person("karen").email
    vacate_seat(cast.seat("karen"), actor=SYSTEM)
    assert letter_of(message).to == cast.person("jonas").email


def test_a_known_barrier_that_one_has_already_is_not_offered_again():
    report = cast.barrier_report()
    typed = {"look": "1", "summary": report.barrier.title}
    joining = f"{report.barrier.get_absolute_url()}vi-har-den-ogsaa/"
    pages = {key: send(key, NEW, **typed).content.decode() for key in ("anders", "aase")}
    assert joining in pages["aase"]
    assert joining not in pages["anders"]
    assert report.barrier.title in pages["anders"]


def test_a_name_that_is_left_in_a_report_is_listed_and_replaced_in_its_earlier_versions_too():
    report, karen = cast.barrier_report(), cast.person("karen")
    change_report(report, stopped="Spørg Åse Ørum Aagaard", actor=cast.person("mette"))
    change_report(report, stopped="Spørg Åse Ørum Aagaard igen", actor=cast.person("mette"))
    advance(report.barrier, State.PRIORITISED, line="Tak til Åse Ørum Aagaard")
    erase(cast.person("aase"), actor=SYSTEM)
    left = NameLeft.objects.filter(kind__startswith="barriers.")
    assert {row.kind for row in left} == {"barriers.report", "barriers.reportversion", "barriers.change"}
    listed = cast.browser("karen").get("/klima/sekretariat/sletninger/").content.decode()
    assert report.get_absolute_url() in listed
    for row in left:
        replace_name(row, actor=karen)
    page = cast.browser("anders").get(report.get_absolute_url()).content.decode()
    assert "Aagaard" not in page
    assert page.count("tidligere medlem") == 3


def test_whoever_may_not_report_is_not_asked_to():
    make_membership("odense").seats.update(role=Role.OBSERVER)
    own = {key: cast.browser(key).get("/klima/barrierer/vores/").content.decode() for key in ("anders", "nadia")}
    assert NEW not in own["anders"]
    assert NEW in own["nadia"]


@pytest.mark.parametrize("key", ["sofie", "karen", "lise"])
def test_whoever_is_here_for_no_municipality_is_led_to_all_barriers(key):
    answer = cast.browser(key).get("/klima/barrierer/vores/", follow=True)
    assert answer.redirect_chain == [("/klima/barrierer/", 302)]
    assert "Du er ikke med for en kommune." in answer.content.decode()


def test_a_report_tells_whether_the_network_reads_its_barrier():
    report, first = make_report(), "Sekretariatet ser på den først."
    pages = [cast.browser("anders").get(report.get_absolute_url()).content.decode()]
    advance(report.barrier, State.DROPPED)
    pages.append(cast.browser("anders").get(report.get_absolute_url()).content.decode())
    assert [first in page for page in pages] == [True, False]
    assert "Netværket kan ikke læse om barrieren." in pages[1]


def test_sending_twice_reports_once():
    browser, form = cast.browser("anders"), {"token": str(uuid.uuid4()), **SOUND}
    assert [browser.post(NEW, form).status_code for _ in range(2)] == [302, 302]
    assert Barrier.objects.filter(title=SOUND["summary"]).count() == 1


def test_the_secretariat_takes_all_of_them_home_as_a_spreadsheet():
    barrier = cast.barrier_report().barrier
    say_whether_it_helped(
        make_told_effect(barrier), report=Report.objects.get(), helped=Helped.PARTLY, actor=cast.person("anders")
    )
    word(barrier, title="=1+1", text="x", rule="Lov om loft", actor=cast.person("karen"))
    told = cast.text_of(cast.browser("karen").get("/klima/sekretariat/barrierer.xlsx"))
    for text in ("=1+1", "Løst", "Lov om loft", "Kommuner i alt", "Hjalp delvist"):
        assert text in told
    assert "<f>" not in told
    assert "Odense" not in told


def test_whoever_has_reported_it_is_led_to_what_they_said_and_loses_nothing_typed():
    report = cast.barrier_report()
    path, browser = f"{report.barrier.get_absolute_url()}vi-har-den-ogsaa/", cast.browser("mette")
    assert browser.get(path)["Location"] == report.get_absolute_url(), "Her colleague has."
    assert "Odense har meldt den allerede" in browser.get(path, follow=True).content.decode()
    assert "Kanarieord" in browser.post(path, {"begin": "1", "stopped": "Kanarieord"}).content.decode()
    for key in ("aase", "karen"):
        assert cast.browser(key).get(path).status_code == 200


def test_a_municipality_is_told_of_what_the_secretariat_reports_for_it():
    odense = cast.barrier_report().organisation
    Person.objects.update(last_login=timezone.now())
    make_person(organisation=odense.slug)  # is invited, and has never signed in
    report = make_report("karen", organisation=odense, summary="Loftet rammer os")
    mails = Message.objects.filter(origin="barrier_on_behalf")
    assert sorted(mail.to for mail in mails) == sorted(cast.person(key).email for key in ("anders", "mette"))
    letter = letter_of(mails.get(to=cast.person("mette").email))
    assert letter and all(part in letter.text for part in ("Loftet rammer os", report.get_absolute_url(), "Mette"))
    page = cast.browser("mette").get(report.get_absolute_url()).content.decode()
    assert f"{report.get_absolute_url()}rettelse/" in page
    change_report(report, consent=Consent.NAMED, actor=cast.person("anders"))
    assert letter_of(mails.first()) is None, "They know of it."
    another = make_report("aase").barrier
    word(another, title="Loftet", text="Et loft.", actor=cast.person("karen"))
    join(another, stopped="x", organisation=odense, actor=cast.person("karen"))
    assert mails.all().count() == 4


def test_what_is_noted_for_a_municipality_says_so():
    odense, browser = organisation("odense"), cast.browser("karen")
    facts = SOUND | {"organisation": odense.pk, "token": str(uuid.uuid4())}
    assert "Det er noteret for Odense." in browser.post(NEW, facts, follow=True).content.decode()
    page = browser.get(Report.objects.latest("pk").get_absolute_url()).content.decode()
    assert f"Noteret af sekretariatet for Odense: {cast.person('karen').name}" in page


@pytest.mark.parametrize("consent", Consent)
def test_whoever_is_not_named_is_told_from_when_the_totals_count_it(consent):
    facts = SOUND | {"consent": consent.value, "token": str(uuid.uuid4())}
    thanks = cast.browser("anders").post(NEW, facts, follow=True).content.decode()
    report = Report.objects.latest("pk")
    following = (today().replace(day=1) + timedelta(days=31)).replace(day=1)
    told = f"I netværkets tal tæller meldingen med fra {month(following)}."
    assert (told in thanks) == (consent == Consent.UNNAMED)
    page = cast.browser("anders").get(report.get_absolute_url()).content.decode()
    assert (told in page) == (consent == Consent.UNNAMED)
    Report.objects.update(consented_at=report.consented_at - timedelta(days=31))
    assert told not in cast.browser("anders").get(report.get_absolute_url()).content.decode()


def test_the_secretariat_is_led_to_what_a_municipality_has_said_already():
    report = cast.barrier_report()
    path = f"{report.barrier.get_absolute_url()}vi-har-den-ogsaa/"
    page = cast.browser("karen").get(path).content.decode()
    assert "Odense (har meldt den)</option>" in page and "Aabenraa</option>" in page
    refused = send("karen", path, stopped="Også dem", organisation=report.organisation_id).content.decode()
    assert "har allerede meldt den" in refused and f'name="leave" value="{report.pk}"' in refused


def test_of_many_reports_the_barrier_shows_the_first_and_leads_to_all():
    barrier = make_report("aase", consent=Consent.NAMED).barrier
    assess(barrier)
    others = Organisation.objects.filter(kind="municipality").exclude(slug="vejle")
    for one in others.exclude(barrier_reports__barrier=barrier).order_by("sort_key")[:25]:
        said = {"stopped": f"Ord fra {one.name}.", "consent": Consent.NAMED}
        join(barrier, **said, actor=make_person(organisation=one.slug))
    join(barrier, stopped="Kun til jer", consent=Consent.SECRETARIAT, actor=make_person(organisation="vejle"))
    named = barrier.barrier_reports.filter(consent=Consent.NAMED).order_by("organisation__sort_key")
    names = list(named.values_list("organisation__name", flat=True))
    browser, every = cast.browser("nadia"), f"{barrier.get_absolute_url()}meldinger/"
    page = browser.get(barrier.get_absolute_url()).content.decode()
    assert re.findall(r"<summary><strong>(.*?)</strong>", page)[: REPORTS.size] == names[: REPORTS.size]
    assert f"Ord fra {names[REPORTS.size]}." not in page
    assert f'href="{every}"' in page
    assert re.findall(r'<a href="/klima/medlemmer/[^"]+/">([^<]+)</a>', page.split("Hvem har den")[1]) == names
    first = browser.get(every)
    rest = browser.get(every, {"efter": first.context["page"].next})
    told = "".join(answer.content.decode() for answer in (first, rest))
    assert re.findall(r"<summary><strong>(.*?)</strong>", told) == names
    assert "Kun til jer" not in told
    assert "Kun til jer" in cast.browser("karen").get(every, {"efter": first.context["page"].next}).content.decode()
