"""Addresses of becoming a member, below `/<network>/`."""

from django.urls import path

from klimanet.members.views import applications

urlpatterns = [
    path("bliv-medlem/", applications.apply, name="apply"),
    path("bliv-medlem/kode/", applications.application_code, name="application_code"),
    path("bliv-medlem/ansoegning/", applications.own_application, name="own_application"),
    path("sekretariat/ansoegninger/", applications.applications, name="applications"),
    path("sekretariat/ansoegninger/<id:application>/", applications.application, name="application"),
    path("sekretariat/ansoegninger/<id:application>/godkendelse/", applications.approval, name="application_approval"),
    path("sekretariat/ansoegninger/<id:application>/spoergsmaal/", applications.question, name="application_question"),
    path("sekretariat/ansoegninger/<id:application>/afslag/", applications.declining, name="application_declining"),
]
