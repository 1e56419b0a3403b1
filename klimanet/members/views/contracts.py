"""What members have agreed to, what it costs, and who is to be renewed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.members import queries
from klimanet.members.forms.contracts import ContractForm, PriceForm, RenewalForm
from klimanet.members.models import Membership, Network, Term
from klimanet.members.models.contracts import term_of
from klimanet.members.operations.contracts import agree, change_price, renew
from klimanet.members.permissions import may_run_network
from klimanet.members.requests import network_here
from klimanet.rules.refusals import require
from klimanet.text.dates import day
from klimanet.text.paging import page_of

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def _network(request: SignedInRequest, slug: str) -> Network:
    here = network_here(request, slug)
    require(may_run_network(request.user, here))
    return here


def _membership(request: SignedInRequest, network: str, organisation: str) -> Membership:
    """A member's, the association's own aside, which has nothing to agree on."""
    members = _network(request, network).memberships.active().of_others().select_related("organisation", "network")
    return get_object_or_404(members, organisation__slug=organisation)


@page_or_form
def contract(request: SignedInRequest, network: str, organisation: str) -> HttpResponse:
    membership = _membership(request, network, organisation)
    terms = list(membership.terms.all())
    initial: dict[str, object] = {"ean": membership.ean, "billing_reference": membership.billing_reference}
    if terms:
        initial |= {name: getattr(terms[0], name) for name in ("since", "until", "price")}
    else:
        initial |= {"since": membership.since, "price": membership.network.price}
    form = ContractForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.run(agree, membership, actor=request.user):
        messages.success(request, _("The agreement is saved."))
        return redirect("organisation", network, organisation)
    context = {
        "network": membership.network,
        "organisation": membership.organisation,
        "form": form,
        "earlier": terms[1:],
    }
    return render(request, "members/contract.html", context)


@require_safe
def renewals(request: SignedInRequest, network: str) -> HttpResponse:
    return _renewals(request, _network(request, network))


def _renewals(request: SignedInRequest, network: Network, price: PriceForm | None = None) -> HttpResponse:
    page = page_of(
        queries.to_renew(network),
        by=["ends", "organisation__sort_key", "pk"],
        after=request.GET.get("efter", ""),
        size=25,
    )
    context = {
        "network": network,
        "page": page,
        "rows": [(membership, *_renewal(membership)) for membership in page.rows],
        "price": price or PriceForm(initial={"price": network.price}),
    }
    return render(request, "members/renewals.html", context)


def _renewal(membership: Membership) -> tuple[Term | None, RenewalForm | None]:
    """The period that ends, and the button that adds the next."""
    term = term_of(membership)
    form = RenewalForm(initial={"after": term.until}, auto_id=f"aftale_{term.pk}_%s") if term else None
    return term, form


@require_POST
def price(request: SignedInRequest, network: str) -> HttpResponse:
    here = _network(request, network)
    form = PriceForm(request.POST)
    if form.run(change_price, here, actor=request.user):
        messages.success(request, _("The price is saved, and is used from the next renewal on."))
        return redirect("renewals", here.slug)
    return _renewals(request, here, form)


@require_POST
def renewal(request: SignedInRequest, network: str, organisation: str) -> HttpResponse:
    membership = _membership(request, network, organisation)
    form = RenewalForm(request.POST)
    if form.run(renew, membership, actor=request.user):
        until = day(membership.terms.all()[0].until)
        done = _("%(member)s is renewed until %(until)s.")
        messages.success(request, done % {"member": membership.organisation, "until": until})
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect("renewals", network)
