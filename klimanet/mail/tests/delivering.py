"""A program of its own, that delivers and is killed before each single statement in turn."""

import os
import signal
import sys
from itertools import count

from django.db import connection, connections

from klimanet.mail.models import Message
from klimanet.mail.operations import deliver_due, post
from klimanet.members.models import Holding


def write_down(step: int, number: int) -> None:
    """Every second one is written when it goes out, which takes more statements."""
    address = f"{step}-{number}@b.example"
    if number % 2:
        holding = Holding.objects.active()[0]
        post(to=address, subject="Velkommen", origin="welcome", about={"holding": holding.pk, "invited_by": None})
    else:
        post(to=address, subject=f"{step}", text="Tekst")


def deliver_until(step: int) -> None:
    statements = 0

    def kill(execute, sql, *rest):
        nonlocal statements
        statements += 1
        if statements == step:
            os.write(1, f"{' '.join(sql.split())}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *rest)

    with connection.execute_wrapper(kill):
        deliver_due()


def main() -> None:
    """Takes how many messages are written down for each kill; prints the statement before which each kill came."""
    for step in count(1):
        for number in range(int(sys.argv[1])):
            write_down(step, number)
        connections.close_all()  # none is shared with the child
        if (child := os.fork()) == 0:
            deliver_until(step)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        Message.objects.waiting().update(leased_until=None)  # instead of waiting until the lease is over
        deliver_due()
        if not os.WIFSIGNALED(status):
            sys.exit(os.waitstatus_to_exitcode(status) or Message.objects.waiting().count())
