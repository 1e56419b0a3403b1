"""Refusals that would otherwise be a blank page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

CHUNK = 1_000_000  # bytes
DRAINED_AT_MOST = 200_000_000  # bytes: a browser shows our answer only when its upload was taken in


class PlainRefusals:
    """Answer 413 to a request whose announced length is beyond settings.REQUEST_MAX_BYTES, and give 405 a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > settings.REQUEST_MAX_BYTES:
            return self._too_large(request, int(length))
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            response.content = render(None, "405.html").content
        return response

    def _too_large(self, request: HttpRequest, length: int) -> HttpResponse:
        left = min(length, DRAINED_AT_MOST)
        while left > 0 and (chunk := request.read(min(left, CHUNK))):
            left -= len(chunk)
        return render(None, "413.html", status=413)
