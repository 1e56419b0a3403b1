"""What the secretariat arranges: merged and separated, moved to other themes, pinned."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klimanet.accounts.requests import SignedInRequest
from klimanet.entries.forms import MergingForm, MergingTargetForm, PinForm, ThemesForm
from klimanet.entries.models import Entry, kind_of, whole
from klimanet.entries.operations.arranging import move_to_themes, pin, unpin
from klimanet.entries.operations.merging import merge, separate
from klimanet.entries.permissions import may_arrange, may_merge
from klimanet.entries.requests import entry_here
from klimanet.entries.writing import refuse_unlike
from klimanet.members.models.networks import today
from klimanet.members.requests import reader
from klimanet.rules.refusals import Refusal, require

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
SUGGESTED = 20  # the latest, beside the form
USUALLY = timedelta(days=14)  # pinned


@page_or_form
def merging(request: SignedInRequest, network: str, entry: int) -> HttpResponse:
    found = entry_here(request, network, entry)
    require(may_merge(request.user, found))
    readable = Entry.objects.visible_to(reader(request)).in_network(found.network).of_kind(kind_of(found)).with_author()
    context: dict = {"network": found.network, "entry": found}
    if request.method == "POST":
        form = MergingForm(request.POST, candidates=readable)
        if form.run(merge, found, actor=request.user):
            messages.success(request, _("They are merged. You can separate them again for 14 days."))
            return redirect(found.get_absolute_url())
    else:
        form = MergingTargetForm(request.GET if "med" in request.GET else None, candidates=readable)
        if form.is_valid():
            target = form.cleaned_data["med"]
            try:
                refuse_unlike(found, target)
            except Refusal as refusal:
                form.add_error("med", refusal.message)
            else:
                context["form"] = MergingForm(candidates=readable, initial={"med": target.number})
                context |= {"source": whole(found), "target": whole(target)}
                kind = kind_of(found)._meta.app_label  # which may say more of what follows
                return render(request, [f"{kind}/merging_asked.html", "entries/merging_asked.html"], context)
    context["form"] = form
    context["others"] = [row for row in readable.listed().latest_first()[:SUGGESTED] if row.pk != found.pk]
    return render(request, "entries/merging.html", context)


@require_POST
def separation(request: SignedInRequest, network: str, entry: int) -> HttpResponse:
    found = entry_here(request, network, entry)
    try:
        separate(found, actor=request.user)
        messages.success(request, _("They are separated again."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(found.get_absolute_url())


@page_or_form
def themes(request: SignedInRequest, network: str, entry: int) -> HttpResponse:
    found = entry_here(request, network, entry)
    require(may_arrange(request.user, found))
    form = ThemesForm(request.POST or None, network=found.network, initial={"themes": found.themes.all()})
    if request.method == "POST" and form.run(move_to_themes, found, actor=request.user):
        messages.success(request, _("It is moved."))
        return redirect(found.get_absolute_url())
    return render(request, "entries/themes.html", {"network": found.network, "entry": found, "form": form})


@page_or_form
def pinning(request: SignedInRequest, network: str, entry: int) -> HttpResponse:
    found = entry_here(request, network, entry)
    require(may_arrange(request.user, found))
    form = PinForm(request.POST or None, initial={"until": found.pinned_until or today() + USUALLY})
    if request.method == "POST" and form.run(pin, found, actor=request.user):
        messages.success(request, _("It stands at the top of the list."))
        return redirect(found.get_absolute_url())
    return render(request, "entries/pinning.html", {"network": found.network, "entry": found, "form": form})


@require_POST
def unpinning(request: SignedInRequest, network: str, entry: int) -> HttpResponse:
    found = entry_here(request, network, entry)
    unpin(found, actor=request.user)
    messages.success(request, _("It stands where its last comment puts it again."))
    return redirect(found.get_absolute_url())
