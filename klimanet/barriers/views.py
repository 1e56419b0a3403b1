"""The barriers: the list, one of them, reporting and joining, and what the secretariat does with them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.barriers import queries
from klimanet.barriers.forms import (
    LONGEST_ANSWER,
    BarrierFilter,
    MovingForm,
    NewReportForm,
    ReopeningForm,
    SayingForm,
    VoicedForm,
    WordingForm,
)
from klimanet.barriers.models import REOPENS, Barrier, Change, Consent, Report
from klimanet.barriers.models.reports import SAID
from klimanet.barriers.operations.reports import change_report, join, report_new
from klimanet.barriers.operations.states import move, reopen, take_back, word
from klimanet.barriers.permissions import (
    may_change,
    may_consent,
    may_join,
    may_reopen,
    may_report,
    reporting_for,
)
from klimanet.entries import queries as entries
from klimanet.entries.mentions import with_names
from klimanet.entries.models import Entry
from klimanet.entries.requests import standing_here
from klimanet.entries.views.conversation import comment_asked, conversation
from klimanet.members.models import Network
from klimanet.members.permissions import may_run_network
from klimanet.members.requests import network_here, reader
from klimanet.notifications.requests import leave_seen
from klimanet.rules.refusals import Refusal, require
from klimanet.text.converters import number_in

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def barriers(request: SignedInRequest, network: str) -> HttpResponse:
    here, standing = network_here(request, network), standing_here(request, network)
    form = BarrierFilter(request.GET, network=here, runs=standing.runs)
    theme, state = form.answers()
    page = queries.barriers(here, standing=standing, theme=theme, state=state, after=request.GET.get("efter", ""))
    entries.label(page.rows)
    context = {
        "network": here,
        "form": form,
        "page": page,
        "narrowed": bool(theme or state),
        "standing": standing,
        "may_report": may_report(request.user, here),
        "ours": reporting_for(standing),
    }
    return render(request, "barriers/barriers.html", context)


def _barrier(request: SignedInRequest, network: str, barrier: int) -> Barrier:
    here = network_here(request, network)
    found = Barrier.objects.visible_to(reader(request)).in_network(here).with_author()
    return get_object_or_404(found.numbered(barrier))


@require_safe
def barrier(request: SignedInRequest, network: str, barrier: int) -> HttpResponse:
    here, standing = network_here(request, network), standing_here(request, network)
    found = queries.barrier(here, barrier, standing=standing, path=request.path)
    if found is None:
        raise Http404
    leave_seen(request, found)
    if found.merged_into_id and (address := entries.merged_address(found, standing, comment_asked(request))):
        return redirect(address)
    reports = queries.reports(found, standing=standing)
    story = queries.story(found, standing=standing)
    own = [report for report in reports if report.organisation in reporting_for(standing)]
    context = {
        "network": here,
        "barrier": found,
        "names": entries.Names(found),
        "reports": reports,
        "named": [report for report in reports if report.consent >= Consent.NAMED],
        "own": own,
        "merged": queries.merged(found, standing=standing),
        "story": story,
        "undoable": next((change for change in story[-1:] if standing.runs and change.is_undoable), None),
        "may_join": standing.runs or len(own) < len(reporting_for(standing)),
        "may_reopen": bool(own) and found.state in REOPENS,
        **conversation(request, found, standing),
    }
    return render(request, "barriers/barrier.html", context)


@page_or_form
def new_report(request: SignedInRequest, network: str) -> HttpResponse:
    """Begun, perhaps, from another entry: its text and a link to it come along."""
    here, standing = network_here(request, network), standing_here(request, network)
    require(may_report(request.user, here))
    sources = Entry.objects.visible_to(reader(request)).in_network(here)
    key = number_in(request.GET.get("fra"))
    source = sources.by_key(key).first() if key else None
    begun = {"source": source.pk, **Barrier.begin_from(source)} if source else {}
    looks = "look" in request.POST
    if looks:
        begun = _typed(request)
    data = None if looks else request.POST or None
    known = {"known_themes": here.themes.current(), "sources": sources}
    form = NewReportForm(data, network=here, standing=standing, initial=begun, **known)
    if form.is_bound and form.run(report_new, here, actor=request.user):
        messages.success(request, _("Thank you. You get an e-mail with a number, and with who sees to it."))
        return redirect("barriers" if standing.runs else "own_barriers", network)
    context = {"network": here, "form": form, "alike": _alike(request, here) if looks else None}
    return render(request, "barriers/new_report.html", context)


def _typed(request: SignedInRequest) -> dict:
    """What stands in the form so far, sound or not."""
    return request.POST.dict() | {"themes": request.POST.getlist("themes")}


def _alike(request: SignedInRequest, network: Network) -> list[Barrier]:
    """What is known and like what was typed."""
    text = " ".join(request.POST.get(name, "")[:LONGEST_ANSWER] for name in ("summary", "wanted", "stopped"))
    return queries.alike(network, text, standing=standing_here(request, network.slug))


@require_POST
def alike(request: SignedInRequest, network: str) -> HttpResponse:
    here = network_here(request, network)
    require(may_report(request.user, here))
    return render(request, "barriers/alike.html#known", {"network": here, "alike": _alike(request, here)})


def _asked(
    request: SignedInRequest, barrier: Barrier, form, heading: str, *, send: str, template: str = "asking", **context
) -> HttpResponse:
    """A page that asks one thing about the barrier."""
    asked = {"network": barrier.network, "barrier": barrier, "form": form, "heading": heading, "send": send}
    back = {"back": barrier.get_absolute_url()}
    return render(request, f"barriers/{template}.html", asked | back | context)


@page_or_form
def joining(request: SignedInRequest, network: str, barrier: int) -> HttpResponse:
    standing, found = standing_here(request, network), _barrier(request, network, barrier)
    require(may_join(request.user, found))
    begun = _typed(request) if "begin" in request.POST else {}  # typed before it was found to be known
    form = VoicedForm(None if begun else request.POST or None, network=found.network, standing=standing, initial=begun)
    if request.method == "POST" and not begun and form.run(join, found, actor=request.user):
        messages.success(request, _("Thank you. The municipality is with those that have it."))
        return redirect(found)
    heading = _("Add a municipality") if standing.runs else _("We have it too")
    return _asked(request, found, form, heading, send=_("Send"), template="voicing")


@require_safe
def own(request: SignedInRequest, network: str) -> HttpResponse:
    """What one's own municipality has reported, and how far it is."""
    here, standing = network_here(request, network), standing_here(request, network)
    reports = queries.own_reports(here, organisations=[holding.organisation for holding in standing.holdings])
    context = {"network": here, "reports": reports, "may_report": may_report(request.user, here)}
    return render(request, "barriers/own.html", context)


