"""Following and muting, and saying that everything is read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.entries import queries
from klimanet.entries.operations import following
from klimanet.entries.requests import entry_here, standing_here
from klimanet.members.models import Network, Organisation, Theme
from klimanet.members.requests import holdings_in, network_here
from klimanet.text.addresses import path_to


@require_POST
def entry(request: SignedInRequest, network: str, entry: int) -> HttpResponse:
    """Follow it, stop following it, or mute it."""
    found = entry_here(request, network, entry)
    match request.POST.get("wish"):
        case "mute":
            following.mute(found, actor=request.user)
            messages.success(request, _("You hear no more about this, whatever else you follow."))
        case "unfollow":
            following.unfollow(found, actor=request.user)
            messages.success(request, _("You no longer follow this."))
        case _:
            following.follow(found, actor=request.user)
            messages.success(request, _("You follow this, and get an e-mail when somebody answers."))
    return redirect(found.get_absolute_url())


@require_POST
def theme(request: SignedInRequest, network: str, theme: int) -> HttpResponse:
    here = network_here(request, network)
    return _topic(request, here, get_object_or_404(here.themes.current(), pk=theme), path_to("threads", network))


@require_POST
def organisation(request: SignedInRequest, network: str, organisation: str) -> HttpResponse:
    here = network_here(request, network)
    memberships = here.memberships.active().select_related("organisation")
    found = get_object_or_404(memberships, organisation__slug=organisation).organisation
    return _topic(request, here, found, path_to("threads", network))


def _topic(request: SignedInRequest, here: Network, topic: Theme | Organisation, address: str) -> HttpResponse:
    if request.POST.get("wish") == "unfollow":
        following.unfollow_topic(topic, network=here, actor=request.user)
        messages.success(request, _("You no longer follow %s.") % topic)
    else:
        following.follow_topic(topic, network=here, actor=request.user)
        messages.success(request, _("You follow %s.") % topic)
    return redirect(address)


@require_safe
def own_activity(request: SignedInRequest, network: str) -> HttpResponse:
    """What the person did here, and the themes and organisations they follow."""
    here = network_here(request, network)
    context = {
        "network": here,
        "topics": queries.followed_topics(holdings_in(request, network)),
        "lines": queries.lines_by(request.user, here, runs=standing_here(request, network).runs),
        "reports": queries.reports_by(request.user, here),
    }
    return render(request, "entries/own_activity.html", context)
