"""A form that stands for one operation: sent twice, it is carried out once."""

import json
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klimanet.activity.models import Line
from klimanet.activity.operations import AlreadyDone, refuse_twice
from klimanet.rules.refusals import Refusal

INCOMPLETE = dict.fromkeys(("required", "invalid"), _("The form was incomplete. Please send it again."))


class OperationForm(forms.Form):
    """Carries a token that the activity log accepts once, so pressing twice or going back and sending again is harmless."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, error_messages=INCOMPLETE)
    result: Any = None  # of the operation, unless it was sent before
    done: Line | None = None  # what the first of two identical submissions did

    def facts(self) -> dict:
        """What the operation is given, by keyword: the cleaned fields without the token."""
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}

    def _token(self) -> uuid.UUID:
        """The form's token together with what was sent: the same once more is the same, a changed text is not."""
        sent = {name: self.data.getlist(name) for name in self.data if name != "csrfmiddlewaretoken"}
        files = {name: [(file.name, file.size) for file in self.files.getlist(name)] for name in self.files}
        return uuid.uuid5(self.cleaned_data["token"], json.dumps([sent, files], sort_keys=True))

    def run(self, operation: Callable, *subjects, **keywords) -> bool:
        """Carry out `operation` with the cleaned fields; True when it is done, now or by an earlier submission.

        A Refusal becomes an error beside its field, and what was typed stays.
        """
        if not self.is_valid():
            return self._not_done()
        token = self._token()
        try:
            refuse_twice(token)
            self.result = operation(*subjects, **self.facts(), **keywords, token=token)
        except AlreadyDone as earlier:
            self.done = earlier.line
        except Refusal as refusal:
            try:
                refuse_twice(token)  # two at once: the rule may have been broken by this very form, a moment ago
            except AlreadyDone as earlier:
                self.done = earlier.line
                return True
            self.refuse(refusal)
            return self._not_done()
        return True

    def refuse(self, refusal: Refusal) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)

    def _not_done(self) -> bool:
        """A browser keeps what was typed, but no files."""
        for name in self.files.keys() & self.fields.keys() - self.errors.keys():
            self.add_error(name, _("Files must be chosen again."))
        return False


class VersionedForm(OperationForm):
    """Says which version of something it was opened with, so that nobody passes over what somebody else did meanwhile."""

    based_on = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput, error_messages=INCOMPLETE)

    def refuse(self, refusal: Refusal) -> None:
        """Told how it stands now, one has read that: sent once more, it goes through."""
        super().refuse(refusal)
        if refusal.version is not None:
            sent = self.data.copy()
            sent["based_on"] = refusal.version
            self.data = sent
