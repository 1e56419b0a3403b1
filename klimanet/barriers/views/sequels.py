"""In which barrier another goes on: the secretariat says so, and that it does not."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from klimanet.accounts.requests import SignedInRequest
from klimanet.barriers.forms.barriers import ContinuingForm
from klimanet.barriers.models import Sequel
from klimanet.barriers.operations.sequels import continue_in, discontinue
from klimanet.barriers.queries import work as queries
from klimanet.barriers.requests import barrier_here, barriers_here
from klimanet.barriers.views.asking import asked, page_or_form
from klimanet.members.permissions import may_run_network
from klimanet.members.requests import reader
from klimanet.rules.refusals import require
from klimanet.text.converters import number_in


@page_or_form
def continuing(request: SignedInRequest, network: str, barrier: int) -> HttpResponse:
    """One of those that are likely can be chosen by the address."""
    found = barrier_here(request, network, barrier)
    require(may_run_network(request.user, found.network))
    chosen = number_in(request.GET.get("barriere"))
    initial = {"sequel": "" if chosen is None else chosen}
    form = ContinuingForm(request.POST or None, candidates=barriers_here(request, found.network), initial=initial)
    if request.method == "POST" and form.run(continue_in, found, actor=request.user):
        messages.success(request, _("It stands with both barriers now."))
        return redirect(found)
    sequels = queries.sequels(found)
    shown = {"sequels": sequels, "likely": queries.likely_sequels(found, said=sequels, reader=reader(request))}
    return asked(request, found, form, _("Where does it go on?"), send=_("Save"), template="continuing", **shown)


@require_POST
def discontinuing(request: SignedInRequest, network: str, barrier: int, sequel: int) -> HttpResponse:
    found = barrier_here(request, network, barrier)
    require(may_run_network(request.user, found.network))  # first: a member learns of no sequel that they do not see
    discontinue(get_object_or_404(Sequel.objects.of(found), pk=sequel), actor=request.user)
    messages.success(request, _("It is taken out."))
    return redirect("barrier_continuing", network, barrier)
