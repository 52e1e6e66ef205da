from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mail import letterhead


class CmsConfig(AppConfig):
    """Lends the mail its letterhead and events their courses' pages; settings lead to pages too."""

    name = "cms"
    verbose_name = _("Pages")

    def ready(self) -> None:
        # Models exist only now.
        from wagtail.models import ReferenceIndex  # noqa: PLC0415

        # Models exist only now.
        from cms import course_pages as pages  # noqa: PLC0415
        from cms.models.site_settings import SiteSettings, known  # noqa: PLC0415
        from events import course_pages  # noqa: PLC0415

        def current() -> letterhead.Letterhead:
            facts = known.get()
            return letterhead.Letterhead(facts["mail_name"], facts["hotline"])

        letterhead.set_source(current)
        course_pages.set_source(pages.page_of)
        ReferenceIndex.register_model(SiteSettings)  # the foot of the site links to pages
