"""The throwaway kind."""

from django.db import models

from klimanet.entries.models import Entry


class Notice(Entry):
    kind_name = "notice"
    view = "notice"
    begin_view = "new_notice"
    kind_label = "Opslag"

    happens_on = models.DateField(null=True)
