"""What is asked of whoever reports a barrier, and of the secretariat."""

import re

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klimanet.activity.forms import OperationForm
from klimanet.barriers.models import Barrier, Cause, Consent, Report, Severity
from klimanet.barriers.models.barriers import LONGEST_SUMMARY
from klimanet.barriers.models.reports import FIGURES, MOST_KRONER, MOST_MONTHS, MOST_TONNES, RANGES, fault_of
from klimanet.barriers.permissions import reporting_for
from klimanet.entries.models import Entry
from klimanet.entries.models.entries import EntryQuerySet
from klimanet.entries.permissions import Standing
from klimanet.files.forms import FilesField
from klimanet.members.forms import RowsField
from klimanet.members.models import Network, Organisation, OrganisationKind, Theme
from klimanet.text.dates import number
from klimanet.text.forms import LineField, PassageField

LONGEST_ANSWER = 2_000  # characters
THOUSANDS = re.compile(r"(?<=\d)[. \u00a0](?=\d{3}(?:\D|$))")


class FigureField(forms.IntegerField):
    """A whole number from nought to `most`, also written as 1.200.000; words and units are refused with a sentence."""

    def __init__(self, *, most: int, **kwargs) -> None:
        few = _("Write a whole number without a unit, as 6.")
        invalid = few if most == MOST_MONTHS else _("Write a whole number without a unit, as 1.200.000.")
        super().__init__(
            min_value=0,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            error_messages={"invalid": invalid},
            **kwargs,
        )
        self.most = most

    def to_python(self, value) -> int | None:
        return super().to_python(THOUSANDS.sub("", str(value or "").strip()))

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is not None and value > self.most:
            told = _("Is that right? More than %s cannot be written here.")
            raise forms.ValidationError(told % number(self.most))


