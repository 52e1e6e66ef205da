"""Leaving the site from a page for people in need, and what the Back button shows then."""

import pytest
from playwright.sync_api import Page

from cms.shipped import SHIPPED
from tests.journeys.conftest import QUIET
from tests.journeys.hands import FOCUS
from tests.journeys.looks import look
from tests.journeys.windows import DESKTOP, PHONE, Windows, follow
from tests.needs import chromium

HELP, ABOUT = "/help/", "/help/leaving/"
CITIZEN = "citizen@example.org"
CLICK = """() => {
  document.querySelector(".leave-bar .leave").click();
  return [document.documentElement.hidden, document.title.trim()];
}"""
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize(
    "javascript", [True, False], ids=["script", "no-script"]
)


def open_help(windows: Windows, email: str = "", **options) -> Page:
    """Someone who came to the help page by way of the home page."""
    windows.leads_to = (windows.site.env["LEAVE_URL"],)
    page = windows(email, **options)
    page.goto("/")
    page.goto(HELP)
    return page


def press_leave(page: Page) -> None:
    page.locator(".leave-bar .leave").click()
    has_left(page)


def has_left(page: Page) -> None:
    page.get_by_role("heading", name="Weather", exact=True).wait_for()
    assert page.url.startswith("http://127.0.0.1:")


def says_nothing(page: Page) -> None:
    """Where the help page was, nothing tells what this site is."""
    page.get_by_role("heading", name="This page is closed").wait_for()
    assert page.title() == "Closed"
    text = page.locator("html").inner_text()
    for word in ("Rollcall", "Hotline", "911", SHIPPED["hotline_call"]):
        assert word not in text


def test_with_script_back_leads_past_the_page_that_was_left(browser_page, site):
    page = open_help(browser_page)
    press_leave(page)
    page.go_back()
    assert page.url == f"{site.url}/"
    page.go_forward()
    has_left(page)


@WITH_AND_WITHOUT_SCRIPT
def test_back_to_any_page_for_people_in_need_shows_it_closed(browser_page, site, javascript):
    page = open_help(browser_page, javascript=javascript)
    page.goto(ABOUT)
    press_leave(page)
    page.go_back()
    says_nothing(page)
    if not javascript:
        page.go_back()
        says_nothing(page)
    assert page.url == f"{site.url}{HELP}"
    follow(page.get_by_role("link", name="Open it again"))
    page.get_by_role("heading", name="Get help, or report what you saw").wait_for()
    assert page.context.cookies() == []


@WITH_AND_WITHOUT_SCRIPT
def test_the_browsers_own_memory_of_pages_does_not_show_it_either(browser, site, javascript):
    """Playwright turns that memory (bfcache) off; people's browsers have it on."""
    remembering = browser.browser_type.launch(
        executable_path=chromium(),
        args=QUIET,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    windows = Windows(remembering, site)
    page = open_help(windows, javascript=javascript)
    page.goto(ABOUT)
    press_leave(page)
    page.go_back()
    says_nothing(page)
    windows.close()
    remembering.close()
    assert windows.faults == []


def test_the_page_goes_blank_first_and_needs_no_answer_of_this_site(browser_page):
    page = open_help(browser_page)
    page.route("**/leave/", lambda route: None)  # never answered
    assert page.evaluate(CLICK) == [True, ""]
    has_left(page)


def test_shift_three_times_leaves_and_each_press_shows_and_is_told(browser_page):
    page = open_help(browser_page)
    told, dots = page.locator(".leave-bar [role=status]"), page.locator(".leave-bar .dots .on")
    page.keyboard.press("Shift")
    assert (dots.count(), told.inner_text()) == (
        1,
        "Press Shift two more times to leave this site.",
    )
    assert page.locator(".leave-bar .dots").is_visible()
    page.keyboard.press("Shift")
    assert (dots.count(), told.inner_text()) == (2, "Press Shift once more to leave this site.")
    page.keyboard.press("Shift")
    has_left(page)


def test_shift_pressed_while_writing_or_too_slowly_does_nothing(browser_page, site):
    page = open_help(browser_page)
    for key in ("Shift", "Shift", "a", "Shift", "Shift", "Escape", "Escape", "Escape"):
        page.keyboard.press(key)
    assert page.locator(".leave-bar .dots").is_hidden()
    page.clock.install()
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.clock.fast_forward(5_000)
    assert "you are still here" in page.locator(".leave-bar [role=status]").inner_text()
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    assert page.url == f"{site.url}{HELP}"


@WITH_AND_WITHOUT_SCRIPT
def test_the_second_link_of_the_page_leaves(browser_page, javascript):
    page = open_help(browser_page, javascript=javascript)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Leave this site"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    has_left(page)


def test_leaving_ends_the_session(browser_page):
    page = open_help(browser_page, CITIZEN)
    press_leave(page)
    assert [cookie["name"] for cookie in page.context.cookies()] == ["closed"]
    page.goto("/registrations/")
    assert "/accounts/login/" in page.url


def test_reading_help_leaves_no_cookie_and_nothing_in_storage(browser_page):
    page = browser_page()
    for address in (HELP, ABOUT, f"{HELP}?from=somewhere#report"):
        page.goto(address)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_what_has_the_focus_is_never_below_the_bar(browser_page, viewport):
    page = browser_page(viewport=viewport)
    page.goto(HELP)
    for key in ("Tab", "Shift+Tab"):
        for _ in range(page.locator("a").count()):
            page.keyboard.press(key)
            focus = page.evaluate(FOCUS, None)
            assert focus["name"] == "nothing" or focus["seen"], focus
    assert page.url.endswith(HELP)  # Shift+Tab is no press of Shift alone


def test_the_pages_pass_axe(browser_page):
    page = open_help(browser_page)
    look(page, "help")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    look(page, "help-shift")
    page.goto(ABOUT)
    look(page, "help-leaving")
    press_leave(page)
    page.go_back()
    page.goto(HELP)
    look(page, "help-closed")
