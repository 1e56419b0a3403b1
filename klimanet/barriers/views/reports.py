"""What municipalities report: a new barrier, joining one that is known, and what one's own has said."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.activity.forms import OperationForm
from klimanet.barriers.forms.reports import (
    LONGEST_ANSWER,
    JoiningForm,
    NewReportForm,
    SayingForm,
    VoicedForm,
    WithdrawingForm,
)
from klimanet.barriers.models import Barrier, Consent, Enclosure, Quotation, Report
from klimanet.barriers.models.reports import SAID
from klimanet.barriers.operations.reports import bring_back, change_report, join, report_new, take_out, withdraw
from klimanet.barriers.permissions import (
    is_changed_by,
    may_change,
    may_consent,
    may_reopen,
    may_report,
    nothing_to_add,
    reporting_for,
    speaks_for,
)
from klimanet.barriers.queries import barriers as queries
from klimanet.barriers.queries import stories, work
from klimanet.barriers.requests import barrier_here
from klimanet.barriers.views.asking import asked, is_refused, page_or_form
from klimanet.barriers.writing import refuse_unworded
from klimanet.entries import queries as entries
from klimanet.entries.models import Audience, Entry
from klimanet.entries.models.entries import EntryQuerySet
from klimanet.entries.permissions import Standing
from klimanet.entries.requests import begun, is_kept_as_draft, is_left, is_sent, standing_here
from klimanet.files.serving import download
from klimanet.members.models import Network
from klimanet.members.requests import network_here, reader
from klimanet.rules.refusals import Refusal, require
from klimanet.text.addresses import path_to
from klimanet.text.converters import number_in
from klimanet.text.dates import month


@page_or_form
def new_report(request: SignedInRequest, network: str) -> HttpResponse:
    """Begun, perhaps, from another entry: its text and a link to it come along."""
    here, standing = network_here(request, network), standing_here(request, network)
    require(may_report(request.user, here))
    sources = _sources(request, here)
    key = number_in(request.GET.get("fra")) or 0
    source = sources.by_key(key).first()
    address = Barrier.begin_address(here, key)  # also where one no longer sees what it begins from
    if is_kept_as_draft(request, here, address):
        return redirect("network", network)
    if is_left(request, here, address):
        return redirect(report_here(request, network, _left_for(request)))
    draft, looks = begun(request, address), "look" in request.POST
    initial = _typed(request) if looks else draft.fields or _beginning(source, standing)
    known = {"known_themes": here.themes.current(), "sources": sources}
    form = NewReportForm(*_sent(request, looks), network=here, standing=standing, initial=initial, **known)
    if is_sent(request) and not looks and form.run(report_new, here, draft=address, actor=request.user):
        messages.success(
            request, _thanks(form, _("Thank you. You get an e-mail with a number, and with who sees to it."))
        )
        return redirect("barriers" if standing.runs else "own_barriers", network)
    known_already = _alike(request, here) if looks else None
    context = {"network": here, "form": form, "source": source, "draft": draft, "alike": known_already}
    return render(request, "barriers/new_report.html", context)


def _beginning(source: Entry | None, standing: Standing) -> dict:
    """How a report begins from that entry."""
    if source is None:
        return {}
    initial = {"source": source.pk, **Barrier.begin_from(source, entries.Names(source).mentions())}
    if Audience(source.audience).breadth < Audience.NETWORK.breadth:  # said to few, it is not told to more
        initial |= {"consent": Consent.SECRETARIAT, "stopped": "" if standing.runs else initial["stopped"]}
    return initial


def _sources(request: SignedInRequest, network: Network) -> EntryQuerySet:
    return Entry.objects.visible_to(reader(request)).in_network(network)


def _thanks(form: VoicedForm, thanks: str) -> str:
    report = form.result
    if report and report.on_behalf:
        return _("It is noted for %s.") % report.organisation
    if report and report.counts_from:
        counts = _("The network’s totals count it from %(month)s.") % {"month": month(report.counts_from)}
        return f"{thanks} {counts}"
    return thanks


def _sent(request: SignedInRequest, unfinished: bool) -> tuple:
    """What a form is bound to: nothing, as long as whoever types is not done."""
    return (None, None) if unfinished else (request.POST or None, request.FILES or None)


def _typed(request: SignedInRequest) -> dict:
    """What stands in the form so far, sound or not."""
    if request.FILES:
        messages.warning(request, _("Files must be chosen again."))
    return request.POST.dict() | {"themes": request.POST.getlist("themes")}


def _left_for(request: SignedInRequest) -> int:
    """The key of the report that the form is left for."""
    return number_in(request.POST["leave"]) or 0


def _carried(request: SignedInRequest) -> dict:
    """What was typed of a new barrier, before it was found to be known, for a report of that; what does not come along is told."""
    typed = _typed(request)
    if typed["themes"] or typed.get("cause"):
        messages.warning(request, _("Themes and kind do not come along: the barrier has its own."))
    return typed | {"stopped": NewReportForm.in_words(typed), "begun_at": typed.get("draft_path", "")}


def _alike(request: SignedInRequest, network: Network) -> list[Barrier]:
    """What is known and like what was typed."""
    text = " ".join(request.POST.get(name, "")[:LONGEST_ANSWER] for name in ("summary", "wanted", "stopped"))
    return queries.alike(network, text, standing=standing_here(request, network.slug))


@require_POST
def alike(request: SignedInRequest, network: str) -> HttpResponse:
    here = network_here(request, network)
    require(may_report(request.user, here))
    return render(request, "barriers/alike.html#known", {"network": here, "alike": _alike(request, here)})


@page_or_form
def joining(request: SignedInRequest, network: str, barrier: int) -> HttpResponse:
    standing, found = standing_here(request, network), barrier_here(request, network, barrier)
    require(Barrier.is_begun_by(standing.holdings))  # as `may_join` asks of what one sees
    if is_kept_as_draft(request, found.network, request.path):
        return redirect("network", network)
    if is_left(request, found.network, request.path):
        return redirect(report_here(request, network, _left_for(request)))
    draft, begins = begun(request, request.path), "begin" in request.POST
    said = None if standing.runs else nothing_to_add(standing, found)
    if said and request.method != "POST" and not draft.fields:
        messages.info(request, _("%s has reported it already. Here is what you said.") % said.organisation)
        return redirect(said)
    if is_refused(request, refuse_unworded, found):
        return redirect("barrier_wording", network, found.number)
    form = JoiningForm(
        *_sent(request, begins),
        network=found.network,
        standing=standing,
        sources=_sources(request, found.network),
        barrier=found,
        initial=_carried(request) if begins else draft.fields,
    )
    if is_sent(request) and not begins and form.run(join, found, draft=request.path, actor=request.user):
        thanks = _thanks(form, _("Thank you. The municipality is with those that have it."))
        reopening = (
            _("If it is not over for you, open it again here.")
            if found.is_reopenable and may_reopen(request.user, found)
            else ""
        )
        messages.success(request, f"{thanks} {reopening}".strip())
        return redirect(found)
    heading = _("Add a municipality") if standing.runs else _("We have it too")
    context: dict = {"names": entries.Names(found), "runs": standing.runs, "earlier": said or _earlier(form, found)}
    context |= {"again": queries.taken_back(found, standing=standing)}
    return asked(request, found, form, heading, send=_("Send"), template="joining", draft=draft, **context)


def _earlier(form: VoicedForm, barrier: Barrier) -> Report | None:
    """What the municipality that was chosen has said of it before."""
    chosen = form.is_bound and not form.errors.get("organisation") and form.cleaned_data.get("organisation")
    return queries.said_before(barrier, organisation=chosen) if chosen else None


@require_safe
def own(request: SignedInRequest, network: str) -> HttpResponse:
    """What one's own municipality has reported, and how far it is; whoever has none is led to all barriers."""
    here, standing = network_here(request, network), standing_here(request, network)
    municipalities = [one.organisation for one in standing.holdings if one.organisation.is_municipality]
    if not municipalities:
        messages.info(request, _("You are not here for a municipality. These are all the barriers."))
        return redirect("barriers", network)
    reports, withdrawn = queries.own_reports(here, organisations=municipalities)
    context = {
        "network": here,
        "withdrawn": withdrawn,
        "reports": work.with_questions(reports, reader=standing),
        "may_report": may_report(request.user, here),
        "speaks_for": reporting_for(standing),
    }
    return render(request, "barriers/own.html", context)


