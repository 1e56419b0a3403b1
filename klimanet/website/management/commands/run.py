"""Serve the site: the web server and the worker together."""

import hashlib
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from klimanet.backup.state import interrupted_restore
from klimanet.website.demo import who_can_sign_in
from klimanet.website.serving import Processes, port_is_free, web_server


class Command(BaseCommand):
    help = "Prepare the database and serve the site: web server and worker together, until stopped."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
        parser.add_argument("--without-worker", action="store_true", help="the web server alone")
        parser.add_argument("--workers", type=int, default=1, help="processes of the web server (1)")

    def handle(self, *args, host: str, port: int, workers: int, without_worker: bool, **options) -> None:
        if not port_is_free(host, port):
            raise CommandError(f"Port {port} is taken. Choose another, for example: make run PORT={port + 1}")
        site = os.environ.get("KLIMANET_SITE") or (f"http://localhost:{port}" if settings.DEMO else settings.SITE)
        settings.SITE = site  # the demo writes its first mails here, before the servers start
        self._prepare()
        module, _, name = settings.WSGI_APPLICATION.rpartition(".")
        web = web_server(f"{module}:{name}", host=host, port=port, workers=workers)
        with TemporaryDirectory(prefix="klimanet-metrics-") as counters:
            processes = Processes(
                *([web] if without_worker else [web, ["django", "worker"]]),
                env={"KLIMANET_SITE": site, "PROMETHEUS_MULTIPROC_DIR": counters},
            )
            if processes.wait_for(host, port):
                self._welcome(site)
            sys.exit(processes.run())

    def _prepare(self) -> None:
        if half_restored := interrupted_restore():
            raise CommandError(half_restored)
        self._say("Preparing the database")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if settings.DEMO:
            call_command("demo", stdout=self.stdout)
        if self._static_files_changed():
            self._say("Collecting styles and icons")
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            self._static_stamp.write_text(self._static_state())
        self._say("Starting")

    def _say(self, text: str) -> None:
        self.stdout.write(f"{text} …")
        self.stdout.flush()

    @property
    def _static_stamp(self) -> Path:
        return Path(settings.STATIC_ROOT) / "collected"

    def _static_files_changed(self) -> bool:
        return not self._static_stamp.is_file() or self._static_stamp.read_text() != self._static_state()

    def _static_state(self) -> str:
        """A digest of every static file's path, size and time."""
        digest = hashlib.sha256()
        for finder in get_finders():
            for path, storage in finder.list([]):
                file = Path(storage.path(path)).stat()
                digest.update(f"{path} {file.st_size} {file.st_mtime_ns}\n".encode())
        return digest.hexdigest()

    def _welcome(self, site: str) -> None:
        self.stdout.write(f"\nKlimanet runs at {site}/")
        if people := who_can_sign_in():
            self.stdout.write(f"Sign in with one click at {site}/demo/ as any of these:")
            for line in people:
                self.stdout.write(f"  {line}")
        self.stdout.write("Stop with Ctrl-C.\n")
        self.stdout.flush()
