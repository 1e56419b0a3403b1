"""Addresses below `/<network>/sekretariat/`; what stands there about the public page and its mails is the website's."""

from django.urls import path

from klimanet.insights.views import broadcasts, desk, log, members, seeing

urlpatterns = [
    path("", desk.desk, name="secretariat"),
    path("indstillinger/", desk.settings, name="network_settings"),
    path("overdragelse/", desk.handing_over, name="handing_over"),
    path("pladser/", members.seats, name="seats"),
    path("pladser/personer.xlsx", members.seats_sheet, name="seats_sheet"),
    path("barrierer.xlsx", members.barriers_sheet, name="barriers_sheet"),
    path("pladser/organisationer.xlsx", members.organisations_sheet, name="organisations_sheet"),
    path("se-som/<id:person>/", seeing.beginning, name="seeing"),
    path("se-som/slut/", seeing.ending, name="seeing_ending"),
    path("beskeder/", broadcasts.broadcasts, name="broadcasts"),
    path("beskeder/ny/", broadcasts.new, name="new_broadcast"),
    path("beskeder/<id:broadcast>/", broadcasts.broadcast, name="broadcast"),
    path("aktivitet/", log.log, name="activity_log"),
    path("tavse/", members.silent, name="silent_municipalities"),
    path("tavse/<slug:organisation>/", members.call, name="call"),
]
