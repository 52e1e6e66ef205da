"""A real browser on the whole site; each test finds the sample data untouched."""

import os
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.clients import Client
from tests.journeys.hands import MANNERS, Hands
from tests.journeys.sample import Sample
from tests.journeys.windows import Windows
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
SECOND_HALF_SECONDS = 1


@pytest.fixture(scope="package")
def weather() -> Iterator[str]:
    """The address of the neutral site that people are led to who leave: another one than ours,
    on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Weather)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class Weather(BaseHTTPRequestHandler):
    """One page, another that comes in two halves (/slowly), and no word in the log."""

    def do_GET(self) -> None:  # noqa: N802  (the name is the library's)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        if self.path == "/slowly":
            self.wfile.write(b"<title>Half</title><link rel=icon href=data:,>" + b" " * 4096)
            time.sleep(SECOND_HALF_SECONDS)
            self.wfile.write(b'<main class="office"><button></button></main>')
            return
        self.wfile.write(b"<h1>Weather</h1><link rel=icon href=data:,>")

    def log_message(self, *arguments) -> None:
        pass


@pytest.fixture(scope="package")
def running_site(weather) -> Iterator[Site]:
    site = Site(LEAVE_URL=weather)
    yield site
    site.remove()


@pytest.fixture
def site(running_site) -> Site:
    """The site with nothing but the sample data."""
    running_site.reset()
    return running_site


@pytest.fixture
def sample(site) -> Sample:
    """The events of the sample site by what they are there for: `sample.academy.slug`."""
    return Sample(site)


@pytest.fixture
def mailbox(site) -> Mailbox:
    """`mailbox.next("citizen@example.org")` waits for the next letter."""
    return site.mailbox


@pytest.fixture
def client(site) -> Callable[..., Client]:
    """`client(email="")` -> a person without a browser, for what a browser would never send."""

    def connect(email: str = "") -> Client:
        return Client(site.url, session=site.session(email) if email else "")

    return connect


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


@pytest.fixture
def browser_page(browser, site) -> Iterator[Callable[..., Page]]:
    """`browser_page(email="", javascript=True, viewport=None)` -> Page.

    Fails at the end where any page threw an error, broke the Content-Security-Policy, missed a
    part, asked another server for anything, or got a 5xx.
    """
    windows = Windows(browser, site)
    yield windows
    windows.close()
    assert windows.faults == []


@pytest.fixture(params=MANNERS)
def hands(request, browser_page) -> Callable[..., Hands]:
    """`hands(email="")` opens a window; the test runs by mouse, keyboard and without script."""

    def sit_down(email: str = "") -> Hands:
        return MANNERS[request.param](browser_page, email)

    return sit_down
