"""The format: any tar opens it, and whatever is not as it was written is refused."""

import io
import json
import tarfile
from dataclasses import asdict

import pytest

from klimanet.backup.archive import BLOCK, FORMAT, Archive, Manifest, file_name
from klimanet.backup.problems import BackupProblem, Damaged
from klimanet.backup.progress import ProgressLine
from klimanet.backup.tests.building import digest, read_through, tiny


def test_any_tar_opens_it(tmp_path):
    with tarfile.open(tiny(tmp_path / "backup")) as opened:
        names = ["manifest.json", "database.sqlite3.gz", file_name(digest(b"note")), "end"]
        assert opened.getnames() == names
        assert opened.extractfile(names[2]).read() == b"note"
        assert {member.mode for member in opened} == {0o600}


def test_nobody_else_may_read_it(tmp_path):
    assert tiny(tmp_path / "backup").stat().st_mode & 0o777 == 0o600


def test_one_flipped_byte_anywhere_is_found(tmp_path):
    """Headers, padding and end as well."""
    backup = tiny(tmp_path / "backup")
    read_through(backup)
    whole = backup.read_bytes()
    for position in range(0, len(whole), 11):
        flipped = bytearray(whole)
        flipped[position] ^= 1 << position % 8
        backup.write_bytes(flipped)
        with pytest.raises(BackupProblem):
            read_through(backup)


def test_a_backup_cut_short_is_refused_before_anything_of_it_is_used(tmp_path):
    backup = tiny(tmp_path / "backup")
    whole = backup.read_bytes()
    for length in range(0, len(whole), 29):
        backup.write_bytes(whole[:length])
        with backup.open("rb") as file, pytest.raises(Damaged, match="cut short"):
            Archive(file)
    backup.write_bytes(whole + b"\0")
    with pytest.raises(Damaged, match="longer"):
        read_through(backup)


@pytest.mark.parametrize(
    "name",
    [
        "../secret-key",
        "files/../../secret-key",
        "/etc/passwd",
        "files/ab/../../secret-key",
        f"files/00/{'a' * 64}",
        f"files/aa/{'a' * 64}\n",
        f"files/aa/{'a' * 64}",  # its content has another digest
        "database.dump",
        "manifest.json",
        "",
    ],
)
def test_a_name_that_no_backup_has_is_refused(tmp_path, name):
    with pytest.raises(Damaged, match="no backup holds"):
        read_through(tiny(tmp_path / "backup", names=[name]))


ROWS = {"name": "database.sqlite3.gz", "size": 4, "sha256": digest(b"rows")}


@pytest.mark.parametrize(
    "facts",
    [
        {"members": []},
        {"members": None},
        {"members": [ROWS, ROWS]},
        {"members": [ROWS | {"size": -1}]},
        {"members": [ROWS | {"name": "secret-key"}]},
        {"members": [ROWS | {"mode": 0o777}]},
        {"vendor": "mysql"},
        {"database_size": "4"},
        {"goats": 4},
    ],
)
def test_a_manifest_that_we_would_not_write_is_refused(tmp_path, facts):
    with tiny(tmp_path / "backup").open("rb") as file:
        manifest = Archive(file).manifest
    assert Manifest.from_bytes(json.dumps(asdict(manifest)).encode()) == manifest
    with pytest.raises(Damaged):
        Manifest.from_bytes(json.dumps(asdict(manifest) | facts).encode())


def test_a_newer_format_is_named(tmp_path):
    with pytest.raises(BackupProblem, match="Install a newer one"):
        read_through(tiny(tmp_path / "backup", format=FORMAT + 1))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_refused(tmp_path, kind):
    """The manifest names a plain file; what stands in its place is something else of the same size."""
    backup = tiny(tmp_path / "backup")
    with tarfile.open(backup) as opened:
        member = opened.getmembers()[1]
    member.type, member.linkname = kind, "../secret-key"
    content = bytearray(backup.read_bytes())
    content[member.offset : member.offset + BLOCK] = member.tobuf(tarfile.GNU_FORMAT)
    backup.write_bytes(content)
    with pytest.raises(Damaged, match="what stands before database"):
        read_through(backup)


@pytest.mark.parametrize("content", [b"", b"Et notat.", bytes(BLOCK), bytes(10 * BLOCK), b"7" * 10 * BLOCK])
def test_another_file_is_no_backup(tmp_path, content):
    backup = tmp_path / "backup"
    backup.write_bytes(content)
    with pytest.raises(Damaged):
        read_through(backup)


def test_a_manifest_that_would_fill_the_memory_is_not_read(tmp_path):
    with tarfile.open(tiny(tmp_path / "backup")) as opened:
        member = opened.next()
    member.size = 7 * 10**9
    backup = tmp_path / "vast"
    with backup.open("wb") as file:
        file.write(member.tobuf(tarfile.USTAR_FORMAT))
        file.truncate(8 * 10**9)  # takes no room: it is all hole
    with pytest.raises(Damaged, match="too large"):
        read_through(backup)


def test_a_terminal_is_told_how_far_it_is():
    terminal = io.StringIO()
    line = ProgressLine(terminal)
    line("Writing the backup", 450, 1000)
    line("Writing the backup", 451, 1000)  # too soon to say it again
    line("Writing the backup", 1000, 1000)
    assert terminal.getvalue() == "\rWriting the backup: 45%\033[K\rWriting the backup: 100%\033[K"
