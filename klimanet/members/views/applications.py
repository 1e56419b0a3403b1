"""Becoming a member: what an applicant does, and what the secretariat answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klimanet.accounts import proofs
from klimanet.accounts.requests import SignedInRequest
from klimanet.accounts.sessions import one_at_a_time
from klimanet.activity.forms import OperationForm
from klimanet.members.forms import applications as forms
from klimanet.members.models import Application, Network, Organisation
from klimanet.members.operations import applications as operations
from klimanet.members.permissions import may_run_network
from klimanet.members.requests import network_here
from klimanet.rules.actors import Applicant
from klimanet.rules.refusals import Refusal, require
from klimanet.text.paging import page_of

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def _public(slug: str) -> Network:
    return get_object_or_404(Network.objects.public().select_related("contact", "association"), slug=slug)


def _send_code(request: HttpRequest, network: Network, form, *, written: dict | None = None) -> bool:
    """Mail a code to the form's address, unless too many were asked for, which the form then says."""
    email = form.cleaned_data["email"]
    if not proofs.may_ask(request, email):
        form.add_error(None, _("You have asked for many codes. Wait a few minutes, and try again."))
        return False
    code = proofs.ask(request, email, written=written)
    operations.send_code(network, email=email, code=code, returning=written is None)
    return True


@login_not_required
@never_cache
@page_or_form
def apply(request: HttpRequest, network: str) -> HttpResponse:
    """Nothing is kept but in the browser's session until the address is proven."""
    here = _public(network)
    form = forms.ApplicationForm(request.POST or None, initial=proofs.written(request))
    if request.method == "POST" and form.is_valid() and _send_code(request, here, form, written=form.written()):
        return redirect("application_code", here.slug)
    return render(request, "members/apply.html", {"network": here, "form": form})


@login_not_required
@never_cache
@page_or_form
@one_at_a_time
def application_code(request: HttpRequest, network: str) -> HttpResponse:
    """The code is typed here. With what was written before, it makes the application; else it leads to the one there is."""
    here, asked = _public(network), proofs.asked(request)
    if asked is None:
        return _again(request, here)
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not proofs.is_right(request, form.cleaned_data["code"]):
            if proofs.asked(request) is None:
                return _again(request, here)
            form.add_error("code", _("This is not the code. Look in the newest e-mail from us."))
        elif _applied(here, form, asked):
            proofs.forget(request)
            return redirect("own_application", here.slug)
    return render(request, "members/application_code.html", {"network": here, "form": form, "email": asked["email"]})


def _applied(network: Network, form: OperationForm, asked: dict) -> bool:
    if not asked["written"]:
        return True
    written = asked["written"] | {"email": asked["email"]}
    written["organisation"] = get_object_or_404(Organisation.objects.municipalities(), pk=written["organisation"])
    return form.run(operations.apply, network, **written, actor=Applicant(asked["email"]))


def _again(request: HttpRequest, network: Network) -> HttpResponse:
    """No code can be typed: it is out of time, was wrong too often, or is used already."""
    if proofs.proven(request):
        return redirect("own_application", network.slug)
    if request.method == "POST":
        messages.error(request, _("The code no longer works. Ask for a new one."))
    return redirect("apply" if proofs.written(request) else "own_application", network.slug)


@login_not_required
@never_cache
@page_or_form
def own_application(request: HttpRequest, network: str) -> HttpResponse:
    """Where an applicant sees how far it is, and answers; whoever has not proven an address asks for a code here."""
    here, email = _public(network), proofs.proven(request)
    applications = Application.objects.in_network(here).from_address(email).with_questions()
    application = applications.first() if email else None
    if application is None:
        form = forms.AddressForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and _send_code(request, here, form):
            return redirect("application_code", here.slug)
        return render(request, "members/application_address.html", {"network": here, "form": form})
    form = forms.AnswerForm(request.POST or None) if application.unanswered else None
    applicant = Applicant(email, application.pk)
    if form and request.method == "POST" and form.run(operations.answer_back, application, actor=applicant):
        messages.success(request, _("Your answer is with the secretariat."))
        return redirect("own_application", here.slug)
    context = {"network": here, "application": application, "form": form}
    return render(request, "members/own_application.html", context)


