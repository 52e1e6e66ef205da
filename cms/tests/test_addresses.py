"""The addresses that no page may have, against those that the site really answers."""

import re

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.middleware import OPEN
from cms import addresses
from cms.models import CourseIndexPage, NewsIndexPage


def _answered(patterns: list, above: str = "") -> dict[str, str]:
    """Every address of the urlconf before Wagtail looks for a page, with its name."""
    found = {}
    for pattern in patterns:
        address = above + re.sub(r"[\^$]|\\Z", "", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            found |= _answered(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern) and pattern.name != "wagtail_serve":
            found[address] = pattern.name or ""
    return found


ANSWERED = _answered(get_resolver().url_patterns)


def test_no_page_takes_an_address_that_the_site_answers():
    first = {address.split("/")[0] for address in ANSWERED}
    pages = {CourseIndexPage.SLUG, NewsIndexPage.SLUG}
    assert first - pages == addresses.ANSWERED
    assert pages <= addresses.KEPT


def test_no_news_takes_an_address_below_the_list():
    below = {address.split("/")[1] for address in ANSWERED if address.startswith("news/")}
    assert below == addresses.TAKEN_IN_NEWS


def test_what_search_engines_leave_alone_is_there(client):
    told = client.get("/robots.txt").content.decode()
    assert set(re.findall(r"Disallow: /(\w+)/", told)) == addresses.PRIVATE


def test_each_page_that_stays_open_without_a_second_factor_is_there():
    """A page that gets another name must not be closed by that."""
    assert OPEN - set(ANSWERED.values()) == set()
