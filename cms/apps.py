from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """Lends the mail its letterhead and events their courses' pages; settings lead to pages too."""

    name = "cms"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from cms import lending  # noqa: PLC0415  (its models exist only now)

        lending.lend()
