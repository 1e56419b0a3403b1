"""Political work: the list, a step, planning and changing it, what it argues, and what came of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.barriers.forms.work import ArgumentForm, NewStepForm, ResultForm, StepForm
from klimanet.barriers.models import Argument, Barrier, Step
from klimanet.barriers.operations.steps import argue, drop_argument, edit_step, plan_step, settle_step
from klimanet.barriers.queries import work as queries
from klimanet.barriers.views.asking import chosen_barrier, page_or_form, previewed
from klimanet.entries import queries as entries
from klimanet.entries.mentions import with_names
from klimanet.entries.models import Attachment
from klimanet.entries.permissions import Standing
from klimanet.entries.requests import begun, is_sent, keep_as_draft, standing_here
from klimanet.entries.views.conversation import conversation
from klimanet.members.permissions import may_run_network
from klimanet.members.requests import network_here, reader
from klimanet.notifications.requests import leave_seen
from klimanet.rules.refusals import Refusal, require
from klimanet.text.converters import number_in


@require_safe
def steps(request: SignedInRequest, network: str) -> HttpResponse:
    here, standing = network_here(request, network), standing_here(request, network)
    page = queries.steps(here, standing=standing, after=request.GET.get("efter", ""))
    entries.label(page.rows)
    return render(request, "barriers/steps.html", {"network": here, "page": page, "standing": standing})


@require_safe
def step(request: SignedInRequest, network: str, step: int) -> HttpResponse:
    here, standing = network_here(request, network), standing_here(request, network)
    found = queries.step(here, step, standing=standing, path=request.path)
    if found is None:
        raise Http404
    leave_seen(request, found)
    context = {
        "network": here,
        "step": found,
        "names": entries.Names(found),
        "linked": entries.linked(found, reader=standing),
        "arguments": queries.arguments(found, standing=standing),
        **conversation(request, found, standing),
    }
    return render(request, "barriers/step.html", context)


def _step(request: SignedInRequest, network: str, number: int) -> Step:
    """For whoever runs the network."""
    here = network_here(request, network)
    found = Step.objects.visible_to(reader(request)).in_network(here).with_author()
    step = get_object_or_404(found.numbered(number))
    require(may_run_network(request.user, here))
    return step


@page_or_form
def new_step(request: SignedInRequest, network: str) -> HttpResponse:
    here, standing = network_here(request, network), standing_here(request, network)
    require(may_run_network(request.user, here))
    address = Step.begin_address(here)
    if request.method == "POST" and "draft" in request.POST:
        if not (refused := keep_as_draft(request, here, address)):
            messages.success(request, _("Your draft is kept."))
            return redirect("network", network)
        messages.error(request, refused)
    barriers = Barrier.objects.visible_to(reader(request)).in_network(here).listed().with_author()
    barrier = barriers.by_key(number_in(request.GET.get("fra")) or 0).first()
    initial = {"barrier": barrier.pk} if barrier else begun(request, address)
    form = NewStepForm(
        request.POST or None, request.FILES or None, network=here, standing=standing, barriers=barriers, initial=initial
    )
    if is_sent(request) and form.run(plan_step, here, actor=request.user):
        messages.success(request, _("It is noted."))
        return redirect(Step.objects.visible_to(reader(request)).in_network(here).with_author().latest_by(request.user))
    context = {"network": here, "form": form, "barrier": barrier, "draft_path": address}
    return render(request, "barriers/new_step.html", context | previewed(request))


@page_or_form
def editing_step(request: SignedInRequest, network: str, step: int) -> HttpResponse:
    found = _step(request, network, step)
    names = ("title", "means", "counterpart", "planned_on", "deadline_on", "delivered_on", "audience", "opens_on")
    text = with_names(found.text, entries.Names(found).mentions())
    initial = {name: getattr(found, name) for name in names} | {"text": text, "themes": found.themes.all()}
    nobody = Standing(request.user, [])  # whom one spoke for stays
    form = StepForm(
        request.POST or None, request.FILES or None, network=found.network, standing=nobody, initial=initial
    )
    if is_sent(request) and form.run(edit_step, found, actor=request.user):
        messages.success(request, _("Your changes are saved."))
        return redirect(found)
    files = Attachment.objects.visible_to(reader(request)).present().of(found).with_comment(None)
    context = {"network": found.network, "entry": found, "form": form, "files": files}
    return render(request, "barriers/editing.html", context | previewed(request))


@page_or_form
def arguing(request: SignedInRequest, network: str, step: int) -> HttpResponse:
    """First which barrier, by the address; then what the step says of it."""
    found = _step(request, network, step)
    chosen, barrier = chosen_barrier(request, found)
    if barrier is None:
        context = {"network": found.network, "entry": found, "chosen": chosen, "heading": _("What does it argue for?")}
        return render(request, "barriers/choosing.html", context | {"likely": _likely(request, found)})
    argument = Argument.objects.of(found).for_barrier(barrier).with_quotations().first()
    quoted = [quotation.report_id for quotation in argument.quoted] if argument else []
    initial = {"text": argument.text if argument else "", "quoted": quoted}
    form = ArgumentForm(request.POST or None, reports=queries.quotable(barrier), initial=initial)
    if request.method == "POST" and form.run(argue, found, barrier=barrier, actor=request.user):
        messages.success(request, _("It is saved."))
        return redirect(found)
    context = {"network": found.network, "entry": found, "form": form, "barrier": barrier, "argument": argument}
    return render(request, "barriers/arguing.html", context | {"heading": _("What does it say of the barrier?")})


def _likely(request: SignedInRequest, entry: Step) -> list[Barrier]:
    return list(queries.likely(entry.network, reader=reader(request))[:20])


@require_POST
def dropping_argument(request: SignedInRequest, network: str, step: int, argument: int) -> HttpResponse:
    found = _step(request, network, step)
    wanted = get_object_or_404(Argument.objects.of(found), pk=argument)
    try:
        drop_argument(wanted, actor=request.user)
        messages.success(request, _("The argument is taken out."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(found)


@page_or_form
def resulting(request: SignedInRequest, network: str, step: int) -> HttpResponse:
    found = _step(request, network, step)
    form = ResultForm(request.POST or None, initial={"stage": found.state, "result": found.result})
    if request.method == "POST" and form.run(settle_step, found, actor=request.user):
        messages.success(request, _("It is saved."))
        return redirect(found)
    context = {"network": found.network, "entry": found, "form": form, "heading": _("What came of it?")}
    return render(request, "barriers/about.html", context)
