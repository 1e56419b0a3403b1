"""A backup in place of what is there."""

import sys
from pathlib import Path

from klimanet.backup.archive import SECRET_KEY
from klimanet.backup.management.asking import BackupCommand
from klimanet.backup.problems import BackupProblem
from klimanet.backup.restoring import Holdings, restore
from klimanet.backup.state import kept_key


class Command(BackupCommand):
    help = "Put a backup in place, in an empty installation, or with --replace instead of what is there."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--replace", action="store_true", help="give up what is there; asks first")
        parser.add_argument("--yes", action="store_true", help="with --replace: do not ask")

    def handle(self, *args, file: Path, replace: bool, yes: bool, **options) -> None:
        def agree(there: Holdings) -> None:
            if not there.rows and not there.files:
                return
            loss = f"{there.rows:,} rows and {there.files:,} files"
            if not replace:
                raise BackupProblem(f"This installation is not empty: {loss}. With --replace they are lost.")
            if not yes and not self._is_sure(loss):
                raise BackupProblem("Nothing was changed.")

        keeps_key = kept_key()
        with self.progress() as progress:
            manifest, later = restore(file, agree=agree, progress=progress)
        self.stdout.write(f"{file} is restored; its fingerprint is the same.")
        self.tell(manifest)
        if later:
            self.stdout.write(f"It was older than this Klimanet: {later} migrations were made.")
        if all(member.name != SECRET_KEY for member in manifest.members):
            self.stdout.write("It holds no secret key: set KLIMANET_SECRET_KEY as it was, or everybody signs in anew.")
        elif not keeps_key:
            self.stdout.write("KLIMANET_SECRET_KEY is set and decides, not the key in the backup.")

    def _is_sure(self, loss: str) -> bool:
        if not sys.stdin.isatty():
            raise BackupProblem(f"{loss} would be lost, and nobody can be asked. Say --yes.")
        return input(f"{loss} will be lost. Type yes to go on: ").strip() == "yes"
