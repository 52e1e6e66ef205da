"""What search engines may find, and what they learn of each page."""

import re

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms.site import build_site
from cms.tests.factories import create_news, create_text
from events.models import Event
from events.tests.factories import create_course, create_event, create_registration

pytestmark = pytest.mark.django_db
BASE = "http://localhost:8000"


def addresses(client, **headers) -> list[str]:
    response = client.get("/sitemap.xml", **headers)
    assert response["Content-Type"] == "application/xml"
    assert not response.cookies and "Cookie" not in response.get("Vary", "")
    return re.findall("<loc>(.*?)</loc>", response.content.decode())


def test_the_sitemap_names_what_is_public_once_and_nothing_else(client):
    course = create_course(slug="citizen-class")
    event = create_event(course=course)
    create_registration(event=event)
    create_event(course=course, published=False)
    create_event(course=course, visibility=Event.Visibility.LINK)
    build_site(sample=False)
    create_news(title="On the road")
    create_text(title="A draft").unpublish()
    private = create_text(title="For staff")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    create_text(title="Below", parent=private)
    found = addresses(client, HTTP_HOST="127.0.0.1")
    assert sorted(found) == sorted(
        [
            f"{BASE}/",
            f"{BASE}/courses/",
            f"{BASE}/news/",
            f"{BASE}/news/on-the-road/",
            f"{BASE}/events/",
            f"{BASE}/help/",
            f"{BASE}{reverse('events:detail', args=[event.slug])}",
        ]
    )


def test_every_address_of_the_sitemap_answers_and_is_its_own_canonical(client):
    create_event()
    build_site()
    for address in addresses(client):
        page = client.get(address.removeprefix(BASE)).content.decode()
        assert page.count(f'<link rel="canonical" href="{address}">') == 1, address
        assert page.count('<meta name="description" content="') == 1, address
        assert 'name="description" content=""' not in page, address
        assert page.count("<title>") == 1 and page.count("<h1") == 1, address
        assert f'<meta property="og:url" content="{address}">' in page


def test_the_sitemap_asks_the_same_for_many_events(client, django_assert_num_queries):
    create_event()
    addresses(client)
    with django_assert_num_queries(5):
        addresses(client)
    create_event()
    create_event()
    with django_assert_num_queries(5):
        assert len(addresses(client)) == 8


def test_robots_are_told_what_is_private_and_where_the_sitemap_is(
    client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        response = client.get("/robots.txt")
    lines = response.content.decode().splitlines()
    assert response["Content-Type"].startswith("text/plain")
    for path in ("/accounts/", "/admin/", "/registrations/", "/calendar/"):
        assert f"Disallow: {path}" in lines
    assert lines[-1] == f"Sitemap: {BASE}/sitemap.xml"
    assert not response.cookies and "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("path", ["/", "/news/", "/courses/", "/about/"])
def test_pages_for_everyone_set_no_cookie_and_are_the_same_twice(client, path):
    create_event()
    build_site()
    first, second = client.get(path), client.get(path)
    assert first.content == second.content
    assert not first.cookies
