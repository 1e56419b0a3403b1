"""What of the desk's own waits for the secretariat."""

from django.utils.translation import gettext as _

from klimanet.design.panels import Panel, Waiting, first_of
from klimanet.insights.queries import silence
from klimanet.mail.models import Message
from klimanet.members.models import Network, Seated
from klimanet.text.addresses import path_to


def silent_municipalities(network: Network, *, reader: Seated) -> Panel:
    """Those to phone now; where a later day is agreed, they wait till then."""
    count, first = first_of(silence.to_phone(network))
    return Panel(
        title=_("Municipalities to phone"),
        address=path_to("silent_municipalities", network.slug),
        count=count,
        first=[
            Waiting(
                title=membership.organisation.name,
                address=path_to("call", network.slug, membership.organisation.slug),
                note=_("You agreed to call again.")
                if membership.due != silence.NEVER_CALLED
                else _("Nobody is heard from."),
                due=membership.due if membership.due != silence.NEVER_CALLED else None,
            )
            for membership in first
        ],
        empty=_("There is life in every municipality, or a day to call is agreed."),
    )


def dead_letters(network: Network, *, reader: Seated) -> Panel:
    """A dead letter tells to whom and why, and nothing of what it says."""
    count, first = first_of(Message.objects.dead().in_network(network).order_by("-failed_at"))
    address = path_to("mails", network.slug)
    return Panel(
        title=_("E-mails that did not get through"),
        address=address,
        count=count,
        first=[Waiting(title=message.to, address=address, note=message.get_failure_display()) for message in first],
        empty=_("Every e-mail got through."),
    )
