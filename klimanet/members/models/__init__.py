"""Networks, organisations, memberships, seats and profiles."""

from klimanet.members.models.networks import Holding, Membership, Network, Role, Seat, Theme
from klimanet.members.models.organisations import Organisation, OrganisationKind, Region, RegionPeriod
from klimanet.members.models.profiles import Profile

__all__ = [
    "Holding",
    "Membership",
    "Network",
    "Organisation",
    "OrganisationKind",
    "Profile",
    "Region",
    "RegionPeriod",
    "Role",
    "Seat",
    "Theme",
]
