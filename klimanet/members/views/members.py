"""The members of a network: the country, organisations, people, seats."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.activity.forms import OperationForm
from klimanet.files.serving import picture
from klimanet.members import forms, queries
from klimanet.members.models import Network, Organisation, Profile, Seat
from klimanet.members.models.networks import today
from klimanet.members.operations.networks import admit, admit_new, continue_membership, end_membership
from klimanet.members.operations.profiles import change_profile
from klimanet.members.operations.seats import give_seat, reinstate_seat, suspend_seat
from klimanet.members.permissions import may_run_network, seat_powers
from klimanet.members.requests import membership_here, my_holdings, network_here, seat_here
from klimanet.members.vcard import vcard
from klimanet.rules.refusals import require
from klimanet.text.paging import page_of

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def _organisation(network: Network, slug: str) -> Organisation:
    return get_object_or_404(Organisation.objects.known_in(network), slug=slug)


@require_safe
def members(request: SignedInRequest, network: str) -> HttpResponse:
    network = network_here(request, network)
    places = queries.places(network, counted=True)
    context = {
        "network": network,
        "places": places,
        "tiles": queries.country_map(network, places, linked=True),
        "may_run": may_run_network(request.user, network),
    }
    return render(request, "members/members.html", context)


@require_safe
def people(request: SignedInRequest, network: str) -> HttpResponse:
    network = network_here(request, network)
    form = forms.PeopleFilter(request.GET, network=network)
    profiles = Profile.objects.visible_to(request.user).listed_in(network).answering(form.answers()).with_places()
    page = page_of(profiles, by=["person__sort_key", "person_id"], after=request.GET.get("efter", ""))
    return render(request, "members/people.html", {"network": network, "form": form, "page": page})


def _profile(request: SignedInRequest, network: str, person: int) -> Profile:
    profiles = Profile.objects.visible_to(request.user).with_places()
    return get_object_or_404(profiles, network=network_here(request, network), person=person)


@require_safe
def person(request: SignedInRequest, network: str, person: int) -> HttpResponse:
    profile = _profile(request, network, person)
    context = {
        "network": profile.network,
        "profile": profile,
        "absences": queries.absences(profile, viewer=request.user),
        "form": OperationForm(),
        "may_run": may_run_network(request.user, profile.network),
    }
    return render(request, "members/person.html", context)


@require_safe
def card(request: SignedInRequest, network: str, person: int) -> HttpResponse:
    content = vcard(_profile(request, network, person))
    headers = {"Content-Disposition": f'attachment; filename="person-{person}.vcf"'}
    return HttpResponse(content, content_type="text/vcard; charset=utf-8", headers=headers)


@require_safe
def person_photo(request: SignedInRequest, network: str, person: int) -> HttpResponseBase:
    return picture(request, _profile(request, network, person).person.photo)


@page_or_form
def own_profile(request: SignedInRequest, network: str) -> HttpResponse:
    network = network_here(request, network)
    profile = get_object_or_404(Profile.objects.of(request.user), network=network)
    form = forms.ProfileForm(
        request.POST or None,
        network=network,
        initial={"listed": bool(profile.listed_at), "themes": profile.themes.all(), "words": profile.words},
    )
    if request.method == "POST" and form.run(change_profile, profile, actor=request.user):
        messages.success(request, _("Your profile is saved."))
        return redirect("person", network.slug, request.user.pk)
    return render(request, "members/own_profile.html", {"network": network, "form": form})


@require_safe
def organisation(request: SignedInRequest, network: str, organisation: str) -> HttpResponse:
    network = network_here(request, network)
    organisation = _organisation(network, organisation)
    membership = network.memberships.active().of(organisation).first()
    held, vacant = queries.seats(membership, viewer=request.user) if membership else ([], [])
    powers = seat_powers(request.user, membership) if membership else None
    own = any(holding.seat.membership_id == membership.pk for holding in my_holdings(request)) if membership else False
    context = {
        "network": network,
        "organisation": organisation,
        "membership": membership,
        "region": organisation.region(today()),
        "held": held,
        "vacant": vacant,
        "vacatable": [place.seat for place in held if powers and powers.vacates(place.seat)],
        "is_ours": own or bool(powers and powers.runs),
        "may_give_seats": bool(powers and powers.roles),
        "may_run": powers.runs if powers else may_run_network(request.user, network),
    }
    return render(request, "members/organisation.html", context)


@page_or_form
def new_organisation(request: SignedInRequest, network: str) -> HttpResponse:
    network = network_here(request, network)
    require(may_run_network(request.user, network))
    form = forms.OrganisationForm(request.POST or None)
    if request.method == "POST" and form.run(admit_new, network, actor=request.user):
        messages.success(request, _("The organisation is a member."))
        return redirect("members", network.slug)
    return render(request, "members/new_organisation.html", {"network": network, "form": form})


@page_or_form
def admission(request: SignedInRequest, network: str, organisation: str) -> HttpResponse:
    network = network_here(request, network)
    require(may_run_network(request.user, network))
    organisation = _organisation(network, organisation)
    form = forms.AdmissionForm(request.POST or None)
    if request.method == "POST" and form.run(admit, network, organisation=organisation, actor=request.user):
        messages.success(request, _("%s is a member. Now give its people their seats.") % organisation)
        return redirect("organisation", network.slug, organisation.slug)
    return render(request, "members/admission.html", {"network": network, "organisation": organisation, "form": form})


@page_or_form
def leaving(request: SignedInRequest, network: str, organisation: str) -> HttpResponse:
    membership = membership_here(request, network, organisation)
    require(may_run_network(request.user, membership.network))
    form = forms.LeavingForm(request.POST or None)
    if request.method == "POST" and form.run(end_membership, membership, actor=request.user):
        messages.success(request, _("The membership will end."))
        return redirect("organisation", network, organisation)
    context = {"network": membership.network, "organisation": membership.organisation, "form": form}
    return render(request, "members/leaving.html", context)


@require_POST
def continuing(request: SignedInRequest, network: str, organisation: str) -> HttpResponse:
    continue_membership(membership_here(request, network, organisation), actor=request.user)
    messages.success(request, _("The membership goes on."))
    return redirect("organisation", network, organisation)


@page_or_form
def new_seat(request: SignedInRequest, network: str, organisation: str) -> HttpResponse:
    membership = membership_here(request, network, organisation)
    roles = seat_powers(request.user, membership).roles
    require(bool(roles))
    form = forms.SeatForm(request.POST or None, roles=roles, wanted=request.GET.get("rolle", ""))
    if request.method == "POST" and form.run(give_seat, membership, actor=request.user):
        messages.success(request, _("Your colleague has the seat, and an e-mail is on its way."))
        return redirect("organisation", network, organisation)
    context = {"network": membership.network, "organisation": membership.organisation, "form": form}
    return render(request, "members/new_seat.html", context)


@page_or_form
def suspension(request: SignedInRequest, network: str, seat: int) -> HttpResponse:
    seat = seat_here(request, network, seat)
    require(may_run_network(request.user, seat.membership.network))
    return _confirm(request, seat, suspend_seat, "members/suspension.html", _("The seat is suspended."))


@page_or_form
def reinstatement(request: SignedInRequest, network: str, seat: int) -> HttpResponse:
    seat = seat_here(request, network, seat)
    require(may_run_network(request.user, seat.membership.network))
    return _confirm(request, seat, reinstate_seat, "members/reinstatement.html", _("The seat is open again."))


def _confirm(request: SignedInRequest, seat: Seat, operation, template: str, done: str) -> HttpResponse:
    """Ask once more on a page of its own, then carry out `operation` on the seat."""
    form = OperationForm(request.POST or None)
    network, organisation = seat.membership.network, seat.membership.organisation
    if request.method == "POST" and form.run(operation, seat, actor=request.user):
        messages.success(request, done)
        return redirect("organisation", network.slug, organisation.slug)
    context = {"network": network, "organisation": organisation, "seat": seat, "form": form}
    return render(request, template, context)
