"""Making a backup: whole or not at all, and what stands in its way is a sentence."""

import gzip
import resource
import signal
from datetime import timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from klimanet.backup.making import back_up
from klimanet.backup.progress import silent
from klimanet.backup.state import last_backup
from klimanet.backup.tests.building import digest, tiny, told_otherwise, with_database
from klimanet.files import store
from klimanet.files.models import Blob

pytestmark = pytest.mark.django_db


def interrupt(wanted: str, step: str, done: int, total: int) -> None:
    """A progress that is stopped at its first word on `wanted`."""
    if step == wanted:
        raise KeyboardInterrupt


def test_the_last_sound_backup_is_remembered(backup):
    assert last_backup() is None
    back_up(backup, progress=silent)
    assert timezone.now() - last_backup() < timedelta(minutes=1)


def test_a_backup_is_never_written_over(backup):
    backup.write_text("Another one.")
    with pytest.raises(CommandError, match="never written over"):
        call_command("backup", backup)
    assert backup.read_text() == "Another one."


def test_two_do_not_write_the_same_backup(backup):
    part = backup.with_name("monday.part")
    part.mkdir()
    with pytest.raises(CommandError, match="another backup"):
        call_command("backup", backup)
    part.rmdir()


@pytest.mark.parametrize("step", ["Copying the database", "Writing the backup", "Checking the backup"])
def test_an_interrupted_backup_leaves_nothing(backup, step):
    with pytest.raises(KeyboardInterrupt):
        back_up(backup, progress=partial(interrupt, step))
    assert not backup.exists()
    assert last_backup() is None


def test_whoever_asks_for_an_end_is_heard_and_only_meanwhile(backup):
    before = signal.getsignal(signal.SIGTERM)
    call_command("backup", backup)
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize("most", [20_000, 60_000])
def test_a_full_disk_is_a_sentence_and_leaves_nothing(backup, most):
    """No file may grow beyond `most` bytes: neither the copy of the database nor the backup."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))
    try:
        with pytest.raises(CommandError, match=r"too large|disk I/O|full|pg_dump failed"):
            call_command("backup", backup)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not backup.exists()
    assert last_backup() is None


def test_a_file_that_is_gone_or_damaged_is_named(backup):
    blob = Blob.objects.get()
    store.path_of(blob.digest).write_bytes(b"Et notit.")
    with pytest.raises(CommandError, match=f"{blob.digest} is damaged"):
        call_command("backup", backup)
    store.path_of(blob.digest).unlink()
    with pytest.raises(CommandError, match=f"{blob.digest} is missing"):
        call_command("backup", backup)
    assert not backup.exists()


def test_one_flipped_byte_of_a_real_backup_is_found(backup):
    back_up(backup, progress=silent)
    whole = backup.read_bytes()
    for position in range(0, len(whole), len(whole) // 50):
        flipped = bytearray(whole)
        flipped[position] ^= 0x10
        backup.write_bytes(flipped)
        with pytest.raises(CommandError) as refused:
            call_command("verify", backup)
        assert refused.value.returncode in (1, 3)


def test_a_database_that_is_none_is_refused(tmp_path):
    with pytest.raises(CommandError, match="The database is damaged") as refused:
        call_command("verify", tiny(tmp_path / "garbage", vendor=connection.vendor))
    assert refused.value.returncode == 3


if connection.vendor == "postgresql":
    from klimanet.backup import postgresql

    def test_no_password_is_told_on_a_command_line(monkeypatch):
        monkeypatch.setitem(connection.settings_dict, "PASSWORD", "very-secret")
        assert "very-secret" not in postgresql._database()
        assert postgresql._environment()["PGPASSWORD"] == "very-secret"

    @pytest.mark.parametrize(("told", "sentence"), [("", "is not installed"), ("9.6.24", "Install postgresql-client-")])
    def test_tools_that_are_missing_or_too_old_are_a_sentence(backup, tmp_path, monkeypatch, told, sentence):
        monkeypatch.setenv("PATH", str(tmp_path))
        if told:
            tool = tmp_path / "pg_dump"
            tool.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {told}'\n")
            tool.chmod(0o755)
        with pytest.raises(CommandError, match=sentence):
            call_command("backup", backup)

else:

    @pytest.mark.parametrize("facts", [{"fingerprint": digest(b"")}, {"database_size": 4096}, {"migrations": []}])
    def test_a_database_that_is_not_what_its_manifest_says_is_refused(backup, tmp_path, facts):
        """Its bytes are those that were written; what is in them is not."""
        back_up(backup, progress=silent)
        with pytest.raises(CommandError, match="The database is damaged"):
            call_command("verify", told_otherwise(backup, tmp_path / "otherwise", **facts))

    def test_a_backup_without_a_file_that_its_database_names_is_refused(backup, tmp_path):
        database = gzip.compress(gzip.decompress(_database_in(backup, tmp_path)))
        with pytest.raises(CommandError, match="not whole"):
            call_command("verify", with_database(backup, tmp_path / "fileless", database))

    def test_a_database_that_unfolds_to_more_than_it_says_fills_no_disk(backup, tmp_path):
        """Fifty megabytes of nothing, packed into fifty kilobytes."""
        back_up(backup, progress=silent)
        with pytest.raises(CommandError, match="size is not what it was"):
            call_command("verify", with_database(backup, tmp_path / "trap", gzip.compress(bytes(5 * 10**7))))

    def _database_in(backup, tmp_path) -> bytes:
        """Packed."""
        from klimanet.backup.checking import check

        back_up(backup, progress=silent)
        check(backup, folder=tmp_path / "opened", progress=silent)
        return (tmp_path / "opened" / "database.sqlite3.gz").read_bytes()
