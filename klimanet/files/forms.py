"""Several files at once in a form."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klimanet.files.intake import refuse_unfit
from klimanet.rules.refusals import Refusal

MOST_BYTES_TOGETHER = 100_000_000


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to `max_files` files, cleaned to a list; none is an empty list."""

    widget = FilesInput

    def __init__(self, *, max_files: int = 10, **kwargs) -> None:
        help_text = gettext_lazy("At most {most} files of 25 MB each, 100 MB together.")
        super().__init__(**{"help_text": format_lazy(help_text, most=max_files), **kwargs})
        self.max_files = max_files

    def clean(self, data: list[UploadedFile] | UploadedFile | None, initial: object = None) -> list[UploadedFile]:
        files = data if isinstance(data, list) else [data] if data else []
        if not files:
            super().clean(None)  # says so where one is required
        elif len(files) > self.max_files:
            raise ValidationError(
                _("You chose %(chosen)d files. Choose at most %(most)d at once.")
                % {"chosen": len(files), "most": self.max_files}
            )
        elif sum(file.size or 0 for file in files) > MOST_BYTES_TOGETHER:
            raise ValidationError(_("The files are too large together. Choose at most 100 MB at once."))
        elif faults := [fault for file in files if (fault := _fault(file))]:
            raise ValidationError(faults)
        return files


def _fault(file: UploadedFile) -> str:
    try:
        refuse_unfit(file, field="")
    except Refusal as refusal:
        return refusal.message
    return ""
