"""Order among entries of any kind: reported to the secretariat, hidden, shown again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.entries import queries
from klimanet.entries.forms import CareForm, HidingForm, ReportForm, SettlingForm
from klimanet.entries.models import Comment, Entry, Report
from klimanet.entries.operations import order as operations
from klimanet.entries.operations.care import look_after
from klimanet.entries.operations.order import hide, settle_report, show_again
from klimanet.entries.permissions import may_hide, may_report, may_see, may_see_to
from klimanet.entries.requests import comment_here, entry_here, standing_here
from klimanet.members.models.networks import today
from klimanet.members.requests import network_here, reader
from klimanet.rules.refusals import Refusal, require
from klimanet.text.addresses import path_to
from klimanet.text.converters import number_in
from klimanet.text.paging import page_of

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@page_or_form
def entry_report(request: SignedInRequest, network: str, entry: int) -> HttpResponse:
    return _report(request, entry_here(request, network, entry))


@page_or_form
def comment_report(request: SignedInRequest, network: str, entry: int, comment: int) -> HttpResponse:
    return _report(request, comment_here(request, network, entry, comment))


def _report(request: SignedInRequest, thing: Entry | Comment) -> HttpResponse:
    require(may_report(request.user, thing))
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.run(operations.report, thing, actor=request.user):
        messages.success(request, _("The secretariat looks at it and tells you what comes of it."))
        return redirect(thing.get_absolute_url())
    return render(request, "entries/report_form.html", _context(thing) | {"form": form})


@page_or_form
def entry_hiding(request: SignedInRequest, network: str, entry: int) -> HttpResponse:
    return _hiding(request, entry_here(request, network, entry))


@page_or_form
def comment_hiding(request: SignedInRequest, network: str, entry: int, comment: int) -> HttpResponse:
    return _hiding(request, comment_here(request, network, entry, comment))


def _hiding(request: SignedInRequest, thing: Entry | Comment) -> HttpResponse:
    require(may_hide(request.user, thing))
    own = thing.author_id == request.user.pk
    form = HidingForm(request.POST or None, own=own)
    if request.method == "POST" and form.run(hide, thing, actor=request.user):
        messages.success(request, _("It is hidden.") if own else _("It is hidden. Its author is told why."))
        return redirect(thing.get_absolute_url())
    if isinstance(thing, Comment):
        place = [thing.entry.network.slug, thing.entry_id, thing.pk]
        ways = {"showing": path_to("comment_showing", *place), "deletion": path_to("comment_deletion", *place)}
    else:
        ways = {"showing": path_to("entry_showing", thing.network.slug, thing.pk), "deletion": ""}
    return render(request, "entries/hiding.html", _context(thing) | {"form": form, "own": own} | ways)


@require_POST
def entry_showing(request: SignedInRequest, network: str, entry: int) -> HttpResponse:
    return _show(request, entry_here(request, network, entry))


@require_POST
def comment_showing(request: SignedInRequest, network: str, entry: int, comment: int) -> HttpResponse:
    return _show(request, comment_here(request, network, entry, comment))


def _show(request: SignedInRequest, thing: Entry | Comment) -> HttpResponse:
    show_again(thing, actor=request.user)
    messages.success(request, _("It is shown again, to those who saw it before."))
    return redirect(thing.get_absolute_url())


def _context(thing: Entry | Comment) -> dict:
    entry = thing.entry if isinstance(thing, Comment) else thing
    return {"network": entry.network, "entry": entry, "thing": thing, "names": queries.Names(entry)}


@require_safe
def reports(request: SignedInRequest, network: str) -> HttpResponse:
    """What waits for the secretariat, oldest first."""
    here = network_here(request, network)
    require(standing_here(request, network).runs)
    waiting = Report.objects.visible_to(reader(request)).in_network(here).waiting().with_thing()
    page = page_of(waiting, by=["created_at", "pk"], after=request.GET.get("efter", ""), size=25)
    return render(request, "entries/reports.html", {"network": here, "page": page})


def _known(request: SignedInRequest, network: str, report: int) -> Report:
    here = network_here(request, network)
    require(standing_here(request, network).runs)
    return get_object_or_404(Report.objects.visible_to(reader(request)).in_network(here).with_thing(), pk=report)


@require_POST
def report_showing(request: SignedInRequest, network: str, report: int) -> HttpResponse:
    """What was hidden after the report: also where it stands in a circle that leaves the secretariat out."""
    found = _known(request, network, report)
    show_again(found.thing, actor=request.user)
    messages.success(request, _("It is shown again, to those who saw it before."))
    return redirect("report", network, report)


@page_or_form
def report(request: SignedInRequest, network: str, report: int) -> HttpResponse:
    """One report with all others of the same thing, and what to do about it."""
    found = _known(request, network, report)
    form = SettlingForm(request.POST or None)
    if request.method == "POST" and form.run(settle_report, found, actor=request.user):
        messages.success(request, _("It is dealt with. Whoever told you gets an e-mail."))
        return redirect("reports", network)
    context = {
        "network": found.network,
        "report": found,
        "form": form,
        "others": queries.reports_of(found.thing),
        "seen": may_see(reader(request), found.thing),  # from a circle, those who run the network know the quote alone
        "names": queries.Names(found.entry),
    }
    return render(request, "entries/report.html", context)


@page_or_form
def care(request: SignedInRequest, network: str, entry: int) -> HttpResponse:
    """Who sees to it, and when next; `wish` takes it upon oneself in one press, and leaves the date."""
    found = entry_here(request, network, entry)
    require(may_see_to(request.user, found))
    back, days = found.get_absolute_url(), number_in(request.POST.get("list"))
    if days is not None:  # it was sent from the list of questions open for longer than these days
        back = f"{path_to('open_questions', network)}?dage={days}"
    if request.method == "POST" and request.POST.get("wish") == "mine":
        running = [holding for holding in standing_here(request, network).holdings if holding.runs]
        own = max(running, key=lambda holding: holding.is_own).seat_id  # one's own, before one they stand in for
        try:
            look_after(found, handler=own, due_on=max(found.due_on or today(), today()), actor=request.user)
            messages.success(request, _("You see to “%s”.") % found.title)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        return redirect(back)
    form = CareForm(request.POST or None, entry=found, seats=queries.caring_seats(found.network))
    if request.method == "POST" and form.run(look_after, found, actor=request.user):
        messages.success(request, _("It is saved who sees to “%s”, and when.") % found.title)
        return redirect(back)
    return render(request, "entries/care.html", {"network": found.network, "entry": found, "form": form})
