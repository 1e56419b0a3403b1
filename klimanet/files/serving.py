"""Handing out what people uploaded."""

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from klimanet.files import store
from klimanet.files.media_types import DOCUMENTS, MADE, UNKNOWN
from klimanet.files.models import Blob


def picture(request: HttpRequest, blob: Blob | None) -> HttpResponseBase:
    """A picture we made ourselves; 404 when there is none. Whoever calls has asked who may see it."""
    if blob is None:
        raise Http404
    return _kept(request, blob)


def download(request: HttpRequest, blob: Blob, *, name: str, inline: bool = False) -> HttpResponseBase:
    """A file under its own name, to be saved; `inline` shows it, if it is a picture we made. Whoever calls has asked who may."""
    response = _kept(request, blob)
    as_attachment = not (inline and blob.media_type in MADE)
    response["Content-Disposition"] = content_disposition_header(as_attachment, name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _kept(request: HttpRequest, blob: Blob) -> HttpResponseBase:
    """The content from disk, or 304.

    The browser keeps it but asks each time: the address stays when the content is another, or its viewer is.
    """
    tag = f'"{blob.digest}"'
    response = get_conditional_response(request, etag=tag)
    if response is None:
        media_type = blob.media_type if blob.media_type in MADE | DOCUMENTS else UNKNOWN
        response = StreamingHttpResponse(store.pieces(blob), content_type=media_type)
        response["Content-Length"] = store.path_of(blob.digest).stat().st_size
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response
