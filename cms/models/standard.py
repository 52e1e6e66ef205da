"""A page of text, such as "About"."""

from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from cms import addresses
from cms.blocks import BodyBlock
from cms.models.guards import GuardedAddress


class StandardPage(GuardedAddress, Page):
    """Title and body, below the home page or another page of text."""

    # At any depth: a page keeps its slug when it is moved up.
    TAKEN = addresses.TAKEN

    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    content_panels = [*Page.content_panels, "body"]
    template = "cms/standard_page.html"
    parent_page_types = ["cms.HomePage", "cms.StandardPage"]
    subpage_types = ["cms.StandardPage"]
    page_description = _("A page of text, such as “About us” or one about a campaign.")

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")
