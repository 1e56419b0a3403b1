"""What the secretariat asks of the board, does with several barriers at once, and says of two."""

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from klimanet.activity.forms import OperationForm
from klimanet.barriers.forms.barriers import BarrierFilter
from klimanet.barriers.models import Barrier
from klimanet.entries.models.entries import EntryQuerySet
from klimanet.members.forms import RowsField
from klimanet.members.models import Network, Theme
from klimanet.text.converters import number_in


class BoardFilter(BarrierFilter):
    """Its columns are the states."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, runs=True, **kwargs)
        del self.fields["trin"]


class Deed(TextChoices):
    GIVE = "give", _("They are about this theme")
    TAKE = "take", _("They are no longer about this theme")
    SEE_TO = "see-to", _("Somebody else sees to them")


class SeveralForm(OperationForm):
    deed = forms.ChoiceField(label=_("What about those that you tick?"), choices=Deed.choices, widget=forms.RadioSelect)
    theme = forms.ModelChoiceField(label=_("Theme"), queryset=Theme.objects.none(), required=False)
    handler = forms.TypedChoiceField(label=_("Who sees to them"), required=False, coerce=int, empty_value=None)
    entries = RowsField(
        label=_("Barriers"),
        queryset=Barrier.objects.none(),
        error_messages={"required": _("Choose the barriers that you mean.")},
    )

    def __init__(self, *args, network: Network, known: EntryQuerySet, caring: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"].queryset = known
        self.fields["theme"].queryset = network.themes.current()
        self.fields["theme"].empty_label = _("Choose a theme")
        self.fields["handler"].choices = [("", _("Choose who")), *caring]

    def clean(self) -> dict:
        needed = "handler" if self.cleaned_data.get("deed") == Deed.SEE_TO else "theme"
        if "deed" in self.cleaned_data and not self.cleaned_data.get(needed) and needed not in self.errors:
            self.add_error(needed, _("This is needed for what you want to do."))
        return self.cleaned_data

    def facts(self) -> dict:
        said, deed = self.cleaned_data, self.cleaned_data["deed"]
        meant = {"entries": [entry.pk for entry in said["entries"]]}
        if deed == Deed.SEE_TO:
            return meant | {"handler": said["handler"]}
        return meant | {"theme": said["theme"], "given": deed == Deed.GIVE}

    def chosen(self) -> set[int | None]:
        """Keys of those that are ticked, sound or not."""
        return {number_in(str(key)) for key in self["entries"].value() or []}


class ApartForm(OperationForm):
    """Two barriers of `known`, which is a network's, by their numbers there."""

    first = forms.ModelChoiceField(queryset=Barrier.objects.none(), to_field_name="number", widget=forms.HiddenInput)
    second = forms.ModelChoiceField(queryset=Barrier.objects.none(), to_field_name="number", widget=forms.HiddenInput)

    def __init__(self, *args, known: EntryQuerySet, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].queryset = self.fields["second"].queryset = known
