"""A person's own pages, and what happens when a form comes too late."""

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klimanet.accounts import kept_post
from klimanet.accounts.forms import DetailsForm, PhotoForm
from klimanet.accounts.operations import change_details, change_photo, choose_language, end_session
from klimanet.accounts.requests import SignedInRequest
from klimanet.accounts.sessions import elsewhere, one_at_a_time
from klimanet.files.serving import picture
from klimanet.text.addresses import path_to

SCHEMES = ("light", "dark", "auto")
SCHEME_COOKIE = "colour_scheme"

# Three tries for a code means three, even when a hundred arrive at once.
confirm_login_code = one_at_a_time(allauth_views.confirm_login_code)
confirm_password_reset_code = one_at_a_time(allauth_views.confirm_password_reset_code)


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedInRequest) -> HttpResponse:
    person = request.user
    form = DetailsForm(
        request.POST or None,
        initial={name: getattr(person, name) for name in ("name", "title", "position", "phone", "language")},
    )
    if request.method == "POST" and form.run(change_details, person, actor=person):
        messages.success(request, _("Your details are saved."))
        return redirect("account")
    return render(request, "accounts/account.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: SignedInRequest) -> HttpResponse:
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.run(change_photo, request.user, actor=request.user):
        messages.success(request, _("Your picture is saved."))
        return redirect("account")
    return render(request, "accounts/photo.html", {"form": form})


@require_safe
def own_photo(request: SignedInRequest) -> HttpResponseBase:
    return picture(request, request.user.photo)


@require_POST
def remove_photo(request: SignedInRequest) -> HttpResponse:
    change_photo(request.user, photo=None, actor=request.user)
    messages.success(request, _("Your picture is gone."))
    return redirect("account")


@require_POST
def ending_session(request: SignedInRequest, session: int) -> HttpResponse:
    found = elsewhere(request.user, here=request.session.session_key, number=session)
    if found is None:
        raise Http404
    end_session(found, actor=request.user)
    messages.success(request, _("You are signed out there."))
    return redirect("usersessions_list")


def _back(request: HttpRequest) -> HttpResponse:
    """To the page the form stood on, if it is one of ours."""
    path = request.POST.get("next", "")
    safe = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return HttpResponseRedirect(path if safe else "/")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    response = _back(request)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            choose_language(request.user, language=chosen, actor=request.user)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=kept_post.YEAR, secure=settings.HTTPS, samesite="Lax"
        )
    return response


@login_not_required
@require_POST
def colour_scheme(request: HttpRequest) -> HttpResponse:
    response = _back(request)
    if request.POST.get("scheme") in SCHEMES:
        response.set_cookie(
            SCHEME_COOKIE,
            request.POST["scheme"],
            max_age=kept_post.YEAR,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response


def session_ended(request: HttpRequest) -> HttpResponse:
    """Answer a form sent without being signed in: what was written is shown, and kept until it can be sent."""
    is_kept = kept_post.keep(request)
    onwards = path_to("resend") if is_kept else request.path
    context = {
        "written": kept_post.written(kept_post.fields_of(request)),
        "is_kept": is_kept,
        "sign_in": redirect_to_login(onwards, resolve_url(settings.LOGIN_URL)).url,
        "had_files": bool(request.FILES),
    }
    return render(request, "accounts/session_ended.html", context, status=401)


@never_cache
@require_safe
def resend(request: HttpRequest) -> HttpResponse:
    """What was written before the session ended, ready to be sent."""
    post = kept_post.kept(request)
    if post is None:
        return redirect("home")
    return render(request, "accounts/resend.html", {**post, "written": kept_post.written(post["fields"])})


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    kept_post.forget(request)
    messages.success(request, _("What you had written is thrown away."))
    return redirect("home")


@login_not_required
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection against forgery does not fit, usually since its page was opened before signing in."""
    if not kept_post.came_from_here(request):
        return render(request, "403.html", status=403)
    if not request.user.is_authenticated and not request.path.startswith(path_to("account")):
        return session_ended(request)
    fields = kept_post.fields_of(request)
    context = {
        "path": request.path,
        "fields": fields,
        "written": kept_post.written(fields),
        "had_files": bool(request.FILES),
    }
    return render(request, "accounts/resend.html", context, status=403)
