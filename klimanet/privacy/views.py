"""A person's own data, and what the secretariat does when somebody is to be erased."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.accounts.sessions import signed_in_lately
from klimanet.activity.forms import OperationForm
from klimanet.members.models import Holding, Network
from klimanet.members.permissions import may_run_network
from klimanet.members.requests import network_here, reader
from klimanet.privacy import queries
from klimanet.privacy.download import pieces_of
from klimanet.privacy.forms import ConsentsForm, ErasureForm
from klimanet.privacy.models import ErasureRequest, NameLeft
from klimanet.privacy.operations import (
    ask_erasure,
    change_consents,
    erase,
    leave_name,
    replace_name,
    withdraw_erasure,
)
from klimanet.privacy.permissions import may_erase
from klimanet.rules.refusals import require
from klimanet.text.addresses import path_to
from klimanet.text.paging import page_of

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def _lately(request: SignedInRequest) -> bool:
    return signed_in_lately(request.user, here=request.session.session_key)


@require_safe
def my_data(request: SignedInRequest) -> HttpResponse:
    asked = ErasureRequest.objects.of(request.user).first()
    return render(request, "privacy/my_data.html", {"asked": asked, "lately": _lately(request)})


@never_cache
@require_safe
def my_data_file(request: SignedInRequest) -> HttpResponseBase:
    """For whoever has just shown that it is them: a browser left open tells everything otherwise."""
    if not _lately(request):
        return redirect("my_data")
    response = StreamingHttpResponse(pieces_of(request.user), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, _("my-data.zip")) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def signing_in_anew(request: SignedInRequest) -> HttpResponse:
    logout(request)
    return redirect_to_login(path_to("my_data"), resolve_url(settings.LOGIN_URL))


@page_or_form
def consents(request: SignedInRequest) -> HttpResponse:
    person, given = request.user, queries.consents_of(request.user)
    form = ConsentsForm(request.POST or None, person=person, consents=given)
    if request.method == "POST" and form.run(change_consents, person, actor=person):
        messages.success(request, _("Your choices are saved."))
        return redirect("consents")
    return render(request, "privacy/consents.html", {"form": form, "consents": given})


@page_or_form
def own_erasure(request: SignedInRequest) -> HttpResponse:
    person = request.user
    form = ErasureForm(request.POST or None, person=person, own=True)
    if request.method == "POST" and form.run(ask_erasure, person, actor=person):
        messages.success(request, _("You have asked to be erased. Until it happens you can take it back."))
        return redirect("own_erasure")
    asked = ErasureRequest.objects.of(person).first()
    return render(request, "privacy/own_erasure.html", {"form": form, "asked": asked})


@require_POST
def erasure_withdrawal(request: SignedInRequest) -> HttpResponse:
    withdraw_erasure(request.user, actor=request.user)
    messages.success(request, _("You are not erased."))
    return redirect("my_data")


def _network(request: SignedInRequest, slug: str) -> Network:
    network = network_here(request, slug)
    require(may_run_network(request.user, network))
    return network


@require_safe
def erasures(request: SignedInRequest, network: str) -> HttpResponse:
    here = _network(request, network)
    left = NameLeft.objects.in_network(here).waiting().with_sight(reader(request))
    page = page_of(left, by=["pk"], after=request.GET.get("efter", ""), size=25)
    context = {
        "network": here,
        "asked": ErasureRequest.objects.in_network(here).oldest_first(),
        "page": page,
        "places": [(place, OperationForm()) for place in queries.places_of(page.rows)],
    }
    return render(request, "privacy/erasures.html", context)


@page_or_form
def person_erasure(request: SignedInRequest, network: str, person: int) -> HttpResponse:
    """Of somebody who sits or sat in the network, at once: they have asked for it by phone or mail."""
    here = _network(request, network)
    found = get_object_or_404(Holding.objects.in_network(here).people().present(), pk=person)
    may, form = may_erase(request.user, found), ErasureForm(request.POST or None, person=found)
    if request.method == "POST" and form.run(erase, found, actor=request.user):
        messages.success(request, _("The person is erased."))
        return redirect("erasures", here.slug)
    context = {"network": here, "person": found, "form": form, "may": may}
    return render(request, "privacy/person_erasure.html", context)


@require_POST
def name_replacement(request: SignedInRequest, network: str, left: int) -> HttpResponse:
    return _deal(request, network, left, replace_name, _("The name is replaced."))


@require_POST
def name_leaving(request: SignedInRequest, network: str, left: int) -> HttpResponse:
    return _deal(request, network, left, leave_name, _("It is off the list."))


def _deal(request: SignedInRequest, network: str, left: int, operation: Callable, done: str) -> HttpResponse:
    """From the list and back to it; pressed twice, it is done once."""
    here = _network(request, network)
    found = get_object_or_404(NameLeft.objects.in_network(here).select_related("network"), pk=left)
    form = OperationForm(request.POST)
    if form.run(operation, found, actor=request.user):
        messages.success(request, done)
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect("erasures", here.slug)
