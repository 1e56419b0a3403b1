"""What an organisation has going in a network, and what somebody who leaves a seat hands over."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.activity.forms import OperationForm
from klimanet.entries.models import Draft
from klimanet.entries.operations.following import pass_draft_on
from klimanet.entries.requests import standing_here
from klimanet.members.models import Handover
from klimanet.members.permissions import may_read_ours
from klimanet.members.requests import network_here, reader
from klimanet.rules.refusals import require
from klimanet.website import queries


@require_safe
def our_page(request: SignedInRequest, network: str, organisation: str) -> HttpResponse:
    here, standing = network_here(request, network), standing_here(request, network)
    membership = get_object_or_404(here.memberships.active().at(organisation))
    require(may_read_ours(standing, membership))
    context = {"network": here, "organisation": membership.organisation, "membership": membership}
    found = queries.ours(membership, standing=standing, after=request.GET.get("efter", ""))
    return render(request, "website/ours.html", context | found)


def _handover(request: SignedInRequest, network: str, handover: int) -> Handover:
    found = Handover.objects.visible_to(reader(request)).in_network(network_here(request, network)).with_people()
    return get_object_or_404(found, pk=handover)


@require_safe
def handover(request: SignedInRequest, network: str, handover: int) -> HttpResponse:
    found, standing = _handover(request, network, handover), standing_here(request, network)
    context = {
        "network": found.holding.network,
        "organisation": found.holding.organisation,
        "handover": found,
        "form": OperationForm(),
    }
    return render(request, "website/handover.html", context | queries.handover(found, standing=standing))


@require_POST
def draft_passing(request: SignedInRequest, network: str, handover: int, draft: int) -> HttpResponse:
    """The leaver lets whoever takes over go on with a draft."""
    found = _handover(request, network, handover)
    own = get_object_or_404(Draft.objects.of_new_entries(request.user, found.holding.network), pk=draft)
    if found.successor is None:
        raise Http404
    form = OperationForm(request.POST)
    if form.run(pass_draft_on, own, to=found.successor.person, actor=request.user):
        messages.success(request, _("%s goes on with it.") % found.successor.person.name)
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect("handover", network, handover)
