"""What this package keeps about people: nothing by itself. Whoever refers to a file says whose it is."""

from klimanet.files.models import Blob
from klimanet.rules.personal import Declaration, Impersonal

DECLARED: list[Declaration] = [
    Impersonal(Blob, "a file's digest and kind; the row that names it says whose it is", ("digest", "media_type")),
]
