"""Logins, people, agencies, and who works where."""

from accounts.models.affiliation import Affiliation, Profession
from accounts.models.agency import Agency, AgencyDomain
from accounts.models.person import Person
from accounts.models.user import User

__all__ = ["Affiliation", "Agency", "AgencyDomain", "Person", "Profession", "User"]
