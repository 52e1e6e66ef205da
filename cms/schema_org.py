"""News as schema.org tells it to search engines: page in, plain dict out."""

from django.http import HttpRequest

from cms.models import NewsPage
from cms.models.site_settings import known
from events.links import absolute


def of_news(page: NewsPage, request: HttpRequest | None = None) -> dict:
    """A NewsArticle (https://schema.org/NewsArticle); its author is the organization."""
    address = absolute(page.get_url(request))
    author = {"@type": "Organization", "name": known.get()["site_name"], "url": absolute("/")}
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": page.title,
        "description": page.summary,
        "url": address,
        "mainEntityOfPage": address,
        "datePublished": page.date.isoformat(),
        "author": author,
        "publisher": author,
    }
    if page.last_published_at:
        data["dateModified"] = page.last_published_at.isoformat()
    return data
