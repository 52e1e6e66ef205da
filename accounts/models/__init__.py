"""Logins, people, agencies, and who works where."""

from accounts.models.affiliation import (
    Affiliation,
    AffiliationChange,
    Evidence,
    Level,
)
from accounts.models.agency import Agency, AgencyAlias, AgencyDomain, AgencyUnit
from accounts.models.coordination import AgencyCode, AgencyCoordinator, AgencyInvitation
from accounts.models.person import Person, PersonMerge
from accounts.models.profession import Profession
from accounts.models.user import User

__all__ = [
    "Affiliation",
    "AffiliationChange",
    "Agency",
    "AgencyAlias",
    "AgencyCode",
    "AgencyCoordinator",
    "AgencyDomain",
    "AgencyInvitation",
    "AgencyUnit",
    "Evidence",
    "Level",
    "Person",
    "PersonMerge",
    "Profession",
    "User",
]
