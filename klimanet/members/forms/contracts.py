"""What is agreed with a member, and what a year costs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klimanet.activity.forms import OperationForm
from klimanet.members.forms.members import DayField
from klimanet.text.forms import LineField

MOST = 10_000_000  # kroner


class PriceField(forms.IntegerField):
    def __init__(self, **kwargs) -> None:
        super().__init__(min_value=0, max_value=MOST, required=False, **kwargs)


class EanField(LineField):
    """Thirteen digits, as they are written: in groups, perhaps. Whether they are a number is the operation's to say."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def to_python(self, value) -> str:
        return super().to_python(value).replace(" ", "")


class ContractForm(OperationForm):
    since = DayField(label=_("The period begins"))
    until = DayField(label=_("The period ends"), help_text=_("The last day that is paid for."))
    price = PriceField(label=_("Price in kroner"))
    ean = EanField(
        label=_("EAN number"), help_text=_("13 digits. The bill is sent there."), required=False, max_length=30
    )
    billing_reference = LineField(
        label=_("Billing reference"),
        help_text=_("What the municipality wants written on the bill: a person, an order number, a cost centre."),
        required=False,
        max_length=60,
    )


class PriceForm(OperationForm):
    price = PriceField(label=_("What a year costs, in kroner"), help_text=_("Used for each renewal from now on."))


class RenewalForm(OperationForm):
    after = DayField(widget=forms.HiddenInput)
