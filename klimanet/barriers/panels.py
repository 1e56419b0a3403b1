"""What of the barriers waits for the secretariat."""

from django.utils.translation import gettext as _

from klimanet.barriers.models import Barrier
from klimanet.barriers.queries import barriers as queries
from klimanet.barriers.queries import work
from klimanet.design.panels import Panel, Waiting, first_of
from klimanet.members.models import Network, Seated
from klimanet.text.addresses import path_to


def waiting_barriers(network: Network, *, reader: Seated) -> Panel:
    """Those nobody has looked at, and those whose next date is past; longest first."""
    count, first = first_of(queries.waiting(network, reader=reader))
    return Panel(
        title=_("Barriers that wait for you"),
        address=f"{path_to('barriers', network.slug)}?trin=venter",
        count=count,
        first=[
            Waiting(
                title=row.title,
                address=row.get_absolute_url(),
                note=_note(row),
                due=row.due_on,
            )
            for row in first
        ],
        empty=_("No barrier waits for you."),
    )


def _note(barrier: Barrier) -> str:
    if barrier.reopened_at:
        return _("Opened again")
    return _("Received today") if barrier.is_new else barrier.badge[0]


def pressing_steps(network: Network, *, reader: Seated) -> Panel:
    """Political work with a day within two weeks, or past; the most pressing first."""
    count, first = first_of(work.pressing(network, reader=reader))
    return Panel(
        title=_("Political work that is due"),
        address=path_to("steps", network.slug),
        count=count,
        first=[
            Waiting(title=row.title, address=row.get_absolute_url(), note=row.counterpart, due=row.next_on)
            for row in first
        ],
        empty=_("No political work is due in the next two weeks."),
    )


def untold_outcomes(network: Network, *, reader: Seated) -> Panel:
    """What was decided and nobody who reported a barrier has been told of; the oldest first."""
    count, first = first_of(work.untold(network, reader=reader))
    return Panel(
        title=_("Outcomes that nobody is told of"),
        address=path_to("outcomes", network.slug),
        count=count,
        first=[Waiting(title=row.title, address=row.get_absolute_url(), note=row.badge[0]) for row in first],
        empty=_("Every outcome has been told."),
    )


def confirmed_by_all(network: Network, *, reader: Seated) -> Panel:
    """What those who reported it say is over, and the secretariat has not said yet."""
    count, first = first_of(work.confirmed_by_all(network, reader=reader))
    return Panel(
        title=_("Confirmed by those who answered"),
        address=path_to("barriers", network.slug) + "?trin=solved",
        count=count,
        first=[
            Waiting(title=row.title, address=path_to("barrier_moving", network.slug, row.number), note=row.badge[0])
            for row in first
        ],
        empty=_("No barrier waits to be confirmed."),
    )
