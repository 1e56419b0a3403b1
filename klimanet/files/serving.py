"""Handing out what people uploaded."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from klimanet.files import store
from klimanet.files.models import Blob


def picture(request: HttpRequest, blob: Blob | None) -> HttpResponse:
    """A picture we made ourselves; 404 when there is none. Whoever calls has asked who may see it.

    The browser keeps it but asks each time: the address stays when the picture is another, or its viewer is.
    """
    if blob is None:
        raise Http404
    tag = f'"{blob.digest}"'
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = HttpResponse(store.read(blob), content_type=blob.media_type)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def download(request, blob, *, name, inline=False):
    raise NotImplementedError
