"""The ground of the journeys: the browser, the sample site, its mail, and a clean slate."""

from tests.journeys.windows import Windows, follow


def test_the_home_page_opens_with_javascript_and_without(browser_page):
    for javascript in (True, False):
        page = browser_page(javascript=javascript)
        assert page.goto("/").status == 200
        assert page.locator("h1").count() == 1


def test_the_first_tab_skips_to_the_content(browser_page):
    page = browser_page()
    page.goto("/events/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to the content"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_each_test_finds_the_sample_data_alone(site, browser_page):
    people = site.sql("SELECT count(*) FROM accounts_user")[0][0]
    site.sql("DELETE FROM account_emailaddress")
    site.reset()
    assert site.sql("SELECT count(*) FROM account_emailaddress")[0][0] == people


def test_a_code_comes_by_mail(browser_page, mailbox):
    page = browser_page()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").first.fill("citizen@example.org")
    follow(page.locator("main form button").first)
    letter = mailbox.next("citizen@example.org")
    assert letter.code
    assert letter.ics == ""


def test_someone_can_be_signed_in_at_once(browser_page):
    page = browser_page("admin@example.org")
    assert page.goto("/admin/").status == 200
    assert page.url.endswith("/admin/")


def test_the_windows_notice_what_a_page_must_never_do(browser, site):
    """The negative control of every journey."""
    windows = Windows(browser, site)
    page = windows()
    page.goto("/")
    page.evaluate("fetch('http://127.0.0.1:9/').catch(() => 0)")
    page.evaluate("fetch('/static/nothing.css')")
    page.evaluate("setTimeout(() => nothing.at.all)")
    page.wait_for_timeout(500)
    windows.close()
    told = "\n".join(windows.faults)
    for part in ("Content Security Policy", "404 http", "nothing is not defined"):
        assert part in told, told
