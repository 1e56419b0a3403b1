"""What the three commands have in common."""

import signal
import sqlite3
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from klimanet.backup.archive import Manifest
from klimanet.backup.problems import BackupProblem
from klimanet.backup.progress import Progress, ProgressLine, silent


class BackupCommand(BaseCommand):
    """Takes a FILE; whatever goes wrong is one sentence, and being asked to stop leaves nothing half done."""

    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """How far it has come, for whoever looks."""
        line = ProgressLine(sys.stderr) if sys.stderr.isatty() else None
        before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            yield line or silent
        except BackupProblem as problem:
            raise CommandError(str(problem), returncode=problem.exit_code) from problem
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise CommandError(f"{where}{error.strerror}.") from error
        except (DatabaseError, sqlite3.Error) as error:
            raise CommandError(f"The database: {str(error).strip()}.") from error
        finally:
            signal.signal(signal.SIGTERM, before)
            if line:
                line.clear()

    def tell(self, manifest: Manifest) -> None:
        self.stdout.write(
            f"Made {manifest.made_at} by Klimanet {manifest.klimanet} on {manifest.vendor}: "
            f"{sum(manifest.rows.values()):,} rows in {len(manifest.rows)} tables, {len(manifest.files()):,} files.\n"
            f"Fingerprint {manifest.fingerprint}"
        )
