"""The desk itself, and the network's settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.entries.operations.care import hand_over
from klimanet.entries.queries import caring_seats
from klimanet.insights.forms import HandingOverForm, SettingsForm
from klimanet.insights.queries.desk import handing_seats, sorted_panels
from klimanet.insights.requests import network_run
from klimanet.members.operations.networks import change_settings
from klimanet.members.requests import reader

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def desk(request: SignedInRequest, network: str) -> HttpResponse:
    here = network_run(request, network)
    waiting, cleared = sorted_panels(here, reader=reader(request))
    context = {"network": here, "waiting": waiting, "cleared": cleared}
    return render(request, "insights/desk.html", context)


@page_or_form
def settings(request: SignedInRequest, network: str) -> HttpResponse:
    here = network_run(request, network)
    form = SettingsForm(request.POST or None, network=here)
    if request.method == "POST" and form.run(change_settings, here, actor=request.user):
        messages.success(request, _("The settings are saved."))
        return redirect("network_settings", here.slug)
    return render(request, "insights/settings.html", {"network": here, "form": form})


@page_or_form
def handing_over(request: SignedInRequest, network: str) -> HttpResponse:
    """Everything open that one of the secretariat sees to goes to another, in one step."""
    here = network_run(request, network)
    seats = handing_seats(here)
    form = HandingOverForm(request.POST or None, seats=seats, caring=caring_seats(here))
    if request.method == "POST" and form.run(hand_over, here, actor=request.user):
        messages.success(request, _("It is handed over."))
        return redirect("secretariat", here.slug)
    return render(
        request,
        "insights/handing_over.html",
        {"network": here, "form": form, "busy": any(seat.open_things for seat in seats)},
    )
