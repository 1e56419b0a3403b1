"""What follows what the secretariat did at the desk."""

from collections.abc import Callable
from functools import partial

from klimanet.activity.consuming import handles
from klimanet.activity.models import Line
from klimanet.insights.emails import write_down
from klimanet.insights.models import Recipient


@handles("broadcast.sent")
def post_broadcast(line: Line) -> Callable[[], object] | None:
    """A mail for each whom it is meant for."""
    waiting = Recipient.objects.filter(broadcast=line.subject_id, message=None)
    return partial(write_down, list(waiting.select_related("person", "broadcast__network")))
