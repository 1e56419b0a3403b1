"""Where a person opens and closes their own feed."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from klimanet.accounts.requests import SignedInRequest
from klimanet.activity.forms import OperationForm
from klimanet.entries.models import FeedKey
from klimanet.entries.operations.feeds import close_feed, open_feed
from klimanet.members.requests import network_here
from klimanet.text.addresses import path_to

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@page_or_form
def own_feed(request: SignedInRequest, network: str) -> HttpResponse:
    """The answer to the form shows the new address, this once: it is kept nowhere."""
    here = network_here(request, network)
    form, address = OperationForm(request.POST or None), ""
    if request.method == "POST" and form.run(open_feed, here, actor=request.user):
        if form.done:  # sent twice: what it gave is told only once
            messages.success(request, _("You were shown the address. Make a new one if you did not keep it."))
            return redirect("own_feed", network)
        address = settings.SITE + path_to("personal_feed", network, form.result)
        form = OperationForm()
    key = FeedKey.objects.of(request.user, here).first()
    context = {"network": here, "form": form, "key": key, "address": address}
    return render(request, "entries/own_feed.html", context)


@require_POST
def closing(request: SignedInRequest, network: str) -> HttpResponse:
    close_feed(network_here(request, network), actor=request.user)
    messages.success(request, _("The address leads nowhere from now on."))
    return redirect("own_feed", network)
