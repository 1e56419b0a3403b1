"""Networks, organisations, memberships, seats and profiles."""

from klimanet.members.models.applications import Application, Question
from klimanet.members.models.contracts import Term
from klimanet.members.models.leaving import Handover
from klimanet.members.models.networks import Holding, Membership, Network, Role, Seat
from klimanet.members.models.organisations import Organisation, OrganisationKind, Region, RegionPeriod
from klimanet.members.models.profiles import Profile
from klimanet.members.models.reading import Reach, Reader, Seated, reach_of, seated
from klimanet.members.models.themes import Theme
from klimanet.members.models.yearly import Confirmation, YearlyQuestion

__all__ = [
    "Application",
    "Confirmation",
    "Handover",
    "Holding",
    "Membership",
    "Network",
    "Organisation",
    "OrganisationKind",
    "Profile",
    "Question",
    "Reach",
    "Reader",
    "Region",
    "RegionPeriod",
    "Role",
    "Seat",
    "Seated",
    "Term",
    "Theme",
    "YearlyQuestion",
    "reach_of",
    "seated",
]
