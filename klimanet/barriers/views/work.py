"""What pages about steps and about outcomes share."""

from typing import TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from klimanet.accounts.requests import SignedInRequest
from klimanet.barriers.forms.barriers import ListFilter
from klimanet.barriers.models import Outcome, Step
from klimanet.barriers.queries import work as queries
from klimanet.entries import queries as entries
from klimanet.entries.models import Attachment
from klimanet.entries.requests import previewed, standing_here
from klimanet.entries.views.conversation import conversation
from klimanet.members.permissions import may_run_network
from klimanet.members.requests import network_here, reader
from klimanet.notifications.requests import leave_seen
from klimanet.rules.refusals import require
from klimanet.text.markdown import with_names

KindT = TypeVar("KindT", Step, Outcome)


def listed(
    request: SignedInRequest,
    network: str,
    kind: type[Step] | type[Outcome],
    narrowing: type[ListFilter],
    template: str,
    heading: str,
) -> HttpResponse:
    here, standing = network_here(request, network), standing_here(request, network)
    form = narrowing(request.GET, network=here)
    page = queries.listing(kind, here, standing=standing, after=request.GET.get("efter", ""), **form.answers())
    entries.label(page.rows)
    context = {"network": here, "page": page, "standing": standing, "heading": heading, "form": form}
    return render(request, template, context)


def opened(request: SignedInRequest, network: str, kind: type[KindT], number: int) -> tuple[KindT, dict]:
    """The one with that number, read now, and what every page about one shows."""
    here, standing = network_here(request, network), standing_here(request, network)
    found = queries.read(kind, here, number, standing=standing, path=request.path)
    if found is None:
        raise Http404
    leave_seen(request, found)
    around = {"names": entries.Names(found), "linked": entries.linked(found, reader=standing)}
    return found, {"network": here, **around, **conversation(request, found, standing)}


def changeable(request: SignedInRequest, network: str, kind: type[KindT], number: int) -> KindT:
    """For whoever runs the network."""
    here = network_here(request, network)
    found = get_object_or_404(kind.objects.visible_to(reader(request)).in_network(here).with_author().numbered(number))
    require(may_run_network(request.user, here))
    return found


def as_it_is(entry: Step | Outcome, names: tuple[str, ...]) -> dict:
    """What the form that changes it begins with."""
    text = with_names(entry.text, entries.Names(entry).mentions())
    return {name: getattr(entry, name) for name in names} | {"text": text, "themes": entry.themes.all()}


def edited(request: SignedInRequest, entry: Step | Outcome, form) -> HttpResponse:
    """The page with the form that changes it."""
    files = Attachment.objects.visible_to(reader(request)).present().of(entry).with_comment(None)
    context = {"network": entry.network, "entry": entry, "form": form, "files": files}
    return render(request, "barriers/editing.html", context | previewed(request))
