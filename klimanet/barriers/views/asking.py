"""A page that asks one thing about a barrier."""

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from klimanet.accounts.requests import SignedInRequest
from klimanet.barriers.models import Barrier

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def asked(
    request: SignedInRequest,
    barrier: Barrier,
    form: Form,
    heading: str,
    *,
    send: str,
    template: str = "asking",
    **context,
) -> HttpResponse:
    shown = {"network": barrier.network, "barrier": barrier, "form": form, "heading": heading, "send": send}
    back = {"back": barrier.get_absolute_url()}
    return render(request, f"barriers/{template}.html", shown | back | context)
