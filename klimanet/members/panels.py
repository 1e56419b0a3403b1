"""What of the members' coming and going waits for the secretariat."""

from django.urls import reverse
from django.utils.translation import gettext as _

from klimanet.design.panels import Panel, Waiting
from klimanet.members.models import Application, Holding, Membership, Network, Seated
from klimanet.members.models.contracts import term_of
from klimanet.members.queries import to_renew
from klimanet.text.dates import short

SHOWN = 5


def applications(network: Network, *, reader: Seated) -> Panel:
    """Those that wait for the secretariat, oldest first; not those that wait for an answer of the applicant's."""
    waiting = Application.objects.visible_to(reader.person).in_network(network).waiting()
    first = waiting.with_questions().order_by("pk")[:SHOWN]
    return Panel(
        title=_("Applications"),
        address=reverse("applications", args=[network.slug]),
        count=waiting.count(),
        first=[
            Waiting(
                title=f"{application.name}, {application.organisation}",
                address=reverse("application", args=[network.slug, application.pk]),
                note=short(application.made_at),
            )
            for application in first
        ],
        empty=_("No applications are waiting"),
    )


def invitations(network: Network, *, reader: Seated) -> Panel:
    """People who have a seat and have not signed in, those first who have waited longest."""
    memberships = Membership.objects.invitable_by(reader.person, network)
    pending = Holding.objects.pending().within(memberships)
    address = reverse("invitations", args=[network.slug])
    first = pending.with_network().select_related("person").order_by("began_at", "pk")[:SHOWN]
    return Panel(
        title=_("Invitations"),
        address=address,
        count=pending.count(),
        first=[
            Waiting(
                title=f"{holding.person}, {holding.organisation}",
                address=reverse("organisation", args=[network.slug, holding.organisation.slug]),
                note=_("Has not signed in since %s") % short(holding.began_at),
            )
            for holding in first
        ],
        empty=_("Everybody who has a seat has signed in."),
    )


def renewals(network: Network, *, reader: Seated) -> Panel:
    """Members to be renewed, those first whose period ended longest ago."""
    due = to_renew(network)
    address = reverse("renewals", args=[network.slug])
    return Panel(
        title=_("Memberships to renew"),
        address=address,
        count=due.count(),
        first=[
            Waiting(
                title=str(membership.organisation),
                address=reverse("contract", args=[network.slug, membership.organisation.slug]),
                note="" if term else _("No agreement is written down"),
                due=term.until if term else None,
            )
            for membership in due[:SHOWN]
            for term in [term_of(membership)]
        ],
        empty=_("No membership is to be renewed soon"),
    )
