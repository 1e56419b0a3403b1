"""Seeing the network as a member does: begun on a page of its own, ended by a button on every page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klimanet.accounts.requests import SignedInRequest
from klimanet.activity.forms import OperationForm
from klimanet.insights.operations import begin_seeing, end_seeing
from klimanet.insights.permissions import may_see_as
from klimanet.insights.requests import LASTS, is_seeing, network_run, see_as, see_oneself, seeing_now
from klimanet.members.models import Holding
from klimanet.rules.refusals import require


@require_http_methods(["GET", "HEAD", "POST"])
def beginning(request: SignedInRequest, network: str, person: int) -> HttpResponse:
    here = network_run(request, network)
    found = get_object_or_404(Holding.objects.active().in_network(here).people(), pk=person)
    require(may_see_as(request.user, found, here))
    form = OperationForm(request.POST or None)
    if request.method == "POST" and form.run(begin_seeing, found, network=here, actor=request.user):
        see_as(request, found, here)
        return redirect("network", here.slug)
    context = {"network": here, "person": found, "form": form, "minutes": LASTS.seconds // 60}
    return render(request, "insights/seeing.html", context)


@require_POST
def ending(request: SignedInRequest, network: str) -> HttpResponse:
    here = network_run(request, network)
    seeing = seeing_now(request) if is_seeing(request) else None
    see_oneself(request)
    if seeing:
        end_seeing(seeing.person, network=seeing.network, actor=request.user)
        messages.success(request, _("You see the network as yourself again."))
    return redirect("secretariat", here.slug)
