"""What an applicant is asked, and what the secretariat says to it."""

import re

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from klimanet.activity.forms import OperationForm
from klimanet.members.forms.members import DayField
from klimanet.members.models import Organisation, Role
from klimanet.members.models.networks import today
from klimanet.text.forms import LineField, PassageField

ROLES = [Role.MEMBER, Role.COORDINATOR, Role.OBSERVER]


class WorkEmailField(forms.EmailField):
    widget = forms.EmailInput(attrs={"autocomplete": "email"})

    def __init__(self, **kwargs) -> None:
        super().__init__(max_length=200, **kwargs)


class MunicipalityField(forms.ModelChoiceField):
    """One of the 98; a number too large for a database's integers is none of them."""

    def __init__(self, **kwargs) -> None:
        super().__init__(queryset=Organisation.objects.municipalities(), empty_label=_("Choose"), **kwargs)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None


class ApplicationForm(forms.Form):
    name = LineField(label=_("Name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    title = LineField(
        label=_("Job title"), required=False, widget=forms.TextInput(attrs={"autocomplete": "organization-title"})
    )
    email = WorkEmailField(
        label=_("Work e-mail"), help_text=_("We send a code there, so that nobody else can apply in your name.")
    )
    organisation = MunicipalityField(
        label=_("Municipality"),
        help_text=_("If you leave this open, we guess it from your e-mail address, and you can change it."),
        required=False,
    )
    why = PassageField(label=_("Why would you like to be a member?"), required=False, rows=3, max_length=1000)

    def clean(self) -> dict:
        """A municipality that was left open is guessed from the address, and the form comes back with it to be looked at."""
        answers = super().clean() or {}
        if "organisation" in answers and not answers["organisation"]:
            guess = Organisation.objects.of_address(answers.get("email", "")).first()
            shown = QueryDict(mutable=True)
            shown.update(self.data)
            shown["organisation"] = str(guess.pk) if guess else ""
            self.data = shown
            self.add_error(
                "organisation",
                _("From your address we guess %s. Is that right? Then send the form again.") % guess
                if guess
                else _("Choose your municipality."),
            )
        return answers

    def written(self) -> dict:
        """The answers, as a session can keep them."""
        return self.cleaned_data | {"organisation": self.cleaned_data["organisation"].pk}


class AddressForm(forms.Form):
    email = WorkEmailField(label=_("Work e-mail"), help_text=_("The one that you applied with."))


class CodeForm(OperationForm):
    """The code from the mail. Spaces and dashes that come along when it is copied do no harm."""

    code = forms.CharField(
        label=_("Six-digit code"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
        max_length=20,
    )

    def clean_code(self) -> str:
        return re.sub(r"[\s-]", "", self.cleaned_data["code"])

    def facts(self) -> dict:
        return {}


class AnswerForm(OperationForm):
    answer = PassageField(label=_("Your answer"), rows=5, max_length=2000)


class ApprovalForm(OperationForm):
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in ROLES],
        initial=Role.MEMBER,
        widget=forms.RadioSelect,
    )


class AdmittingApprovalForm(ApprovalForm):
    """For an applicant whose municipality is to be admitted first."""

    since = DayField(label=_("Member from"), initial=today)


class QuestionForm(OperationForm):
    text = PassageField(label=_("Your question"), rows=4, max_length=2000)


class DecliningForm(OperationForm):
    reason = PassageField(
        label=_("Why"), help_text=_("The applicant gets it by e-mail, in your words."), rows=4, max_length=2000
    )
