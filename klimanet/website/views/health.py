"""For whoever watches the site from outside."""

from secrets import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from klimanet.website import metrics
from klimanet.website.health import problems_of_running


@login_not_required
@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether visitors can be sent here: 503 only where requests fail. Each problem is a line with its code, whatever it does."""
    problems = list(problems_of_running())
    stopped = any(problem.stops for problem in problems)
    lines = ["not ready" if stopped else "ready", *dict.fromkeys(problem.code for problem in problems)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain", status=503 if stopped else 200)


@login_not_required
@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """For Prometheus, which shows the token; to everybody else there is nothing here."""
    shown, expected = request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"
    if not settings.METRICS_TOKEN or not compare_digest(shown.encode(), expected.encode()):
        raise Http404
    exposition = metrics.exposition()
    if exposition is None:
        raise Http404
    return HttpResponse(exposition, content_type=metrics.CONTENT_TYPE)
