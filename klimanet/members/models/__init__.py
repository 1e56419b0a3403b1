"""Networks, organisations, memberships, seats and profiles."""

from klimanet.members.models.networks import Holding, Membership, Network, Role, Seat, Theme
from klimanet.members.models.organisations import Organisation, OrganisationKind, Region, RegionPeriod
from klimanet.members.models.profiles import Profile
from klimanet.members.models.reading import Reach, Reader, Seated, reach_of, seated

__all__ = [
    "Holding",
    "Membership",
    "Network",
    "Organisation",
    "OrganisationKind",
    "Profile",
    "Reach",
    "Reader",
    "Region",
    "RegionPeriod",
    "Role",
    "Seat",
    "Seated",
    "Theme",
    "reach_of",
    "seated",
]
