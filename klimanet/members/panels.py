"""What of the members' coming and going waits for the secretariat."""

from django.urls import reverse
from django.utils.translation import gettext as _

from klimanet.design.panels import Panel, Waiting
from klimanet.members.models import Application, Network, Seated, YearlyQuestion
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


def without_coordinator(network: Network, *, reader: Seated) -> Panel:
    """Municipalities where nobody gives seats or answers for them."""
    found = network.memberships.active().municipalities().without_coordinator()
    return Panel(
        title=_("Municipalities without a coordinator"),
        address=reverse("without_coordinator", args=[network.slug]),
        count=found.count(),
        first=[
            Waiting(
                title=str(membership.organisation),
                address=reverse("organisation", args=[network.slug, membership.organisation.slug]),
            )
            for membership in found.with_organisation()[:SHOWN]
        ],
        empty=_("Every municipality has a coordinator"),
    )


def unanswered(network: Network, *, reader: Seated) -> Panel:
    """Memberships that were asked a month ago whether their people are the same, and have not answered."""
    found = YearlyQuestion.objects.current().in_network(network).overdue()
    return Panel(
        title=_("Is it still you? Not answered"),
        address=reverse("yearly_questions", args=[network.slug]),
        count=found.count(),
        first=[
            Waiting(
                title=str(question.membership.organisation),
                address=reverse("yearly_question", args=[network.slug, question.membership.organisation.slug]),
                due=question.answer_by,
            )
            for question in found.with_organisation()[:SHOWN]
        ],
        empty=_("Everybody has answered"),
    )
