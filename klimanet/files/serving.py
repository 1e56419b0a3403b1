"""Handing out what people uploaded."""

from django.http import Http404, HttpResponse

from klimanet.files import store
from klimanet.files.models import Blob


def picture(blob: Blob | None) -> HttpResponse:
    """A picture we made ourselves, for one browser to keep; 404 when there is none. Whoever calls has asked who may see it."""
    if blob is None:
        raise Http404
    headers = {"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(store.read(blob), content_type=blob.media_type, headers=headers)
