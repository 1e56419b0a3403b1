"""What a person tells about themselves."""

import re

from allauth.account.forms import AddEmailForm, ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Position
from klimanet.activity.forms import OperationForm
from klimanet.text.forms import LineField


class PhoneField(LineField):
    """A phone number as people write it: digits, spaces, an optional + in front."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def __init__(self, **kwargs) -> None:
        super().__init__(max_length=30, **kwargs)

    def clean(self, value) -> str:
        text = " ".join(re.sub(r"[-./()]", " ", super().clean(value)).split())
        if text and not re.fullmatch(r"\+?[0-9 ]{6,}", text):
            raise ValidationError(_("Write the number with digits, for example 12 34 56 78."))
        return text


class DetailsForm(OperationForm):
    name = LineField(label=_("Name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    title = LineField(
        label=_("Job title"), required=False, widget=forms.TextInput(attrs={"autocomplete": "organization-title"})
    )
    position = forms.ChoiceField(
        label=_("Are you a manager or staff?"),
        choices=[("", _("Not stated")), *Position.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    phone = PhoneField(label=_("Phone"), required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("For both pages and e-mails."),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )


class PhotoForm(OperationForm):
    photo = forms.FileField(
        label=_("Picture"),
        help_text=_("A JPEG, PNG or WebP file of at most 8 MB. We crop it to a square."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        max_length=200,
    )


class AskForCodeForm(RequestLoginCodeForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Work e-mail")
        self.fields["email"].widget = forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True})


class NewAddressForm(AddEmailForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class PasskeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What you call it")
        self.fields["passwordless"].label = _("Let it sign me in by itself")
        self.fields["passwordless"].help_text = _("Otherwise it is the second step after a code or a password.")
        self.fields["passwordless"].initial = True


class SignInCodeForm(ConfirmLoginCodeForm):
    """The code from the mail. Spaces and dashes that come along when it is copied do no harm."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Six-digit code")
        field.widget = forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "maxlength": 20}
        )
