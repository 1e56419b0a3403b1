"""What search does once a night; what is due is seen from the rows."""

from klimanet.rules.actors import SYSTEM
from klimanet.search.operations import complete
from klimanet.search.words import tidy


def complete_index() -> None:
    """Write what is missing: all of it, the first time after an upgrade that began the index anew."""
    complete(actor=SYSTEM)
    tidy()
