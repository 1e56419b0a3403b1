"""While somebody of the secretariat sees the network as one of its members does."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from klimanet.insights.requests import Seeing, is_seeing, see_oneself, seeing_now
from klimanet.members.models import seated

# What is shown. Every other page is the member's own, or none of theirs, and a new one is closed until it stands here.
SHOWN = {
    *("network", "threads", "thread", "attachment", "entry_history", "comment_history"),
    *("members", "people", "person", "person_card", "person_photo", "organisation"),
    *("barriers", "barrier", "barrier_reports", "barrier_report", "enclosure", "own_barriers"),
    *("barrier_figures", "half_year", "steps", "step", "outcomes", "outcome"),
}
LEADS_OUT = {"seeing_ending", "account_logout"}


class SeenAs:
    """Answers as to the member, with what both may see; nothing that is sent is carried out, and reading leaves no trace.

    The last of all, so that whatever stands around it knows the one who is signed in alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user
        response = self.get_response(request)
        request.user = signed_in
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponseBase | None:
        route = request.resolver_match.url_name if request.resolver_match else ""
        if not is_seeing(request) or route in LEADS_OUT:
            return None
        reading, seeing = request.method in ("GET", "HEAD"), seeing_now(request)
        if seeing is None:
            see_oneself(request)
            if reading:
                messages.success(request, _("You see the network as yourself again."))
                return None
            return render(request, "insights/seeing_over.html", status=403)  # it was begun on a member's page
        vars(request)["seeing"] = seeing
        if not reading or route not in SHOWN or kwargs.get("network") != seeing.network.slug:
            return render(request, "insights/seeing_closed.html", {"reading": reading}, status=403)
        _look(request, seeing)
        return None


def _look(request: HttpRequest, seeing: Seeing) -> None:
    seeing.person.seen_by = seated(seeing.by)
    request.user = seeing.person