@login_not_required
@never_cache
@require_POST
def application_withdrawal(request: HttpRequest, network: str) -> HttpResponse:
    """By whoever has proven its address; anybody else is asked for theirs, and learns nothing."""
    here, email = _public(network), proofs.proven(request)
    application = Application.objects.in_network(here).from_address(email).first() if email else None
    if application:
        try:
            operations.withdraw(application, actor=Applicant(email, application.pk))
            messages.success(request, _("Your application is withdrawn."))
        except Refusal as refusal:
            messages.error(request, refusal.message)
    return redirect("own_application", here.slug)


@require_safe
def applications(request: SignedInRequest, network: str) -> HttpResponse:
    here = network_here(request, network)
    require(may_run_network(request.user, here))
    every = Application.objects.visible_to(request.user).in_network(here).with_questions()
    decided = request.GET.get("vis") == "afgjorte"
    found, by = (every.decided(), ["-decided_at", "-pk"]) if decided else (every.undecided(), ["pk"])
    page = page_of(found, by=by, after=request.GET.get("efter", ""), size=25)
    return render(request, "members/applications.html", {"network": here, "page": page, "decided": decided})


def _application(request: SignedInRequest, network: str, application: int) -> Application:
    here = network_here(request, network)
    require(may_run_network(request.user, here))
    every = Application.objects.visible_to(request.user).in_network(here).with_questions()
    return get_object_or_404(every, pk=application)


@require_safe
def application(request: SignedInRequest, network: str, application: int) -> HttpResponse:
    return _with_forms(request, _application(request, network, application))


def _with_forms(request: SignedInRequest, application: Application, **bound: OperationForm) -> HttpResponse:
    """The application with the three things that one can do about it; `bound` is the form that came back, if one did."""
    membership = application.network.memberships.active().of(application.organisation).first()
    approval = forms.ApprovalForm if membership else forms.AdmittingApprovalForm
    context = {
        "network": application.network,
        "application": application,
        "membership": membership,
        "approval": approval(auto_id="godkend_%s"),
        "question": forms.QuestionForm(auto_id="spoerg_%s"),
        "declining": forms.DecliningForm(auto_id="afslag_%s"),
    }
    return render(request, "members/application.html", context | bound)


@require_POST
def approval(request: SignedInRequest, network: str, application: int) -> HttpResponse:
    found = _application(request, network, application)
    membership = found.network.memberships.active().of(found.organisation).first()
    form_of = forms.ApprovalForm if membership else forms.AdmittingApprovalForm
    form = form_of(request.POST, auto_id="godkend_%s")
    if form.run(operations.approve, found, actor=request.user):
        messages.success(request, _("%s has a seat, and an e-mail is on its way.") % found.name)
        return redirect("applications", found.network.slug)
    return _with_forms(request, found, approval=form)


@require_POST
def question(request: SignedInRequest, network: str, application: int) -> HttpResponse:
    found = _application(request, network, application)
    form = forms.QuestionForm(request.POST, auto_id="spoerg_%s")
    if form.run(operations.ask_back, found, actor=request.user):
        messages.success(request, _("Your question is on its way to %s.") % found.name)
        return redirect("applications", found.network.slug)
    return _with_forms(request, found, question=form)


@require_POST
def declining(request: SignedInRequest, network: str, application: int) -> HttpResponse:
    found = _application(request, network, application)
    form = forms.DecliningForm(request.POST, auto_id="afslag_%s")
    if form.run(operations.decline, found, actor=request.user):
        messages.success(request, _("The application is declined, and an e-mail is on its way."))
        return redirect("applications", found.network.slug)
    return _with_forms(request, found, declining=form)
