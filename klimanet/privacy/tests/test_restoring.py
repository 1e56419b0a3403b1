"""Who was erased stays erased: the ledger outlives the database, and a restore reads it."""

import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.backup.making import back_up
from klimanet.backup.progress import silent
from klimanet.backup.restoring import restore
from klimanet.privacy import ledger
from klimanet.privacy.duties import erase_again
from klimanet.privacy.operations import erase
from klimanet.privacy.tests.test_erasure import ADDRESS, CANARY, files, make_canary, settle, where
from klimanet.rules.actors import SYSTEM
from tests import cast
from tests.building import make_person

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


@pytest.fixture
def canary() -> Person:
    return make_canary()


def put_back(backup: Path) -> None:
    restore(backup, agree=lambda there: None, progress=silent)


def test_an_older_backup_does_not_bring_anybody_back(canary, backups):
    photo = canary.photo.digest
    back_up(backups / "monday", progress=silent)
    erase(canary, actor=SYSTEM)
    put_back(backups / "monday")
    assert where(CANARY) == set()
    assert where(ADDRESS) == set()
    assert photo not in files()
    settle()
    assert where(CANARY) == set()
    assert Person.objects.get(pk=canary.pk).erased_at
    assert Line.objects.about(canary).filter(verb="person.erased").count() == 1


def test_not_even_where_the_data_folder_was_lost(canary, backups):
    back_up(backups / "monday", progress=silent)
    erase(canary, actor=SYSTEM)
    back_up(backups / "tuesday", progress=silent)
    (Path(settings.DATA) / ledger.NAME).unlink()
    put_back(backups / "monday")
    assert where(CANARY) == set()
    assert (Path(settings.DATA) / ledger.NAME).exists()


def test_a_later_backup_taken_elsewhere_knows_them_by_itself(canary, backups, tmp_path):
    back_up(backups / "monday", progress=silent)
    erase(canary, actor=SYSTEM)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    back_up(backups / "tuesday", progress=silent)
    shutil.copy(backups / "tuesday", elsewhere)
    (Path(settings.DATA) / ledger.NAME).unlink()
    put_back(elsewhere / "tuesday")
    put_back(backups / "monday")
    assert where(CANARY) == set()


def test_the_number_of_somebody_erased_may_be_somebody_elses_in_an_older_database(backups):
    """After a restore the database gives the same number once more: the moment a row was made tells the two apart."""
    gone = make_person(name="Gået Igen")
    erase(gone, actor=SYSTEM)
    (ledger_file,) = Path(settings.DATA).glob(ledger.NAME)
    number, _, at = json.loads(ledger_file.read_text())
    other = make_person(name="En Anden")
    ledger_file.write_text(json.dumps([other.pk, "2020-01-01T00:00:00+00:00", at]) + "\n")
    erase_again(backups / "monday")
    assert number == gone.pk
    assert Person.objects.get(pk=other.pk).erased_at is None


def test_the_last_of_a_secretariat_stays_erased_too(backups):
    """They were not the last when they were erased; the older backup does not know who came after."""
    jonas, karen = cast.person("jonas"), cast.person("karen")
    erase(karen, actor=jonas)
    Person.objects.filter(pk=jonas.pk).update(is_active=False)
    Person.objects.filter(pk=karen.pk).update(name="Karen", is_active=True, erased_at=None)
    erase_again(backups / "monday")
    assert Person.objects.get(pk=karen.pk).erased_at


def test_the_ledger_says_nothing_of_anybody(canary, backups):
    erase(canary, actor=SYSTEM)
    call_command("backup", str(backups / "monday"))
    for folder in (Path(settings.DATA), backups):
        told = (folder / ledger.NAME).read_text()
        assert json.loads(told)[0] == canary.pk
        assert CANARY.casefold() not in told.casefold()
        assert "@" not in told


def test_where_nobody_was_erased_there_is_no_ledger(backups):
    back_up(backups / "monday", progress=silent)
    assert [path.name for path in backups.iterdir()] == ["monday"]
    assert not (Path(settings.DATA) / ledger.NAME).exists()
