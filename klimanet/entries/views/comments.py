"""Comments: said, changed, taken back, removed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from klimanet.accounts.requests import SignedInRequest
from klimanet.activity.forms import OperationForm
from klimanet.entries import queries
from klimanet.entries.forms import CommentForm, EditCommentForm
from klimanet.entries.models import Attachment, Comment, Entry
from klimanet.entries.operations.comments import add_comment, delete_comment, edit_comment, remove_comment
from klimanet.entries.operations.following import mark_read
from klimanet.entries.permissions import may_delete, may_edit, may_remove
from klimanet.entries.requests import begun, comment_here, entry_here, is_sent, keep_as_draft, standing_here
from klimanet.members.requests import reader
from klimanet.rules.refusals import require
from klimanet.text.converters import number_in
from klimanet.text.markdown import with_names

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@page_or_form
def new(request: SignedInRequest, network: str, entry: int) -> HttpResponse:
    """Say something. With htmx the page gets what was said since it was opened, and a fresh form."""
    found, standing = entry_here(request, network, entry), standing_here(request, network)
    require(standing.may_contribute())
    address = found.get_absolute_url()
    if request.method == "POST" and "draft" in request.POST:
        if not (refused := keep_as_draft(request, found.network, address)):
            messages.success(request, _("Your draft is kept."))
            return redirect(address)
        messages.error(request, refused)
    initial = {} if is_sent(request) else begun(request, address).fields
    form = CommentForm(request.POST or None, request.FILES or None, standing=standing, initial=initial)
    context = {
        "network": found.network,
        "entry": found,
        "comment_form": form,
        "standing": standing,
        "shown": request.POST.get("shown", ""),
        "may_answer": "answers" in request.POST,  # the page has the form for it, which asks again
        "previewed": request.POST.get("text", "") if "preview" in request.POST else None,
    }
    if is_sent(request) and form.run(add_comment, found, actor=request.user):
        return _said(request, found, form, context)
    template = "entries/new_comment.html#form" if request.htmx else "entries/new_comment.html"
    return render(request, template, context, status=422 if request.htmx and form.errors else 200)


def _said(request: SignedInRequest, entry: Entry, form: CommentForm, context: dict) -> HttpResponse:
    comments = Comment.objects.visible_to(reader(request)).of(entry).with_author().select_related("entry__network")
    comment = comments.latest_by(request.user)
    if not request.htmx:
        return redirect(comment.get_absolute_url())
    shown = number_in(request.POST.get("shown", ""))
    entry = entry_here(request, entry.network.slug, entry.pk)
    page = queries.comment_page(entry, viewer=reader(request), comment=comment.number)
    if shown is None or queries.page_with(shown) != page.number:
        return HttpResponseClientRedirect(comment.get_absolute_url())  # it does not belong on the page they look at
    mark_read(entry, comment=page.shown, person=request.user)
    context |= {
        "entry": entry,
        "comment_form": CommentForm(standing=context["standing"]),
        "sent": comment,
        "fresh": [row for row in page.rows if row.number > shown],
        "names": queries.Names(entry),
        "shown": entry.last_comment,
    }
    return render(request, "entries/new_comment.html#said", context)


@page_or_form
def editing(request: SignedInRequest, network: str, entry: int, comment: int) -> HttpResponse:
    found = comment_here(request, network, entry, comment)
    require(may_edit(request.user, found) and found.deleted_at is None)
    written = with_names(found.text, queries.Names(found.entry).mentions())
    form = EditCommentForm(request.POST or None, initial={"text": written})
    if is_sent(request) and form.run(edit_comment, found, actor=request.user):
        return redirect(found.get_absolute_url())
    context = {
        "network": found.entry.network,
        "entry": found.entry,
        "comment": found,
        "form": form,
        "files": Attachment.objects.visible_to(reader(request)).present().of(found.entry).with_comment(found),
        "previewed": request.POST.get("text", "") if "preview" in request.POST else None,
    }
    return render(request, "entries/comment_editing.html", context)


@page_or_form
def deletion(request: SignedInRequest, network: str, entry: int, comment: int) -> HttpResponse:
    found = comment_here(request, network, entry, comment)
    require(may_delete(request.user, found))
    return _confirm(request, found, delete_comment, "entries/comment_deletion.html", _("The comment is deleted."))


@page_or_form
def removal(request: SignedInRequest, network: str, entry: int, comment: int) -> HttpResponse:
    found = comment_here(request, network, entry, comment)
    require(may_remove(request.user, found))
    done = _("The comment is removed for good.")
    return _confirm(request, found, remove_comment, "entries/comment_removal.html", done)


def _confirm(request: SignedInRequest, comment: Comment, operation, template: str, done: str) -> HttpResponse:
    form = OperationForm(request.POST or None)
    if request.method == "POST" and form.run(operation, comment, actor=request.user):
        messages.success(request, done)
        return redirect(comment.get_absolute_url())
    return render(
        request, template, {"network": comment.entry.network, "entry": comment.entry, "comment": comment, "form": form}
    )


@require_safe
def history(request: SignedInRequest, network: str, entry: int, comment: int) -> HttpResponse:
    """How the comment read before it was edited; nothing, once it is deleted."""
    found = comment_here(request, network, entry, comment)
    versions = [] if found.deleted_at else found.revisions.all()
    context = {
        "network": found.entry.network,
        "entry": found.entry,
        "comment": found,
        "versions": versions,
        "names": queries.Names(found.entry),
    }
    return render(request, "entries/comment_history.html", context)
