"""How the secretariat writes the public page."""

from django.utils.translation import gettext_lazy as _

from klimanet.activity.forms import VersionedForm
from klimanet.text.forms import LineField, PassageField

MARKDOWN = _("You can use Markdown: **bold**, - lists, [link](https://example.org), | tables |.")


class SectionForm(VersionedForm):
    heading = LineField(label=_("Heading"))
    text = PassageField(label=_("Text"), help_text=MARKDOWN, rows=12)
    heading_en = LineField(label=_("Heading in English"), required=False)
    text_en = PassageField(
        label=_("Text in English"),
        help_text=_("Leave it empty, and visitors who read English see the Danish text."),
        required=False,
    )
