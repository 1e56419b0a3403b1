"""A report that is begun from another entry: how that begins is there to start from, and the way back to it."""

import uuid
from importlib import import_module

import pytest
from django.apps import apps

from klimanet.barriers.models import Barrier, Consent, Report
from klimanet.barriers.operations.reports import change_report
from klimanet.entries.models import Audience, Link
from klimanet.entries.operations.order import hide
from tests import cast
from tests.building import assess, make_report, make_thread

pytestmark = pytest.mark.django_db
NEW = "/klima/barrierer/ny/"
SOUND = {"summary": "Ingen penge til jordtest", "stopped": "Puljen er tom.", "consent": "1"}


def begun(thread, key: str = "anders") -> dict:
    return cast.browser(key).get(f"{NEW}?fra={thread.pk}").context["form"].initial


def sent(key: str, path: str = NEW, **facts) -> Report:
    cast.browser(key).post(path, {"token": str(uuid.uuid4()), **SOUND, **facts})
    return Report.objects.latest("pk")


def reads(key: str, report: Report) -> str:
    return cast.browser(key).get(report.get_absolute_url()).text


def test_it_begins_with_what_is_read_there_not_with_how_it_is_written():
    text = "## Solceller\n\nVi vil **gerne** eje dem, se [loven](https://x.dk/).\n\n![kort](https://x.dk/k.png)\n\n- a\n- b"
    assert begun(make_thread(text=text))["stopped"] == "Solceller\nVi vil gerne eje dem, se loven.\na\nb"


def test_it_names_whom_the_text_names():
    thread = make_thread(text="Har I den også, @Odense?")
    assert begun(thread)["stopped"] == "Har I den også, @Odense?"
    onwards = cast.browser("anders").get(f"/klima/dialog/ny/?fra={thread.pk}").context["form"]
    assert onwards["text"].value() == "Har I den også, @Odense?", "So does a thread."


def test_it_begins_with_whole_sentences_and_no_more_than_one_reads_at_a_glance():
    said = begun(make_thread(text="Vi må ikke eje solceller. " * 100))["stopped"]
    assert 500 < len(said) <= 600
    assert said.endswith("solceller.")


def test_what_was_said_to_few_is_told_to_no_more_unless_somebody_says_so():
    """Whoever runs the network reports it for others, who may not read what it was begun from."""
    thread = make_thread("mette", text="Kun til os selv.", audience=Audience.ORGANISATION)
    assert (begun(thread)["stopped"], begun(thread)["consent"]) == ("Kun til os selv.", Consent.SECRETARIAT)
    assert begun(thread, "karen")["stopped"] == ""
    assert "consent" not in begun(make_thread(text="Til alle."))


def test_the_way_back_stands_on_the_report():
    thread = make_thread("aase", title="Må vi eje solceller?")
    report = sent("anders", source=thread.pk)
    for key in ("anders", "mette", "karen"):
        assert thread.get_absolute_url() in reads(key, report)
    hide(thread, reason="En fejl", actor=cast.person("karen"))
    assert thread.get_absolute_url() not in reads("anders", report)


def test_so_it_does_where_the_municipality_finds_that_the_barrier_is_known():
    barrier = make_report("anders").barrier
    assess(barrier)
    thread, path = make_thread("aase"), f"{barrier.get_absolute_url()}vi-har-den-ogsaa/"
    page = cast.browser("aase").post(path, {"begin": "1", **SOUND, "source": thread.pk})
    assert page.context["form"]["source"].value() == str(thread.pk)
    report = sent("aase", path, source=thread.pk)
    assert thread.get_absolute_url() in reads("aase", report)
    assert not barrier.links_out.exists(), "Nobody else learns from it who has the barrier."


def test_what_one_may_not_see_is_not_kept():
    hidden = make_thread("aase", audience=Audience.SECRETARIAT)
    make_report("anders", source=hidden)
    assert not Report.objects.filter(begun_from=hidden).exists()
    assert not Barrier.objects.filter(links_out__target=hidden).exists()


def test_what_is_its_own_municipalitys_or_read_by_few_does_not_tell_whose_it_is():
    """Whoever reads both would know; what others wrote for all may stand with it, since anybody begins from that."""
    own, others = make_thread("anders"), make_thread("aase")
    circle = make_thread("aase", circle=[cast.seat("anders").membership.organisation], audience=Audience.CIRCLE)
    rungs = {Consent.SECRETARIAT: [others], Consent.UNNAMED: [others], Consent.NAMED: [own, others]}
    for consent, linked in rungs.items():
        Link.objects.all().delete()
        reports = [make_report("anders", source=source, consent=consent) for source in (own, others, circle)]
        assert [one.target_id for one in Link.objects.order_by("pk")] == [one.pk for one in linked], consent
    change_report(reports[0], consent=Consent.UNNAMED, actor=cast.person("anders"))
    assert not reports[0].barrier.links_out.exists(), "From then on."
    assert own.get_absolute_url() in reads("anders", reports[0])


def test_such_a_link_that_was_made_before_is_taken_out():
    """By the migration."""
    sources = make_thread("anders"), make_thread("aase")
    for source in sources:
        make_report("anders", source=source, consent=Consent.NAMED)
    Report.objects.update(consent=Consent.UNNAMED)
    import_module("klimanet.barriers.migrations.0013_links_that_tell").take_out(apps, None)
    assert [one.target_id for one in Link.objects.all()] == [sources[1].pk]
