"""Addresses below `/<network>/indlaeg/`: what works on an entry of any kind."""

from django.urls import path

from klimanet.entries.views import comments, following, writing

urlpatterns = [
    path("visning/", writing.preview, name="text_preview"),
    path("kladder/", writing.drafts, name="drafts"),
    path("kladder/<id:draft>/kassering/", writing.discarding, name="draft_discarding"),
    path("laest/", following.all_read, name="all_read"),
    path("temaer/<id:theme>/foelgning/", following.theme, name="theme_following"),
    path("organisationer/<slug:organisation>/foelgning/", following.organisation, name="organisation_following"),
    path("filer/<id:attachment>/<path:name>", writing.file, name="attachment"),
    path("<id:entry>/historik/", writing.history, name="entry_history"),
    path("<id:entry>/videre/", writing.onwards, name="entry_onwards"),
    path("<id:entry>/godkendelse/", writing.approval, name="entry_approval"),
    path("<id:entry>/foelgning/", following.entry, name="entry_following"),
    path("<id:entry>/kommentarer/", comments.new, name="new_comment"),
    path("<id:entry>/kommentarer/<id:comment>/rettelse/", comments.editing, name="comment_editing"),
    path("<id:entry>/kommentarer/<id:comment>/sletning/", comments.deletion, name="comment_deletion"),
    path("<id:entry>/kommentarer/<id:comment>/fjernelse/", comments.removal, name="comment_removal"),
    path("<id:entry>/kommentarer/<id:comment>/historik/", comments.history, name="comment_history"),
]
