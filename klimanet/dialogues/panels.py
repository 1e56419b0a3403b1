"""What of the dialogue waits for the secretariat."""

from django.utils.translation import gettext as _

from klimanet.design.panels import Panel, Waiting, first_of
from klimanet.dialogues import queries
from klimanet.members.models import Network, Seated
from klimanet.text.addresses import path_to


def open_questions(network: Network, *, reader: Seated) -> Panel:
    """Questions that have been open for long, those whose next date is past first."""
    count, first = first_of(queries.open_questions(network, reader=reader, days=network.open_after))
    return Panel(
        title=_("Questions without an answer"),
        address=path_to("open_questions", network.slug),
        count=count,
        first=[
            Waiting(
                title=row.title,
                address=row.get_absolute_url(),
                note=row.handler_name or _("Nobody sees to it yet"),
                due=row.due_on,
            )
            for row in first
        ],
        empty=_("No question has been open for long."),
    )
