"""Political work: the list, a step, planning and changing it, what it argues, and what came of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.activity.forms import OperationForm
from klimanet.barriers.forms.work import ArgumentForm, NewStepForm, ResultForm, StepFilter, StepForm
from klimanet.barriers.models import Argument, Barrier, Step
from klimanet.barriers.operations.steps import argue, drop_argument, edit_step, plan_step, settle_step
from klimanet.barriers.queries import work as queries
from klimanet.barriers.requests import barriers_here
from klimanet.barriers.views.asking import chosen_barrier, page_or_form
from klimanet.barriers.views.work import as_it_is, changeable, edited, listed, opened
from klimanet.entries.models import Audience
from klimanet.entries.permissions import Standing
from klimanet.entries.requests import begun, is_kept_as_draft, is_sent, previewed, standing_here
from klimanet.members.permissions import may_run_network
from klimanet.members.requests import network_here, reader
from klimanet.rules.refusals import require
from klimanet.text.converters import number_in


@require_safe
def steps(request: SignedInRequest, network: str) -> HttpResponse:
    return listed(request, network, Step, StepFilter, "barriers/steps.html", _("Political work"))


@require_safe
def step(request: SignedInRequest, network: str, step: int) -> HttpResponse:
    found, context = opened(request, network, Step, step)
    arguments = queries.arguments(found, standing=context["standing"])
    outcomes = queries.came_of(found, standing=context["standing"])
    return render(
        request, "barriers/step.html", context | {"step": found, "arguments": arguments, "outcomes": outcomes}
    )


@page_or_form
def new_step(request: SignedInRequest, network: str) -> HttpResponse:
    here, standing = network_here(request, network), standing_here(request, network)
    require(may_run_network(request.user, here))
    barriers = barriers_here(request, here)
    key = number_in(request.GET.get("fra")) or 0
    barrier = barriers.going_on_from(key).first()
    address = Step.begin_address(here, key)  # also where the barrier goes on in another, or one no longer sees it
    if is_kept_as_draft(request, here, address):
        return redirect("network", network)
    draft = begun(request, address)
    initial = draft.fields | {"barrier": barrier.pk if barrier else ""}
    form = NewStepForm(
        request.POST or None, request.FILES or None, network=here, standing=standing, barriers=barriers, initial=initial
    )
    if is_sent(request) and form.run(plan_step, here, draft=address, actor=request.user):
        messages.success(request, _("It is noted."))
        return redirect(Step.objects.visible_to(reader(request)).in_network(here).with_author().latest_by(request.user))
    context = {"network": here, "form": form, "barrier": barrier, "draft": draft}
    return render(request, "barriers/new_step.html", context | previewed(request))


@page_or_form
def editing_step(request: SignedInRequest, network: str, step: int) -> HttpResponse:
    found = changeable(request, network, Step, step)
    names = ("title", "means", "counterpart", "planned_on", "deadline_on", "delivered_on", "audience", "opens_on")
    initial = as_it_is(found, names)
    if found.opens_on:  # whoever takes the day away means the network to read it
        initial["audience"] = Audience.NETWORK
    nobody = Standing(request.user, [])  # whom one spoke for stays
    form = StepForm(
        request.POST or None, request.FILES or None, network=found.network, standing=nobody, initial=initial
    )
    if is_sent(request) and form.run(edit_step, found, actor=request.user):
        messages.success(request, _("Your changes are saved."))
        return redirect(found)
    return edited(request, found, form)


@page_or_form
def arguing(request: SignedInRequest, network: str, step: int) -> HttpResponse:
    """First which barrier, by the address; then what the step says of it."""
    found = changeable(request, network, Step, step)
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
    return list(queries.likely(entry.network, reader=reader(request))[: queries.LIKELY])


@page_or_form
def dropping_argument(request: SignedInRequest, network: str, step: int, argument: int) -> HttpResponse:
    found = changeable(request, network, Step, step)
    wanted = get_object_or_404(Argument.objects.of(found), pk=argument)
    form = OperationForm(request.POST or None)
    if request.method == "POST" and form.run(drop_argument, wanted, actor=request.user):
        messages.success(request, _("The argument is taken out."))
        return redirect(found)
    context = {"network": found.network, "entry": found, "form": form, "argument": wanted}
    return render(request, "barriers/dropping.html", context | {"heading": _("Take out the argument?")})


@page_or_form
def resulting(request: SignedInRequest, network: str, step: int) -> HttpResponse:
    found = changeable(request, network, Step, step)
    form = ResultForm(request.POST or None, initial={"stage": found.state, "result": found.result})
    if request.method == "POST" and form.run(settle_step, found, actor=request.user):
        messages.success(request, _("It is saved."))
        return redirect(found)
    context = {"network": found.network, "entry": found, "form": form, "heading": _("What came of it?")}
    return render(request, "barriers/resulting.html", context)
