"""Addresses of what is kept of a person: their own pages, and the secretariat's."""

from django.urls import path

from klimanet.privacy import views

urlpatterns = [
    path("konto/mine-data/", views.my_data, name="my_data"),
    path("konto/mine-data/fil/", views.my_data_file, name="my_data_file"),
    path("konto/mine-data/nyt-log-ind/", views.signing_in_anew, name="signing_in_anew"),
    path("konto/mine-data/samtykker/", views.consents, name="consents"),
    path("konto/mine-data/sletning/", views.own_erasure, name="own_erasure"),
    path("konto/mine-data/sletning/fortrydelse/", views.erasure_withdrawal, name="erasure_withdrawal"),
    path("<slug:network>/sekretariat/sletninger/", views.erasures, name="erasures"),
    path("<slug:network>/sekretariat/sletninger/personer/<id:person>/", views.person_erasure, name="person_erasure"),
    path(
        "<slug:network>/sekretariat/sletninger/navne/<id:left>/erstatning/",
        views.name_replacement,
        name="name_replacement",
    ),
    path(
        "<slug:network>/sekretariat/sletninger/navne/<id:left>/henlaeggelse/",
        views.name_leaving,
        name="name_leaving",
    ),
]
