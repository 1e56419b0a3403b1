"""What is too large is answered before anybody reads it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

CHUNK = 1_000_000  # bytes
DRAINED_AT_MOST = 200_000_000  # bytes: a browser shows our answer only when its upload was taken in


class TooLarge:
    """Answer 413 to a request whose announced length is beyond settings.REQUEST_MAX_BYTES."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) <= settings.REQUEST_MAX_BYTES:
            return self.get_response(request)
        left = min(int(length), DRAINED_AT_MOST)
        while left > 0 and (chunk := request.read(min(left, CHUNK))):
            left -= len(chunk)
        return render(None, "413.html", status=413)
