"""What is asked about members, seats and profiles."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person, Position
from klimanet.activity.forms import OperationForm
from klimanet.members.models import Network, Region, Role, Theme
from klimanet.members.models.networks import today
from klimanet.text.forms import LineField


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)  # what browsers send and expect, whatever the language


class DayField(forms.DateField):
    """A day of our time: a year that is typed with two digits, or with one too many, is a slip."""

    widget = DayInput
    input_formats = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"]

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and not 1900 <= value.year < 2200:
            raise forms.ValidationError(_("Is that the right year?"))


class RowsField(forms.ModelMultipleChoiceField):
    """Some of several rows, each with a box to tick."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        try:
            return super().clean(value)
        except OverflowError:  # a number too large for SQLite to ask for
            raise forms.ValidationError(self.error_messages["invalid_list"], code="invalid_list") from None


class PeopleFilter(forms.Form):
    """Which people to list; an answer that makes no sense is told beside its field and filters nothing."""

    q = LineField(label=_("Name or “ask me about”"), required=False, max_length=80)
    theme = forms.ModelChoiceField(
        label=_("Theme"), queryset=Theme.objects.none(), required=False, to_field_name="slug"
    )
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.all(), required=False, to_field_name="slug"
    )
    position = forms.ChoiceField(
        label=_("Manager or staff"), choices=[("", _("Everybody")), *Position.choices], required=False
    )

    def __init__(self, *args, network: Network, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = network.themes.current()
        self.fields["region"].queryset = Region.objects.on(today())
        self.fields["theme"].empty_label = _("All themes")
        self.fields["region"].empty_label = _("All regions")

    def answers(self) -> dict:
        """The answers given, by name of a queryset word of Profile."""
        self.is_valid()
        words = {"q": "matching", "theme": "about", "region": "in_region", "position": "in_position"}
        return {word: self.cleaned_data[name] for name, word in words.items() if self.cleaned_data.get(name)}


class SeatForm(OperationForm):
    name = LineField(label=_("Name"))
    email = forms.EmailField(label=_("Work e-mail"), max_length=200)
    title = LineField(label=_("Job title"), required=False)
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args, roles: list[Role], wanted: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["role"].initial = wanted if wanted in roles else roles[0]


class AdmissionForm(OperationForm):
    since = DayField(label=_("Member from"), initial=today)


class OrganisationForm(AdmissionForm):
    name = LineField(label=_("The organisation's name"))
    field_order = ["name", "since"]


class LeavingForm(OperationForm):
    until = DayField(
        label=_("Last day as a member"),
        initial=today,
        help_text=_("From the day after, the organisation's people no longer see the network."),
    )


class ProfileForm(OperationForm):
    listed = forms.BooleanField(
        label=_("Show me in the list of people"),
        help_text=_("Members of the network then see your name, job title, phone, e-mail and picture."),
        required=False,
    )
    themes = RowsField(label=_("Ask me about"), queryset=Theme.objects.none(), required=False)
    words = LineField(
        label=_("More you can be asked about"),
        help_text=_("In a few words, for example “heat pumps in schools, tenders”."),
        required=False,
        max_length=200,
    )

    def __init__(self, *args, network: Network, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].queryset = network.themes.current()


class ThemeForm(OperationForm):
    name = LineField(label=_("New theme"), max_length=60)
    name_en = LineField(label=_("Its name in English"), max_length=60, required=False)


class ContactForm(OperationForm):
    contact = forms.ModelChoiceField(
        label=_("Contact person"),
        help_text=_("Shown with phone and e-mail on the public page."),
        queryset=Person.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = people