def _report(request: SignedInRequest, network: str, key: int) -> Report:
    """Of one's own municipality; any, for the secretariat."""
    here, standing = network_here(request, network), standing_here(request, network)
    reports = Report.objects.visible_to(reader(request)).in_network(here).with_all()
    if not standing.runs:
        reports = reports.of_any(holding.organisation for holding in standing.holdings)
    return get_object_or_404(reports, pk=key)


@require_safe
def report(request: SignedInRequest, network: str, barrier_report: int) -> HttpResponse:
    """How it was said, how far the barrier is, and who may know; seen before the network sees the barrier."""
    standing, found = standing_here(request, network), _report(request, network, barrier_report)
    context = {
        "network": found.barrier.network,
        "report": found,
        "barrier": found.barrier,
        "handler_name": queries.handler_name(found.barrier),
        "versions": found.versions.select_related("person"),
        "story": queries.story(found.barrier, standing=standing),
        "may_change": may_change(request.user, found),
        "sees_barrier": Barrier.objects.visible_to(reader(request)).by_key(found.barrier_id).exists(),
    }
    return render(request, "barriers/report.html", context)


@page_or_form
def changing(request: SignedInRequest, network: str, barrier_report: int) -> HttpResponse:
    found = _report(request, network, barrier_report)
    require(may_change(request.user, found))
    said = {name: getattr(found, name) for name in SAID}
    form = SayingForm(request.POST or None, initial=said, own=may_consent(request.user, found))
    if request.method == "POST" and form.run(change_report, found, actor=request.user):
        messages.success(request, _("It is saved. What you said before is kept below."))
        return redirect("barrier_report", network, found.pk)
    back = reverse("barrier_report", args=[network, found.pk])
    heading = _("Change what we said, or who may know")
    return _asked(request, found.barrier, form, heading, send=_("Save"), template="voicing", back=back)


@page_or_form
def wording(request: SignedInRequest, network: str, barrier: int) -> HttpResponse:
    found = _barrier(request, network, barrier)
    require(may_run_network(request.user, found.network))
    names = ("title", "cause", "rule", "rule_link", "decided_by")
    text = with_names(found.text, entries.Names(found).mentions())
    initial = {name: getattr(found, name) for name in names} | {"text": text, "themes": found.themes.all()}
    form = WordingForm(request.POST or None, known_themes=found.network.themes.current(), initial=initial)
    if request.method == "POST" and form.run(word, found, actor=request.user):
        messages.success(request, _("The barrier's words are saved."))
        return redirect(found)
    reports = queries.reports(found, standing=standing_here(request, network))
    return _asked(request, found, form, _("Write what it is"), send=_("Save"), template="wording", reports=reports)


@page_or_form
def moving(request: SignedInRequest, network: str, barrier: int) -> HttpResponse:
    found = _barrier(request, network, barrier)
    require(may_run_network(request.user, found.network))
    form = MovingForm(request.POST or None, barrier=found)
    if request.method == "POST" and form.run(move, found, actor=request.user):
        messages.success(request, _("Those who reported it are told in 15 minutes. Until then you can take it back."))
        return redirect(found)
    return _asked(request, found, form, _("Say how far it is"), send=_("Save, and tell those who reported it"))


@require_POST
def taking_back(request: SignedInRequest, network: str, barrier: int, change: int) -> HttpResponse:
    found = _barrier(request, network, barrier)
    wanted = get_object_or_404(Change.objects.of(found), pk=change)
    try:
        take_back(wanted, actor=request.user)
        messages.success(request, _("It is as before. Nobody was told."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(found)


@page_or_form
def reopening(request: SignedInRequest, network: str, barrier: int) -> HttpResponse:
    found = _barrier(request, network, barrier)
    form = ReopeningForm(request.POST or None)
    if request.method == "POST" and form.run(reopen, found, actor=request.user):
        messages.success(request, _("The secretariat looks at it again."))
        return redirect(found)
    require(may_reopen(request.user, found))  # after a form that was sent twice has found itself done
    return _asked(request, found, form, _("It is not over for us"), send=_("Open it again"))
