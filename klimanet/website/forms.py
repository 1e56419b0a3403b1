"""How the secretariat writes the public page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klimanet.activity.forms import OperationForm
from klimanet.text.forms import LineField, PassageField

MARKDOWN = _("You can use Markdown: **bold**, - lists, [link](https://example.org), | tables |.")


class SectionForm(OperationForm):
    based_on = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)
    heading = LineField(label=_("Heading"))
    text = PassageField(label=_("Text"), help_text=MARKDOWN, rows=12)
    heading_en = LineField(label=_("Heading in English"), required=False)
    text_en = PassageField(
        label=_("Text in English"),
        help_text=_("Leave it empty, and visitors who read English see the Danish text."),
        required=False,
    )

    def rebase(self, number: int) -> None:
        """Take version `number` as read, so that sending once more saves."""
        self.data = {name: self.data[name] for name in self.data} | {"based_on": number}
