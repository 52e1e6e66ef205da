"""An editor writes news out of blocks and publishes it; every page of the site is looked at."""

import pytest

from accounts.models.person import today
from tests.journeys.looks import OURS, look
from tests.journeys.windows import follow

SEEN_BY_ALL_MS = 5_100  # no visitor sees anything older than five seconds
SAVES_ITSELF_MS = 3_000  # Wagtail keeps a draft half a second after the last change
EDITOR, ADMIN = "editor@example.org", "admin@example.org"


def add_block(page, label: str) -> None:
    """Opens the block picker at the end of the body and takes a block."""
    body = page.locator("#panel-child-content-body-content")
    body.locator(".c-sf-add-button").last.click()
    page.get_by_role("option", name=label, exact=True).click()


def test_news_with_a_figure_is_published_and_stands_in_list_and_feed(site, browser_page):
    page = browser_page(EDITOR)
    index = site.sql("SELECT page_ptr_id FROM cms_newsindexpage")[0][0]
    page.goto(f"/admin/pages/add/cms/newspage/{index}/")
    page.locator("#id_title").fill("Awareness week begins")
    page.locator("#id_summary").fill("Officers hand out cards at truck stops.")
    add_block(page, "Heading")
    page.locator("[name='body-0-value']").fill("If you drive for a living")
    add_block(page, "Figure with its source")
    for name, text in (
        ("figure", "240"),
        ("counts", "cases in Missouri known to the hotline"),
        ("period", "2021"),
        ("source", "National Human Trafficking Hotline"),
    ):
        page.locator(f"[name='body-1-value-{name}']").fill(text)
    page.locator("[name='body-1-value-source_url']").fill("https://humantraffickinghotline.org")
    page.keyboard.press("Tab")
    page.wait_for_timeout(SAVES_ITSELF_MS)
    page.get_by_role("button", name="More actions").first.click()
    follow(page.get_by_role("button", name="Publish"))
    page.get_by_text("published").first.wait_for()

    reader = browser_page()
    reader.goto("/news/")
    follow(reader.get_by_role("link", name="Awareness week begins"))
    assert "240 cases in Missouri" in reader.locator("main").inner_text()
    assert "If you drive for a living" in reader.locator("main").inner_text()
    look(reader, "news-by-an-editor")
    assert "Awareness week begins" in reader.request.get("/news/feed/").text()


@pytest.mark.parametrize(
    "address", ["/", "/news/", "/news/truck-stop-week/", "/news/saturday-class/", "/about/"]
)
def test_every_kind_of_page_reads_well(browser_page, address):
    page = browser_page()
    page.goto(address)
    look(page, f"cms-{address.strip('/').replace('/', '-') or 'home'}")


def test_the_numbers_of_the_hotline_are_changed_once_for_every_page(browser_page):
    page = browser_page(EDITOR)
    page.goto("/admin/settings/cms/sitesettings/")
    page.locator("#id_hotline_call").fill("816-555-0100")
    page.locator("#id_verified_on").fill(f"{today():%Y-%m-%d}")
    follow(page.get_by_role("button", name="Save"))
    page.get_by_text("updated.").wait_for()
    page.wait_for_timeout(SEEN_BY_ALL_MS)
    reader = browser_page()
    reader.goto("/help/")
    assert "Call 816-555-0100" in reader.locator("body").inner_text()


def test_a_check_that_is_overdue_is_asked_for(site, browser_page):
    site.sql("UPDATE cms_sitesettings SET verified_on = '2020-01-01'")
    page = browser_page(ADMIN)
    page.goto("/admin/")
    page.get_by_text("Please check the hotline's numbers").wait_for()
    look(page, "office-overdue-check", within=OURS)