def report_here(request: SignedInRequest, network: str, key: int) -> Report:
    """Of one's own municipality; any, for the secretariat."""
    here, standing = network_here(request, network), standing_here(request, network)
    reports = Report.objects.visible_to(reader(request)).in_network(here).with_all()
    if not standing.runs:
        reports = reports.of_any(holding.organisation for holding in standing.holdings)
    return get_object_or_404(reports, pk=key)


@require_safe
def report(request: SignedInRequest, network: str, barrier_report: int) -> HttpResponse:
    """How it was said, how far the barrier is, and who may know; seen before the network sees the barrier."""
    standing, found = standing_here(request, network), report_here(request, network, barrier_report)
    barrier = queries.reported(found.barrier_id, reader=standing)
    versions = list(found.versions.select_related("person"))
    told = barrier.sees or not found.withdrawn_at  # else it is told to those who have it alone
    story = stories.story(barrier, standing=standing) if told else None
    speaks = speaks_for(standing, found)
    context = {
        "network": found.barrier.network,
        "standing": standing,
        "report": found,
        "barrier": barrier,
        "versions": versions,
        "story": story,
        "speaking": found.spoken_for_by(),
        "passed_by": story and story.passed_by(versions),
        "let_known": found.let_known(),
        "begun_from": _sources(request, found.barrier.network).with_author().by_key(found.begun_from_id or 0).first(),
        "enclosures": Enclosure.objects.of(found),
        "quotations": Quotation.objects.of(found, reader=standing),
        "speaks": speaks,
        "undoable": stories.undoable(story, standing=standing) if story and speaks and not standing.runs else None,
        "may_reopen": speaks and not found.withdrawn_at and barrier.is_reopenable,
        "may_change": is_changed_by(standing, found),
    }
    return render(request, "barriers/report.html", context)


