"""Sessions: who sent a request and since when they are here, where tries are counted, where else a person is signed in."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from allauth.account.auth_backends import AuthenticationBackend
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from klimanet.accounts import kept_post
from klimanet.accounts.models import Person
from klimanet.questions.prepared import prepared


@prepared
def _sessions(key: str) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key)


@prepared
def _people(key: int) -> QuerySet[Person]:
    return Person.objects.filter(pk=key)


class SessionStore(db.SessionStore):
    """As Django's; what every request asks is prepared."""

    def _get_session_from_db(self) -> Session | None:
        found = next(iter(_sessions(self.session_key)), None)
        if found and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None


class Backend(AuthenticationBackend):
    """As allauth's; what every request asks is prepared."""

    def get_user(self, user_id: int) -> Person | None:
        found = next(iter(_people(user_id)), None)
        return found if found and self.user_can_authenticate(found) else None


LATELY = timedelta(minutes=15)


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


def signed_in_lately(person: Person, *, here: str | None) -> bool:
    """Whether the person has shown a moment ago, in the session whose key is `here`, that it is them."""
    own = UserSession.objects.filter(user=person, session_key=here or "")
    return own.filter(created_at__gt=timezone.now() - LATELY).exists()


def sessions_of(key: int) -> QuerySet[Session]:
    """Those in which the person is signed in, or has left something they wrote. Each is opened to see: for rare use."""
    found = []
    for session in Session.objects.iterator():
        data = session.get_decoded()
        if data.get(SESSION_KEY) == str(key) or data.get(kept_post.KEY, {}).get("owner") == key:
            found.append(session.pk)
    return Session.objects.filter(pk__in=found)
