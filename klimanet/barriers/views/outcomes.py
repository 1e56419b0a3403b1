"""What came of it: the list, an outcome, noting and changing it, its effect on each barrier, and whether that helped."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.barriers.forms.work import AnswerForm, EffectForm, NewOutcomeForm, OutcomeFilter, OutcomeForm
from klimanet.barriers.models import Answer, Barrier, Consent, Effect, Helped, Outcome, Report, Step
from klimanet.barriers.operations.outcomes import (
    edit_outcome,
    note_outcome,
    say_whether_it_helped,
    take_back_effect,
    tell_effect,
)
from klimanet.barriers.permissions import may_answer, may_reopen
from klimanet.barriers.queries import work as queries
from klimanet.barriers.requests import barriers_here
from klimanet.barriers.views.asking import chosen_barrier, is_refused, page_or_form, told_soon
from klimanet.barriers.views.reports import report_here
from klimanet.barriers.views.work import as_it_is, changeable, edited, listed, opened
from klimanet.barriers.writing import refuse_to_answer, refuse_to_tell
from klimanet.entries.models import Entry
from klimanet.entries.permissions import Standing
from klimanet.entries.requests import begun, is_kept_as_draft, is_sent, previewed, standing_here
from klimanet.members.permissions import may_run_network
from klimanet.members.requests import network_here, reader
from klimanet.rules.refusals import Refusal, require
from klimanet.text.addresses import path_to
from klimanet.text.converters import number_in


@require_safe
def outcomes(request: SignedInRequest, network: str) -> HttpResponse:
    return listed(request, network, Outcome, OutcomeFilter, "barriers/outcomes.html", _("What came of it"))


@require_safe
def outcome(request: SignedInRequest, network: str, outcome: int) -> HttpResponse:
    found, context = opened(request, network, Outcome, outcome)
    standing = context["standing"]
    effects = queries.effects(found, standing=standing)
    told = {effect.barrier_id for effect, _answers in effects}
    context |= {
        "outcome": found,
        "effects": effects,
        "asks": found.asks([effect for effect, _answers in effects]),
        "steps": queries.steps_that_led_to(found, standing=standing),
        "linked": [one for one in context["linked"] if one.pk not in told],
        "may_report_barriers": Barrier.is_begun_by(standing.holdings),
    }
    return render(request, "barriers/outcome.html", context)


@page_or_form
def new_outcome(request: SignedInRequest, network: str) -> HttpResponse:
    here, standing = network_here(request, network), standing_here(request, network)
    require(may_run_network(request.user, here))
    sources = Entry.objects.visible_to(reader(request)).in_network(here)
    key = number_in(request.GET.get("fra")) or 0
    source = sources.by_key(key).first()
    address = Outcome.begin_address(here, key)  # also where one no longer sees what it begins from
    if is_kept_as_draft(request, here, address):
        return redirect("network", network)
    draft = begun(request, address)
    initial = draft.fields
    if source and not initial:
        initial = {"source": source.pk, "steps": [source.pk] if source.kind == Step.kind_name else []}
    steps = Step.objects.visible_to(reader(request)).in_network(here)
    form = NewOutcomeForm(
        request.POST or None,
        request.FILES or None,
        network=here,
        standing=standing,
        sources=sources,
        steps=steps.that_may_have_led(source) if source else steps.none(),
        initial=initial,
    )
    if is_sent(request) and form.run(note_outcome, here, draft=address, actor=request.user):
        messages.success(request, _("It is noted. Say now which barriers it makes a difference to."))
        noted = Outcome.objects.visible_to(reader(request)).in_network(here).with_author().latest_by(request.user)
        return redirect(_telling_address(noted, queries.untold_barriers(noted, reader=reader(request))))
    context = {"network": here, "form": form, "draft": draft, "source": source}
    return render(request, "barriers/new_outcome.html", context | previewed(request))


def _telling_address(outcome: Outcome, barriers: list[Barrier]) -> str:
    """Where one goes on to tell those who reported the barriers that it is about, as far as they are known."""
    if not barriers:
        return outcome.get_absolute_url()
    address = path_to("outcome_telling", outcome.network.slug, outcome.number)
    return f"{address}?barriere={barriers[0].number}" if len(barriers) == 1 else address


@page_or_form
def editing_outcome(request: SignedInRequest, network: str, outcome: int) -> HttpResponse:
    found = changeable(request, network, Outcome, outcome)
    names = ("title", "rule", "rule_link", "adopted_on", "in_force_on", "evidence", "asks_on")
    initial = as_it_is(found, names) | {"act": found.state, "steps": found.steps.all()}
    form = OutcomeForm(
        request.POST or None,
        request.FILES or None,
        network=found.network,
        standing=Standing(request.user, []),  # whom one spoke for stays
        steps=Step.objects.visible_to(reader(request)).in_network(found.network).that_may_have_led(found),
        initial=initial,
    )
    if is_sent(request) and form.run(edit_outcome, found, actor=request.user):
        messages.success(request, _("Your changes are saved."))
        return redirect(found)
    return edited(request, found, form)


@page_or_form
def telling(request: SignedInRequest, network: str, outcome: int) -> HttpResponse:
    """First which barrier, by the address; then what difference the outcome makes to it."""
    found = changeable(request, network, Outcome, outcome)
    chosen, barrier = chosen_barrier(request, found)
    if is_refused(request, refuse_to_tell, found, barrier):
        return redirect(found)
    if barrier is None:
        context = {
            "network": found.network,
            "entry": found,
            "chosen": chosen,
            "heading": _("Which barrier is it about?"),
        }
        likely = queries.likely_to_be_told(found, reader=reader(request))
        return render(request, "barriers/choosing.html", context | {"likely": likely})
    candidates = barriers_here(request, found.network)
    planned = queries.planned(barrier, reader=reader(request))
    told = Report.objects.standing().of(barrier).count()
    known: dict = {"candidates": candidates, "planned": planned, "tells": bool(told)}
    form = EffectForm(request.POST or None, outcome=found, barrier=barrier, **known)
    if request.method == "POST" and form.run(tell_effect, found, barrier=barrier, actor=request.user):
        messages.success(request, told_soon(bool(told)))
        return redirect(found)
    context = {"network": found.network, "entry": found, "form": form, "barrier": barrier}
    context |= {"told": told, "heading": _("What does it do to the barrier?")}
    return render(request, "barriers/telling.html", context)


@require_POST
def taking_back(request: SignedInRequest, network: str, outcome: int, effect: int) -> HttpResponse:
    found = changeable(request, network, Outcome, outcome)
    wanted = get_object_or_404(Effect.objects.of(found), pk=effect)
    try:
        take_back_effect(wanted, actor=request.user)
        messages.success(request, _("It is as before. Those who reported it have not been told."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(found)


@page_or_form
def answering(request: SignedInRequest, network: str, barrier_report: int, effect: int) -> HttpResponse:
    """Whether it helped: a page with three buttons. A no leads on to opening the barrier again, if one may."""
    report = report_here(request, network, barrier_report)
    found = get_object_or_404(Effect.objects.visible_to(reader(request)).asked_about(), pk=effect)
    require(may_answer(request.user, report))
    if is_refused(request, refuse_to_answer, found, report):
        return redirect(report)
    earlier = Answer.objects.to(found, report).first()
    form = AnswerForm(request.POST or None, initial={"line": earlier.line if earlier else ""})
    if request.method == "POST" and form.run(say_whether_it_helped, found, report=report, actor=request.user):
        named = report.consent >= Consent.NAMED
        seen = (
            _("Thank you. The network can read what you say.")
            if named
            else _("Thank you. The secretariat sees what you say.")
        )
        messages.success(request, seen)
        barrier = report.barrier
        if form.cleaned_data["helped"] == Helped.NO and barrier.is_reopenable and may_reopen(request.user, barrier):
            return redirect("barrier_reopening", network, barrier.number)
        return redirect(report)
    context = {"network": report.barrier.network, "report": report, "barrier": report.barrier, "effect": found}
    return render(request, "barriers/answering.html", context | {"form": form, "earlier": earlier, "choices": Helped})
