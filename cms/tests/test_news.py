"""News: the list, a page of it, the feed; nothing of a person in any of them."""

import json
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction, Site

from cms.models import NewsPage, SiteSettings
from cms.site import build_site
from cms.tests.factories import create_news, create_text
from events.models import Event
from events.tests.factories import create_event

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _known_site():
    """Each count starts without the site that an earlier request cached."""
    Site.clear_site_root_paths_cache()


def titles(page: str) -> list[str]:
    """The news on a page, in order."""
    return re.findall(r"<h[23]><a [^>]*>([^<]+)</a></h[23]>", page)


def test_an_empty_list_says_where_to_look(client):
    page = client.get("/news/").content.decode()
    assert "Nothing is written here yet" in page
    assert f'href="{reverse("events:list")}"' in page


def test_the_list_asks_the_same_for_one_and_for_three(client, django_assert_num_queries):
    create_news(title="One", date=date(2026, 1, 5))
    client.get("/news/")
    with django_assert_num_queries(10):
        client.get("/news/")
    create_news(title="Two", date=date(2026, 1, 9))
    create_news(title="Three", date=date(2026, 1, 7))
    with django_assert_num_queries(10):
        page = client.get("/news/").content.decode()
    assert titles(page) == ["Two", "Three", "One"]


def test_the_list_has_pages_and_each_its_own_address(client):
    for number in range(12):
        create_news(title=f"News {number}", date=date(2026, 1, 1 + number))
    first = client.get("/news/").content.decode()
    assert titles(first) == [f"News {number}" for number in range(11, 1, -1)]
    assert "Page 1 of 2" in first and 'href="?page=2"' in first
    assert '<link rel="canonical" href="http://localhost:8000/news/">' in first
    second = client.get("/news/?page=2").content.decode()
    assert titles(second) == ["News 1", "News 0"]
    assert '<link rel="canonical" href="http://localhost:8000/news/?page=2">' in second


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "1'--", "999999999999999999999"])
def test_a_page_that_the_list_does_not_have_is_404(client, page):
    create_news()
    assert client.get("/news/", {"page": page}).status_code == 404


def test_drafts_and_private_news_are_in_no_list(client):
    create_news(title="Shown")
    draft = create_news(title="A draft")
    draft.unpublish()
    private = create_news(title="For staff")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for address in ("/news/", "/news/feed/", "/"):
        page = client.get(address).content.decode()
        assert "Shown" in page, address
        assert "A draft" not in page and "For staff" not in page, address
    assert client.get("/news/a-draft/").status_code == 404


def test_a_page_of_news_tells_the_day_who_says_it_and_where_to_go_on(
    client, django_assert_num_queries
):
    event = create_event(title="The Saturday")
    about = create_text(title="Awareness week")
    create_news(
        title="On the road",
        event=event,
        about=about,
        body=[("heading", "If you drive"), ("hotline", None)],
    )
    client.get("/news/on-the-road/")
    with django_assert_num_queries(11):
        page = client.get("/news/on-the-road/").content.decode()
    for words in ("Monday, January 12, 2026", "On the road, in short.", "If you drive", "Rollcall"):
        assert words in page
    assert f'href="{reverse("events:detail", args=[event.slug])}"' in page
    assert 'href="/awareness-week/"' in page


@pytest.mark.parametrize("hidden", [{"visibility": Event.Visibility.LINK}, {"published": False}])
def test_news_leads_to_no_event_that_is_not_for_everyone(client, hidden):
    event = create_event(title="Quiet briefing", **hidden)
    create_news(event=event)
    page = client.get("/news/a-day-at-the-academy/").content.decode()
    assert "Quiet briefing" not in page and event.slug not in page


def test_news_leads_to_no_page_that_was_unpublished(client):
    about = create_text(title="Campaign")
    create_news(about=about)
    about.unpublish()
    assert "/campaign/" not in client.get("/news/a-day-at-the-academy/").content.decode()


def test_news_outlives_its_event():
    event = create_event(published=False)
    page = create_news(event=event)
    event.delete()
    page.refresh_from_db()
    assert page.event is None


def test_search_engines_learn_that_the_organization_is_the_author(client):
    SiteSettings.load()
    SiteSettings.objects.update(name="Training <Office>")
    stored = SiteSettings.objects.get()
    stored.save()
    create_news(title="On the road")
    page = client.get("/news/on-the-road/").content.decode()
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]
    told = json.loads(script)
    assert told["@type"] == "NewsArticle"
    assert told["headline"] == "On the road"
    assert told["datePublished"] == "2026-01-12"
    assert told["url"] == "http://localhost:8000/news/on-the-road/"
    assert told["author"] == {
        "@type": "Organization",
        "name": "Training <Office>",
        "url": "http://localhost:8000/",
    }
    assert "<Office>" not in page


def test_the_feed_is_atom_with_absolute_addresses_and_no_person(client, django_assert_num_queries):
    create_news(title="Old", date=date(2026, 1, 5))
    create_news(title="New & short", date=date(2026, 1, 9))
    client.get("/news/feed/")
    with django_assert_num_queries(4):
        response = client.get("/news/feed/", HTTP_HOST="127.0.0.1")
    assert response["Content-Type"].startswith("application/atom+xml")
    assert not response.cookies and "Cookie" not in response.get("Vary", "")
    feed = ElementTree.fromstring(response.content)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == [
        "New & short",
        "Old",
    ]
    addresses = {link.get("href") for link in feed.iter(f"{ATOM}link")}
    assert all(address.startswith("http://localhost:8000/") for address in addresses)
    names = {author.findtext(f"{ATOM}name") for author in feed.iter(f"{ATOM}author")}
    assert names == {"Rollcall"}
    assert "@" not in response.content.decode()


def test_the_feed_asks_the_same_for_one_and_for_three(client, django_assert_num_queries):
    create_news(title="One")
    client.get("/news/feed/")
    with django_assert_num_queries(4):
        client.get("/news/feed/")
    create_news(title="Two")
    create_news(title="Three")
    with django_assert_num_queries(4):
        assert client.get("/news/feed/").content.count(b"<entry>") == 3


def test_an_empty_feed_is_a_feed(client):
    assert client.get("/news/feed/").status_code == 200


def test_the_sample_site_has_news_with_sources_and_without_alarm(client):
    build_site()
    assert NewsPage.objects.count() == 3
    for page in NewsPage.objects.all():
        text = client.get(page.url).content.decode()
        assert "slave" not in text and "rescue" not in text
        for figure in re.findall(r'<figure class="statistic">.*?</figure>', text, re.DOTALL):
            assert "Source:" in figure and 'href="https://' in figure
    build_site()
    assert NewsPage.objects.count() == 3
