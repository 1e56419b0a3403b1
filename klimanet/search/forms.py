"""What is asked of whoever searches."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from klimanet.members.models import Network
from klimanet.search.models import Kind
from klimanet.text.forms import LineField

# What the address calls each kind.
KINDS = {
    "indlaeg": Kind.ENTRY,
    "kommentarer": Kind.COMMENT,
    "personer": Kind.PERSON,
    "organisationer": Kind.ORGANISATION,
    "filer": Kind.FILE,
}
LONGEST = 100  # characters


class SearchForm(forms.Form):
    """The words, and where to look; a network that makes no sense narrows nothing."""

    q = LineField(
        label=_("Search for"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    netvaerk = forms.ChoiceField(label=_("Network"), required=False)
    i = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, networks: Iterable[Network], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.networks = {network.slug: network for network in networks}
        if len(self.networks) < 2:
            del self.fields["netvaerk"]
        else:
            self.fields["netvaerk"].choices = [("", _("All my networks")), *self.networks.items()]

    def answers(self) -> dict:
        """What `search` is asked, without the page."""
        self.is_valid()
        return {
            "words": self.cleaned_data.get("q", ""),
            "network": self.networks.get(self.cleaned_data.get("netvaerk", "")),
            "kind": KINDS.get(self.cleaned_data.get("i", ""), ""),
        }
