"""Do the work that waits: follow the log, send mail, clear away what is over."""

import signal
import threading
import time

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from klimanet.activity.consuming import consume_due
from klimanet.files.store import clear_unused
from klimanet.mail.operations import deliver_due

PAUSE = 1.0  # seconds between looks for work
HOUSEKEEPING = 3600.0  # seconds between rounds of clearing away


class Command(BaseCommand):
    help = "Follow the log, send mail and clear away what is over, until stopped."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits now, then stop")

    def handle(self, *args, once: bool, **options) -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        tidied_at = float("-inf")
        while True:
            close_old_connections()
            while consume_due() and not stop.is_set():
                deliver_due()  # a sign-in code does not wait behind a long log
            deliver_due()
            if time.monotonic() - tidied_at >= HOUSEKEEPING:
                clear_unused()
                call_command("clearsessions")
                tidied_at = time.monotonic()
            if once or stop.wait(PAUSE):
                return
