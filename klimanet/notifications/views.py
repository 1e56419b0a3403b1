"""A person's notifications in a network, and whether they want mails."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klimanet.accounts.requests import SignedInRequest
from klimanet.members.requests import network_here, reader
from klimanet.notifications.forms import MailForm
from klimanet.notifications.models import Notification
from klimanet.notifications.operations import choose_mail, see_all
from klimanet.notifications.permissions import wants_mail
from klimanet.text.paging import page_of


@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: SignedInRequest, network: str) -> HttpResponse:
    """The list, and beside it the choice of mails, which is sent here too."""
    here = network_here(request, network)
    form = MailForm(request.POST or None, initial={"at_once": "1" if wants_mail(request.user) else "0"})
    if request.method == "POST" and form.run(choose_mail, request.user, actor=request.user):
        messages.success(request, _("Your choice is saved."))
        return redirect("notifications", network)
    own = Notification.objects.visible_to(reader(request)).in_network(here).with_entry()
    page = page_of(own, by=["-pk"], after=request.GET.get("efter", ""), size=25)
    return render(request, "notifications/notifications.html", {"network": here, "page": page, "form": form})


@require_POST
def reading(request: SignedInRequest, network: str) -> HttpResponse:
    see_all(request.user, network=network_here(request, network), actor=request.user)
    messages.success(request, _("Everything counts as read."))
    return redirect("network", network)
