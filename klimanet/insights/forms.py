"""What is asked at the desk."""

from django import forms
from django.db import models
from django.forms import fields_for_model, model_to_dict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from klimanet.activity.forms import OperationForm
from klimanet.insights.words import GROUPS
from klimanet.members.forms import DayField
from klimanet.members.models import Network, Organisation, Region, Role, Seat
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


class HandingOverForm(OperationForm):
    """Whose open things go to whom; `seats` are those that may have some, `caring` key and name of those who can take them."""

    source = forms.TypedChoiceField(label=_("Who hands over"), widget=forms.RadioSelect)
    target = forms.TypedChoiceField(label=_("Who takes over"), widget=forms.RadioSelect)

    def __init__(self, *args, seats: list[Seat], caring: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        by_key = {str(seat.pk): seat for seat in seats}
        self.fields["source"].choices = [(key, _busy(seat)) for key, seat in by_key.items()]
        self.fields["source"].coerce = by_key.get
        self.fields["target"].choices = caring
        self.fields["target"].coerce = lambda key: Seat(pk=int(key))  # the operation asks who may


def _busy(seat: Seat) -> str:
    told = ngettext("%(name)s: %(count)d open thing", "%(name)s: %(count)d open things", seat.open_things)
    return told % {"name": seat.holder or gettext("Vacant seat"), "count": seat.open_things}


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


class BroadcastForm(OperationForm):
    """A message to many; whom it reaches follows from one choice."""

    to = forms.ChoiceField(label=_("To whom"))
    subject = LineField(label=_("Subject"), max_length=160)
    text = PassageField(
        label=_("Text"),
        help_text=_("You can use Markdown: **bold**, - lists, [link](https://example.org), | tables |."),
        max_length=20_000,
        rows=12,
    )
    expected = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000)

    def __init__(self, *args, network: Network, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        themes = {f"tema-{theme.slug}": theme for theme in network.themes.current()}
        regions = {f"region-{region.slug}": region for region in Region.objects.on(today())}
        roles = {f"rolle-{role}": role for role in Role}
        self.groups: dict[str, dict] = {"alle": {}}
        for name, group in (("theme", themes), ("region", regions), ("role", roles)):
            self.groups |= {key: {name: meant} for key, meant in group.items()}
        self.fields["to"].choices = [
            ("", _("Choose whom")),
            ("alle", _("Everybody in the network")),
            (_("Followers of a theme"), list(themes.items())),
            (_("A region"), list(regions.items())),
            (_("A role"), [(key, role.label) for key, role in roles.items()]),
        ]

    @property
    def is_filled_in(self) -> bool:
        """Whether there is something to look at: asked once its errors are known."""
        return self.is_bound and {"to", "subject", "text"} <= self.cleaned_data.keys()

    def group(self) -> dict:
        """Whom it is for, as `readers` asks."""
        return self.groups[self.cleaned_data["to"]]

    def facts(self) -> dict:
        said = {name: self.cleaned_data[name] for name in ("subject", "text")}
        return said | self.group() | {"expected": self.cleaned_data["expected"] or 0}

    def expect(self, people: int) -> None:
        """Remember that its author sees so many readers."""
        self.data = {name: self.data[name] for name in self.data} | {"expected": people}


class LogFilter(forms.Form):
    """Which lines of the activity log to show; an answer that makes no sense is told beside its field and filters nothing."""

    who = LineField(label=_("Who did it"), required=False, max_length=80)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), required=False, to_field_name="slug"
    )
    deed = forms.ChoiceField(
        label=_("What was done"),
        choices=[("", _("Everything")), *((key, label) for key, (label, _verbs) in GROUPS.items())],
        required=False,
    )
    thing = LineField(label=_("Title of a thread"), required=False, max_length=80)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Till"), required=False)

    def __init__(self, *args, network: Network, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = network.members()
        self.fields["organisation"].empty_label = _("All organisations")

    def answers(self) -> dict:
        """The answers given, by the field's name."""
        self.is_valid()
        return {name: answer for name, answer in self.cleaned_data.items() if answer}
