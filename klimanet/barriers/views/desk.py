"""The secretariat's desk for barriers; closed to everybody else."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.barriers.forms.barriers import BarrierFilter
from klimanet.barriers.forms.desk import ApartForm, BoardFilter, Deed, SeveralForm
from klimanet.barriers.models import Barrier
from klimanet.barriers.operations.apart import set_apart
from klimanet.barriers.queries import barriers as queries
from klimanet.barriers.queries import desk
from klimanet.barriers.views.asking import page_or_form
from klimanet.entries import queries as entries
from klimanet.entries.operations.arranging import theme_many
from klimanet.entries.operations.care import see_to_many
from klimanet.entries.permissions import Standing
from klimanet.entries.requests import standing_here
from klimanet.members.models import Network
from klimanet.members.requests import network_here
from klimanet.rules.refusals import require


def _desk(request: SignedInRequest, network: str) -> tuple[Network, Standing]:
    """The network at that address, for those who run it; 404 for whoever is not in it."""
    here, standing = network_here(request, network), standing_here(request, network)
    require(standing.runs)
    return here, standing


@require_safe
def board(request: SignedInRequest, network: str) -> HttpResponse:
    here, standing = _desk(request, network)
    form = BoardFilter(request.GET, network=here, caring=entries.caring_seats(here))
    columns, concluded = desk.board(here, standing=standing, **form.answers())
    context = {"network": here, "form": form, "columns": columns, "concluded": concluded, "standing": standing}
    context["first"] = next((card for column in columns for card in column.cards), None)
    return render(request, "barriers/board.html", context)


@require_safe
def overview(request: SignedInRequest, network: str) -> HttpResponse:
    """What is silent, how long things take, and what may be the same."""
    here, standing = _desk(request, network)
    context = {
        "network": here,
        "page": desk.silent(here, standing=standing, after=request.GET.get("efter", "")),
        "paces": desk.paces(here, standing=standing),
        "suggested": desk.suggestions(here, standing=standing),
        "standing": standing,
    }
    return render(request, "barriers/overview.html", context)


@require_POST
def setting_apart(request: SignedInRequest, network: str) -> HttpResponse:
    here, standing = _desk(request, network)
    form = ApartForm(request.POST, known=Barrier.objects.visible_to(standing).in_network(here))
    if form.run(set_apart, here, actor=request.user):
        messages.success(request, _("They are not the same. You are not asked again."))
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return redirect("barriers_overview", network)


@page_or_form
def several(request: SignedInRequest, network: str) -> HttpResponse:
    """One theme, or one who sees to them, for several at once; `alle` in the address ticks all that are shown."""
    here, standing = _desk(request, network)
    caring = entries.caring_seats(here)
    narrow = BarrierFilter(request.GET, network=here, runs=True, caring=caring)
    wanted = {"after": request.GET.get("efter", ""), "order": queries.MANY} | narrow.answers()
    page = queries.barriers(here, standing=standing, **wanted)
    form = SeveralForm(
        request.POST or None,
        network=here,
        known=Barrier.objects.visible_to(standing).in_network(here),
        caring=caring,
        initial={"entries": [row.pk for row in page.rows] if "alle" in request.GET else []},
    )
    operation = see_to_many if request.POST.get("deed") == Deed.SEE_TO else theme_many
    if request.method == "POST" and form.run(operation, here, actor=request.user):
        _tell(request, form)
        shown = request.GET.copy()
        shown.pop("alle", None)  # else all would be ticked once more
        return redirect(f"{request.path}?{shown.urlencode()}")
    entries.label(page.rows)
    context = {"network": here, "narrow": narrow, "page": page, "form": form, "chosen": form.chosen()}
    return render(request, "barriers/several.html", context)


def _tell(request: SignedInRequest, form: SeveralForm) -> None:
    """How many it was done with, and which were left out; nothing of a form that was sent twice."""
    if form.done:
        return
    found, left_out = form.result
    told = ngettext("It is done with %d barrier.", "It is done with %d barriers.", len(found))
    messages.success(request, told % len(found))
    if left_out:
        titles = ", ".join(_("“%s”") % entry.title for entry in left_out)
        messages.error(request, _("Left out, since somebody merged or hid them meanwhile: %s") % titles)
