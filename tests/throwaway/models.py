"""The throwaway kind."""

from django.db import models

from klimanet.entries.models import Entry


class Notice(Entry):
    kind_name = "notice"
    kind_label = "Opslag"

    due_on = models.DateField(null=True)

    @classmethod
    def address(cls, entry: Entry) -> str:
        return f"/{entry.network.slug}/opslag/{entry.number}/"

    @classmethod
    def begin_address(cls, network) -> str:
        return f"/{network.slug}/opslag/nyt/"
