"""Would a backup restore?"""

import tempfile
from pathlib import Path

from klimanet.backup.checking import check
from klimanet.backup.management.asking import BackupCommand


class Command(BackupCommand):
    help = "Check all of a backup without touching an installation; its database is unpacked to a temporary folder."

    def handle(self, *args, file: Path, **options) -> None:
        with self.progress() as progress, tempfile.TemporaryDirectory() as folder:
            manifest, _ = check(file, folder=Path(folder) / "checked", progress=progress)
        self.stdout.write(f"{file} is whole and sound.")
        self.tell(manifest)
