"""All of an installation in one file."""

from pathlib import Path

from klimanet.backup.making import back_up
from klimanet.backup.management.asking import BackupCommand
from klimanet.backup.progress import megabytes


class Command(BackupCommand):
    help = "Write database, uploaded files and secret key to FILE, while people go on working, and verify it."

    def handle(self, *args, file: Path, **options) -> None:
        with self.progress() as progress:
            manifest = back_up(file, progress=progress)
        self.stdout.write(f"{file} is written and verified: {megabytes(file.stat().st_size)}.")
        self.tell(manifest)
