"""The format: a tar whose first member says what the others are, and whose last seals the first.

Nothing in it is left to chance: once the manifest is read, every byte of the file is either content with a known SHA-256
or known beforehand. So no tar is parsed here, and a name, a link or a device that we would not write is never met.
See docs/decisions/0010-backup.md.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from gzip import GzipFile
from pathlib import Path
from typing import BinaryIO

from klimanet.backup.problems import BackupProblem, Damaged, FileMissing
from klimanet.backup.progress import Progress, silent

FORMAT = 1
BLOCK = 512  # bytes; what a tar is made of
PIECE = 1 << 18  # bytes
MANIFEST, SECRET_KEY, END = "manifest.json", "secret-key", "end"
LARGEST_MANIFEST = 200_000_000  # bytes; about a million files
DATABASES = {"sqlite": "database.sqlite3.gz", "postgresql": "database.dump"}  # by vendor
ALLOWED = re.compile(r"database\.(sqlite3\.gz|dump)|secret-key|files/([0-9a-f]{2})/\2[0-9a-f]{62}")


@dataclass(frozen=True)
class Member:
    name: str
    size: int  # bytes
    sha256: str

    @property
    def short_name(self) -> str:
        """Without folders: an uploaded file's digest."""
        return self.name.rpartition("/")[2]


@dataclass(frozen=True)
class Manifest:
    format: int
    klimanet: str  # version
    made_at: str  # ISO 8601
    vendor: str  # of the database
    database_size: int  # bytes, unpacked
    migrations: list[str]  # each applied one, as app.name
    rows: dict[str, int]  # by table
    fingerprint: str  # of all rows
    members: list[Member]  # the database first

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Manifest":
        """Raises Damaged for anything that we would not have written."""
        try:
            facts = json.loads(content)
            if facts["format"] != FORMAT:
                raise BackupProblem(
                    f"The backup has format {facts['format']}; this Klimanet reads {FORMAT}. Install a newer one."
                )
            manifest = cls(**facts | {"members": [Member(**member) for member in facts["members"]]})
            is_sound = manifest._is_sound()
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise Damaged("The backup is damaged: its manifest cannot be read.") from error
        if not is_sound:
            raise Damaged("The backup is damaged: its manifest names what no backup holds.")
        return manifest

    def _is_sound(self) -> bool:
        names = [member.name for member in self.members]
        return (
            all(ALLOWED.fullmatch(name) for name in names)
            and names[0] == DATABASES[self.vendor]
            and sum(name.startswith("database.") for name in names) == 1
            and len(set(names)) == len(names)
            and all(isinstance(member.size, int) and member.size >= 0 for member in self.members)
            and all(member.sha256 == member.short_name for member in self.files())
            and isinstance(self.database_size, int)
        )

    @property
    def database(self) -> Member:
        return self.members[0]

    def files(self) -> list[Member]:
        """The uploaded ones."""
        return [member for member in self.members if member.name.startswith("files/")]


def file_name(digest: str) -> str:
    return f"files/{digest[:2]}/{digest}"


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pieces_of(file: BinaryIO | GzipFile) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _header(name: str, size: int) -> bytes:
    """One block of tar, as POSIX.1-1988 has it (a size beyond 8 GiB as GNU has it). Our own, since it may never change."""
    octal = b"%011o\0" % size if size < 8**11 else b"\x80" + size.to_bytes(11, "big")
    ids = b"0000600\0" + b"0000000\0" * 2  # mode, user, group
    start = name.encode().ljust(100, b"\0") + ids + octal + b"%011o\0" % 0
    rest = (b"0" + bytes(100) + b"ustar\x0000").ljust(BLOCK - len(start) - 8, b"\0")
    return start + b"%06o\0 " % (sum(start) + sum(rest) + 8 * ord(" ")) + rest


def _padding(size: int) -> bytes:
    return bytes(-size % BLOCK)


def _end(manifest: bytes) -> bytes:
    """Content of the last member: a backup that lacks it was cut short."""
    return b"%s is the SHA-256 of the manifest.\n" % hashlib.sha256(manifest).hexdigest().encode()


