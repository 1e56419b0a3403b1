"""The address `/soeg/`."""

from django.urls import path

from klimanet.search import views

urlpatterns = [path("", views.found, name="search")]
