"""Inviting several at once: the list, and its rows checked before anything is sent."""

import json
import re
import uuid
from collections.abc import Callable, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klimanet.activity.forms import OperationForm
from klimanet.activity.operations import AlreadyDone, refuse_twice
from klimanet.files.tables import rows_of_file, rows_of_text
from klimanet.members.forms.invitees import Row, invitees
from klimanet.members.models import Membership, Role
from klimanet.members.operations.invitations import Invitee
from klimanet.members.writing import refuse_seat
from klimanet.rules.actors import Actor
from klimanet.rules.refusals import Refusal
from klimanet.text.forms import LineField, PassageField
from klimanet.text.sorting import danish_key

MOST = 200  # people at a time
MOST_WRONG = 40  # rows to be set right on the page; beyond that, the list itself is better put right


class RoleField(forms.ChoiceField):
    def __init__(self, roles: Sequence[Role], **kwargs) -> None:
        choices = [(role.value, role.label) for role in roles]
        super().__init__(label=_("Role"), choices=choices, initial=Role.MEMBER, **kwargs)


class ListForm(forms.Form):
    """Where the people come from, and into which role."""

    pasted = PassageField(
        label=_("Paste the list here"),
        help_text=_("One person in each line, for example “Ea Nystrøm <ea@kommune.dk>; Klimakonsulent”."),
        required=False,
        max_length=100_000,
        rows=8,
    )
    file = forms.FileField(
        label=_("Or choose a file"),
        help_text=_("Excel or CSV with columns for name, e-mail and title, and perhaps municipality. At most 2 MB."),
        required=False,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
    )

    def __init__(self, *args, memberships: Sequence[Membership], roles: Sequence[Role], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if len(memberships) > 1:
            places = [(membership.organisation.slug, membership.organisation.name) for membership in memberships]
            self.fields["place"] = forms.ChoiceField(
                label=_("Municipality or organisation"),
                help_text=_("Of those whose row does not say it, and whose address does not either."),
                choices=[("", _("Each row says it")), *places],
                required=False,
            )
        self.fields["role"] = RoleField(roles, widget=forms.RadioSelect)

    def clean(self) -> dict:
        answers = super().clean() or {}
        file, pasted = answers.get("file"), answers.get("pasted", "")
        if self.errors:
            return answers
        try:
            rows = (
                rows_of_file(file, most=MOST, field="file") if file else rows_of_text(pasted, most=MOST, field="pasted")
            )
        except Refusal as refusal:
            raise ValidationError({refusal.field or "pasted": refusal.message}) from None
        answers["rows"] = invitees(rows)
        if not answers["rows"]:
            self.add_error("pasted", _("There is nobody in the list."))
        elif len(answers["rows"]) > MOST:
            self.add_error("pasted", _("There are more than %s people. Send them in parts.") % MOST)
        return answers


def row_fields(number: int) -> dict[str, forms.Field]:
    """What is asked about one person of a list, by the names of Row."""
    return {
        "name": LineField(label=gettext("Name, row %s") % number),
        "email": forms.EmailField(label=gettext("Work e-mail, row %s") % number, max_length=200),
        "title": LineField(label=gettext("Job title, row %s") % number, required=False),
        "place": LineField(label=gettext("Municipality or organisation, row %s") % number, required=False),
    }


class CheckForm(OperationForm):
    """A list once it has been read: what is right as it is, and for each row that is not, fields to set it right.

    It carries all rows itself, so that nothing of anybody is kept before they are invited.
    """

    right = forms.CharField(widget=forms.HiddenInput, required=False)
    place = forms.CharField(
        widget=forms.HiddenInput, required=False
    )  # whose people they are where nothing else says it
    out = forms.MultipleChoiceField(  # drawn beside each row
        choices=[(number, number) for number in range(1, MOST + 1)], required=False
    )

    def __init__(self, data, *, memberships: Sequence[Membership], roles: Sequence[Role], actor: Actor) -> None:
        super().__init__(data)
        self.memberships, self.roles, self.actor = memberships, roles, actor
        self.by_name = {danish_key(membership.organisation.name): membership for membership in memberships}
        self.by_slug = {membership.organisation.slug: membership for membership in memberships}
        self.fields["role"] = RoleField(roles, widget=forms.HiddenInput)
        self.cleaners = row_fields(0)
        found = (re.fullmatch(r"email_([0-9]{1,3})", name) for name in data)
        self.typed = sorted({int(match[1]) for match in found if match})[:MOST]
        for number in self.typed:
            self._ask_about(number)

    @classmethod
    def of(cls, rows: Sequence[Row], *, role: str, place: str, whose: dict) -> "CheckForm":
        """What has just been read; `whose` is what the form needs to know beside it."""
        read = json.dumps([[number, *row] for number, row in enumerate(rows, 1)])
        return cls({"token": str(uuid.uuid4()), "role": role, "place": place, "right": read}, **whose).folded()

    def folded(self) -> "CheckForm":
        """The same list, with what is right folded together, so that only what is wrong is asked about."""
        self.is_valid()
        data = {"out": list(self.left_out)} | {name: self.data.get(name, "") for name in ("token", "role", "place")}
        data["right"] = json.dumps([[number, *row] for number, row in self.rows.items() if number not in self.wrong])
        for number in self.wrong:
            data |= {f"{field}_{number}": text for field, text in self.rows[number]._asdict().items()}
        folded = type(self)(data, memberships=self.memberships, roles=self.roles, actor=self.actor)
        if folded.is_valid():  # what stood beside no field is not found anew
            for sentence in self.non_field_errors():
                folded.add_error(None, sentence)
        return folded

    def _ask_about(self, number: int) -> None:
        self.fields |= {f"{name}_{number}": field for name, field in row_fields(number).items()}

    def clean(self) -> dict:
        """Every row is checked each time, those too that were right a moment ago."""
        answers = super().clean() or {}
        self.left_out = {int(number) for number in answers.get("out", [])}
        typed = {number: Row(*(self.data.get(f"{name}_{number}", "") for name in Row._fields)) for number in self.typed}
        self.rows = {number: self._named(row) for number, row in sorted((self._right() | typed).items())}
        self.ready: dict[int, Invitee] = {}
        seen: set[str] = set()
        for number, row in self.rows.items():
            if number in self.left_out:
                for name in Row._fields:
                    self.errors.pop(f"{name}_{number}", None)
            elif invitee := self._checked(number, row, seen):
                self.ready[number] = invitee
        self.wrong = [number for number in self.rows if number not in self.ready and number not in self.left_out]
        return answers

    def _right(self) -> dict[int, Row]:
        """What the form carries of rows that were right; whatever else stands there is none."""
        try:
            found = json.loads(self.data.get("right") or "[]")
            rows = {int(number): Row(*(_sound(cell) for cell in row)) for number, *row in found}
        except (ValueError, TypeError, OverflowError, RecursionError):
            self.add_error(None, gettext("The form was incomplete. Please send it again."))
            return {}
        return {number: row for number, row in rows.items() if 0 < number <= MOST}

    def _named(self, row: Row) -> Row:
        """With the organisation's own name, where it is clear which one is meant."""
        membership = self._membership(row.place.strip(), "") if row.place.strip() else None
        return row._replace(place=membership.organisation.name) if membership else row

    def _checked(self, number: int, row: Row, seen: set[str]) -> Invitee | None:
        """The row as somebody to invite; None where something is wrong with it, which then stands beside its field."""
        values: dict[str, str] = {}
        for name, field in self.cleaners.items():
            try:
                values[name] = field.clean(getattr(row, name))
            except ValidationError as error:
                self._complain(name, number, error)
        if not {"email", "place"} <= values.keys():
            return None
        email, membership = values["email"].lower(), self._membership(values["place"], values["email"])
        if email in seen:
            self._complain("email", number, _("This address stands in the list twice."))
            return None
        seen.add(email)
        if membership is None:
            self._complain("place", number, _("Which member is it? Write its name as it stands under Members."))
            return None
        try:
            refuse_seat(membership, email=email, role=self.cleaned_data.get("role", Role.MEMBER), actor=self.actor)
        except Refusal as refusal:
            self._complain("email", number, refusal.message)
            return None
        if len(values) < len(Row._fields):
            return None
        return Invitee(values["name"], email, values["title"], membership)

    def _membership(self, place: str, email: str) -> Membership | None:
        """By the row's own word, else by its address, else what was chosen for the whole list."""
        if place:
            bare = (re.sub(ending, "", place, flags=re.IGNORECASE) for ending in ("$", " kommune$", "s kommune$"))
            return next((self.by_name[key] for key in map(danish_key, bare) if key in self.by_name), None)
        if len(self.memberships) == 1:
            return self.memberships[0]
        homes = (each for each in self.memberships if each.organisation.has_address(email))
        return next(homes, None) or self.by_slug.get(self.data.get("place", ""))

    def _complain(self, name: str, number: int, error) -> None:
        if f"{name}_{number}" not in self.fields:
            self._ask_about(number)
        if f"{name}_{number}" not in self.errors:
            self.add_error(f"{name}_{number}", error)

    def listed(self) -> list[tuple[int, Row, str, bool]]:
        """The rows that need no setting right: number, row, where, whether it is left out."""
        return [
            (number, row, str(self.ready[number].membership.organisation) if number in self.ready else row.place, out)
            for number, row in self.rows.items()
            if (out := number in self.left_out) or number in self.ready
        ]

    def to_set_right(self) -> list[tuple[int, list[forms.BoundField]]]:
        return [(number, [self[f"{name}_{number}"] for name in Row._fields]) for number in self.wrong]

    def sentences(self) -> list[str]:
        """What is wrong, row by row."""
        return [
            gettext("Row %(number)s: %(problem)s") % {"number": number, "problem": problem}
            for number in self.wrong
            for name in Row._fields
            for problem in self.errors.get(f"{name}_{number}", [])
        ]

    def run(self, operation: Callable, *subjects, **keywords) -> bool:
        """Sent a second time, everybody in it has a seat already: then the first time counts."""
        if super().run(operation, *subjects, **keywords):
            return True
        try:
            refuse_twice(self._token() if "token" in self.cleaned_data else None)
        except AlreadyDone as earlier:
            self.done = earlier.line
        return self.done is not None

    def facts(self) -> dict:
        return {"invitees": list(self.ready.values()), "role": self.cleaned_data["role"]}


def _sound(cell: object) -> str:
    """A text that a database can keep."""
    return str(cell).encode("utf-8", "replace").decode()
