"""Addresses below `/<network>/`: `indlaeg/`, what works on an entry of any kind, what is reported, and the feeds."""

from django.urls import include, path, register_converter

from klimanet.entries import feeds
from klimanet.entries.views import comments, following, order, writing
from klimanet.entries.views import feeds as own
from klimanet.text.converters import Secret

register_converter(Secret, "secret")

entry_patterns = [
    path("visning/", writing.preview, name="text_preview"),
    path("kladder/", writing.drafts, name="drafts"),
    path("kladder/<id:draft>/kassering/", writing.discarding, name="draft_discarding"),
    path("temaer/<id:theme>/foelgning/", following.theme, name="theme_following"),
    path("organisationer/<slug:organisation>/foelgning/", following.organisation, name="organisation_following"),
    path("mine/", following.own_activity, name="own_activity"),
    path("filer/<id:attachment>/sletning/", writing.file_deletion, name="file_deletion"),
    path("filer/<id:attachment>/<path:name>", writing.file, name="attachment"),
    path("<id:entry>/historik/", writing.history, name="entry_history"),
    path("<id:entry>/videre/", writing.onwards, name="entry_onwards"),
    path("<id:entry>/godkendelse/", writing.approval, name="entry_approval"),
    path("<id:entry>/foelgning/", following.entry, name="entry_following"),
    path("<id:entry>/opfoelgning/", order.care, name="entry_care"),
    path("<id:entry>/anmeldelse/", order.entry_report, name="entry_report"),
    path("<id:entry>/skjulning/", order.entry_hiding, name="entry_hiding"),
    path("<id:entry>/genvisning/", order.entry_showing, name="entry_showing"),
    path("<id:entry>/kommentarer/", comments.new, name="new_comment"),
    path("<id:entry>/kommentarer/<id:comment>/rettelse/", comments.editing, name="comment_editing"),
    path("<id:entry>/kommentarer/<id:comment>/sletning/", comments.deletion, name="comment_deletion"),
    path("<id:entry>/kommentarer/<id:comment>/fjernelse/", comments.removal, name="comment_removal"),
    path("<id:entry>/kommentarer/<id:comment>/historik/", comments.history, name="comment_history"),
    path("<id:entry>/kommentarer/<id:comment>/anmeldelse/", order.comment_report, name="comment_report"),
    path("<id:entry>/kommentarer/<id:comment>/skjulning/", order.comment_hiding, name="comment_hiding"),
    path("<id:entry>/kommentarer/<id:comment>/genvisning/", order.comment_showing, name="comment_showing"),
]

urlpatterns = [
    path("indlaeg/", include(entry_patterns)),
    path("sekretariat/anmeldelser/", order.reports, name="reports"),
    path("sekretariat/anmeldelser/<id:report>/", order.report, name="report"),
    path("sekretariat/anmeldelser/<id:report>/genvisning/", order.report_showing, name="report_showing"),
    path("feed.atom", feeds.public_feed, name="public_feed"),
    path("feed/", own.own_feed, name="own_feed"),
    path("feed/lukning/", own.closing, name="feed_closing"),
    path("feed/<secret:token>.atom", feeds.personal_feed, name="personal_feed"),
]
