"""What is done about seats and memberships once a night; what is due is seen from the rows."""

from klimanet.members.models import Seat
from klimanet.members.models.yearly import unasked
from klimanet.members.operations.seats import close_over
from klimanet.members.operations.yearly import ask_yearly
from klimanet.rules.actors import SYSTEM


def close_seats() -> None:
    """Note who left by their last day: it ended their access already."""
    for seat in Seat.objects.with_something_over():
        close_over(seat, actor=SYSTEM)


def ask_each_year() -> None:
    """Ask each membership, once a year, whether its people are still the same."""
    for membership in unasked():
        ask_yearly(membership, actor=SYSTEM)
