"""The mails of a network that did not get through, for its secretariat: send them again, or put them away."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.activity.forms import OperationForm
from klimanet.mail.models import Message
from klimanet.members.models import Network
from klimanet.members.permissions import may_run_network
from klimanet.members.requests import network_here
from klimanet.rules.refusals import require
from klimanet.text.paging import page_of
from klimanet.website.operations import put_mail_away, resend_mail


def _network(request: SignedInRequest, slug: str) -> Network:
    network = network_here(request, slug)
    require(may_run_network(request.user, network))
    return network


@require_safe
def mails(request: SignedInRequest, network: str) -> HttpResponse:
    here = _network(request, network)
    dead = Message.objects.dead().in_network(here)
    page = page_of(dead, by=["-failed_at", "-pk"], after=request.GET.get("efter", ""), size=25)
    forms = [(message, OperationForm()) for message in page.rows]
    return render(request, "website/mails.html", {"network": here, "page": page, "forms": forms})


@require_POST
def resending(request: SignedInRequest, network: str, message: int) -> HttpResponse:
    return _deal(request, network, message, resend_mail, _("The e-mail is on its way again."))


@require_POST
def putting_away(request: SignedInRequest, network: str, message: int) -> HttpResponse:
    return _deal(request, network, message, put_mail_away, _("The e-mail is put away."))


def _deal(request: SignedInRequest, network: str, message: int, operation: Callable, done: str) -> HttpResponse:
    """From the list and back to it; pressed twice, it is done once."""
    here = _network(request, network)
    mail = get_object_or_404(Message.objects.notices().in_network(here), pk=message)
    form = OperationForm(request.POST)
    if form.run(operation, mail, network=here, actor=request.user):
        messages.success(request, done)
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect("mails", here.slug)