@page_or_form
def changing(request: SignedInRequest, network: str, barrier_report: int) -> HttpResponse:
    found = report_here(request, network, barrier_report)
    require(may_change(request.user, found))
    if found.withdrawn_at and request.method != "POST":
        return redirect(found)
    said = {name: getattr(found, name) for name in SAID}
    facts = {"own": may_consent(request.user, found), "is_withdrawn": bool(found.withdrawn_at)}
    form = SayingForm(request.POST or None, request.FILES or None, initial=said, **facts)
    if request.method == "POST" and form.run(change_report, found, actor=request.user):
        messages.success(request, _("It is saved. What you said before is kept below."))
        return redirect("barrier_report", network, found.pk)
    back = path_to("barrier_report", network, found.pk)
    heading, shown = _("Change what we said, or who may know"), {"report": found, "back": back}
    return asked(request, found.barrier, form, heading, send=_("Save"), template="changing", **shown)


@page_or_form
def withdrawing(request: SignedInRequest, network: str, barrier_report: int) -> HttpResponse:
    found = report_here(request, network, barrier_report)
    require(may_change(request.user, found))
    if found.withdrawn_at and request.method != "POST":
        return redirect(found)
    form = WithdrawingForm(request.POST or None)
    if request.method == "POST" and form.run(withdraw, found, actor=request.user):
        messages.success(request, _("It is taken back."))
        return redirect(found)
    shown = {"report": found, "back": path_to("barrier_report", network, found.pk)}
    heading = _("Does %s not have it?") % found.organisation
    send = _("We do not have it") if may_consent(request.user, found) else _("They do not have it")
    return asked(request, found.barrier, form, heading, send=send, template="withdrawing", **shown)


@require_POST
def bringing_back(request: SignedInRequest, network: str, barrier_report: int) -> HttpResponse:
    found = report_here(request, network, barrier_report)
    try:
        bring_back(found, actor=request.user)
        messages.success(request, _("%s has it after all. As many may know as before.") % found.organisation)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(found)


@require_safe
def enclosure(
    request: SignedInRequest, network: str, barrier_report: int, enclosure: int, name: str
) -> HttpResponseBase:
    """Found by its number; the name in the address is for people, and must be the file's own."""
    found = report_here(request, network, barrier_report)
    wanted = get_object_or_404(Enclosure.objects.of(found), pk=enclosure)
    if wanted.name != name:
        raise Http404
    return download(request, wanted.blob, name=wanted.name)


@page_or_form
def taking_out(request: SignedInRequest, network: str, barrier_report: int, enclosure: int) -> HttpResponse:
    found = report_here(request, network, barrier_report)
    wanted = get_object_or_404(Enclosure.objects.of(found), pk=enclosure)
    require(may_change(request.user, found))
    form = OperationForm(request.POST or None)
    if request.method == "POST" and form.run(take_out, wanted, actor=request.user):
        messages.success(request, _("The file is deleted."))
        return redirect(found)
    about = {"network": found.barrier.network, "barrier": found.barrier, "back": found.get_absolute_url()}
    context = about | {
        "file": wanted,
        "form": form,
        "heading": _("Delete the file?"),
        "send": _("Delete"),
        "erases": True,
    }
    return render(request, "barriers/taking_out.html", context)  # also of a barrier that was merged into another
