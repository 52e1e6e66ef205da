"""Pages about the records; no record hangs on a page."""

from cms.models.course import CourseIndexPage, CoursePage
from cms.models.home import HomePage
from cms.models.news import NewsIndexPage, NewsPage
from cms.models.site_settings import SiteSettings
from cms.models.standard import StandardPage

__all__ = [
    "CourseIndexPage",
    "CoursePage",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "SiteSettings",
    "StandardPage",
]
