"""Who sent a request."""

from typing import TypeGuard

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from klimanet.accounts.models import Person


class SignedInRequest(HttpRequest):
    """What a view gets that is closed to visitors: its user is a Person. Named for readers and the type checker."""

    user: Person
    htmx: HtmxDetails


def is_signed_in(request: HttpRequest) -> TypeGuard[SignedInRequest]:
    return isinstance(request.user, Person)


def person_of(request: HttpRequest) -> Person | None:
    """The person who is signed in; None for a visitor."""
    return request.user if isinstance(request.user, Person) else None
