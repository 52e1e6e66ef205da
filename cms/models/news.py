"""News: what the organization did or will do, in its own name; no person is an author."""

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db import models
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from accounts.models.person import today
from cms import addresses
from cms.blocks import BodyBlock
from cms.models.guards import GuardedAddress, StayingPage
from events.models import Event

PER_PAGE = 10


class NewsIndexPage(StayingPage, Page):
    """The list of news, at /news/, newest first."""

    SLUG = "news"

    sentence = models.CharField(
        _("sentence"),
        max_length=240,
        blank=True,
        help_text=_("What a reader finds here, in one plain sentence."),
    )

    content_panels = [*Page.content_panels, "sentence"]
    template = "cms/news_index_page.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]
    page_description = _("The list of news. It fills itself.")

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    def get_context(self, request, *args, **kwargs):
        """Adds one page of the list; 404 for a page that the list does not have."""
        context = super().get_context(request, *args, **kwargs)
        try:
            shown = Paginator(newest(), PER_PAGE).page(request.GET.get("page", 1))
        except (EmptyPage, PageNotAnInteger):
            raise Http404 from None
        query = f"?page={shown.number}" if shown.number > 1 else ""
        return context | {"news": shown, "query": query}


class NewsPage(GuardedAddress, Page):
    """One piece of news."""

    TAKEN = addresses.TAKEN_IN_NEWS

    date = models.DateField(
        _("date"),
        default=today,
        help_text=_("The day it is about, or on which you tell it. The list is sorted by it."),
    )
    summary = models.CharField(
        _("summary"),
        max_length=240,
        help_text=_("One or two plain sentences; lists, the feed and search engines show them."),
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    event = models.ForeignKey(
        Event,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("event"),
        help_text=_("Where this is about an event that people can take a seat in."),
    )
    about = models.ForeignKey(
        Page,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page about it"),
        help_text=_("The course, or a page of text, for readers who want to know more."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("event"),
                PageChooserPanel("about", ["cms.CoursePage", "cms.StandardPage"]),
            ],
            heading=_("Where to go on"),
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    template = "cms/news_page.html"
    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types = []
    page_description = _("One piece of news, told in the name of the organization.")

    class Meta:
        verbose_name = _("news page")
        verbose_name_plural = _("news pages")

    @property
    def public_event(self) -> Event | None:
        """The event, where everyone may know of it."""
        event = self.event
        hidden = event and (
            event.state == Event.State.DRAFT or event.visibility != Event.Visibility.PUBLIC
        )
        return None if hidden else event


def newest() -> QuerySet[NewsPage]:
    """The news that everyone may see, newest first."""
    return NewsPage.objects.live().public().order_by("-date", "-pk")
