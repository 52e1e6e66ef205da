"""Pages about the records; no record hangs on a page."""

from cms.models.course import CourseIndexPage, CoursePage
from cms.models.home import HomePage
from cms.models.standard import StandardPage

__all__ = ["CourseIndexPage", "CoursePage", "HomePage", "StandardPage"]
