"""Inviting people: a list, checked before anything is sent, and the invitations that wait."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klimanet.accounts.models import Person
from klimanet.accounts.requests import SignedInRequest
from klimanet.activity.forms import OperationForm
from klimanet.members.forms.invitations import MOST_WRONG, CheckForm, ListForm
from klimanet.members.models import Holding, Membership, Network, Role
from klimanet.members.operations.invitations import invite, invite_again, withdraw_invitation
from klimanet.members.permissions import seat_powers
from klimanet.members.requests import network_here
from klimanet.rules.refusals import require
from klimanet.text.paging import page_of

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Inviting:
    """Where the person who asks may invite somebody, and into which roles."""

    network: Network
    memberships: list[Membership]
    roles: list[Role]

    def check(self, read: dict, *, actor: Person) -> CheckForm:
        """What was read out of a list, checked."""
        whose = {"memberships": self.memberships, "roles": self.roles, "actor": actor}
        return CheckForm.of(read["rows"], role=read["role"], place=read.get("place", ""), whose=whose)


def _inviting(request: SignedInRequest, slug: str) -> Inviting:
    here = network_here(request, slug)
    every = Membership.objects.invitable_by(request.user, here)
    require(every.exists())
    memberships = list(every.of_others())
    return Inviting(here, memberships, seat_powers(request.user, memberships[0]).roles if memberships else [])


@require_safe
def invitations(request: SignedInRequest, network: str) -> HttpResponse:
    here = network_here(request, network)
    memberships = Membership.objects.invitable_by(request.user, here)
    require(memberships.exists())
    pending = Holding.objects.pending().within(memberships).with_network().select_related("person")
    page = page_of(pending, by=["person__sort_key", "pk"], after=request.GET.get("efter", ""), size=25)
    forms = [(holding, OperationForm(auto_id=f"plads_{holding.pk}_%s")) for holding in page.rows]
    return render(request, "members/invitations.html", {"network": here, "page": page, "forms": forms})


@page_or_form
def new_invitations(request: SignedInRequest, network: str) -> HttpResponse:
    """The list as it comes; what is read of it is shown on the next page, and nothing is sent yet."""
    inviting = _inviting(request, network)
    if not inviting.memberships:
        messages.error(request, _("Admit a municipality first, so that there is somewhere to invite people to."))
        return redirect("members", inviting.network.slug)
    initial = {"place": request.GET.get("fra", "")}
    form = ListForm(
        request.POST or None,
        request.FILES or None,
        initial=initial,
        memberships=inviting.memberships,
        roles=inviting.roles,
    )
    if request.method == "POST" and form.is_valid():
        check = inviting.check(form.cleaned_data, actor=request.user)
        if len(check.wrong) <= MOST_WRONG:
            return _check_page(request, inviting, check)
        form.add_error(None, _("Something is wrong with %s rows. Here are the first of them.") % len(check.wrong))
        for sentence in check.sentences()[:5]:
            form.add_error(None, sentence)
    return render(request, "members/new_invitations.html", {"network": inviting.network, "form": form})


@page_or_form
def checked_invitations(request: SignedInRequest, network: str) -> HttpResponse:
    inviting = _inviting(request, network)
    if request.method != "POST":  # a reload, or another language chosen
        return redirect("new_invitations", inviting.network.slug)
    check = CheckForm(request.POST, memberships=inviting.memberships, roles=inviting.roles, actor=request.user)
    if check.run(invite, inviting.network, actor=request.user):
        count = check.done.facts["count"] if check.done else len(check.ready)
        sent = ngettext(
            "%s person has a seat, and an e-mail is on its way.",
            "%s people have seats, and e-mails are on their way.",
            count,
        )
        messages.success(request, sent % count)
        return redirect("invitations", inviting.network.slug)
    return _check_page(request, inviting, check.folded())


def _check_page(request: SignedInRequest, inviting: Inviting, check: CheckForm) -> HttpResponse:
    role = dict(Role.choices).get(check.data["role"], "")
    context = {"network": inviting.network, "form": check, "role": role}
    return render(request, "members/checked_invitations.html", context)


def _holding(request: SignedInRequest, network: str, holding: int) -> Holding:
    here = network_here(request, network)
    memberships = Membership.objects.invitable_by(request.user, here)
    require(memberships.exists())
    return get_object_or_404(Holding.objects.within(memberships).with_network().select_related("person"), pk=holding)


@require_POST
def invitation_resending(request: SignedInRequest, network: str, holding: int) -> HttpResponse:
    return _deal(request, _holding(request, network, holding), invite_again, _("The e-mail is on its way again."))


@require_POST
def invitation_withdrawal(request: SignedInRequest, network: str, holding: int) -> HttpResponse:
    return _deal(request, _holding(request, network, holding), withdraw_invitation, _("The invitation is withdrawn."))


def _deal(request: SignedInRequest, holding: Holding, operation: Callable, done: str) -> HttpResponse:
    """From the list and back to it; pressed twice, it is done once."""
    form = OperationForm(request.POST)
    if form.run(operation, holding, actor=request.user):
        messages.success(request, done)
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect("invitations", holding.network.slug)
