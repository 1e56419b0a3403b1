"""Reads a file of barriers that somebody has collected: what they are, how far they are, and where that stands."""

import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from klimanet.barriers.models import Cause, State
from klimanet.rules.refusals import Refusal

CAUSES = {
    "national_lov": Cause.LAW,
    "vejledning": Cause.PRACTICE,
    "finansiering": Cause.FINANCE,
    "virkemidler": Cause.POWERS,
    "data": Cause.DATA,
    "infrastruktur": Cause.MARKET,
    "kapacitet": Cause.CAPACITY,
    "eu": Cause.EU,
    "tvaerkommunal": Cause.CROSS,
}
STATES = {  # `historisk`: rejected, or overtaken by something else
    "aaben": State.ASSESSED,
    "delvist_loest": State.EASED,
    "loest": State.SOLVED,
    "historisk": State.REJECTED,
}


@dataclass(frozen=True)
class Found:
    """One barrier of the file."""

    key: str
    title: str
    text: str
    theme: str  # a slug, perhaps of no theme here
    rule: str
    cause: Cause
    state: State
    source: str
    checked: str


def read(content: bytes) -> list[Found]:
    """Refuses the whole file where it is no list of barriers, and says all that is wrong with it, row by row."""
    try:
        rows = json.loads(content)
    except ValueError:
        raise Refusal(_("The file is not JSON.")) from None
    if not isinstance(rows, list):
        raise Refusal(_("The file is not a list of barriers."))
    found, faults = [], []
    for number, row in enumerate(rows, 1):
        wrong: list[str] = []
        found.append(_row(row, wrong))
        faults += [f"{number}: {fault}" for fault in wrong]
    keys = [one.key for one in found]
    faults += [_("%s stands there twice.") % key for key in sorted({key for key in keys if keys.count(key) > 1})]
    if faults:
        raise Refusal("\n".join(faults))
    return found


def _row(row: object, wrong: list[str]) -> Found:
    facts = row if isinstance(row, dict) else {}

    def text(name: str, most: int) -> str:
        value = facts.get(name)
        if not isinstance(value, str) or not value.strip():
            wrong.append(_("“%s” is missing.") % name)
            return ""
        if len(value) > most:
            wrong.append(_("“%(name)s” is longer than %(most)d characters.") % {"name": name, "most": most})
        return value.strip()

    def one_of(name: str, known: dict):
        value = text(name, 40)
        if value and value not in known:
            wrong.append(
                _("“%(name)s” is %(value)s, which is none of %(known)s.")
                % {"name": name, "value": value, "known": ", ".join(known)}
            )
        return known.get(value, next(iter(known.values())))

    return Found(
        key=text("id", 40),
        title=text("titel", 160),
        text=text("resume", 50_000),
        theme=text("tema", 80),
        rule=text("regel", 300),
        cause=one_of("barrieretype", CAUSES),
        state=one_of("status", STATES),
        source="\n".join(part.strip() for part in text("kilde", 2_000).split(" ; ")),
        checked=text("kildedato", 120).replace("u.å.", "uden dato"),
    )
