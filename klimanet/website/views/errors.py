"""What somebody sees whose request cannot be read, or ran into a fault of ours."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from klimanet.website.logs import request_number


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return render(request, f"{status}.html", status=status)


def our_fault(request: HttpRequest) -> HttpResponse:
    """Asks nothing of what may be broken; the number leads the operator to the lines in the log."""
    return render(None, "500.html", {"number": request_number()}, status=500)
