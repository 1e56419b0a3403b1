"""Sessions: a place where tries are counted, and where else a person is signed in."""

from collections.abc import Callable
from functools import wraps

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from klimanet.accounts.models import Person


def one_at_a_time(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Requests of one session take turns, each seeing what the one before left: a counter kept there counts every try."""

    @wraps(view)
    def turn(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if request.method != "POST" or not request.session.session_key:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            Session.objects.select_for_update().filter(pk=request.session.session_key).first()
            request.session = type(request.session)(request.session.session_key)  # read it anew, now that it is ours
            response = view(request, *args, **kwargs)
            if request.session.modified:
                request.session.save()
        return response

    return turn


def elsewhere(person: Person, *, here: str | None, number: int) -> UserSession | None:
    """The person's session of that number, if it is not the one whose key is `here`: out of that one they sign out."""
    return UserSession.objects.filter(user=person, pk=number).exclude(session_key=here).first()
