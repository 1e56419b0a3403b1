"""Leaving a seat with or without a successor, and standing in for a while."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klimanet.accounts.requests import SignedInRequest
from klimanet.activity.forms import OperationForm
from klimanet.members.forms.leaving import DeputyForm, EndingForm
from klimanet.members.models import Holding, Network, Seat
from klimanet.members.operations.deputies import end_deputy, name_deputy
from klimanet.members.operations.leaving import leave_seat, stay_in_seat
from klimanet.members.permissions import may_end_deputy, may_leave, may_name_deputy
from klimanet.members.requests import seat_here
from klimanet.rules.refusals import require

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def _holding(request: SignedInRequest, network: str, seat: int) -> Holding:
    """Of whoever sits there today."""
    holding = seat_here(request, network, seat).holding
    if holding is None:
        raise Http404
    return holding


@page_or_form
def vacating(request: SignedInRequest, network: str, seat: int) -> HttpResponse:
    """Ending it, now or on a day, by whoever sits there or whoever gives the seats."""
    holding = _holding(request, network, seat)
    require(may_leave(request.user, holding))
    form = EndingForm(request.POST or None, colleagues=Holding.objects.beside(holding).people())
    if request.method == "POST" and form.run(leave_seat, holding, actor=request.user):
        messages.success(request, _ended(form.cleaned_data, own=holding.person_id == request.user.pk))
        return _back(request, holding.seat)
    return render(
        request, "members/vacating.html", {**_around(holding), "form": form, "own": _is_own(request, holding)}
    )


def _ended(answers: dict, *, own: bool) -> str:
    if answers["until"]:
        return _("It is agreed. You can take it back until the last day.")
    if answers["successor"] or answers["email"]:
        return _("The seat has passed on.")
    return _("You have left the seat.") if own else _("The seat is vacant.")


def _is_own(request: SignedInRequest, holding: Holding) -> bool:
    return holding.person_id == request.user.pk


def _around(holding: Holding) -> dict:
    seat = holding.seat
    facts = {"network": seat.membership.network, "organisation": seat.membership.organisation}
    return {**facts, "seat": seat, "holding": holding}


def _back(request: SignedInRequest, seat: Seat) -> HttpResponse:
    """To the organisation; whoever has just left the network is shown the front page instead."""
    network = seat.membership.network
    if not Network.objects.visible_to(request.user).contains(network):
        return redirect("home")
    return redirect("organisation", network.slug, seat.membership.organisation.slug)


@require_POST
def staying(request: SignedInRequest, network: str, seat: int) -> HttpResponse:
    """Take back that it is to end."""
    holding = _holding(request, network, seat)
    require(may_leave(request.user, holding))
    form = OperationForm(request.POST)
    if form.run(stay_in_seat, holding, actor=request.user):
        messages.success(request, _("It is taken back: the seat is held as before."))
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return _back(request, holding.seat)


@page_or_form
def deputy(request: SignedInRequest, network: str, seat: int) -> HttpResponse:
    holding = _holding(request, network, seat)
    require(may_name_deputy(request.user, holding))
    form = DeputyForm(request.POST or None, colleagues=Holding.objects.beside(holding).people())
    if request.method == "POST" and form.run(name_deputy, holding, actor=request.user):
        messages.success(request, _("Your deputy is named, and an e-mail is on its way."))
        return _back(request, holding.seat)
    return render(request, "members/deputy.html", {**_around(holding), "form": form, "own": _is_own(request, holding)})


@require_POST
def deputy_ending(request: SignedInRequest, network: str, seat: int) -> HttpResponse:
    found = seat_here(request, network, seat)
    if found.deputy is None:
        raise Http404
    require(may_end_deputy(request.user, found.deputy))
    form = OperationForm(request.POST)
    if form.run(end_deputy, found.deputy, actor=request.user):
        messages.success(request, _("They no longer stand in."))
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return _back(request, found)
