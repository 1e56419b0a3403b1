"""Who is in the network, and whom to phone."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.barriers.queries import barriers
from klimanet.entries.requests import standing_here
from klimanet.insights.forms import CallForm, SeatFilter
from klimanet.insights.models import Call
from klimanet.insights.operations import note_call
from klimanet.insights.queries import people, silence
from klimanet.insights.requests import network_run
from klimanet.insights.sheets import spreadsheet
from klimanet.text.paging import page_of


@require_safe
def seats(request: SignedInRequest, network: str) -> HttpResponse:
    here = network_run(request, network)
    form = SeatFilter(request.GET, network=here)
    found = people.seats(here, form.answers())
    page = page_of(found, by=people.ORDER, after=request.GET.get("efter", ""))
    return render(request, "insights/seats.html", {"network": here, "form": form, "page": page})


@require_safe
def seats_sheet(request: SignedInRequest, network: str) -> HttpResponseBase:
    """What the list shows with the same question, all of it."""
    here = network_run(request, network)
    form = SeatFilter(request.GET, network=here)
    return spreadsheet("personer", *people.people_sheet(here, form.answers()))


@require_safe
def organisations_sheet(request: SignedInRequest, network: str) -> HttpResponseBase:
    return spreadsheet("organisationer", *people.organisations_sheet(network_run(request, network)))


@require_safe
def barriers_sheet(request: SignedInRequest, network: str) -> HttpResponseBase:
    here = network_run(request, network)
    return spreadsheet("barrierer", *barriers.sheet(here, standing=standing_here(request, network)))


@require_safe
def silent(request: SignedInRequest, network: str) -> HttpResponse:
    here = network_run(request, network)
    page = silence.silent_page(here, after=request.GET.get("efter", ""))
    return render(request, "insights/silent.html", {"network": here, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: SignedInRequest, network: str, organisation: str) -> HttpResponse:
    """Whom to phone in one municipality, what was said before, and room for what is said now."""
    here = network_run(request, network)
    membership = get_object_or_404(here.memberships.active(), organisation__slug=organisation)
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.run(note_call, membership, actor=request.user):
        messages.success(request, _("What you talked about is kept."))
        return redirect("silent_municipalities", here.slug)
    context = {
        "network": here,
        "found": silence.one(here, membership),
        "calls": Call.objects.with_member(membership),
        "form": form,
    }
    return render(request, "insights/call.html", context)
