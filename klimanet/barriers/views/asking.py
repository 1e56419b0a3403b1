"""What pages that ask something share."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klimanet.accounts.requests import SignedInRequest
from klimanet.barriers.forms.work import ChosenBarrierForm
from klimanet.barriers.models import Barrier
from klimanet.barriers.requests import barriers_here
from klimanet.entries.models import Entry
from klimanet.rules.refusals import Refusal

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def asked(
    request: SignedInRequest,
    barrier: Barrier,
    form: Form,
    heading: str,
    *,
    send: str,
    template: str = "asking",
    **context,
) -> HttpResponse:
    """A page that asks one thing about a barrier; what was merged into another asks nothing, but keeps what was typed."""
    is_typed = request.method == "POST" or ("draft" in context and context["draft"].fields)
    if barrier.merged_into_id and not is_typed:
        return redirect(barrier)
    shown = {"network": barrier.network, "barrier": barrier, "form": form, "heading": heading, "send": send}
    back = {"back": barrier.get_absolute_url()}
    return render(request, f"barriers/{template}.html", shown | back | context)


def is_refused(request: SignedInRequest, refuse: Callable[..., None], *subjects) -> bool:
    """Whether a form would be refused before anything is typed, which is told; one that is sent keeps what was."""
    if request.method == "POST":
        return False
    try:
        refuse(*subjects)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return True
    return False


def told_soon(tells: bool) -> str:
    """After a line to those who reported a barrier: whether it `tells` anybody."""
    if tells:
        return _("Those who reported it are told in 15 minutes. Until then you can take it back.")
    return _("It is saved, and nobody is told. You can take it back for 15 minutes.")


def chosen_barrier(request: SignedInRequest, entry: Entry) -> tuple[ChosenBarrierForm, Barrier | None]:
    """Which barrier the address names, of those that go on in the entry's network; else the form that asks."""
    candidates = barriers_here(request, entry.network)
    form = ChosenBarrierForm(request.GET if "barriere" in request.GET else None, candidates=candidates)
    return form, form.cleaned_data["barriere"] if form.is_valid() else None
