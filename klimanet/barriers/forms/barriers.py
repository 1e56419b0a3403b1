"""What the secretariat is asked about a barrier, why one is reopened, and which to list."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klimanet.activity.forms import OperationForm, VersionedForm
from klimanet.barriers.forms.reports import LONGEST_ANSWER, RuleForm
from klimanet.barriers.models import OPEN, Barrier, Report, State, Step
from klimanet.barriers.models.barriers import BarrierQuerySet, date_once_open_again
from klimanet.barriers.models.changes import line_of_reopening
from klimanet.barriers.queries.barriers import NOBODY, WAITING
from klimanet.barriers.queries.work import Planned
from klimanet.entries.forms import LONGEST_TEXT, MARKDOWN, EntryField
from klimanet.entries.models import Audience
from klimanet.members.forms import DayField, RowsField
from klimanet.members.models import Network, Organisation, Theme
from klimanet.text.forms import LineField, PassageField

LONGEST_NOTE = 5_000  # characters


class WordingForm(RuleForm):
    field_order = ("title", "text")
    title = LineField(label=_("Title"), max_length=160)
    text = PassageField(
        label=_("What is it, and whom does it concern?"), help_text=MARKDOWN, max_length=LONGEST_TEXT, rows=10
    )

    def __init__(self, *args, barrier: Barrier, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not barrier.worded_at:  # what the network is to read is not left as somebody reported it
            self.initial["title"] = ""
            self.fields["title"].help_text = gettext("It was reported as “%s”.") % barrier.title


class ClosingForm(OperationForm):
    """Asks for a line to those who reported a barrier, and what becomes of the work planned for it, where it may be over by it."""

    called_off = RowsField(
        label=_("What is no longer needed?"),
        help_text=_("What you tick counts as overtaken once the barrier is over. The rest stays planned."),
        queryset=Step.objects.none(),
        required=False,
    )

    def __init__(self, *args, planned: Planned, tells: bool, **kwargs) -> None:
        """`tells`: whether anybody who reported it is told."""
        super().__init__(*args, **kwargs)
        if not tells:
            self.fields["line"].label = _("A line about it")
            self.fields["line"].help_text = _("No municipality has the barrier now, so nobody gets a mail.")
        self.fields["called_off"].queryset = planned.known  # sent twice, the form names what is called off already
        self.fields["called_off"].widget.choices = [(step.pk, _called(step, others)) for step, others in planned.steps]
        is_ticked = "called_off" in self.data  # and may be gone meanwhile, which is then said
        if not planned.steps and not is_ticked:
            del self.fields["called_off"]


def _called(step: Step, others: list[str]) -> str:
    if not others:
        return step.title
    return gettext("%(step)s. It argues for these too, which are not over: %(others)s") % {
        "step": step.title,
        "others": ", ".join(others),
    }


class MovingForm(VersionedForm, ClosingForm):
    field_order = ("state", "line", "due_on", "called_off")
    state = forms.ChoiceField(label=_("How far is it now?"), widget=forms.RadioSelect, choices=State.choices)
    line = PassageField(
        label=_("A line to those who reported it"),
        help_text=_("They get it by mail in 15 minutes; until then you can take it back. The network reads it too."),
        max_length=LONGEST_ANSWER,
        rows=3,
    )
    due_on = DayField(
        label=_("When do you look at it again?"), error_messages={"required": _("Write when you look at it again.")}
    )

    def __init__(self, *args, barrier: Barrier, tells: bool, **kwargs) -> None:
        super().__init__(*args, tells=tells, **kwargs)
        self.fields["based_on"].initial = barrier.changes.version()
        if tells and barrier.audience == Audience.SECRETARIAT:
            self.fields["line"].help_text = gettext(
                "They get it by mail in 15 minutes; until then you can take it back. Once it is assessed, the network reads it too."
            )
        # offered; sent twice, the form names one that is reached already
        following = [state for state in barrier.next_states() if barrier.worded_at or state != State.ASSESSED]
        self.fields["state"].widget.choices = [(state.value, state.label) for state in following]
        if over := [state.label for state in following if state not in OPEN]:
            self.fields["due_on"].help_text = gettext("Needed, unless you choose: %s.") % ", ".join(map(str, over))
        self.fields["due_on"].required = self.data.get("state") not in set(State) - set(OPEN)
        if not barrier.is_open:
            enough = gettext("To open it again, “%s” is enough: that is all others read when a municipality does.")
            self.fields["line"].help_text = f"{self.fields['line'].help_text} {enough % line_of_reopening()}"
            self.fields["due_on"].initial = date_once_open_again()


class ReopeningForm(OperationForm):
    organisation = forms.ModelChoiceField(
        label=_("Which municipality opens it again?"),
        queryset=Organisation.objects.none(),
    )
    reason = PassageField(
        label=_("Why is it not over?"),
        help_text=_("Only the secretariat reads this, and that it was you."),
        max_length=LONGEST_ANSWER,
        rows=4,
    )

    def __init__(self, *args, barrier: Barrier, voices: list[Organisation], having: list[Report], **kwargs) -> None:
        """`voices` are the municipalities that the person may report for, `having` the reports of those that have the barrier."""
        super().__init__(*args, **kwargs)
        if barrier.is_given_up:
            self.fields["reason"].label = _("Why should it be opened again?")
        if barrier.audience != Audience.SECRETARIAT:
            self.fields["reason"].help_text = _(
                "Only the secretariat reads this, and that it was you. The network sees that the barrier is open again, and "
                "those who reported it get a mail; nobody else learns who opened it."
            )
        # one that has it no longer is not offered; sent, it is refused
        self.fields["organisation"].queryset = Organisation.objects.among(voices)
        offered = ((report.organisation_id, report.organisation) for report in having)
        self.fields["organisation"].widget.choices = [("", _("Choose a municipality")), *offered]
        if len(having) < 2 and "organisation" not in self.data:
            del self.fields["organisation"]


class ContinuingForm(OperationForm):
    sequel = EntryField(
        label=_("In which barrier does it go on?"),
        help_text=_("Write its number, or paste its address."),
        unknown=_("There is no such barrier here that you can read."),
    )

    def __init__(self, *args, candidates: BarrierQuerySet, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sequel"].candidates = candidates


class NoteForm(OperationForm):
    """Stands beside the form of a comment, so its fields are called otherwise in the page."""

    text = PassageField(label=_("Your note"), max_length=LONGEST_NOTE, rows=4)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "note_%s"


class ListFilter(forms.Form):
    """What to list; an answer that makes no sense filters nothing."""

    tema = forms.ModelChoiceField(label=_("Theme"), queryset=Theme.objects.none(), required=False, to_field_name="slug")
    WORDS: ClassVar = {"theme": "tema"}  # what each field answers

    def __init__(self, *args, network: Network, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tema"].queryset = network.themes.current()
        self.fields["tema"].empty_label = _("All themes")

    def answers(self) -> dict:
        """The answers given, as what narrows the list asks."""
        self.is_valid()
        return {word: self.cleaned_data[name] for word, name in self.WORDS.items() if self.cleaned_data.get(name)}


class BarrierFilter(ListFilter):
    WORDS: ClassVar = {"theme": "tema", "state": "trin", "handler": "hvem"}
    trin = forms.ChoiceField(label=_("How far"), required=False)

    def __init__(self, *args, runs: bool, caring: list[tuple[int, str]], **kwargs) -> None:
        """`caring` are the secretariat's seats, with who sits there; asked of those who run the network."""
        super().__init__(*args, **kwargs)
        late = [(WAITING, _("Waits for you"))] if runs else []
        if runs:
            handlers = [("", _("Everybody")), (NOBODY, _("Nobody")), *caring]
            self.fields["hvem"] = forms.ChoiceField(label=_("Who sees to it"), required=False, choices=handlers)
        self.fields["trin"].choices = [("", _("All")), *late, *State.choices]
