"""Files with a report: opened by its municipality and the secretariat alone, whatever the consent."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from klimanet.barriers.models import Consent, Enclosure, Report
from klimanet.barriers.operations.reports import change_report, take_out
from klimanet.rules.refusals import Refusal
from tests import cast

pytestmark = pytest.mark.django_db
NAMED = "../../kanarie.svg"


def enclosed() -> Enclosure:
    file = SimpleUploadedFile(NAMED, b"<svg onload='alert(1)'></svg>")
    anders = cast.person("anders")
    change_report(cast.barrier_report(), consent=Consent.PUBLIC, attachments=[file], actor=anders)
    return Enclosure.objects.get()


def test_it_comes_with_a_report_from_the_form():
    file = SimpleUploadedFile("budget.csv", b"a;b")
    facts = {"token": str(uuid.uuid4()), "summary": "Loftet", "stopped": "Nej", "consent": "2", "attachments": file}
    assert cast.browser("aase").post("/klima/barrierer/ny/", facts).status_code == 302
    assert Enclosure.objects.get().report == Report.objects.latest("pk")


def test_its_municipality_and_the_secretariat_open_it_and_nobody_else():
    enclosure = enclosed()
    assert enclosure.name == "kanarie.svg"
    path = f"{enclosure.report.get_absolute_url()}filer/{enclosure.pk}/kanarie.svg"
    told = {key: cast.browser(key).get(path) for key in ("karen", "anders", "mette", "aase", "lise", "line")}
    assert [key for key, answer in told.items() if answer.status_code == 200] == ["karen", "anders", "mette"]
    assert told["karen"]["Content-Disposition"].startswith("attachment")
    assert "kanarie" not in cast.browser("aase").get(enclosure.report.barrier.get_absolute_url()).content.decode()


def test_a_changed_report_keeps_its_files_until_one_is_taken_out():
    enclosure = enclosed()
    change_report(cast.barrier_report(), stopped="Andre ord", actor=cast.person("anders"))
    assert Enclosure.objects.exists()
    for key in ("aase", "karen"):
        with pytest.raises(PermissionDenied):
            take_out(enclosure, actor=cast.person(key))
    for _ in range(2):  # twice is once
        take_out(enclosure, actor=cast.person("anders"))
    assert not Enclosure.objects.exists()


def test_whoever_deletes_one_is_asked_first():
    report, file = enclosed().report, Enclosure.objects.get()
    path, browser = f"{report.get_absolute_url()}filer/{file.pk}/sletning/", cast.browser("anders")
    assert f'<a href="{path}" aria-label="Slet: kanarie.svg">' in browser.get(report.get_absolute_url()).text
    asked = browser.get(path)
    assert "kanarie.svg" in asked.text and Enclosure.objects.exists()
    sent = {"token": asked.context["form"]["token"].value()}
    assert browser.post(path, sent)["Location"] == report.get_absolute_url()
    assert not Enclosure.objects.exists()


def test_a_program_is_refused_and_nothing_is_changed():
    with pytest.raises(Refusal):
        change_report(
            cast.barrier_report(),
            stopped="x",
            attachments=[SimpleUploadedFile("a.exe", b"MZ")],
            actor=cast.person("anders"),
        )
    assert cast.barrier_report().stopped != "x"


def test_where_something_else_is_wrong_it_is_said_that_files_must_be_chosen_again():
    sent = {"stopped": "x", "consent": "0", "token": str(uuid.uuid4())}  # without its line
    page = cast.browser("anders").post(
        "/klima/barrierer/ny/", sent | {"attachments": SimpleUploadedFile("a.txt", b"tekst")}
    )
    assert "Du skal vælge filerne igen." in page.content.decode()
    page = cast.browser("anders").post("/klima/barrierer/ny/", sent)
    assert "Du skal vælge filerne igen." not in page.content.decode()
