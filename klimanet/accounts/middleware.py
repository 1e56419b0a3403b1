"""Language and sign-in, for every request."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from klimanet.accounts import kept_post
from klimanet.accounts.views import session_ended


class ChosenLanguage:
    """The language a person has chosen, else the one chosen in this browser, else Danish: never guessed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", None) or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        with translation.override(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class SignInRequired(LoginRequiredMiddleware):
    """Every page is closed unless it says otherwise; what somebody had written when the session ended is kept."""

    def process_view(
        self, request: HttpRequest, view_func: Callable, view_args: tuple, view_kwargs: dict
    ) -> HttpResponseBase | None:
        if request.method == "POST" and request.user.is_authenticated:
            kept_post.forget_sent(request)
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        return session_ended(request) if refused and request.method == "POST" else refused

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        kept_post.remember_person(request, response)
        return response
