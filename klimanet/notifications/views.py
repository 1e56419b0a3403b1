"""A person's notifications in a network, and whether they want mails."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.members.requests import network_here
from klimanet.notifications.forms import MailForm
from klimanet.notifications.models import Notification
from klimanet.notifications.operations import choose_mail, see_all
from klimanet.notifications.permissions import wants_mail
from klimanet.text.paging import page_of


@require_safe
def notifications(request: SignedInRequest, network: str) -> HttpResponse:
    form = MailForm(initial={"at_once": "1" if wants_mail(request.user) else "0"})
    return _page(request, network, form)


def _page(request: SignedInRequest, network: str, form: MailForm) -> HttpResponse:
    here = network_here(request, network)
    own = Notification.objects.visible_to(request.user).in_network(here).with_entry()
    page = page_of(own, by=["-pk"], after=request.GET.get("efter", ""), size=25)
    return render(request, "notifications/notifications.html", {"network": here, "page": page, "form": form})


@require_POST
def reading(request: SignedInRequest, network: str) -> HttpResponse:
    see_all(request.user, network=network_here(request, network), actor=request.user)
    messages.success(request, _("Everything counts as read."))
    return redirect("notifications", network)


@require_POST
def mail_choice(request: SignedInRequest, network: str) -> HttpResponse:
    network_here(request, network)
    form = MailForm(request.POST)
    if form.run(choose_mail, request.user, actor=request.user):
        messages.success(request, _("Your choice is saved."))
        return redirect("notifications", network)
    return _page(request, network, form)
