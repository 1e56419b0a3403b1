"""A person's notifications in a network, and whether they want mails."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from klimanet.accounts.requests import SignedInRequest
from klimanet.members.models import Network
from klimanet.members.requests import network_here, reader
from klimanet.notifications.forms import MailForm
from klimanet.notifications.models import Notification
from klimanet.notifications.operations import choose_mail, see_all
from klimanet.notifications.permissions import holder_of, wants_mail
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


@csrf_exempt  # a mail provider sends the one click (RFC 8058), without session or cookie; the signed key alone admits
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribing(request: HttpRequest, network: str, signed: str) -> HttpResponse:
    """Turns a person's mails off with the key that each of them carries. Opened, it shows a button and changes nothing."""
    here, person = get_object_or_404(Network.objects.public(), slug=network), holder_of(signed)
    if person is None:
        raise Http404
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        choose_mail(person, at_once=False, actor=person)
    context = {"network": here, "person": person, "stopped": not wants_mail(person)}
    return render(request, "notifications/unsubscribing.html", context)
