"""Each request has a number, leaves one line in the log and is counted."""

import logging
import re
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from klimanet.accounts.requests import person_of
from klimanet.website.logs import address_told, lines_belong_also_to, lines_belong_to, new_number
from klimanet.website.metrics import count_request

logger = logging.getLogger(__name__)

BELIEVED = re.compile(r"[\w.-]{8,64}", re.ASCII)


class Logged:
    """The outermost: number and line also for what those inside refuse."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number, began = _given_number(request) or new_number(), time.perf_counter()
        with lines_belong_to(request_id=number):
            response = self.get_response(request)
            response.headers["X-Request-ID"] = number
            _tell(request, response, time.perf_counter() - began)
        return response

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """By now those inside know who it is; to ask afterwards would fail a second time where the database is away."""
        if person := person_of(request):
            lines_belong_also_to(person=person.pk)


def _given_number(request: HttpRequest) -> str:
    """What the proxy calls this request, where there is one: anybody else could make up a number that is in use."""
    given = request.headers.get("X-Request-ID", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
    return given if BELIEVED.fullmatch(given) else ""


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    status, method = response.status_code, str(request.method)
    route = request.resolver_match.view_name if request.resolver_match else ""
    count_request(route=route, method=method, status=status, seconds=seconds)
    facts = {
        "method": method,
        "path": address_told(request),
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 1),  # until the answer begins; a file is sent on after that
        "bytes": None if response.streaming else len(response.content),
    }
    level = logging.ERROR if status >= 500 else logging.WARNING if status >= 400 else logging.INFO
    logger.log(level, "%(method)s %(path)s %(status)s %(ms)s ms %(bytes)s bytes", facts, extra=facts)
