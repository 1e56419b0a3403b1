"""The dialogue: the list, a thread, asking and closing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest, is_signed_in
from klimanet.dialogues import queries
from klimanet.dialogues.forms import AgeFilter, ClosingForm, NewThreadForm, ThreadFilter, ThreadForm
from klimanet.dialogues.models import Thread
from klimanet.dialogues.operations import (
    close_thread,
    edit_thread,
    mark_answer,
    open_thread,
    reopen_thread,
    share_question,
    unshare_question,
)
from klimanet.dialogues.permissions import sharing as may_share_for
from klimanet.entries import queries as entries
from klimanet.entries.forms import CareForm
from klimanet.entries.models import Attachment, Comment, Draft, Entry
from klimanet.entries.permissions import Standing, may_close, may_contribute, may_edit
from klimanet.entries.requests import begun, is_kept_as_draft, is_sent, previewed, standing_here
from klimanet.entries.views.conversation import conversation, goes_on
from klimanet.members.models import Network
from klimanet.members.models.networks import today
from klimanet.members.requests import my_holdings, network_here, reader
from klimanet.notifications.requests import leave_seen
from klimanet.rules.refusals import Refusal, require
from klimanet.text.converters import number_in
from klimanet.text.markdown import with_names
from klimanet.text.paging import page_of

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def threads(request: SignedInRequest, network: str) -> HttpResponse:
    here, standing = network_here(request, network), standing_here(request, network)
    form = ThreadFilter(request.GET, network=here)
    shown, theme = form.answers()
    page = queries.threads(here, standing=standing, shown=shown, theme=theme, after=request.GET.get("efter", ""))
    context = {
        "network": here,
        "form": form,
        "page": page,
        "theme": theme,
        "follows_theme": theme and any(follow.theme == theme for follow in entries.followed_topics(standing.holdings)),
        "narrowed": bool(shown or theme),
        "standing": standing,
    }
    return render(request, "dialogues/threads.html", context)


@require_safe
def open_questions(request: SignedInRequest, network: str) -> HttpResponse:
    """For the secretariat: which questions wait, who sees to them and when, changed in the list."""
    here, standing = network_here(request, network), standing_here(request, network)
    require(standing.runs)
    form = AgeFilter(request.GET or None, network=here)
    days = form.days()
    found = queries.open_questions(here, reader=reader(request), days=days)
    page = page_of(found, by=["next_on", "pk"], after=request.GET.get("efter", ""), size=25)
    seats = entries.caring_seats(here)
    forms = [CareForm(entry=row, seats=seats, auto_id=f"care-{row.pk}-%s") for row in page.rows]
    context = {"network": here, "form": form, "page": page, "forms": list(zip(page.rows, forms, strict=True))}
    return render(request, "dialogues/open_questions.html", context | {"today": today(), "days": days})


def _thread(request: SignedInRequest, network: str, number: int) -> Thread:
    here = network_here(request, network)
    threads = Thread.objects.visible_to(reader(request)).in_network(here).with_author()
    return get_object_or_404(threads.numbered(number))


@login_not_required
@require_safe
def thread(request: HttpRequest, network: str, number: int) -> HttpResponse:
    """For visitors only what the secretariat has approved, without its comments; else the sign-in page, whatever there is."""
    inside = any(holding.network.slug == network for holding in my_holdings(request))
    if not inside:
        public = Thread.objects.public().numbered(number).with_author().at_network(network).first()
        if public and public.merged_into_id:
            public = Thread.objects.public().with_author().by_key(public.merged_into_id).first()
            if public:
                return redirect(public)
        if public:
            context = {"network": public.network, "thread": public, "names": entries.Names(public)}
            return render(request, "dialogues/public_thread.html", context)
    if not is_signed_in(request):
        return redirect_to_login(request.get_full_path(), resolve_url("account_request_login_code"))
    return _inside(request, network, number)


def _inside(request: SignedInRequest, network: str, number: int) -> HttpResponse:
    here, standing = network_here(request, network), standing_here(request, network)
    found = queries.thread(here, number, standing=standing, path=request.path)
    if found is None:
        raise Http404
    leave_seen(request, found)
    if found.merged_into_id and (elsewhere := goes_on(request, found, standing)):
        return elsewhere
    context = {
        **conversation(request, found, standing),
        "network": here,
        "thread": found,
        "may_edit": standing.may_edit(found),
        "may_close": standing.may_close(found),
        "may_answer": found.is_question and standing.may_close(found),
        "answer_id": found.answer_id,
        "may_share": found.is_question and bool(may_share_for(standing, found)),
        **queries.around(found, standing=standing),
    }
    if found.has_merged:
        context["merged"] = queries.merged(found, standing=standing)
    return render(request, "dialogues/thread.html", context)


@page_or_form
def new_thread(request: SignedInRequest, network: str) -> HttpResponse:
    here, standing = network_here(request, network), standing_here(request, network)
    require(may_contribute(request.user, here))
    sources = Entry.objects.visible_to(reader(request)).in_network(here)
    key = number_in(request.GET.get("fra")) or 0
    source = sources.with_author().by_key(key).first()
    address = Thread.begin_address(here, key)  # also where one no longer sees what it begins from
    if is_kept_as_draft(request, here, address):
        return redirect("network", network)
    draft = begun(request, address)
    form = NewThreadForm(
        request.POST or None,
        request.FILES or None,
        network=here,
        standing=standing,
        sources=sources,
        initial=_beginning(request, here, source, draft),
    )
    if is_sent(request) and form.run(open_thread, here, draft=address, actor=request.user):
        opened = Thread.objects.visible_to(reader(request)).in_network(here).with_author().latest_by(request.user)
        messages.success(request, _("Your question is asked.") if opened.is_question else _("Your thread is open."))
        return redirect(opened)
    context = {"network": here, "form": form, "draft": draft}
    return render(request, "dialogues/new_thread.html", context | previewed(request))


def _beginning(request: SignedInRequest, network: Network, source: Entry | None, draft: Draft) -> dict:
    """The person's draft, else from that entry; and whom the address asks."""
    initial = draft.fields
    if source and not initial:
        return {**Thread.begin_from(source, entries.Names(source).mentions()), "source": source.pk}
    asked = network.members().named(request.GET.getlist("til"))
    return initial | {"addressed": asked} if asked else initial


