"""The feed of news: Atom, in the name of the organization."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from accounts.public_pages import declare
from cms.models.news import NewsPage, newest
from cms.models.site_settings import known
from events.links import absolute

SHOWN = 20


class NewsFeed(Feed):
    """The newest news; every address is the site's own, whatever host was asked."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return declare(super().__call__(request, *args, **kwargs))

    def title(self) -> str:
        return _("News of %(name)s") % {"name": known.get()["site_name"]}

    def subtitle(self) -> str:
        return str(known.get()["site_sentence"])

    def link(self) -> str:
        return absolute("/news/")

    def feed_url(self) -> str:
        return absolute(reverse("news_feed"))

    def author_name(self) -> str:
        return known.get()["site_name"]

    def author_link(self) -> str:
        return absolute("/")

    def get_object(self, request: HttpRequest) -> HttpRequest:
        """The request, which remembers where the site's pages start: asked once for all items."""
        return request

    def items(self, request: HttpRequest) -> list[NewsPage]:
        pages = list(newest()[:SHOWN])
        for page in pages:
            page.address = absolute(page.get_url(request))
        return pages

    def item_title(self, item: NewsPage) -> str:
        return item.title

    def item_description(self, item: NewsPage) -> str:
        return item.summary

    def item_link(self, item: NewsPage) -> str:
        return item.address

    def item_pubdate(self, item: NewsPage) -> datetime:
        return datetime.combine(item.date, time(), ZoneInfo(settings.DEFAULT_TIME_ZONE))

    def item_updateddate(self, item: NewsPage) -> datetime:
        return item.last_published_at or self.item_pubdate(item)
