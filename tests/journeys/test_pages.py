"""Every type of page, in every mode: what page_types.py lists, visited here.

Light, dark, phone, 200 % zoom, wide spacing, forced colors, by keyboard, with mistakes in the form,
and with texts as long as their fields allow.
"""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Page

from tests.journeys import measures, states
from tests.journeys.looks import OURS, axe, picture
from tests.journeys.page_types import ERROR_PAGES, PAGE_TYPES, PageType
from tests.journeys.windows import DESKTOP, PHONE, Windows, follow

TITLES: dict[str, str] = {}


class Ground:
    """The site in every state, and one window for each person, which all tests share."""

    def __init__(self, browser, site, *, long: bool = False):
        site.reset()
        self.site, self.windows = site, Windows(browser, site)
        self.words = states.prepare(site)
        self.address_of = states.lengthen(site) if long else {}
        self.pages: dict[str, Page] = {}

    def open(self, kind: PageType) -> Page:
        """The page, in the state that the table names."""
        page = self._window(kind)
        page.emulate_media(color_scheme="light", forced_colors="none")  # a failed test leaves more
        page.set_viewport_size(DESKTOP)
        response = page.goto(kind.address.format(**self.words))
        assert response.status == kind.status, f"{response.status} {page.url}"
        if kind.steps:
            kind.steps(page)
        return page

    def _window(self, kind: PageType) -> Page:
        """Steps lead into a sign-in half done, or change something: a window of their own."""
        if kind.steps or kind.who not in self.pages:
            self.pages[kind.who] = self.windows()
        page = self.pages[kind.who]
        if kind.steps:
            del self.pages[kind.who]
        if kind.who:  # a fresh sign-in: some pages ask for one
            session = self.site.session(self.address_of.get(kind.who, kind.who))
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.site.url}
            page.context.add_cookies([cookie])
        return page


@pytest.fixture(scope="module")
def ground(browser, running_site) -> Iterator[Ground]:
    ground = Ground(browser, running_site)
    yield ground
    ground.windows.close()


@pytest.fixture(scope="module")
def long_ground(browser, running_site) -> Iterator[Ground]:
    ground = Ground(browser, running_site, long=True)
    yield ground
    ground.windows.close()


@pytest.fixture(autouse=True)
def no_fault(request) -> Iterator[None]:
    """No page throws an error, breaks the CSP, misses a part or asks a stranger for one."""
    yield
    for name in {"ground", "long_ground"} & set(request.fixturenames):
        windows = request.getfixturevalue(name).windows
        faults, windows.faults = windows.faults, []
        assert faults == []


@pytest.mark.parametrize("kind", PAGE_TYPES, ids=str)
def test_page(ground, kind):
    """Nothing is found in any mode, with the form as it is and, where it has one, with mistakes."""
    page = ground.open(kind)
    look_closely(page, kind)
    family = kind.name.split("-")[0]
    title = page.title()
    assert TITLES.setdefault(title, family) == family, f"{title!r} is the title of two pages"
    if kind.error:
        page.evaluate("document.querySelectorAll('form').forEach(one => { one.noValidate = true })")
        follow(page.get_by_role("button", name=kind.error).first)
        measures.mistakes_are_told(page)
        look_closely(page, kind, name=f"{kind.name}-mistakes")


@pytest.mark.parametrize("kind", PAGE_TYPES, ids=str)
def test_page_with_long_texts(long_ground, kind):
    page = long_ground.open(kind)
    if not kind.in_office:
        measures.fits(page)
    picture(page, f"{kind.name}-long")


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_page(ground, name):
    """As in production; with DEBUG on, Django shows its own."""
    kind = PageType(f"error-{name}", "/healthz")  # whose place it takes: styles load from there
    page = ground.open(kind)
    request = RequestFactory().get("/help/")
    request.user = AnonymousUser()
    page.set_content(render_to_string(f"{name}.html", request=request))
    look_closely(page, kind)


def look_closely(page: Page, kind: PageType, *, name: str = "") -> None:
    """The page in every mode; in Wagtail's frame, what is ours."""
    within = OURS if kind.in_office and page.locator(OURS).count() else ""
    if not kind.in_office or within:
        axe(page, within=within)
        page.emulate_media(color_scheme="dark")
        axe(page, within=within, rules=("color-contrast", "link-in-text-block"))
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)
        axe(page, within=within, rules=("target-size", "color-contrast"))
        page.set_viewport_size(DESKTOP)
    measures.headings_in_order(page)
    measures.large_targets(page)
    measures.edges_without_colors(page)
    if not kind.in_office:
        measures.fits(page)
    measures.visible_focus(page)
    if os.environ.get("SCREENSHOTS"):
        picture(page, name or kind.name)
