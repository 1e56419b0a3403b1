"""What is asked of whoever writes an entry or a comment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klimanet.activity.forms import OperationForm
from klimanet.entries.models import Audience
from klimanet.entries.permissions import Standing
from klimanet.files.forms import FilesField
from klimanet.members.forms import RowsField
from klimanet.members.models import Network, Organisation, Theme
from klimanet.text.forms import LineField, PassageField

LONGEST_TEXT = 50_000  # characters
MARKDOWN = _("Write @ and a name to notify a colleague or a municipality.")


class VoiceForm(OperationForm):
    """A form whose sender speaks for an organisation: asked where there is more than one to choose."""

    def __init__(self, *args, standing: Standing, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        voices = [holding.organisation for holding in standing.voices]
        if len(voices) > 1:
            self.fields["organisation"] = forms.ModelChoiceField(
                label=_("You speak for"),
                queryset=Organisation.objects.among(voices),
                widget=forms.RadioSelect,
                empty_label=None,
            )


class CommentForm(VoiceForm):
    text = PassageField(label=_("Your comment"), help_text=MARKDOWN, max_length=LONGEST_TEXT, rows=5)
    attachments = FilesField(label=_("Files"), required=False)


class EditCommentForm(OperationForm):
    text = PassageField(label=_("Your comment"), help_text=MARKDOWN, max_length=LONGEST_TEXT, rows=8)


class EntryForm(VoiceForm):
    """What every kind asks: title, text, themes, who may read it, files."""

    title = LineField(label=_("Title"), max_length=160)
    text = PassageField(label=_("Text"), help_text=MARKDOWN, max_length=LONGEST_TEXT, rows=10)
    themes = RowsField(label=_("Themes"), queryset=Theme.objects.none(), required=False)
    audience = forms.ChoiceField(
        label=_("Who may read it?"),
        help_text=_("If you choose everybody, the secretariat has to say yes first. Comments stay in the network."),
        choices=Audience.choices,
        widget=forms.RadioSelect,
    )
    circle = RowsField(label=_("Which organisations?"), queryset=Organisation.objects.none(), required=False)
    attachments = FilesField(label=_("Files"), required=False)

    def __init__(self, *args, network: Network, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].queryset = network.themes.current()
        self.fields["circle"].queryset = self.organisations = network.members()
        self.fields["audience"].initial = Audience.NETWORK
