"""The site's addresses. Each package keeps its own; here they get their place."""

from django.urls import include, path

urlpatterns = [
    path("konto/", include("klimanet.accounts.urls")),
    path("", include("klimanet.privacy.urls")),
    path("soeg/", include("klimanet.search.urls")),
    path("<slug:network>/dialog/", include("klimanet.dialogues.urls")),
    path("<slug:network>/barrierer/", include("klimanet.barriers.urls")),
    path("<slug:network>/", include("klimanet.entries.urls")),
    path("<slug:network>/notifikationer/", include("klimanet.notifications.urls")),
    path("<slug:network>/medlemmer/", include("klimanet.members.urls")),
    path("<slug:network>/", include("klimanet.members.urls.joining")),
    path("<slug:network>/sekretariat/", include("klimanet.insights.urls")),
    path("", include("klimanet.website.urls")),
]

handler400 = "klimanet.website.views.errors.bad_request"
handler500 = "klimanet.website.views.errors.our_fault"
