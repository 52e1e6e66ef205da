"""A page of text, such as "About"."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import BodyBlock

# Addresses that the site answers before it looks for a page.
TAKEN = frozenset(
    {
        "accounts",
        "admin",
        "api",
        "calendar",
        "courses",
        "documents",
        "events",
        "healthz",
        "help",
        "leave",
        "mailbox",
        "media",
        "readyz",
        "registrations",
        "static",
        "stripe",
    }
)


class StandardPage(Page):
    """Title and body, below the home page or another page of text."""

    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    content_panels = [*Page.content_panels, "body"]
    template = "cms/standard_page.html"
    parent_page_types = ["cms.HomePage", "cms.StandardPage"]
    subpage_types = ["cms.StandardPage"]

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")

    def clean(self):
        """Refuses an address under which nobody could ever see the page."""
        super().clean()
        if self.slug in TAKEN:
            raise ValidationError(
                {"slug": _("The site itself uses this address. Choose another one.")}
            )