def _whole_size(manifest: bytes, members: list[Member]) -> int:
    """Of a backup, in bytes."""
    sizes = [len(manifest), *(member.size for member in members), len(_end(manifest))]
    return sum(BLOCK + size + len(_padding(size)) for size in sizes) + 2 * BLOCK


def write(target: Path, manifest: Manifest, sources: Iterable[Path], *, progress: Progress) -> None:
    """`sources` are the members' contents, in their order. On disk, and readable by its owner alone, when it returns.

    Raises BackupProblem for a source that is not, or no longer, what the manifest says.
    """
    content = manifest.to_bytes()
    total = _whole_size(content, manifest.members)
    with open(target, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        _write_own(file, MANIFEST, content)
        for member, source in zip(manifest.members, sources, strict=True):
            file.write(_header(member.name, member.size))
            for piece in _checked(source, member):
                file.write(piece)
                progress("Writing the backup", file.tell(), total)
            file.write(_padding(member.size))
        _write_own(file, END, _end(content))
        file.write(bytes(2 * BLOCK))
        file.flush()
        os.fsync(file.fileno())


def _write_own(file: BinaryIO, name: str, content: bytes) -> None:
    file.write(_header(name, len(content)) + content + _padding(len(content)))


def _checked(source: Path, member: Member) -> Iterator[bytes]:
    digest, size = hashlib.sha256(), 0
    try:
        with source.open("rb") as content:
            for piece in pieces_of(content):
                digest.update(piece)
                size += len(piece)
                yield piece
    except FileNotFoundError as error:
        raise FileMissing(f"{source} is missing, and the database names it.") from error
    if (size, digest.hexdigest()) != (member.size, member.sha256):
        raise BackupProblem(f"{source} is damaged: its content is not what was once uploaded.")


class Archive:
    """A backup that is read from start to end. Whatever is not as it was written raises Damaged."""

    def __init__(self, file: BinaryIO, *, progress: Progress = silent) -> None:
        self.file = file
        self.progress = progress
        self.length = os.fstat(file.fileno()).st_size
        self._content = self._read_manifest()
        self.manifest = Manifest.from_bytes(self._content)
        whole = _whole_size(self._content, self.manifest.members)
        if self.length != whole:
            how = "cut short" if self.length < whole else "longer than it was"
            raise Damaged(f"The backup is {how}: {self.length:,} bytes instead of {whole:,}.")

    def members(self) -> Iterator[tuple[Member, Iterator[bytes]]]:
        """Each with its content bit by bit; only when all are through is the backup known to be sound."""
        for member in self.manifest.members:
            self._expect(_header(member.name, member.size), f"what stands before {member.name}")
            pieces = self._pieces(member)
            yield member, pieces
            for _ in pieces:  # what the reader did not want is checked all the same
                pass
        end = _end(self._content)
        self._expect(_header(END, len(end)) + end + _padding(len(end)) + bytes(2 * BLOCK), "its end")

    def _pieces(self, member: Member) -> Iterator[bytes]:
        digest, left = hashlib.sha256(), member.size
        while left:
            piece = self._read(min(left, PIECE))
            digest.update(piece)
            left -= len(piece)
            self.progress("Checking the backup", self.file.tell(), self.length)
            yield piece
        if digest.hexdigest() != member.sha256:
            raise Damaged(f"The backup is damaged: {member.name} is not what was written.")
        self._expect(_padding(member.size), f"what stands after {member.name}")

    def _read_manifest(self) -> bytes:
        header = self._read(BLOCK)
        size = header[124:135]
        if not re.fullmatch(rb"[0-7]{11}", size) or header != _header(MANIFEST, int(size, 8)):
            raise Damaged("The file is no backup of Klimanet, or its beginning is damaged.")
        if int(size, 8) > LARGEST_MANIFEST:
            raise Damaged("The backup is damaged: its manifest is too large.")
        content = self._read(int(size, 8))
        self._expect(_padding(len(content)), "what stands after the manifest")
        return content

    def _read(self, size: int) -> bytes:
        content = self.file.read(size)
        if len(content) < size:
            raise Damaged(f"The backup is cut short: it ends after {self.length:,} bytes.")
        return content

    def _expect(self, expected: bytes, what: str) -> None:
        if self._read(len(expected)) != expected:
            raise Damaged(f"The backup is damaged: {what} is not what was written.")
