"""Once a year: is it still you? The coordinator answers; the secretariat sees who has not."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.activity.forms import OperationForm
from klimanet.members import queries
from klimanet.members.models import Network, YearlyQuestion
from klimanet.members.operations.yearly import confirm_holding
from klimanet.members.permissions import may_answer_yearly, may_run_network
from klimanet.members.requests import membership_here, network_here, seat_here
from klimanet.rules.refusals import require
from klimanet.text.paging import page_of


def _question(request: SignedInRequest, network: str, organisation: str) -> YearlyQuestion:
    membership = membership_here(request, network, organisation)
    found = YearlyQuestion.objects.current().about(membership).with_organisation().first()
    if found is None:
        raise Http404
    require(may_answer_yearly(request.user, found))
    return found


@require_safe
def question(request: SignedInRequest, network: str, organisation: str) -> HttpResponse:
    found = _question(request, network, organisation)
    context = {
        "network": found.membership.network,
        "organisation": found.membership.organisation,
        "question": found,
        "answers": queries.answers(found),
        "form": OperationForm(),
    }
    return render(request, "members/yearly_question.html", context)


@require_POST
def confirmation(request: SignedInRequest, network: str, organisation: str, seat: int) -> HttpResponse:
    """Still here."""
    found = _question(request, network, organisation)
    holding = seat_here(request, network, seat).holding
    if holding is None or holding.seat.membership_id != found.membership_id:
        raise Http404
    form = OperationForm(request.POST)
    if form.run(confirm_holding, found, holding=holding, actor=request.user):
        messages.success(request, _("Thank you. %s is confirmed.") % holding.person.name)
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect("yearly_question", network, organisation)


def _run(request: SignedInRequest, network: str) -> Network:
    here = network_here(request, network)
    require(may_run_network(request.user, here))
    return here


@require_safe
def questions(request: SignedInRequest, network: str) -> HttpResponse:
    """Whoever has yet to answer, those asked longest ago first."""
    here = _run(request, network)
    found = YearlyQuestion.objects.current().in_network(here).unanswered().with_organisation()
    page = page_of(found, by=["asked_at", "pk"], after=request.GET.get("efter", ""), size=50)
    return render(request, "members/yearly_questions.html", {"network": here, "page": page})


@require_safe
def without_coordinator(request: SignedInRequest, network: str) -> HttpResponse:
    here = _run(request, network)
    found = here.memberships.active().municipalities().without_coordinator().with_organisation()
    context = {"network": here, "memberships": found}
    return render(request, "members/without_coordinator.html", context)
