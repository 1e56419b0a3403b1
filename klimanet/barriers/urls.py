"""Addresses below `/<network>/barrierer/`."""

from django.urls import path

from klimanet.barriers import views

urlpatterns = [
    path("", views.barriers, name="barriers"),
    path("ny/", views.new_report, name="new_report"),
    path("ligner/", views.alike, name="barriers_alike"),
    path("vores/", views.own, name="own_barriers"),
    path("meldinger/<id:barrier_report>/", views.report, name="barrier_report"),
    path("meldinger/<id:barrier_report>/rettelse/", views.changing, name="barrier_report_changing"),
    path("<id:barrier>/", views.barrier, name="barrier"),
    path("<id:barrier>/vi-har-den-ogsaa/", views.joining, name="barrier_joining"),
    path("<id:barrier>/ordlyd/", views.wording, name="barrier_wording"),
    path("<id:barrier>/trin/", views.moving, name="barrier_moving"),
    path("<id:barrier>/trin/<id:change>/fortryd/", views.taking_back, name="barrier_taking_back"),
    path("<id:barrier>/genaabning/", views.reopening, name="barrier_reopening"),
]
