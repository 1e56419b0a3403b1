"""What is asked at the desk."""

from django import forms
from django.db import models
from django.forms import fields_for_model, model_to_dict
from django.utils.translation import gettext_lazy as _

from klimanet.activity.forms import OperationForm
from klimanet.members.forms import DayField
from klimanet.members.models import Network, Organisation, Region, Role
from klimanet.members.models.networks import today
from klimanet.text.forms import LineField, PassageField


def _asked(field: models.Field, **options) -> forms.Field | None:
    return field.formfield(**options | ({"form_class": LineField} if type(field) is models.CharField else {}))


class SettingsForm(OperationForm):
    """Asks for what stands in `Network.SETTINGS`, by each field's own words: a new setting is named there and nowhere else."""

    def __init__(self, *args, network: Network, **kwargs) -> None:
        super().__init__(*args, **kwargs | {"initial": model_to_dict(network, Network.SETTINGS)})
        self.fields |= fields_for_model(Network, Network.SETTINGS, formfield_callback=_asked)


class CallForm(OperationForm):
    on = DayField(label=_("You talked on"), initial=today)
    note = PassageField(label=_("What you talked about"), max_length=2000, rows=4)
    next_on = DayField(
        label=_("Call again on"),
        help_text=_("Without a date you are told again if it stays silent."),
        required=False,
    )


class SeatFilter(forms.Form):
    """Which seats to list; an answer that makes no sense is told beside its field and filters nothing."""

    q = LineField(label=_("Name, e-mail or organisation"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("All roles")), *Role.choices], required=False)
    state = forms.ChoiceField(
        label=_("Access"),
        choices=[
            ("", _("All seats")),
            ("adgang", _("Has access")),
            ("aldrig", _("Never signed in")),
            ("pause", _("Suspended")),
            ("laast", _("Account locked")),
            ("ledig", _("Vacant")),
        ],
        required=False,
    )
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.all(), required=False, to_field_name="slug"
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), required=False, to_field_name="slug"
    )

    def __init__(self, *args, network: Network, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Region.objects.on(today())
        self.fields["region"].empty_label = _("All regions")
        self.fields["organisation"].queryset = network.members()
        self.fields["organisation"].empty_label = _("All organisations")

    def answers(self) -> dict:
        """The answers given, by the field's name."""
        self.is_valid()
        return {name: answer for name, answer in self.cleaned_data.items() if answer}
