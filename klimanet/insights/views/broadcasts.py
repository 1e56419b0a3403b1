"""Messages to many: the list of what was sent, and writing a new one, which is seen before it goes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.insights.emails import as_shown
from klimanet.insights.forms import BroadcastForm
from klimanet.insights.models import Broadcast
from klimanet.insights.operations import send_broadcast
from klimanet.insights.queries.broadcasts import readers
from klimanet.insights.requests import network_run
from klimanet.members.models import Network
from klimanet.text.paging import page_of


@require_safe
def broadcasts(request: SignedInRequest, network: str) -> HttpResponse:
    here = network_run(request, network)
    sent = Broadcast.objects.in_network(here).with_numbers()
    page = page_of(sent, by=["-pk"], after=request.GET.get("efter", ""), size=25)
    return render(request, "insights/broadcasts.html", {"network": here, "page": page})


@require_safe
def broadcast(request: SignedInRequest, network: str, broadcast: int) -> HttpResponse:
    here = network_run(request, network)
    found = get_object_or_404(Broadcast.objects.in_network(here).with_numbers(), pk=broadcast)
    context = {"network": here, "broadcast": found, "html": as_shown(found.text)}
    return render(request, "insights/broadcast.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, network: str) -> HttpResponse:
    """Sent to be looked at, it shows the text and how many get it; only from there it goes out."""
    here = network_run(request, network)
    form = BroadcastForm(request.POST or None, network=here)
    if "send" in request.POST and form.run(send_broadcast, here, actor=request.user):
        messages.success(request, _("Your message is on its way."))
        return redirect("broadcasts", here.slug)
    context = {"network": here, "form": form, "previewed": _previewed(here, form)}
    return render(request, "insights/new_broadcast.html", context)


def _previewed(network: Network, form: BroadcastForm) -> dict | None:
    """How it will look and whom it reaches, which the form remembers; None until it is filled in."""
    form.is_valid()
    if not form.is_filled_in:
        return None
    found = readers(network, **form.group())
    reached = found.reached.count()
    form.expect(reached)
    if not reached and not form.errors:
        form.add_error("to", _("Nobody would get it. Choose somebody else."))
    subject, html = form.cleaned_data["subject"], as_shown(form.cleaned_data["text"])
    return {"subject": subject, "html": html, "reached": reached, "declined": found.declined.count()}
