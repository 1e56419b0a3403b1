"""Addresses below `/<network>/sekretariat/`; what stands there about the public page and its mails is the website's."""

from django.urls import path

from klimanet.insights.views import desk

urlpatterns = [
    path("", desk.desk, name="secretariat"),
    path("indstillinger/", desk.settings, name="network_settings"),
]
