"""What the form of a report keeps, and how it says what is wrong."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from klimanet.barriers.models import Barrier, Report
from klimanet.barriers.operations.reports import join, withdraw
from klimanet.entries.models import Draft
from klimanet.entries.operations.merging import merge
from klimanet.entries.operations.order import hide
from tests import cast
from tests.building import assess, make_person, make_report, make_thread

pytestmark = pytest.mark.django_db
NEW, KEEP = "/klima/barrierer/ny/", "/klima/indlaeg/kladder/"
SOUND = {"summary": "Ingen penge til jordtest", "stopped": "Puljen er tom.", "consent": "1"}
WRITTEN = SOUND | {"helps": "En pulje.", "consent": "0", "months_low": "3", "draft_path": NEW}


def send(key: str, path: str, **facts):
    return cast.browser(key).post(path, {"token": str(uuid.uuid4()), **facts})


def form_at(key: str, path: str):
    return cast.browser(key).get(path).context["form"]


def begins_with(form) -> list[str]:
    return [form[name].value() for name in ("stopped", "helps", "consent", "months_low")]


@pytest.fixture
def known() -> Barrier:
    return cast.barrier_report().barrier


@pytest.fixture
def joining(known) -> str:
    return f"{known.get_absolute_url()}vi-har-den-ogsaa/"


class TestDrafts:
    def test_what_is_typed_is_there_the_next_time_and_gone_once_it_is_sent(self):
        assert "Kladde gemt" in send("anders", KEEP, **WRITTEN).text
        form = form_at("anders", NEW)
        assert form["summary"].value() == SOUND["summary"]
        assert begins_with(form) == ["Puljen er tom.", "En pulje.", "0", "3"]
        assert "uden filer" in cast.browser("anders").get(NEW).text
        assert SOUND["summary"] in cast.browser("anders").get("/klima/").text
        assert send("anders", NEW, **SOUND).status_code == 302
        assert not Draft.objects.filter(path=NEW).exists()

    def test_nobody_else_finds_it(self):
        send("anders", KEEP, **WRITTEN)
        for key in ("mette", "aase", "karen", "lise"):
            for path in (NEW, "/klima/", "/klima/sekretariat/", "/klima/barrierer/vores/"):
                assert "Puljen er tom" not in cast.browser(key).get(path).text
                assert SOUND["summary"] not in cast.browser(key).get(path).text

    def test_without_scripts_a_button_keeps_it_and_says_that_files_are_not(self):
        file = SimpleUploadedFile("a.txt", b"tekst")
        page = cast.browser("anders").post(NEW, WRITTEN | {"draft": "1", "attachments": file}, follow=True)
        assert page.redirect_chain == [("/klima/", 302)]
        assert "Din kladde er gemt." in page.text and "Filer gemmes ikke i kladden." in page.text
        assert not Report.objects.exclude(pk=cast.barrier_report().pk).exists()
        assert begins_with(form_at("anders", NEW)) == ["Puljen er tom.", "En pulje.", "0", "3"]

    def test_begun_from_an_entry_it_is_kept_beside_what_is_begun_from_nothing(self):
        thread = make_thread("aase", text="Det siger loven nej til.")
        path = f"{NEW}?fra={thread.pk}"
        send("anders", KEEP, **WRITTEN | {"draft_path": path, "source": thread.pk, "stopped": "Halvt"})
        assert form_at("anders", path)["stopped"].value() == "Halvt"
        assert form_at("anders", NEW)["stopped"].value() is None
        hide(thread, reason="En fejl", actor=cast.person("karen"))
        assert form_at("anders", path)["stopped"].value() is None, "It may quote what they no longer see."

    def test_whoever_joins_finds_it_there_until_it_is_sent(self, joining):
        said = WRITTEN | {"draft_path": joining}
        send("aase", KEEP, **said)
        assert begins_with(form_at("aase", joining)) == ["Puljen er tom.", "En pulje.", "0", "3"]
        send("aase", joining, **SOUND, draft="1")
        assert begins_with(form_at("aase", joining))[0] == "Puljen er tom."
        assert send("aase", joining, **SOUND).status_code == 302
        assert not Draft.objects.filter(path=joining).exists()

    def test_what_is_found_to_be_known_leaves_no_draft_as_a_new_one(self, joining):
        send("aase", KEEP, **WRITTEN)
        begun = send("aase", joining, **WRITTEN, begin="1").context["form"]
        assert Draft.objects.filter(path=NEW).exists(), "It is not sent yet."
        assert send("aase", joining, **SOUND, begun_at=begun["begun_at"].value()).status_code == 302
        assert not Draft.objects.filter(path=NEW).exists()

    def test_it_can_still_be_read_once_a_colleague_has_reported_it(self, known, joining):
        send("aase", KEEP, **WRITTEN | {"draft_path": joining})
        report = join(known, stopped="Også os", actor=make_person(organisation="aabenraa"))
        page = cast.browser("aase").get(joining)
        assert begins_with(page.context["form"])[0] == "Puljen er tom."
        assert f'name="leave" value="{report.pk}"' in page.text

    def test_it_can_still_be_read_once_the_barrier_is_merged(self, known, joining):
        other = make_report("nadia").barrier
        assess(other)
        send("aase", KEEP, **WRITTEN | {"draft_path": joining})
        merge(known, target=other, actor=cast.person("karen"))
        assert begins_with(form_at("aase", joining))[0] == "Puljen er tom."
        assert cast.browser("anders").get(joining).status_code == 302
        assert "lagt sammen" in send("aase", joining, **SOUND).text


class TestLeft:
    """For what the municipality has said already, by a button of the form: a link forgets what was typed without scripts."""

    def test_what_was_typed_is_kept(self, joining):
        report = cast.barrier_report()
        for path in (NEW, joining):
            sent = send("anders", path, **WRITTEN | {"draft_path": path}, leave=report.pk)
            assert (sent.status_code, sent.url) == (302, report.get_absolute_url())
            assert begins_with(form_at("anders", path)) == ["Puljen er tom.", "En pulje.", "0", "3"]
        assert Report.objects.count() == 1

    def test_where_nothing_is_typed_it_is_left_without_a_word(self, joining):
        page = cast.browser("anders").post(joining, {"consent": "1", "leave": cast.barrier_report().pk}, follow=True)
        assert page.status_code == 200 and "kladde" not in page.text
        assert not Draft.objects.filter(path=joining).exists()

    def test_what_cannot_be_kept_stays_on_the_page(self, joining):
        for path in (NEW, joining):
            page = send("anders", path, **SOUND | {"stopped": "s" * 200_001}, leave=cast.barrier_report().pk)
            assert page.status_code == 200 and "for lang" in page.text
            assert page.context["form"]["stopped"].value().startswith("sss")

    def test_of_several_it_is_the_one_that_stands(self, known, joining):
        first = cast.barrier_report()
        withdraw(first, actor=cast.person("anders"))
        second = join(known, stopped="Igen", actor=cast.person("anders"))
        page = send("karen", joining, stopped="Også dem", organisation=first.organisation_id)
        assert page.context["earlier"] == second

    def test_it_leads_to_no_report_of_others(self, joining):
        for path, key in (NEW, cast.barrier_report().pk), (joining, "9" * 40), (NEW, "x"):
            assert send("aase", path, **SOUND, leave=key).status_code == 404


class TestFoundToBeKnown:
    """»Vi har den også«, chosen while a new barrier is being typed."""

    def test_what_has_no_field_there_stands_in_the_words(self, joining):
        rule = {"rule": "Jordforureningsloven § 8", "rule_link": "https://lov.example", "decided_by": "Folketinget"}
        form = send("aase", joining, **WRITTEN | rule, example="Skolen", begin="1").context["form"]
        assert form["stopped"].value().splitlines() == [
            *("Ingen penge til jordtest", "Puljen er tom."),
            "Hvilken regel? Lov og paragraf: Jordforureningsloven § 8",
            "Link til reglen: https://lov.example",
            "Hvem kan ændre den? Folketinget",
        ]
        assert begins_with(form)[1:] == ["En pulje.", "0", "3"]
        assert form["example"].value() == "Skolen"

    def test_what_does_not_come_along_is_told(self, joining):
        said = "Temaer og slags kommer ikke med"
        assert said not in send("aase", joining, **WRITTEN, begin="1").text
        assert said in send("aase", joining, **WRITTEN, cause="law", begin="1").text
        assert said in send("aase", joining, **WRITTEN, themes=[cast.network().themes.first().pk], begin="1").text

    @pytest.mark.parametrize("button", ["begin", "look"])
    def test_files_are_not_taken_along_and_take_nothing_else_away(self, joining, button):
        file = SimpleUploadedFile("a.txt", b"tekst")
        facts = WRITTEN | {button: "1", "attachments": file}
        page = cast.browser("aase").post(joining if button == "begin" else NEW, facts)
        assert "Puljen er tom." in page.context["form"]["stopped"].value()
        assert not page.context["form"].errors
        assert "Du skal vælge filerne igen." in page.text


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_fields():
    wrong = {"months_low": "6", "months_high": "3", "kroner_low": "1", "tonnes_low": "-1", "tonnes_high": "1"}
    page = send("anders", NEW, **wrong, rule_link="ikke et link").text
    told = re.findall(r'<a class="ds-link" href="#id_([^"]+)">(.*?)</a>', page)
    assert [field for field, _ in told] == [
        *("summary", "stopped", "consent"),
        *("months_high", "kroner_high", "tonnes_low", "rule_link"),
    ]
    assert [
        sentence in text
        for (_, text), sentence in zip(
            told[3:],
            (
                "Skriv det laveste tal først.",
                "Skriv begge tal.",
                "Skriv et tal på 0 eller derover.",
                "Indsæt hele sidens adresse",
            ),
            strict=True,
        )
    ] == [True] * 4
