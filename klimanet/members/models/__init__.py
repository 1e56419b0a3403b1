"""Networks, organisations, memberships, seats and profiles."""

from klimanet.members.models.applications import Application, Question
from klimanet.members.models.contracts import Term
from klimanet.members.models.networks import Holding, Membership, Network, Role, Seat, Theme
from klimanet.members.models.organisations import Organisation, OrganisationKind, Region, RegionPeriod
from klimanet.members.models.profiles import Profile
from klimanet.members.models.reading import Reach, Reader, Seated, reach_of, seated

__all__ = [
    "Application",
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
    "reach_of",
    "seated",
]