class SayingForm(OperationForm):
    """What a municipality says of a barrier, and who may know that it does."""

    wanted = PassageField(label=_("What did you want to do?"), required=False, max_length=LONGEST_ANSWER, rows=3)
    stopped = PassageField(label=_("What stopped you?"), max_length=LONGEST_ANSWER, rows=4)
    helps = PassageField(label=_("What would help?"), required=False, max_length=LONGEST_ANSWER, rows=3)
    severity = forms.ChoiceField(
        label=_("How much does it matter?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("I don't know")), *Severity.choices],
    )
    example = PassageField(label=_("An example"), required=False, max_length=LONGEST_ANSWER, rows=3)
    months_low = FigureField(label=_("Months of delay, at least"), most=MOST_MONTHS)
    months_high = FigureField(label=_("Months of delay, at most"), most=MOST_MONTHS)
    kroner_low = FigureField(label=_("Dearer by at least, kr."), most=MOST_KRONER)
    kroner_high = FigureField(label=_("Dearer by at most, kr."), most=MOST_KRONER)
    tonnes_low = FigureField(label=_("t CO₂e a year, at least"), most=MOST_TONNES)
    tonnes_high = FigureField(label=_("t CO₂e a year, at most"), most=MOST_TONNES)
    attachments = FilesField(label=_("Files, which only the secretariat and you can open"), required=False)
    estimated_by = LineField(label=_("Whose estimate is it?"), required=False, max_length=160)
    consent = forms.TypedChoiceField(
        label=_("Who may know?"),
        help_text=_("You can change this at any time."),
        coerce=int,
        choices=Consent.choices,
        initial=Consent.UNNAMED,
        widget=forms.RadioSelect,
    )
    after_all = forms.BooleanField(label=_("The municipality has it after all"), required=False)
    looks = False
    MORE = ("severity", *FIGURES, "estimated_by", "example", "attachments")
    field_order = ("after_all", "organisation", "wanted", "stopped", "helps", "consent", *MORE)  # as on the page

    def __init__(self, *args, own: bool, is_withdrawn: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not own:
            del self.fields["consent"]  # which is the municipality's to give
        if not is_withdrawn:  # meanwhile: what was typed is not lost
            del self.fields["after_all"]

    def clean(self) -> None:
        """What is wrong with an estimate is told with all else that is wrong."""
        super().clean()
        for low, high in RANGES:
            if not {low, high} & self.errors.keys() and (
                fault := fault_of(self.cleaned_data[low], self.cleaned_data[high])
            ):
                self.add_error(high, fault)

    def ranges(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[low], self[high]) for low, high in RANGES]

    def has_more(self) -> bool:
        """Whether something stands, or is wrong, where not everybody looks."""
        return any(self[name].value() or self[name].errors for name in self.MORE)


class VoicedForm(SayingForm):
    """Asks which municipality has it, where that is not given; marks those that have reported `barrier`."""

    organisation = forms.ModelChoiceField(
        label=_("Which municipality has it?"),
        queryset=Organisation.objects.none(),
        empty_label=_("Choose a municipality"),
    )
    source = forms.ModelChoiceField(queryset=Entry.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        network: Network,
        standing: Standing,
        sources: EntryQuerySet,
        barrier: Barrier | None = None,
        **kwargs,
    ) -> None:
        super().__init__(*args, own=not standing.runs, **kwargs)
        self.fields["source"].queryset = sources
        own = reporting_for(standing)
        if standing.runs:
            self.fields["organisation"].queryset = network.members().filter(kind=OrganisationKind.MUNICIPALITY)
        elif len(own) > 1:
            self.fields["organisation"].queryset = Organisation.objects.among(own)
        else:
            del self.fields["organisation"]
            return
        if barrier:
            known = set(Report.objects.standing().of(barrier).values_list("organisation", flat=True))
            self.fields["organisation"].label_from_instance = lambda one: (
                _("%s (has reported it)") % one if one.pk in known else str(one)
            )


class JoiningForm(VoicedForm):
    """Begun, perhaps, as a new barrier, in the form at `begun_at`."""

    begun_at = LineField(required=False, max_length=200, widget=forms.HiddenInput)


class WithdrawingForm(OperationForm):
    reason = PassageField(
        label=_("Why not?"),
        help_text=_("Only the secretariat reads this, and that it was you. You can leave it empty."),
        required=False,
        max_length=LONGEST_ANSWER,
        rows=3,
    )


class RuleForm(OperationForm):
    """What a barrier is about, and which rule it is."""

    themes = RowsField(label=_("Themes"), queryset=Theme.objects.none(), required=False)
    cause = forms.ChoiceField(
        label=_("What kind is it?"), required=False, choices=[("", _("I don't know")), *Cause.choices]
    )
    rule = LineField(label=_("Which rule? Act and section"), required=False, max_length=300)
    rule_link = forms.URLField(label=_("Link to the rule"), required=False, max_length=500, assume_scheme="https")
    decided_by = LineField(label=_("Who can change it?"), required=False, max_length=160)
    RULE = ("themes", "cause", "rule", "rule_link", "decided_by")

    def __init__(self, *args, known_themes: QuerySet[Theme], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].queryset = known_themes

    def has_rule(self) -> bool:
        return any(self[name].value() or self[name].errors for name in self.RULE)


class NewReportForm(RuleForm, VoicedForm):
    looks = True  # for what is known already
    field_order = ("summary", *VoicedForm.field_order, *RuleForm.RULE)
    summary = LineField(
        label=_("The barrier in one line"),
        help_text=_("The network reads a title that the secretariat writes."),
        max_length=LONGEST_SUMMARY,
    )

    @classmethod
    def in_words(cls, typed: dict) -> str:
        """What stopped whoever `typed` that, with all they wrote which the report of a barrier that is known has no field for."""
        said = [f"{cls._asked(name)} {typed[name]}" for name in ("rule", "rule_link", "decided_by") if typed.get(name)]
        return "\n".join(filter(None, [typed.get("summary"), typed.get("stopped"), *said]))

    @classmethod
    def _asked(cls, name: str) -> str:
        label = str(cls.base_fields[name].label)
        return label if label.endswith("?") else f"{label}:"
