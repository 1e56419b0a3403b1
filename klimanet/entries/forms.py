"""What is asked of whoever writes an entry or a comment."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klimanet.activity.forms import OperationForm
from klimanet.entries.models import Audience, Entry, Outcome
from klimanet.entries.models.entries import EntryQuerySet
from klimanet.entries.permissions import Standing
from klimanet.files.forms import FilesField
from klimanet.members.forms import DayField, RowsField
from klimanet.members.models import Network, Organisation, Theme
from klimanet.rules.refusals import Refusal
from klimanet.text.converters import number_in
from klimanet.text.forms import LineField, PassageField

LONGEST_TEXT = 50_000  # characters
LONGEST_REASON = 2_000
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


class ReportForm(OperationForm):
    reason = PassageField(
        label=_("What is wrong with it?"),
        help_text=_("In your own words. Only the secretariat reads it, and sees that it was you."),
        max_length=LONGEST_REASON,
        rows=4,
    )


class HidingForm(OperationForm):
    reason = PassageField(
        label=_("Why do you hide it?"), help_text=_("Its author reads this."), max_length=LONGEST_REASON, rows=4
    )

    def __init__(self, *args, own: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if own:
            self.fields["reason"].help_text = _("Only your colleagues of the secretariat read this.")


class SettlingForm(OperationForm):
    """What the secretariat does about a report."""

    outcome = forms.ChoiceField(label=_("What do you do?"), choices=Outcome.choices, widget=forms.RadioSelect)
    reason = PassageField(
        label=_("Why?"),
        help_text=_("Whoever told you reads this and, if you hide it, its author too."),
        required=False,
        max_length=LONGEST_REASON,
        rows=4,
    )


class CareForm(OperationForm):
    """Who sees to an entry, and when next; `seats` are key and name of those who can."""

    handler = forms.TypedChoiceField(label=_("Who sees to it"), required=False, coerce=int, empty_value=None)
    due_on = DayField(label=_("Next date"))

    def __init__(self, *args, entry: Entry, seats: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs | {"initial": {"handler": entry.handler_id, "due_on": entry.due_on}})
        self.fields["handler"].choices = [("", _("Nobody yet")), *seats]


class EntryField(LineField):
    """Another entry, by its number or its address as it is copied from the browser; the form sets its `candidates`."""

    candidates: EntryQuerySet

    def __init__(self, *, unknown: str | Promise, **kwargs) -> None:
        super().__init__(max_length=300, error_messages={"unknown": unknown}, **kwargs)

    def clean(self, value) -> Entry | None:
        written = super().clean(value)
        if not written:
            return None
        path = written.partition("#")[0].partition("?")[0].rstrip("/")
        number = number_in(path.rpartition("/")[2])
        found = self.candidates.numbered(number).first() if number is not None else None
        # Other networks, and an entry's other pages, have numbers in their addresses too.
        if found is None or ("/" in path and not f"{path}/".endswith(found.get_absolute_url())):
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return found


class MergingTargetForm(forms.Form):
    """Which entry is to go on: the address says so, and the two are shown side by side before anything is done."""

    med = EntryField(
        label=_("Which one goes on?"),
        help_text=_("Write its number, or paste its address."),
        unknown=_("There is none like it here, with that number, that you can read."),
    )

    def __init__(self, *args, candidates: EntryQuerySet, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["med"].candidates = candidates


class MergingForm(MergingTargetForm, OperationForm):
    def facts(self) -> dict:
        return {"target": self.cleaned_data["med"]}

    def refuse(self, refusal: Refusal) -> None:
        self.add_error("med", refusal.message)


class ThemesForm(OperationForm):
    themes = RowsField(label=_("Themes"), queryset=Theme.objects.none(), required=False)

    def __init__(self, *args, network: Network, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].queryset = network.themes.current()


class PinForm(OperationForm):
    until = DayField(label=_("Until and including"), help_text=_("At the top of the list until then."))
