"""Form fields for what people write: made safe to show, refused with a sentence, never silently shortened."""

import re

from django import forms

# Marks that reorder or hide the letters around them: a name must read as it is written.
INVISIBLE = re.compile("[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
# What joins two emoji into one is meant; between letters it hides.
EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
JOINER = re.compile(f"(?<![{EMOJI}])\u200d|\u200d(?![{EMOJI}])")
# Marks that turn the order of what follows them: a link must read as it is written in a long text too.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Control characters except tab and line feed, and the two letters that no XML may hold; NUL is refused by the field itself.
CONTROL = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


class LineField(forms.CharField):
    """One line of text: invisible marks and control characters are taken out, white space is folded."""

    def __init__(self, *, max_length: int = 120, **kwargs) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value) -> str:
        text = CONTROL.sub(" ", JOINER.sub("", INVISIBLE.sub("", super().to_python(value) or "")))
        return " ".join(text.split())


class PassageField(forms.CharField):
    """Several lines, usually Markdown: line ends become one kind; control characters and turning marks go, the rest stays.

    What nobody sees anything of is nothing.
    """

    widget = forms.Textarea

    def __init__(self, *, max_length: int = 10_000, rows: int = 8, **kwargs) -> None:
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value) -> str:
        text = (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        text = CONTROL.sub("", TURNING.sub("", text))
        return text if INVISIBLE.sub("", text).strip() else ""
