"""What is taught, by whom, and who stands behind it."""

from courses.models.course import AgendaItem, Audience, Course
from courses.models.organization import Organization
from courses.models.trainer import Trainer

__all__ = ["AgendaItem", "Audience", "Course", "Organization", "Trainer"]
