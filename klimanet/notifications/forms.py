"""What is asked about being told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klimanet.activity.forms import OperationForm


class MailForm(OperationForm):
    at_once = forms.TypedChoiceField(
        label=_("Answers, mentions and questions to you"),
        choices=[("1", _("By mail at once, with the full text")), ("0", _("Only here, no mail"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
