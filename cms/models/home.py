"""The home page: one sentence, two doors, the next events, and who stands behind them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import HomeBodyBlock


class HomePage(Page):
    """The one page at the root of the site."""

    sentence = models.CharField(
        _("sentence"),
        max_length=240,
        blank=True,
        help_text=_("What you offer, to whom, in one plain sentence."),
    )
    body = StreamField(HomeBodyBlock(), blank=True, verbose_name=_("body"))

    content_panels = [*Page.content_panels, "sentence", "body"]
    template = "cms/home_page.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.CourseIndexPage", "cms.StandardPage"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")
