"""The site's addresses, and the throwaway kind's own."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import handler400
from config.urls import urlpatterns as site

__all__ = ["handler400", "urlpatterns"]


def page(request: HttpRequest, **place: object) -> HttpResponse:
    return HttpResponse("Opslag")


urlpatterns = [
    path("<slug:network>/opslag/nyt/", page, name="new_notice"),
    path("<slug:network>/opslag/<id:number>/", page, name="notice"),
    *site,
]
