"""Barriers, what municipalities report of them, and how far they have come."""

from klimanet.barriers.models.apart import Apart
from klimanet.barriers.models.barriers import (
    NEXT,
    OPEN,
    REOPENS,
    Barrier,
    Cause,
    State,
    first_date,
)
from klimanet.barriers.models.changes import Change
from klimanet.barriers.models.notes import Note
from klimanet.barriers.models.outcomes import (
    ASK_AFTER,
    ASKED_ABOUT,
    SETTLED,
    Act,
    Answer,
    Difference,
    Effect,
    Helped,
    Outcome,
)
from klimanet.barriers.models.reports import Consent, Enclosure, Report, ReportVersion, Severity
from klimanet.barriers.models.sequels import Sequel
from klimanet.barriers.models.steps import RESULTS, Argument, Means, Quotation, Stage, Step

__all__ = [
    "ASKED_ABOUT",
    "ASK_AFTER",
    "NEXT",
    "OPEN",
    "REOPENS",
    "RESULTS",
    "SETTLED",
    "Act",
    "Answer",
    "Apart",
    "Argument",
    "Barrier",
    "Cause",
    "Change",
    "Consent",
    "Difference",
    "Effect",
    "Enclosure",
    "Helped",
    "Means",
    "Note",
    "Outcome",
    "Quotation",
    "Report",
    "ReportVersion",
    "Sequel",
    "Severity",
    "Stage",
    "State",
    "Step",
    "first_date",
]
