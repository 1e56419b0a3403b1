"""Addresses of becoming a member and staying one, below `/<network>/`."""

from django.urls import path

from klimanet.members.views import applications, contracts

urlpatterns = [
    path("bliv-medlem/", applications.apply, name="apply"),
    path("bliv-medlem/kode/", applications.application_code, name="application_code"),
    path("bliv-medlem/ansoegning/", applications.own_application, name="own_application"),
    path(
        "bliv-medlem/ansoegning/tilbagetraekning/", applications.application_withdrawal, name="application_withdrawal"
    ),
    path("sekretariat/ansoegninger/", applications.applications, name="applications"),
    path("sekretariat/ansoegninger/<id:application>/", applications.application, name="application"),
    path("sekretariat/ansoegninger/<id:application>/godkendelse/", applications.approval, name="application_approval"),
    path("sekretariat/ansoegninger/<id:application>/spoergsmaal/", applications.question, name="application_question"),
    path("sekretariat/ansoegninger/<id:application>/afslag/", applications.declining, name="application_declining"),
    path("sekretariat/fornyelser/", contracts.renewals, name="renewals"),
    path("sekretariat/fornyelser/pris/", contracts.price, name="price"),
]
