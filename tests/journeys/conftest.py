"""A real browser on the whole site; each test finds the sample data untouched."""

import os
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.letters import Mailbox
from tests.needs import chromium
from tests.sites import Site

QUIET = [
    "--no-sandbox",  # root has no sandbox; the pages are our own
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}


@pytest.fixture(scope="package")
def running_site() -> Iterator[Site]:
    site = Site()
    yield site
    site.remove()


@pytest.fixture
def site(running_site) -> Site:
    """The site with nothing but the sample data."""
    running_site.reset()
    return running_site


@pytest.fixture
def mailbox(site) -> Mailbox:
    """`mailbox.next("citizen@example.org")` waits for the next letter."""
    return site.mailbox


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # Playwright runs an event loop in this thread, which Django would take for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Visitors:
    """Opens windows, each a person of its own, and watches what their pages do."""

    def __init__(self, browser: Browser, site: Site):
        self.browser = browser
        self.site = site
        self.contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    def __call__(
        self,
        email: str = "",
        *,
        javascript: bool = True,
        viewport: dict[str, int] | None = None,
        **options,
    ) -> Page:
        """A page of a fresh window: a stranger's, or signed in as `email`."""
        context = self.browser.new_context(
            base_url=self.site.url,
            java_script_enabled=javascript,
            viewport=viewport or DESKTOP,
            locale="en-US",
            **options,
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        if email:
            name, value = settings.SESSION_COOKIE_NAME, self.site.session(email)
            context.add_cookies([{"name": name, "value": value, "url": self.site.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", self._console)
        page.on("request", self._request)
        page.on("response", self._response)
        return page

    def _console(self, message) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.faults.append(f"{message.page.url}: {message.text}")

    def _request(self, request) -> None:
        if not request.url.startswith((self.site.url, "data:", "blob:", "about:")):
            self.faults.append(f"asked a stranger: {request.url}")

    def _response(self, response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")


@pytest.fixture
def browser_page(browser, site) -> Iterator[Callable[..., Page]]:
    """`browser_page(email="", javascript=True, viewport=None)` -> Page.

    Fails at the end where any page threw an error, broke the Content-Security-Policy, asked
    another server for anything, or got a 5xx.
    """
    visitors = Visitors(browser, site)
    yield visitors
    for context in visitors.contexts:
        context.close()
    assert visitors.faults == []


def axe(page: Page, *, within: str = "", without: tuple[str, ...] = ()) -> None:
    """No WCAG 2.2 AA finding on this page (JavaScript must be on: axe hangs without).

    `within` and `without` are selectors: in the back office, what is ours and what is not.
    """
    context = {}
    if within:
        context["include"] = [[within]]
    if without:
        context["exclude"] = [[selector] for selector in without]
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    found = Axe().run(page, context=context or None, options=options).response["violations"]
    report = [
        f"{rule['id']} ({rule['help']}): {node['target']} {node['html'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]
    assert not report, f"{page.url}\n" + "\n".join(report)
