"""Texts and files of an entry: preview, drafts, history, and where it can lead."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.activity.forms import OperationForm
from klimanet.entries import queries
from klimanet.entries.models import Attachment, Draft, kinds
from klimanet.entries.operations.files import delete_file
from klimanet.entries.operations.following import approve, discard_draft
from klimanet.entries.permissions import may_contribute, may_delete
from klimanet.entries.requests import entry_here, keep_as_draft, standing_here
from klimanet.files.serving import download
from klimanet.members.requests import network_here, reader
from klimanet.rules.refusals import Refusal, require

MOST_PREVIEWED = 50_000  # characters
LONGEST_PATH = 200  # of a draft


@require_POST
def preview(request: SignedInRequest, network: str) -> HttpResponse:
    """How a text will look, for htmx; without scripts each form shows it itself."""
    context = {"network": network_here(request, network), "previewed": request.POST.get("text", "")[:MOST_PREVIEWED]}
    return render(request, "entries/preview.html", context)


@require_POST
def drafts(request: SignedInRequest, network: str) -> HttpResponse:
    """Keep what is being typed, for htmx; answers with a word about it."""
    here, path = network_here(request, network), request.POST.get("draft_path", "")
    if not path.startswith(f"/{here.slug}/") or len(path) > LONGEST_PATH or not path.isprintable():
        raise BadRequest("A draft belongs to an address of this network.")
    refused = keep_as_draft(request, here, path)
    return render(request, "entries/draft_status.html", {"refused": refused, "kept_at": timezone.now()})


@require_POST
def discarding(request: SignedInRequest, network: str, draft: int) -> HttpResponse:
    here = network_here(request, network)
    found = get_object_or_404(Draft.objects.of(request.user, here), pk=draft)
    discard_draft(found, actor=request.user)
    messages.success(request, _("The draft is discarded."))
    return redirect(found.path) if "again" in request.POST else redirect("network", network)


def _attachment(request: SignedInRequest, network: str, attachment: int) -> Attachment:
    here = network_here(request, network)
    return get_object_or_404(
        Attachment.objects.visible_to(reader(request)).present().with_place().in_network(here), pk=attachment
    )


@require_safe
def file(request: SignedInRequest, network: str, attachment: int, name: str) -> HttpResponseBase:
    """Found by its number; the name in the address is for people, and must be the file's own."""
    found = _attachment(request, network, attachment)
    if found.name != name:
        raise Http404
    return download(request, found.blob, name=found.name, inline=found.is_image)


@require_http_methods(["GET", "HEAD", "POST"])
def file_deletion(request: SignedInRequest, network: str, attachment: int) -> HttpResponse:
    found = _attachment(request, network, attachment)
    require(may_delete(request.user, found))
    form = OperationForm(request.POST or None)
    if request.method == "POST" and form.run(delete_file, found, actor=request.user):
        messages.success(request, _("The file is deleted."))
        return redirect(found.place)
    context = {"network": found.entry.network, "entry": found.entry, "file": found, "form": form}
    return render(request, "entries/file_deletion.html", context)


@require_safe
def history(request: SignedInRequest, network: str, entry: int) -> HttpResponse:
    """How the entry read before; for those who run the network, also who did what with it."""
    found = entry_here(request, network, entry)
    runs = standing_here(request, network).runs
    context = {
        "network": found.network,
        "entry": found,
        "versions": found.revisions.of_entry(),
        "names": queries.Names(found),
        "lines": queries.lines_about(found) if runs else [],
    }
    return render(request, "entries/history.html", context)


@require_safe
def onwards(request: SignedInRequest, network: str, entry: int) -> HttpResponse:
    """What can be begun from the entry: one of every kind that may be."""
    found = entry_here(request, network, entry)
    require(may_contribute(request.user, found.network))
    held = standing_here(request, network).holdings
    begun = [kind for kind in kinds().values() if kind.is_begun_by(held)]
    ways = [(kind, address) for kind in begun if (address := kind.begin_address(found.network, found))]
    return render(request, "entries/onwards.html", {"network": found.network, "entry": found, "ways": ways})


@require_POST
def approval(request: SignedInRequest, network: str, entry: int) -> HttpResponse:
    found = entry_here(request, network, entry)
    try:
        approve(found, edition=request.POST.get("edition", ""), actor=request.user)
        messages.success(request, _("Everybody may read it now."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(found.get_absolute_url())
