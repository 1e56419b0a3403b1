"""How the secretariat keeps the public page: sections with preview and history, the contact and the themes."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.activity.forms import OperationForm
from klimanet.members.forms import ContactForm, ThemeForm
from klimanet.members.models import Holding, Network, Theme
from klimanet.members.operations.networks import add_theme, archive_theme, choose_contact, revive_theme
from klimanet.members.permissions import may_run_network
from klimanet.rules.refusals import require
from klimanet.website import queries
from klimanet.website.forms import SectionForm
from klimanet.website.models import Section
from klimanet.website.operations import TEXTS, restore_section, write_section

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def _run_network(request: SignedInRequest, slug: str) -> Network:
    """The network, for those who run it."""
    network = get_object_or_404(Network.objects.visible_to(request.user), slug=slug)
    require(may_run_network(request.user, network))
    return network


def _section(value: str) -> Section:
    if value not in Section.values:
        raise Http404
    return Section(value)


@require_safe
def sections(request: SignedInRequest, network: str) -> HttpResponse:
    here = _run_network(request, network)
    return render(request, "website/sections.html", {"network": here, "parts": queries.sections(here)})


@page_or_form
def contact(request: SignedInRequest, network: str) -> HttpResponse:
    here = _run_network(request, network)
    people = Holding.objects.active().in_network(here).running().people()
    form = ContactForm(request.POST or None, people=people, initial={"contact": here.contact_id})
    if request.method == "POST" and form.run(choose_contact, here, actor=request.user):
        messages.success(request, _("The contact person is changed."))
        return redirect("secretariat", here.slug)
    return render(request, "website/contact.html", {"network": here, "form": form})


@page_or_form
def themes(request: SignedInRequest, network: str) -> HttpResponse:
    here = _run_network(request, network)
    form = ThemeForm(request.POST or None)
    if request.method == "POST" and form.run(add_theme, here, actor=request.user):
        messages.success(request, _("The theme can be chosen from now on."))
        return redirect("themes", here.slug)
    return render(request, "website/themes.html", {"network": here, "form": form, "themes": here.themes.all()})


@require_POST
def archiving(request: SignedInRequest, network: str, theme: int) -> HttpResponse:
    here = _run_network(request, network)
    archive_theme(get_object_or_404(Theme.objects.visible_to(request.user), network=here, pk=theme), actor=request.user)
    messages.success(request, _("The theme is put away."))
    return redirect("themes", here.slug)


@require_POST
def reviving(request: SignedInRequest, network: str, theme: int) -> HttpResponse:
    here = _run_network(request, network)
    revive_theme(get_object_or_404(Theme.objects.visible_to(request.user), network=here, pk=theme), actor=request.user)
    messages.success(request, _("The theme can be chosen from now on."))
    return redirect("themes", here.slug)


@page_or_form
def section(request: SignedInRequest, network: str, section: str) -> HttpResponse:
    here, part = _run_network(request, network), _section(section)
    current = here.section_versions.of(part).first()
    initial = {name: getattr(current, name) for name in TEXTS} if current else {"heading": part.label}
    form = SectionForm(request.POST or None, initial={**initial, "based_on": current.number if current else 0})
    if request.method == "POST" and form.run(write_section, here, section=part, actor=request.user):
        messages.success(request, _("The section is saved and stands on the public page."))
        return redirect("sections", here.slug)
    context = {"network": here, "section": part, "form": form, "current": current}
    if current and form.is_bound and form.cleaned_data.get("based_on") != current.number:
        context["saved_meanwhile"] = current
    return render(request, "website/section.html", context)


@page_or_form
def preview(request: SignedInRequest, network: str, section: str) -> HttpResponse:
    """How the text will look: beside the form with htmx, else the form's own page with the preview in it. Saves nothing."""
    here, part = _run_network(request, network), _section(section)
    if request.method != "POST":  # a reload, or another language chosen
        return redirect("section", here.slug, part)
    form = SectionForm(request.POST)
    form.is_valid()
    previewed = {name: form.cleaned_data.get(name, "") for name in TEXTS}
    current = here.section_versions.of(part).first()
    context = {"network": here, "section": part, "form": form, "current": current, "previewed": previewed}
    template = "website/section.html#preview" if request.htmx else "website/section.html"
    return render(request, template, context)


@require_safe
def history(request: SignedInRequest, network: str, section: str) -> HttpResponse:
    here, part = _run_network(request, network), _section(section)
    versions = here.section_versions.of(part)
    return render(request, "website/history.html", {"network": here, "section": part, "versions": versions})


@page_or_form
def version(request: SignedInRequest, network: str, section: str, number: int) -> HttpResponse:
    """One version; sending its form makes it the current one again."""
    here, part = _run_network(request, network), _section(section)
    version = get_object_or_404(here.section_versions.of(part), number=number)
    form = OperationForm(request.POST or None)
    if request.method == "POST" and form.run(restore_section, version, actor=request.user):
        messages.success(request, _("The earlier version stands on the public page again."))
        return redirect("sections", here.slug)
    current = here.section_versions.of(part).first()
    context = {"network": here, "section": part, "version": version, "current": current, "form": form}
    return render(request, "website/version.html", context)
