"""Addresses below `/<network>/barrierer/`."""

from django.urls import path

from klimanet.barriers.views import barriers, desk, reports

urlpatterns = [
    path("", barriers.barriers, name="barriers"),
    path("ny/", reports.new_report, name="new_report"),
    path("ligner/", reports.alike, name="barriers_alike"),
    path("tavle/", desk.board, name="barriers_board"),
    path("overblik/", desk.overview, name="barriers_overview"),
    path("samlet/", desk.several, name="several_barriers"),
    path("ikke-de-samme/", desk.setting_apart, name="barriers_apart"),
    path("vores/", reports.own, name="own_barriers"),
    path("meldinger/<id:barrier_report>/", reports.report, name="barrier_report"),
    path("meldinger/<id:barrier_report>/rettelse/", reports.changing, name="barrier_report_changing"),
    path("<id:barrier>/", barriers.barrier, name="barrier"),
    path("<id:barrier>/vi-har-den-ogsaa/", reports.joining, name="barrier_joining"),
    path("<id:barrier>/ordlyd/", barriers.wording, name="barrier_wording"),
    path("<id:barrier>/trin/", barriers.moving, name="barrier_moving"),
    path("<id:barrier>/trin/<id:change>/fortryd/", barriers.taking_back, name="barrier_taking_back"),
    path("<id:barrier>/genaabning/", barriers.reopening, name="barrier_reopening"),
]
