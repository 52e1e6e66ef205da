"""What people take along on paper: one sheet each."""

import re

import pytest
from playwright.sync_api import Page

SHEET = re.compile(rb"/Type\s*/Page\b")


def sheets(page: Page, paper: str) -> int:
    return len(SHEET.findall(page.pdf(format=paper)))


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_an_event_and_a_place_in_it_are_one_sheet_each(browser_page, site, sample, paper):
    page = browser_page("citizen@example.org")
    for row in site.sql("SELECT slug, state FROM events_event WHERE state != 'draft'"):
        page.goto(f"/events/{row['slug']}/")
        assert sheets(page, paper) == 1, (row["slug"], row["state"])
    place = sample.take_seat("citizen@example.org", sample.stadium)
    page.goto(place.url)
    assert sheets(page, paper) == 1, place.url


def test_a_printed_event_says_what_one_needs_on_the_way(browser_page, sample):
    page = browser_page()
    page.goto(sample.academy.url)
    page.emulate_media(media="print")
    printed = page.locator("body").inner_text()
    for words in ("When", "Where", "The day", "Parking", "Whom to ask", "In danger:", page.url):
        assert words in printed, words
    for words in ("Take my seat", "Registration closes", "Sign in"):
        assert words not in printed, words
