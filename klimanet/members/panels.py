"""What of the members' coming and going waits for the secretariat."""

from django.utils.translation import gettext as _

from klimanet.design.panels import Panel, Waiting, first_of
from klimanet.members.models import Application, Holding, Membership, Network, Seated, YearlyQuestion
from klimanet.members.models.contracts import term_of
from klimanet.members.queries import to_renew
from klimanet.text.addresses import path_to
from klimanet.text.dates import short


def applications(network: Network, *, reader: Seated) -> Panel:
    """Those that wait for the secretariat, oldest first; not those that wait for an answer of the applicant's."""
    waiting = Application.objects.visible_to(reader.person).in_network(network).waiting()
    count, first = first_of(waiting.with_questions().order_by("pk"))
    return Panel(
        title=_("Applications"),
        address=path_to("applications", network.slug),
        count=count,
        first=[
            Waiting(
                title=f"{application.name}, {application.organisation}",
                address=path_to("application", network.slug, application.pk),
                note=short(application.made_at),
            )
            for application in first
        ],
        empty=_("No applications are waiting"),
    )


def without_coordinator(network: Network, *, reader: Seated) -> Panel:
    """Municipalities where nobody gives seats or answers for them."""
    found = network.memberships.active().municipalities().without_coordinator()
    count, first = first_of(found.with_organisation())
    return Panel(
        title=_("Municipalities without a coordinator"),
        address=path_to("without_coordinator", network.slug),
        count=count,
        first=[
            Waiting(
                title=str(membership.organisation),
                address=path_to("organisation", network.slug, membership.organisation.slug),
            )
            for membership in first
        ],
        empty=_("Every municipality has a coordinator"),
    )


def unanswered(network: Network, *, reader: Seated) -> Panel:
    """Memberships that were asked a month ago whether their people are the same, and have not answered."""
    count, first = first_of(YearlyQuestion.objects.current().in_network(network).overdue().with_organisation())
    return Panel(
        title=_("Is it still you? Not answered"),
        address=path_to("yearly_questions", network.slug),
        count=count,
        first=[
            Waiting(
                title=str(question.membership.organisation),
                address=path_to("yearly_question", network.slug, question.membership.organisation.slug),
                due=question.answer_by,
            )
            for question in first
        ],
        empty=_("Everybody has answered"),
    )


def invitations(network: Network, *, reader: Seated) -> Panel:
    """People who have a seat and have not signed in, those first who have waited longest."""
    memberships = Membership.objects.invitable_by(reader.person, network)
    pending = Holding.objects.pending().within(memberships)
    address = path_to("invitations", network.slug)
    count, first = first_of(pending.with_network().select_related("person").order_by("began_at", "pk"))
    return Panel(
        title=_("Invitations"),
        address=address,
        count=count,
        first=[
            Waiting(
                title=f"{holding.person}, {holding.organisation}",
                address=path_to("organisation", network.slug, holding.organisation.slug),
                note=_("Has not signed in since %s") % short(holding.began_at),
            )
            for holding in first
        ],
        empty=_("Everybody who has a seat has signed in."),
    )


def renewals(network: Network, *, reader: Seated) -> Panel:
    """Members to be renewed, those first whose period ended longest ago."""
    count, first = first_of(to_renew(network))
    address = path_to("renewals", network.slug)
    return Panel(
        title=_("Memberships to renew"),
        address=address,
        count=count,
        first=[
            Waiting(
                title=str(membership.organisation),
                address=path_to("contract", network.slug, membership.organisation.slug),
                note="" if term else _("No agreement is written down"),
                due=term.until if term else None,
            )
            for membership in first
            for term in [term_of(membership)]
        ],
        empty=_("No membership is to be renewed soon"),
    )
