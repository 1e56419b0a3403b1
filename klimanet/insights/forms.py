"""What is asked at the desk."""

from django.db import models
from django.forms import Field, fields_for_model, model_to_dict

from klimanet.activity.forms import OperationForm
from klimanet.members.models import Network
from klimanet.text.forms import LineField


def _asked(field: models.Field, **options) -> Field | None:
    return field.formfield(**options | ({"form_class": LineField} if type(field) is models.CharField else {}))


class SettingsForm(OperationForm):
    """Asks for what stands in `Network.SETTINGS`, by each field's own words: a new setting is named there and nowhere else."""

    def __init__(self, *args, network: Network, **kwargs) -> None:
        super().__init__(*args, initial=model_to_dict(network, Network.SETTINGS), **kwargs)
        self.fields |= fields_for_model(Network, Network.SETTINGS, formfield_callback=_asked)
