"""What is asked about being told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klimanet.activity.forms import OperationForm


class MailForm(OperationForm):
    at_once = forms.TypedChoiceField(
        label=_("When somebody answers, mentions you or asks you"),
        choices=[("1", _("An e-mail at once, with the full text")), ("0", _("Only here, no e-mail"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
