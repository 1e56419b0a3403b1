"""What is asked of whoever leaves a seat, or is away for a while."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.activity.forms import OperationForm
from klimanet.members.forms.members import DayField
from klimanet.members.models.networks import today
from klimanet.text.forms import LineField, PassageField


class EndingForm(OperationForm):
    """Ending somebody's time in a seat: when, and who comes after."""

    until = DayField(
        label=_("Last day"),
        help_text=_("Leave it empty to end it now. The day itself is included."),
        required=False,
    )
    successor = forms.ModelChoiceField(
        label=_("Who takes over?"),
        help_text=_("They take over what the seat follows."),
        queryset=Person.objects.none(),
        widget=forms.RadioSelect,
        empty_label=_("Nobody yet, or somebody new whom I name below"),
        blank=True,
        required=False,
    )
    name = LineField(label=_("Name of somebody new"), required=False)
    email = forms.EmailField(label=_("Their work e-mail"), max_length=200, required=False)
    title = LineField(label=_("Their job title"), required=False)
    note = PassageField(
        label=_("A note to whoever takes over"),
        help_text=_("What is under way, whom to talk to. The coordinator and the secretariat can read it too."),
        max_length=5_000,
        rows=5,
        required=False,
    )

    def __init__(self, *args, colleagues, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = colleagues

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        name, email = cleaned.get("name"), cleaned.get("email")
        if email and cleaned.get("successor"):
            self.add_error("email", _("You have chosen a colleague above. Choose one of the two."))
        elif email and not name and "name" not in self.errors:
            self.add_error("name", _("Write their name too."))
        elif name and not email and "email" not in self.errors:
            self.add_error("email", _("Write their work e-mail too."))
        return cleaned


class DeputyForm(OperationForm):
    deputy = forms.ModelChoiceField(
        label=_("Who stands in?"),
        queryset=Person.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    since = DayField(label=_("First day"), initial=today)
    until = DayField(label=_("Last day"))

    def __init__(self, *args, colleagues, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = colleagues
