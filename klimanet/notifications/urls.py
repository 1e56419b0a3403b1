"""Addresses below `/<network>/notifikationer/`."""

from django.urls import path

from klimanet.notifications import views

urlpatterns = [
    path("", views.notifications, name="notifications"),
    path("laest/", views.reading, name="notifications_reading"),
    path("afmelding/<str:signed>/", views.unsubscribing, name="unsubscribing"),
]
