"""What entries and comments are made of: a text, and that the secretariat can hide it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.text import markdown


class Written(models.Model):
    """A text in Markdown with the HTML made of it, by which version of the renderer."""

    text = models.TextField(blank=True)
    html = models.TextField(blank=True, editable=False)
    html_version = models.PositiveSmallIntegerField(default=0, editable=False)
    # The fields of its form that are written: the rest is chosen, or chosen already. What is begun is called by the first.
    written_in: ClassVar[tuple[str, ...]] = ("title", "text")

    class Meta:
        abstract = True

    def write(self, text: str) -> None:
        self.text, self.html, self.html_version = text, markdown.render(text), markdown.VERSION

    @property
    def shown(self) -> SafeString:
        """Its HTML, with a place kept for each mention."""
        if self.html_version == markdown.VERSION:
            return SafeString(self.html)
        return markdown.render(self.text)


class Hideable(models.Model):
    """What the secretariat can hide, with a reason: then only its author and the secretariat see it, see `admits`."""

    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    hidden_reason = models.TextField(blank=True)  # its author reads it

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_reason="") | Q(hidden_at__isnull=False) & ~Q(hidden_reason=""),
                name="%(app_label)s_%(class)s_hidden_with_reason",
                violation_error_message=_("What is hidden is hidden for a reason."),
            )
        ]
