"""Browser windows, each a person of its own, and what their pages must never do."""

from collections.abc import Callable

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.sites import Site

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}
PATIENCE_MS = 30_000  # a slow machine is no fault of the page
OWN_SCHEMES = ("data:", "blob:", "about:")


class Windows:
    """Opens windows and notes every fault of their pages."""

    def __init__(self, browser: Browser, site: Site):
        self.browser = browser
        self.site = site
        self.contexts: list[BrowserContext] = []
        self.faults: list[str] = []
        self.leads_to: tuple[str, ...] = ()  # other sites that a test goes to on purpose

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
            timezone_id="Asia/Tokyo",  # far from every event: times are the place's own
            reduced_motion="reduce",  # axe must not measure a color halfway to another
            **options,
        )
        context.set_default_timeout(PATIENCE_MS)
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

    def close(self) -> None:
        """Closes every window."""
        for context in self.contexts:
            context.close()

    def _console(self, message) -> None:
        # A page that refuses answers 404 or 409 itself; the browser calls that an error too.
        refusal = "Failed to load resource" in message.text
        if message.type == "error" and not refusal:
            self.faults.append(f"{message.page.url}: {message.text}")

    def _request(self, request) -> None:
        if not request.url.startswith((f"{self.site.url}/", *OWN_SCHEMES, *self.leads_to)):
            self.faults.append(f"asked a stranger: {request.url}")

    def _response(self, response) -> None:
        part_of_page = not response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and part_of_page):
            self.faults.append(f"{response.status} {response.url}")


def follow(target: Locator) -> None:
    """Clicks what leads to another page, and returns when that one is there as a whole.

    A click alone returns when the browser has begun to go there: what is asked next may still
    find the old page, or half of the new one.
    """
    with target.page.expect_navigation():
        target.click()


def count_loads(page: Page) -> Callable[[], int]:
    """Counts the pages shown from now on; a redirect on the way shows none."""
    shown: list[str] = []

    def note(response) -> None:
        main = response.request.is_navigation_request() and response.frame == page.main_frame
        if main and not 300 <= response.status < 400:
            shown.append(response.url)

    page.on("response", note)
    return lambda: len(shown)
