"""What is asked of whoever asks, and which threads to list."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from klimanet.activity.forms import OperationForm
from klimanet.entries.forms import EntryForm
from klimanet.entries.models import Entry
from klimanet.members.forms import RowsField
from klimanet.members.models import Network, Organisation, Theme
from klimanet.text.forms import PassageField


class ThreadForm(EntryForm):
    is_question = forms.TypedChoiceField(
        label=_("What is it?"),
        choices=[
            ("1", _("A question: I need an answer")),
            ("0", _("A discussion: I want to show or talk about something")),
        ],
        coerce=lambda value: value == "1",
        initial="1",
        widget=forms.RadioSelect,
    )
    addressed = RowsField(
        label=_("Ask some in particular"),
        help_text=_("Everybody there gets an e-mail with your question."),
        queryset=Organisation.objects.none(),
        required=False,
    )
    field_order = [
        "is_question",
        "title",
        "text",
        "attachments",
        "themes",
        "addressed",
        "audience",
        "circle",
        "organisation",
    ]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["addressed"].queryset = self.organisations


class NewThreadForm(ThreadForm):
    """Begun, perhaps, from another entry."""

    source = forms.ModelChoiceField(queryset=Entry.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args, sources, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources


class ClosingForm(OperationForm):
    summary = PassageField(
        label=_("What came of it?"),
        help_text=_("In a few lines, for whoever finds this in a year."),
        max_length=5_000,
        rows=5,
    )


class ThreadFilter(forms.Form):
    """Which threads to list; an answer that makes no sense filters nothing."""

    SHOWN = [
        ("", _("Everything")),
        ("ubesvarede", _("Unanswered questions")),
        ("mine", _("What I take part in")),
        ("fulgte", _("What I follow")),
        ("organisation", _("My organisation")),
    ]
    vis = forms.ChoiceField(label=_("Show"), choices=SHOWN, required=False)
    tema = forms.ModelChoiceField(label=_("Theme"), queryset=Theme.objects.none(), required=False, to_field_name="slug")

    def __init__(self, *args, network: Network, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tema"].queryset = network.themes.current()
        self.fields["tema"].empty_label = _("All themes")

    def answers(self) -> tuple[str, Theme | None]:
        """Which of SHOWN, and the theme."""
        self.is_valid()
        return self.cleaned_data.get("vis", ""), self.cleaned_data.get("tema")


class AgeFilter(forms.Form):
    """How long a question has been open; an answer that makes no sense is the network's usual number of days."""

    dage = forms.TypedChoiceField(
        label=_("Open for longer than"),
        coerce=int,
        required=False,
    )

    def __init__(self, *args, usual: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        days = sorted({0, 3, 7, 14, 30, 90, usual})
        self.fields["dage"].choices = [(number, ngettext("%d day", "%d days", number) % number) for number in days]
        self.fields["dage"].initial = usual
        self.usual = usual

    def days(self) -> int:
        chosen = self.cleaned_data.get("dage", "") if self.is_valid() else ""
        return self.usual if chosen == "" else int(chosen)
