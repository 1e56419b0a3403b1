"""What a person had written when their session ended: kept in the session until they are signed in again."""

from urllib.parse import urlsplit

from django.http import HttpRequest

KEY = "kept_post"
MAX_CHARACTERS = 200_000
NEVER_KEPT = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code"}


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The posted fields in order, without secrets."""
    return [(name, value) for name, values in request.POST.lists() if name not in NEVER_KEPT for value in values]


def keep(request: HttpRequest) -> None:
    fields = fields_of(request)
    if sum(len(value) for _, value in fields) <= MAX_CHARACTERS:
        request.session[KEY] = {"path": request.path, "fields": fields, "had_files": bool(request.FILES)}


def kept(request: HttpRequest) -> dict | None:
    return request.session.get(KEY)


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on one of our own pages: another site's form is never offered again."""
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source).netloc == request.get_host()
