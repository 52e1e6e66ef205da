"""The home page: one sentence, two doors, the next events, news, and who stands behind them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import HomeBodyBlock
from cms.models.guards import StayingPage


class HomePage(StayingPage, Page):
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
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.CourseIndexPage", "cms.NewsIndexPage", "cms.StandardPage"]
    page_description = _("The first page of the site: two doors, the next events, what is new.")

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")
