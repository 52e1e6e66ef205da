from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mail import letterhead


class CmsConfig(AppConfig):
    """Lends the mail its sender's name and the hotline; says that the settings lead to pages."""

    name = "cms"
    verbose_name = _("Pages")

    def ready(self) -> None:
        # Models exist only now.
        from wagtail.models import ReferenceIndex  # noqa: PLC0415

        # Models exist only now.
        from cms.models.site_settings import SiteSettings, known  # noqa: PLC0415

        def current() -> letterhead.Letterhead:
            facts = known.get()
            return letterhead.Letterhead(facts["mail_name"], facts["hotline"])

        letterhead.set_source(current)
        ReferenceIndex.register_model(SiteSettings)  # the foot of the site links to pages
