"""Barriers, what municipalities report of them, and how far they have come."""

from klimanet.barriers.models.apart import Apart
from klimanet.barriers.models.barriers import (
    ANSWER_WITHIN,
    NEXT,
    OPEN,
    REOPENS,
    Barrier,
    Cause,
    Change,
    State,
    first_date,
)
from klimanet.barriers.models.reports import Consent, Report, ReportVersion, Severity

__all__ = [
    "ANSWER_WITHIN",
    "NEXT",
    "OPEN",
    "REOPENS",
    "Apart",
    "Barrier",
    "Cause",
    "Change",
    "Consent",
    "Report",
    "ReportVersion",
    "Severity",
    "State",
    "first_date",
]
