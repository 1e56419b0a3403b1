"""What was done in the network, by whom and when."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.insights.forms import LogFilter
from klimanet.insights.queries.log import log_page
from klimanet.insights.requests import network_run
from klimanet.members.requests import reader


@require_safe
def log(request: SignedInRequest, network: str) -> HttpResponse:
    here = network_run(request, network)
    form = LogFilter(request.GET, network=here)
    page = log_page(here, reader=reader(request), answers=form.answers(), after=request.GET.get("efter", ""))
    return render(request, "insights/log.html", {"network": here, "form": form, "page": page})
