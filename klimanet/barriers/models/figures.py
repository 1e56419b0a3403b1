"""How many there are: what everybody is told, and beside it what the secretariat knows. Said in the same words everywhere."""

from typing import NamedTuple

from django.utils.translation import gettext as _


class Figure(NamedTuple):
    """How many there are as far as the network may know; and in all, for the secretariat: to others the same."""

    shown: int
    everything: int

    def __str__(self) -> str:
        return self.beside(str(self.shown))

    def beside(self, said: str) -> str:
        """What is `said` of those that are shown, and how many there are in all, where that is another number."""
        if self.shown == self.everything:
            return said
        return _("%(said)s (%(number)d in all)") % {"said": said, "number": self.everything}
