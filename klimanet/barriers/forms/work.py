"""What the secretariat is asked about its political work and what came of it, and a municipality of whether that helped."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klimanet.activity.forms import OperationForm, VersionedForm
from klimanet.barriers.forms.barriers import ClosingForm, ListFilter
from klimanet.barriers.forms.reports import LONGEST_ANSWER
from klimanet.barriers.models import (
    RESULTS,
    Act,
    Barrier,
    Difference,
    Effect,
    Helped,
    Means,
    Outcome,
    Report,
    Stage,
    Step,
)
from klimanet.barriers.models.barriers import BarrierQuerySet
from klimanet.barriers.models.reports import ReportQuerySet
from klimanet.barriers.models.steps import StepQuerySet
from klimanet.entries.forms import EntryField, EntryForm
from klimanet.entries.models import Audience, Entry
from klimanet.entries.models.entries import EntryQuerySet
from klimanet.members.forms import DayField, RowsField
from klimanet.text.forms import LineField, PassageField


class StepFilter(ListFilter):
    WORDS: ClassVar = ListFilter.WORDS | {"means": "slags", "stage": "trin"}
    slags = forms.ChoiceField(label=_("What kind"), required=False, choices=[("", _("All")), *Means.choices])
    trin = forms.ChoiceField(label=_("How far"), required=False, choices=[("", _("All")), *Stage.choices])


class OutcomeFilter(ListFilter):
    WORDS: ClassVar = ListFilter.WORDS | {"act": "slags"}
    slags = forms.ChoiceField(label=_("What was decided"), required=False, choices=[("", _("All")), *Act.choices])


class StepForm(EntryForm):
    means = forms.ChoiceField(label=_("What is it?"), choices=[("", _("Choose")), *Means.choices])
    counterpart = LineField(label=_("To whom, or with whom?"), required=False, max_length=160)
    planned_on = DayField(label=_("Planned for"), required=False)
    deadline_on = DayField(label=_("Deadline"), required=False)
    delivered_on = DayField(label=_("Delivered on"), required=False)
    opens_on = DayField(
        label=_("Hold it back until"),
        required=False,
        help_text=_("Only the secretariat reads it before that day. Leave it empty if it is not to be held back."),
    )
    field_order = (
        *("means", "title", "counterpart", "text", "barrier", "argument"),
        *("planned_on", "deadline_on", "delivered_on", "attachments", "themes", "audience", "opens_on"),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        del self.fields["circle"]
        self.fields["audience"].help_text = ""
        self.fields["audience"].choices = [
            (Audience.NETWORK, Audience.NETWORK.label),
            (Audience.SECRETARIAT, Audience.SECRETARIAT.label),
        ]


class NewStepForm(StepForm):
    """Begun, perhaps, from a barrier that it argues for."""

    barrier = forms.ModelChoiceField(
        queryset=Barrier.objects.none(),
        to_field_name="id",  # which knows the largest number there is
        required=False,
        widget=forms.HiddenInput,
    )
    argument = PassageField(label=_("What does it say of the barrier?"), required=False, max_length=LONGEST_ANSWER)

    def __init__(self, *args, barriers: BarrierQuerySet, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["barrier"].queryset = barriers
        if self["barrier"].value():
            self.fields["argument"].required = True
        else:
            del self.fields["argument"]


class ChosenBarrierForm(forms.Form):
    """Which barrier a step argues for, or an outcome makes a difference to."""

    barriere = EntryField(
        label=_("Which barrier?"),
        help_text=_("Write its number, or paste its address."),
        unknown=_("There is no such barrier here that you can read."),
    )

    def __init__(self, *args, candidates: BarrierQuerySet, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["barriere"].candidates = candidates


class ArgumentForm(OperationForm):
    text = PassageField(label=_("What does it say of the barrier?"), max_length=LONGEST_ANSWER, rows=5)
    quoted = RowsField(
        label=_("Which municipalities does it quote?"),
        help_text=_("Those who have said that they may be quoted in public. They can see where they are quoted."),
        queryset=Report.objects.none(),
        required=False,
    )

    def __init__(self, *args, reports: ReportQuerySet, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quoted"].queryset = reports
        self.fields["quoted"].label_from_instance = lambda report: f"{report.organisation}: {report.stopped}"
        if not reports:
            del self.fields["quoted"]


class ResultForm(OperationForm):
    stage = forms.ChoiceField(
        label=_("What came of it?"),
        widget=forms.RadioSelect,
        choices=[*((stage, stage.label) for stage in RESULTS), (Stage.DELIVERED, _("Nothing yet"))],
    )
    result = PassageField(label=_("In a few words"), required=False, max_length=LONGEST_ANSWER, rows=4)


class OutcomeForm(EntryForm):
    act = forms.ChoiceField(label=_("What was decided?"), choices=[("", _("Choose")), *Act.choices])
    rule = LineField(label=_("Which rule? Act and section"), required=False, max_length=300)
    rule_link = forms.URLField(label=_("Link to the rule"), required=False, max_length=500, assume_scheme="https")
    adopted_on = DayField(label=_("Decided on"), required=False)
    in_force_on = DayField(label=_("In force from"), required=False)
    evidence = PassageField(
        label=_("Source"),
        help_text=_("What shows that it is so: a page, a letter, the minutes."),
        required=False,
        max_length=LONGEST_ANSWER,
        rows=3,
    )
    steps = RowsField(label=_("Which work led to it?"), queryset=Step.objects.none(), required=False)
    asks_on = DayField(
        label=_("When do we ask whether it helped?"),
        required=False,
        help_text=_("Those who reported the barrier get a mail that day. Empty: 90 days after it is in force."),
    )
    field_order = (
        *("act", "title", "text", "rule", "rule_link", "adopted_on", "in_force_on"),
        *("steps", "evidence", "attachments", "themes", "asks_on"),
    )

    def __init__(self, *args, steps: StepQuerySet, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        self.fields["steps"].queryset = steps
        if not steps:
            del self.fields["steps"]
        del self.fields["circle"], self.fields["audience"]


class NewOutcomeForm(OutcomeForm):
    """Begun, perhaps, from a barrier, a step or another entry."""

    source = forms.ModelChoiceField(queryset=Entry.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args, sources: EntryQuerySet, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources


class EffectForm(VersionedForm, ClosingForm):
    field_order = ("difference", "line", "sequel", "called_off")
    difference = forms.ChoiceField(
        label=_("What does it do to the barrier?"), widget=forms.RadioSelect, choices=Difference.choices
    )
    line = PassageField(
        label=_("A line to those who reported it"),
        help_text=_(
            "The network reads it at once. Those who reported it get it by mail in 15 minutes; until then you can take it back."
        ),
        max_length=LONGEST_ANSWER,
        rows=4,
    )
    sequel = EntryField(
        label=_("Does what is left over go on in another barrier?"),
        help_text=_("Write its number, or paste its address. Leave it empty if it does not."),
        unknown=_("There is no such barrier here that you can read."),
        required=False,
    )

    def __init__(self, *args, outcome: Outcome, barrier: Barrier, candidates: BarrierQuerySet, **kwargs) -> None:
        """Each choice says how far the barrier comes by it."""
        super().__init__(*args, **kwargs)
        self.fields["sequel"].candidates = candidates
        self.fields["based_on"].initial = barrier.changes.version()
        effects = (Effect(outcome=outcome, barrier=barrier, difference=difference) for difference in Difference)
        self.fields["difference"].choices = [(effect.difference, _choice(effect)) for effect in effects]


def _choice(effect: Effect) -> str:
    label, state = effect.get_difference_display(), effect.moves_to
    said = {"difference": label, "state": state.label if state else ""}
    return gettext("%(difference)s. The barrier becomes: %(state)s") % said if state else label


class AnswerForm(OperationForm):
    """Three buttons; a word more if one likes."""

    line = PassageField(
        label=_("Anything you want to add?"),
        help_text=_("Whoever may read your report reads this too."),
        required=False,
        max_length=LONGEST_ANSWER,
        rows=3,
    )
    helped = forms.ChoiceField(label=_("Did it help?"), choices=Helped.choices)
