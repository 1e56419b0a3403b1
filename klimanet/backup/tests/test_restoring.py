"""A backup made while people write restores to what it was; a restore that fails or is stopped changes nothing."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from klimanet.activity.models import Line
from klimanet.backup.apps import half_restored
from klimanet.backup.making import back_up
from klimanet.backup.progress import silent
from klimanet.backup.restoring import restore
from klimanet.backup.state import restore_mark
from klimanet.backup.survey import survey
from klimanet.backup.tests.building import digest, tiny, told_otherwise
from klimanet.backup.tests.test_making import interrupt
from klimanet.entries.models import Attachment, Comment
from klimanet.files import store
from klimanet.files.models import Blob
from klimanet.search.models import Document
from klimanet.website.management.commands.run import Command as Run
from tests import cast
from tests.building import make_comment


def fingerprint() -> str:
    return survey(connection, progress=silent).fingerprint


def kept_files() -> set[str]:
    return {path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def note(text: str) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile("note.txt", text.encode())]


def give_all_up(there) -> None:
    """Whatever is there may go."""


@contextmanager
def people_writing(said: list[int]) -> Iterator[None]:
    """Several people comment, now and then with a file, until it ends; `said` has each comment that was acknowledged."""
    stop, thread, faults = threading.Event(), cast.thread(), []

    def write(key: str) -> None:
        number = 0
        try:
            while not stop.is_set():
                number += 1
                said.append(make_comment(thread, key, attachments=[] if number % 3 else note(f"{key} {number}")).pk)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(key,)) for key in ("anders", "aase", "karen")]
    for writer in writers:
        writer.start()
    try:
        yield
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert faults == []


def test_a_backup_made_while_people_write_restores_whole(committed, backup):
    said: list[int] = []
    with people_writing(said):
        while len(said) < 10:
            time.sleep(0.01)
        before = list(said)
        manifest = back_up(backup, progress=silent)
        assert len(said) > len(before), "Nobody could write meanwhile."
    call_command("verify", backup)
    assert fingerprint() != manifest.fingerprint

    restore(backup, agree=give_all_up, progress=silent)
    assert fingerprint() == manifest.fingerprint
    comments = set(Comment.objects.values_list("pk", flat=True))
    assert comments >= set(before)
    assert comments < comments | set(said)
    told_of = Line.objects.filter(verb="comment.added").values_list("subject_id", flat=True)
    assert set(told_of) == comments, "A comment without its line, or a line without its comment."
    assert cast.thread().last_comment == Comment.objects.filter(entry=cast.thread()).count()
    assert kept_files() == set(Blob.objects.values_list("digest", flat=True))
    for attachment in Attachment.objects.all():
        assert digest(store.read(attachment.blob)) == attachment.blob.digest


def test_a_file_cleared_away_meanwhile_is_no_hindrance(committed, backup):
    """Nobody used it, so it went between the copy of the database, which still names it, and the copy of the files."""
    blob = store.keep(b"Nobody uses this", media_type="text/plain")

    def clear_once_copied(step: str, done: int, total: int) -> None:
        if step == "Writing the backup" and Blob.objects.filter(pk=blob.pk).delete()[0]:
            store.path_of(blob.digest).unlink()

    manifest = back_up(backup, progress=clear_once_copied)
    assert blob.digest not in {member.sha256 for member in manifest.members}


def test_only_an_empty_installation_is_filled_without_a_word(committed, backup):
    manifest = back_up(backup, progress=silent)
    with pytest.raises(CommandError, match=r"not empty: .* rows and 1 files"):
        call_command("restore", backup)
    with pytest.raises(CommandError, match="Say --yes"):
        call_command("restore", backup, replace=True)
    call_command("flush", interactive=False, verbosity=0)
    with pytest.raises(CommandError, match="not empty: 0 rows and 1 files"):
        call_command("restore", backup)
    for path in Path(settings.MEDIA_ROOT).glob("*/*"):
        path.unlink()
    call_command("restore", backup)
    assert fingerprint() == manifest.fingerprint
    assert store.read(Blob.objects.get())


def test_what_came_after_the_backup_is_given_up_when_told(committed, backup):
    before, files = back_up(backup, progress=silent).fingerprint, kept_files()
    make_comment(cast.thread(), attachments=note("New"))
    assert kept_files() > files
    call_command("restore", backup, replace=True, yes=True)
    assert fingerprint() == before
    assert kept_files() == files


def test_the_secret_key_comes_along_where_it_is_kept(committed, backup, settings):
    key = settings.DATA / "secret-key"
    key.write_text(settings.SECRET_KEY)
    back_up(backup, progress=silent)
    key.write_text("another")
    restore(backup, agree=give_all_up, progress=silent)
    assert key.read_text() == settings.SECRET_KEY
    assert key.stat().st_mode & 0o777 == 0o600


def test_a_backup_of_an_older_klimanet_is_brought_up_to_date(committed, backup):
    call_command("migrate", "search", "zero", verbosity=0)
    try:
        older = back_up(backup, progress=silent)
    finally:
        call_command("migrate", verbosity=0)
    assert not any(name.startswith("search.") for name in older.migrations)
    _, later = restore(backup, agree=give_all_up, progress=silent)
    assert later
    assert Document.objects.count() == 0
    assert Comment.objects.exists()


def test_a_backup_of_a_newer_klimanet_or_another_database_is_refused(db, backup, tmp_path):
    manifest, before = back_up(backup, progress=silent), fingerprint()
    newer = told_otherwise(backup, tmp_path / "newer", migrations=[*manifest.migrations, "goats.0001_first"])
    with pytest.raises(CommandError, match=r"newer Klimanet .* goats\.0001_first"):
        call_command("restore", newer, replace=True, yes=True)
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    with pytest.raises(CommandError, match=f"is of {other}, this installation is on {connection.vendor}"):
        call_command("restore", tiny(tmp_path / "other", vendor=other), replace=True, yes=True)
    assert fingerprint() == before


def test_a_damaged_backup_touches_nothing(db, backup):
    back_up(backup, progress=silent)
    before, files = fingerprint(), kept_files()
    content = bytearray(backup.read_bytes())
    content[-3000] ^= 1
    backup.write_bytes(content)
    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", backup, replace=True, yes=True)
    assert (fingerprint(), kept_files(), half_restored()) == (before, files, [])


def test_a_database_in_use_is_not_replaced(committed, backup):
    back_up(backup, progress=silent)
    before, used, over = fingerprint(), threading.Event(), threading.Event()

    def serve() -> None:
        Comment.objects.first()
        used.set()
        over.wait(20)
        connection.close()

    server = threading.Thread(target=serve)
    server.start()
    used.wait()
    try:
        with pytest.raises(CommandError, match="in use"):
            call_command("restore", backup, replace=True, yes=True)
    finally:
        over.set()
        server.join()
    assert (fingerprint(), half_restored()) == (before, [])


@pytest.mark.parametrize("step", ["Checking the backup", "Restoring the database"])
def test_a_restore_that_is_stopped_leaves_what_was_there(committed, backup, step):
    back_up(backup, progress=silent)
    new = make_comment(cast.thread(), attachments=note("New"))
    before, files = fingerprint(), kept_files()
    with pytest.raises(KeyboardInterrupt):
        restore(backup, agree=give_all_up, progress=partial(interrupt, step))
    assert (fingerprint(), kept_files(), half_restored()) == (before, files, [])
    assert Comment.objects.filter(pk=new.pk).exists()


def test_a_restore_that_was_killed_says_so_and_is_run_again(committed, backup):
    before = back_up(backup, progress=silent).fingerprint
    make_comment(cast.thread())
    restore_mark().write_text(str(backup))
    assert str(backup) in half_restored()[0].msg
    with pytest.raises(CommandError, match="interrupted"):
        Run()._prepare()
    call_command("restore", backup)
    assert (fingerprint(), half_restored()) == (before, [])
