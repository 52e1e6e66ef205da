"""What is taught, by whom, what it counts for, and who stands behind it."""

from courses.models.course import AgendaItem, Audience, Course
from courses.models.credit import (
    Board,
    Credit,
    CreditApproval,
    CreditShare,
    approvals_of,
    credits_of,
)
from courses.models.organization import Organization
from courses.models.trainer import Trainer

__all__ = [
    "AgendaItem",
    "Audience",
    "Board",
    "Course",
    "Credit",
    "CreditApproval",
    "CreditShare",
    "Organization",
    "Trainer",
    "approvals_of",
    "credits_of",
]
