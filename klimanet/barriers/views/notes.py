"""What the secretariat notes of a barrier for itself: read, written, changed, deleted."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from klimanet.accounts.requests import SignedInRequest
from klimanet.activity.forms import OperationForm
from klimanet.barriers.forms.barriers import NoteForm
from klimanet.barriers.models import Barrier, Note
from klimanet.barriers.operations.notes import DELETED_MEANWHILE, remove_note, rewrite_note, write_note
from klimanet.barriers.permissions import may_note, may_rewrite
from klimanet.barriers.queries import barriers as queries
from klimanet.barriers.requests import barrier_here
from klimanet.barriers.views.asking import asked, page_or_form
from klimanet.entries.permissions import Standing
from klimanet.entries.requests import standing_here
from klimanet.members.requests import reader
from klimanet.rules.refusals import Refusal, require


def noting(barrier: Barrier, standing: Standing) -> dict:
    """What the barrier's page shows of them, to whoever runs the network; asks nothing for anybody else."""
    return {"notes": queries.notes(barrier, standing=standing), "note_form": NoteForm()} if standing.runs else {}


def _closed(request: SignedInRequest, network: str, barrier: int) -> Barrier:
    """The barrier, for whoever may read its notes."""
    found = barrier_here(request, network, barrier)
    require(may_note(request.user, found))
    return found


def _note(request: SignedInRequest, barrier: Barrier, note: int) -> Note | None:
    """None where it is deleted; 404 where there never was one with this barrier."""
    found = Note.objects.visible_to(reader(request)).for_barrier(barrier).by_key(note).first()
    if found is None and not queries.was_deleted(note, network=barrier.network):
        raise Http404
    return found


def _gone(request: SignedInRequest, barrier: Barrier) -> HttpResponse:
    messages.info(request, _("The note is deleted already."))
    return redirect(f"{barrier.get_absolute_url()}#noter")


def _refuse_deleted(**typed: object) -> None:
    raise Refusal(str(DELETED_MEANWHILE))


@page_or_form
def notes(request: SignedInRequest, network: str, barrier: int) -> HttpResponse:
    """All of them, some at a time, and the form."""
    found, standing = _closed(request, network, barrier), standing_here(request, network)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.run(write_note, found, actor=request.user):
        return redirect(f"{found.get_absolute_url()}#noter")
    page = queries.notes(found, standing=standing, after=request.GET.get("efter", ""))
    shown = {"notes": page, "standing": standing}
    return asked(request, found, form, _("Internal notes"), send=_("Save the note"), template="noting", **shown)


@page_or_form
def rewriting(request: SignedInRequest, network: str, barrier: int, note: int) -> HttpResponse:
    found = _closed(request, network, barrier)
    wanted = _note(request, found, note)
    if wanted is None and request.method != "POST":
        return _gone(request, found)
    require(wanted is None or may_rewrite(request.user, wanted))
    form = NoteForm(request.POST or None, initial={"text": wanted.text if wanted else ""})
    operation = partial(rewrite_note, wanted) if wanted else _refuse_deleted
    if request.method == "POST" and form.run(operation, actor=request.user):
        return redirect(f"{found.get_absolute_url()}#{wanted.anchor if wanted else 'noter'}")
    return asked(request, found, form, _("Write the note anew"), send=_("Save the note"), template="note")


@page_or_form
def removal(request: SignedInRequest, network: str, barrier: int, note: int) -> HttpResponse:
    found = _closed(request, network, barrier)
    wanted = _note(request, found, note)
    if wanted is None:
        return _gone(request, found)
    form = OperationForm(request.POST or None)
    if request.method == "POST" and form.run(remove_note, wanted, actor=request.user):
        messages.success(request, _("The note is deleted."))
        return redirect(found)
    shown = {"note": wanted, "erases": True}
    return asked(request, found, form, _("Delete the note?"), send=_("Delete"), template="note", **shown)
