"""The barriers: the list, one of them, what the secretariat does with it, and its reopening."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.barriers.forms.barriers import BarrierFilter, MovingForm, ReopeningForm, WordingForm
from klimanet.barriers.models import Barrier, Change, Report
from klimanet.barriers.operations.states import move, reopen, take_back, word
from klimanet.barriers.permissions import (
    may_reopen,
    may_report,
    may_take_back,
    own_reports,
    reporting_for,
    said_of,
)
from klimanet.barriers.queries import barriers as queries
from klimanet.barriers.queries import stories, work
from klimanet.barriers.requests import barrier_here
from klimanet.barriers.views.asking import asked, is_refused, page_or_form, told_soon
from klimanet.barriers.views.notes import noting
from klimanet.barriers.writing import refuse_to_reopen
from klimanet.entries import queries as entries
from klimanet.entries.permissions import may_see
from klimanet.entries.requests import standing_here
from klimanet.entries.views.conversation import conversation, goes_on
from klimanet.members.permissions import may_run_network
from klimanet.members.requests import network_here, reader
from klimanet.notifications.requests import leave_seen
from klimanet.rules.refusals import Refusal, require
from klimanet.text.addresses import path_to
from klimanet.text.markdown import with_names


@require_safe
def barriers(request: SignedInRequest, network: str) -> HttpResponse:
    here, standing = network_here(request, network), standing_here(request, network)
    caring = entries.caring_seats(here) if standing.runs else []
    form = BarrierFilter(request.GET, network=here, runs=standing.runs, caring=caring)
    page = queries.barriers(here, standing=standing, after=request.GET.get("efter", ""), **form.answers())
    entries.label(page.rows)
    context = {
        "network": here,
        "form": form,
        "page": page,
        "standing": standing,
        "may_report": may_report(request.user, here),
        "ours": reporting_for(standing),
    }
    return render(request, "barriers/barriers.html", context)


@require_safe
def barrier(request: SignedInRequest, network: str, barrier: int) -> HttpResponse:
    here, standing = network_here(request, network), standing_here(request, network)
    found = queries.barrier(here, barrier, standing=standing, path=request.path)
    if found is None:
        raise Http404
    leave_seen(request, found)
    if found.merged_into_id and (elsewhere := goes_on(request, found, standing)):
        return elsewhere
    names, story = queries.names(found, standing=standing), stories.story(found, standing=standing)
    reported, around = len(names["own"]), queries.around(found, standing=standing)
    untold = work.untold_here(found, standing=standing)
    context = {
        "network": here,
        "barrier": found,
        "names": names,
        "page_of_reports": queries.reports(found, standing=standing),
        "story": story,
        "undoable": stories.undoable(story, standing=standing),
        "estimates": queries.estimates(found) if standing.runs else [],
        "merged": around["merged"],
        "untold": untold,
        "linked": [
            one for one in around["linked"] if not story.tells_of(one) and one.pk not in {row.pk for row in untold}
        ],
        "may_join": standing.runs or reported < len(reporting_for(standing)),
        "may_reopen": bool(reported) and found.is_reopenable,
        **conversation(request, found, standing),
        **noting(found, standing),
    }
    return render(request, "barriers/barrier.html", context)


@require_safe
def reports(request: SignedInRequest, network: str, barrier: int) -> HttpResponse:
    """What all of them say that the reader may read."""
    found, standing = barrier_here(request, network, barrier), standing_here(request, network)
    page = queries.reports(found, standing=standing, after=request.GET.get("efter", ""))
    context = {"network": found.network, "barrier": found, "page": page, "standing": standing}
    return render(request, "barriers/reports.html", context)


@page_or_form
def wording(request: SignedInRequest, network: str, barrier: int) -> HttpResponse:
    found = barrier_here(request, network, barrier)
    require(may_run_network(request.user, found.network))
    names = ("title", "cause", "rule", "rule_link", "decided_by")
    text = with_names(found.text, entries.Names(found).mentions())
    initial = {name: getattr(found, name) for name in names} | {"text": text, "themes": found.themes.all()}
    themes = found.network.themes.current()
    form = WordingForm(request.POST or None, barrier=found, known_themes=themes, initial=initial)
    if request.method == "POST" and form.run(word, found, actor=request.user):
        messages.success(request, _("The barrier's words are saved."))
        return redirect(found)
    standing = standing_here(request, network)
    said = {"standing": standing, "page_of_reports": queries.reports(found, standing=standing)}
    return asked(request, found, form, _("Write what it is"), send=_("Save"), template="wording", **said)


@page_or_form
def moving(request: SignedInRequest, network: str, barrier: int) -> HttpResponse:
    found = barrier_here(request, network, barrier)
    require(may_run_network(request.user, found.network))
    tells = Report.objects.standing().of(found).exists()
    planned = work.planned(found, reader=reader(request))
    board = request.GET.get("tavle")  # where one came from
    onwards = found.get_absolute_url() if board is None else _card_on_board(found, board)
    form = MovingForm(request.POST or None, barrier=found, planned=planned, tells=tells)
    if request.method == "POST" and form.run(move, found, actor=request.user):
        messages.success(request, told_soon(tells))
        return redirect(onwards)
    send = _("Save, and tell those who reported it") if tells else _("Save")
    return asked(request, found, form, _("Say how far it is"), send=send, template="moving", cancel=onwards)


def _card_on_board(barrier: Barrier, asked: str) -> str:
    """The barrier's card on the board, with what that was `asked` for."""
    return f"{path_to('barriers_board', barrier.network.slug)}?{asked}#k{barrier.number}"


@require_POST
def taking_back(request: SignedInRequest, network: str, barrier: int, change: int) -> HttpResponse:
    found, back = _known_here(request, network, barrier)
    wanted = Change.objects.of(found).by_key(change).first()
    # A member does not learn which changes there are.
    require(may_run_network(request.user, found.network) or bool(wanted and may_take_back(request.user, wanted)))
    if wanted is None:
        raise Http404
    try:
        take_back(wanted, actor=request.user)
        if wanted.is_reopening:
            messages.success(request, _("It is as before. The secretariat has not been told."))
        else:
            messages.success(request, _("It is as before. Those who reported it have not been told."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(back)


@page_or_form
def reopening(request: SignedInRequest, network: str, barrier: int) -> HttpResponse:
    found, back = _known_here(request, network, barrier)
    require(may_reopen(request.user, found))
    reports = list(own_reports(request.user, found))
    if request.method != "POST" and found.merged_into_id:
        return redirect(back)
    if is_refused(request, refuse_to_reopen, found, reports):
        return redirect(back)
    voices = reporting_for(standing_here(request, network))
    form = ReopeningForm(request.POST or None, barrier=found, voices=voices, having=reports)
    if request.method == "POST" and form.run(reopen, found, actor=request.user):
        messages.success(request, _("The secretariat is told in 15 minutes; until then you can take it back."))
        return redirect(back)
    heading = _("Open it again") if found.is_given_up else _("It is not over for us")
    return asked(request, found, form, heading, send=_("Open it again"), back=back)


def _known_here(request: SignedInRequest, network: str, number: int) -> tuple[Barrier, str]:
    """Also one that the network does not read, for those who have reported it; and the page on which they read how far it is."""
    here = network_here(request, network)
    found = get_object_or_404(Barrier.objects.in_network(here).with_author().numbered(number))
    if may_see(request.user, found):
        return found, found.get_absolute_url()
    said = said_of(request.user, found).first()
    if said is None:
        raise Http404
    return found, said.get_absolute_url()
