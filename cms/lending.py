"""What the apps below are lent from here: the mail its letterhead, events their courses' pages."""

from wagtail.models import ReferenceIndex

from cms import course_pages as pages
from cms.models.site_settings import SiteSettings, known
from events import course_pages
from mail import letterhead


def lend() -> None:
    """Registers the functions, and the settings of the site, whose foot links to pages."""
    letterhead.set_source(_letterhead)
    course_pages.set_source(pages.page_of)
    ReferenceIndex.register_model(SiteSettings)


def _letterhead() -> letterhead.Letterhead:
    facts = known.get()
    return letterhead.Letterhead(facts["mail_name"], facts["hotline"])