@page_or_form
def editing(request: SignedInRequest, network: str, number: int) -> HttpResponse:
    found = _thread(request, network, number)
    require(may_edit(request.user, found))
    initial = {
        "title": found.title,
        "text": with_names(found.text, entries.Names(found).mentions()),
        "is_question": "1" if found.is_question else "0",
        "audience": found.audience,
        "themes": found.themes.all(),
        "circle": found.circle.all(),
        "addressed": found.addressed.all(),
    }
    form = ThreadForm(
        request.POST or None,
        request.FILES or None,
        network=found.network,
        standing=Standing(request.user, []),  # whom one spoke for stays
        initial=initial,
    )
    if is_sent(request) and form.run(edit_thread, found, actor=request.user):
        messages.success(request, _("Your changes are saved."))
        return redirect(found)
    files = Attachment.objects.visible_to(reader(request)).present().of(found).with_comment(None)
    context = {"network": found.network, "thread": found, "form": form, "files": files}
    return render(request, "dialogues/thread_editing.html", context | previewed(request))


@require_POST
def answer(request: SignedInRequest, network: str, number: int) -> HttpResponse:
    """Which comment answered the question; none opens it again."""
    found = _thread(request, network, number)
    wanted = number_in(request.POST.get("comment"))
    if request.POST.get("comment") and wanted is None:
        raise BadRequest("A comment is chosen by its number.")
    comments = Comment.objects.visible_to(reader(request)).of(found)
    comment = get_object_or_404(comments.from_number(wanted, last=wanted)) if wanted is not None else None
    return _act(request, found, mark_answer, comment=comment)


@require_POST
def sharing(request: SignedInRequest, network: str, number: int) -> HttpResponse:
    found = _thread(request, network, number)
    return _act(request, found, unshare_question if request.POST.get("wish") == "undo" else share_question)


@require_POST
def reopening(request: SignedInRequest, network: str, number: int) -> HttpResponse:
    return _act(request, _thread(request, network, number), reopen_thread)


def _act(request: SignedInRequest, thread: Thread, operation, **facts) -> HttpResponse:
    """Carry out what one button asks for, and back to the thread."""
    try:
        operation(thread, actor=request.user, **facts)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(thread)


@page_or_form
def closing(request: SignedInRequest, network: str, number: int) -> HttpResponse:
    found = _thread(request, network, number)
    require(may_close(request.user, found))
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and form.run(close_thread, found, actor=request.user):
        messages.success(request, _("The thread is closed, with your summary on top."))
        return redirect(found)
    return render(request, "dialogues/thread_closing.html", {"network": found.network, "thread": found, "form": form})
