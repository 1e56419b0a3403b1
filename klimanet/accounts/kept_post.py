"""What a person had written when their session ended: kept in the session until they are signed in again."""

import re
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

KEY = "kept_post"
LAST_PERSON = "last_person"
YEAR = 365 * 24 * 3600  # seconds
KEPT_FOR = 3600  # seconds: long enough to sign in, too short for whoever uses the browser next
MAX_CHARACTERS = 200_000
NOT_WRITTEN = {"token", "next"}
NEVER_KEPT = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code"}


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The posted fields in order, without secrets."""
    return [(name, value) for name, values in request.POST.lists() if name not in NEVER_KEPT for value in values]


def written(fields: Iterable[tuple[str, str]]) -> list[str]:
    """What somebody wrote, to be read again: ticks and chosen rows are "on" and "4", which tell nobody anything."""
    return [
        value
        for name, value in fields
        if value.strip() and name not in NOT_WRITTEN and value != "on" and not re.fullmatch(r"[0-9]{1,5}", value)
    ]


def keep(request: HttpRequest) -> bool:
    """Keep the form for the person who last used this browser; False where nobody is known, or it is too long."""
    fields, owner = fields_of(request), last_person(request)
    if owner is None or sum(len(value) for _, value in fields) > MAX_CHARACTERS:
        return False
    post = {"path": request.path, "fields": fields, "had_files": bool(request.FILES)}
    request.session[KEY] = {**post, "owner": owner, "at": time.time()}
    return True


def kept(request: HttpRequest) -> dict | None:
    """What is kept for the person who is signed in: path, fields, had_files; None where there is nothing, or it is too old."""
    post = request.session.get(KEY)
    if post and post["owner"] == request.user.pk and time.time() - post["at"] < KEPT_FOR:
        return post
    return None


def last_person(request: HttpRequest) -> int | None:
    """Whose browser this last was, by a cookie that outlives the session."""
    try:
        return int(request.get_signed_cookie(LAST_PERSON, default="", max_age=YEAR) or "")
    except (ValueError, signing.BadSignature):
        return None


def remember_person(request: HttpRequest, response: HttpResponse) -> None:
    if request.user.pk and request.user.pk != last_person(request):
        response.set_signed_cookie(
            LAST_PERSON, str(request.user.pk), max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
        )


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def forget_sent(request: HttpRequest) -> None:
    """What was kept is sent now, to where it was meant to go: from here on the form itself holds it."""
    post = request.session.get(KEY)
    if post and post["path"] == request.path:
        forget(request)


def came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on one of our own pages: another site's form is never offered again."""
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source).netloc == request.get_host()
