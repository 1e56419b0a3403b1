"""Do the work that waits: follow the log, send mail, clear away what is over."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from functools import partial, wraps

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from klimanet.activity.consuming import consume_due
from klimanet.activity.duties import do_nightly
from klimanet.files.store import clear_unused
from klimanet.mail.operations import deliver_due
from klimanet.mail.smtp import Unusable
from klimanet.notifications.operations import send_due_mails
from klimanet.website.life import Life, showing_life
from klimanet.website.logs import lines_belong_to, new_number

logger = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between looks for work
HOUSEKEEPING = 3600.0  # seconds between rounds of clearing away
NIGHTLY = 60.0  # seconds between looks for what is done once a night
LONGEST_WAIT = 60.0  # seconds until a duty that failed is tried again


class Duty:
    """What is done again and again. Where it fails it says so, and waits a little longer each time: the others go on."""

    def __init__(self, work: Callable[[], object], *, every: float = 0.0) -> None:
        self.work = work
        self.every = every
        self.due_at = float("-inf")
        self.failures = 0

    def see_to(self, now: float, life: Life) -> bool:
        """Do it if it is time; whatever goes wrong, the worker lives on. Returns whether something was done."""
        if now < self.due_at:
            return False
        with lines_belong_to(duty=self.work.__name__, run=new_number()), life.at(self.work.__name__):
            try:
                close_old_connections()
                done = self.work()
            except Exception:  # the database is away for a moment, the disk is full, a fault of ours
                wait = min(PAUSE * 2**self.failures, LONGEST_WAIT)
                self.failures += 1
                self.due_at = now + wait
                logger.exception("%s failed; it is tried again in %d s.", self.work.__name__, wait)
                return False
        self.failures = 0
        self.due_at = now + self.every
        return bool(done)


def work_until(stop: threading.Event) -> None:
    """Go through the duties again and again; none waits for another that fails or has much to do.

    Told to stop, it is no longer at it than one line or one mail takes: whoever told it may soon kill it, and a mail twice
    is what comes of that.
    """

    def ending(spell: Callable[..., object]) -> Callable[[], object]:
        return wraps(spell)(partial(spell, is_over=stop.is_set))

    log = Duty(ending(consume_due))
    rounds = [Duty(clear_unused, every=HOUSEKEEPING), Duty(do_nightly, every=NIGHTLY)]
    others = [Duty(ending(send_due_mails)), Duty(ending(deliver_due)), *rounds]
    with showing_life() as life:
        while not stop.is_set():
            there_may_be_more = log.see_to(time.monotonic(), life)  # a spell: a code does not wait behind a long log
            for duty in others:
                if not stop.is_set():
                    duty.see_to(time.monotonic(), life)
            if not there_may_be_more:
                stop.wait(PAUSE)


class Command(BaseCommand):
    help = "Follow the log, send mail and clear away what is over, until stopped."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits now, then stop")

    def handle(self, *args, once: bool, **options) -> None:
        if once:  # whoever asked sees what fails
            do_nightly()
            while consume_due() + send_due_mails():
                pass
            clear_unused()
            try:
                while deliver_due():
                    pass
            except Unusable as error:
                raise CommandError(str(error)) from None
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        work_until(stop)
