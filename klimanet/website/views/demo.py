"""The demo's own pages: become anybody by one click, read every mail. In a real installation they do not exist."""

from collections.abc import Callable
from functools import wraps

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from klimanet.accounts.models import Person
from klimanet.mail import mailbox as kept
from klimanet.text.addresses import path_to
from klimanet.website.demo import cast as demo_cast


def demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @login_not_required
    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


@demo_only
@require_safe
def cast(request: HttpRequest) -> HttpResponse:
    return render(request, "website/demo/cast.html", {"cast": demo_cast.CAST})


@demo_only
@require_POST
def sign_in(request: HttpRequest, key: str) -> HttpResponse:
    member = demo_cast.BY_KEY.get(key)
    person = Person.objects.by_address(member.email) if member else None
    if member is None or person is None:
        raise Http404
    return perform_login(request, person, redirect_url=path_to("network", member.network))


@demo_only
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "website/demo/mailbox.html", {"received": kept.received()[:100]})


@demo_only
@require_safe
def message(request: HttpRequest, number: int) -> HttpResponse:
    found = kept.message(number)
    if found is None:
        raise Http404
    return render(request, "website/demo/message.html", {"message": found})
