"""Consents, and the word that makes sure."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.activity.forms import OperationForm
from klimanet.members.forms import RowsField
from klimanet.members.models import Profile
from klimanet.privacy.queries import Consents
from klimanet.text.dates import day
from klimanet.text.forms import LineField


class _InNetworks(RowsField):
    """One box for each network, with the day on which the person agreed."""

    def label_from_instance(self, profile: Profile) -> str:
        if profile.listed_at is None:
            return str(profile.network)
        return _("%(network)s, agreed on %(day)s") % {"network": profile.network, "day": day(profile.listed_at)}


class ConsentsForm(OperationForm):
    listed = _InNetworks(
        label=_("Show me in the list of people in"),
        help_text=_("Then all members of the network see your name, job title, phone and picture."),
        queryset=Profile.objects.none(),
        required=False,
    )
    at_once = forms.BooleanField(label=_("Send me e-mails at once about what concerns me"), required=False)

    def __init__(self, *args, person: Person, consents: Consents, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["listed"] = [profile.pk for profile in consents.profiles if profile.listed_at]
        self.initial["at_once"] = consents.mails
        self.fields["listed"].queryset = Profile.objects.of(person).present().select_related("network")
        if consents.mails_since:
            self.fields["at_once"].help_text = _("Chosen on %(day)s.") % {"day": day(consents.mails_since)}


class ErasureForm(OperationForm):
    """It cannot be undone: so the name is typed, not only a button pressed."""

    name = LineField(label=_("Type the person's name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args, person: Person, own: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if own:
            self.fields["name"].label = _("Type your name")

    def clean_name(self) -> str:
        typed, expected = self.cleaned_data["name"], self.person.name
        if typed.casefold().split() != expected.casefold().split():
            raise ValidationError(_("Type %(name)s."), params={"name": expected})
        return typed

    def facts(self) -> dict:
        return {}
