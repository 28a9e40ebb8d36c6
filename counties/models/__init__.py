"""Who works here: counties, their offices and units, staff and what they do."""

from counties.models.offers import FactorReset, Invitation, RoleProposal
from counties.models.places import BankCaseload, County, Holiday, Office, Unit
from counties.models.staff import Membership, MembershipQuerySet, User, UserManager
from counties.models.teams import Team, TeamMember

__all__ = [
    "BankCaseload",
    "County",
    "FactorReset",
    "Holiday",
    "Invitation",
    "Membership",
    "MembershipQuerySet",
    "Office",
    "RoleProposal",
    "Team",
    "TeamMember",
    "Unit",
    "User",
    "UserManager",
]
