"""The back office under its own Content-Security-Policy: every kind of screen, and what is done.

`browser_page` fails where a screen breaks the policy, throws an error or asks another server for
anything; these tests go where that could happen.
"""

import re
from io import BytesIO

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import Page

from tests.journeys.windows import follow

ADMIN = "admin@example.org"
ABOUT = "SELECT id FROM wagtailcore_page WHERE slug = 'about'"
SCRIPT_SRC = re.compile(r"script-src ([^;]*)")
LISTS = (
    "/admin/",
    "/admin/account/",
    "/admin/collections/",
    "/admin/documents/",
    "/admin/event/",
    "/admin/groups/",
    "/admin/images/",
    "/admin/outgoingemail/",
    "/admin/pages/",
    "/admin/registration/",
    "/admin/sites/",
    "/admin/users/",
    "/admin/workflows/list/",
    "/admin/reports/aging-pages/",
    "/admin/reports/locked/",
    "/admin/reports/page-types-usage/",
    "/admin/reports/site-history/",
    "/admin/reports/workflow/",
)
FORMS = (
    "/admin/agency/edit/1/",
    "/admin/course/edit/1/",
    "/admin/documents/multiple/add/",
    "/admin/event/edit/1/",
    "/admin/event/history/1/",
    "/admin/event/new/",
    "/admin/event/usage/1/",
    "/admin/events/1/",
    "/admin/events/1/cancel/",
    "/admin/events/1/reschedule/",
    "/admin/groups/edit/1/",
    "/admin/images/multiple/add/",
    "/admin/pages/{about}/history/",
    "/admin/pages/{about}/move/",
    "/admin/person/edit/1/",
    "/admin/sites/new/",
    "/admin/users/edit/1/",
    "/admin/workflows/add/",
    "/admin/workflows/edit/1/",
)


@pytest.fixture
def office(browser_page) -> Page:
    """Signed in, with nothing forgiven."""
    return browser_page(ADMIN)


@pytest.fixture
def about(site) -> int:
    """The page of text that the sample site has."""
    return site.sql(ABOUT)[0][0]


@pytest.fixture
def picture() -> dict:
    """A small picture, as a file that is chosen in a form."""
    with BytesIO() as file:
        Image.new("RGB", (320, 200), "#174a86").save(file, "PNG")
        return {"name": "room.png", "mimeType": "image/png", "buffer": file.getvalue()}


@pytest.mark.parametrize("screens", [LISTS, FORMS], ids=["lists", "forms"])
def test_every_kind_of_screen_keeps_the_policy(office, about, screens):
    for address in screens:
        response = office.goto(address.format(about=about))
        assert response.status == 200, address
        policy = response.header_value("content-security-policy")
        assert SCRIPT_SRC.search(policy)[1] == "'self'", address
        assert "no-store" in response.header_value("cache-control"), address
        assert office.locator("[data-start]").count() == 0, f"{address}: a chooser was not started"


def test_dates_are_chosen_from_a_calendar(office):
    office.goto("/admin/reports/site-history/")
    office.get_by_role("button", name="Show filters").click()
    office.get_by_role("button", name="Date", exact=True).last.click()
    office.locator("#id_timestamp_0").click()
    office.locator(".xdsoft_datetimepicker:visible .xdsoft_today").first.click()
    assert office.locator("#id_timestamp_0").input_value()


def test_a_page_is_written_with_a_picture_a_link_and_a_day(office, about, picture, site):
    office.goto(f"/admin/pages/{about}/edit/")
    _add_block(office, "Picture")
    office.get_by_role("button", name="Choose an image").last.click()
    office.get_by_role("tab", name="Upload").click()
    office.locator("#id_image-chooser-upload-file").set_input_files(picture)
    office.locator("#id_image-chooser-upload-title").fill("A room")
    office.get_by_role("button", name="Upload").last.click()
    office.locator(".modal-dialog").wait_for(state="hidden")
    office.get_by_label("What it shows").last.fill("A room with chairs")
    _add_block(office, "Text")
    office.locator(".Draftail-Editor [contenteditable]").last.focus()
    office.keyboard.type("Come in. ")
    office.keyboard.press("Control+k")
    office.locator(".modal-body").get_by_role("link", name="External link").click()
    office.locator("#id_external-link-chooser-url").fill("https://www.weather.gov/")
    office.get_by_role("button", name="Insert link").click()
    office.locator(".modal-dialog").wait_for(state="hidden")
    office.get_by_role("button", name="Toggle status").click()
    office.get_by_role("button", name="Set schedule").click()
    office.locator("#id_go_live_at").click()
    office.locator(".xdsoft_datetimepicker:visible .xdsoft_today").first.click()
    assert office.locator("#id_go_live_at").input_value()
    office.keyboard.press("Escape")
    assert site.sql("SELECT 1 FROM wagtailimages_image WHERE title = 'A room'")


def _add_block(page: Page, name: str) -> None:
    page.get_by_title("Insert a block").last.click()
    page.get_by_role("option", name=name).first.click()


def test_a_page_is_previewed_in_its_frame_under_the_policy_of_the_site(office, about):
    office.goto(f"/admin/pages/{about}/edit/")
    with office.expect_response(re.compile("in_preview_panel=true")) as drawn:
        office.get_by_role("button", name="Toggle preview").click()
    answer = drawn.value
    policy = answer.header_value("content-security-policy")
    assert "frame-ancestors 'self'" in policy and "unsafe" not in policy
    assert answer.header_value("x-frame-options") == "SAMEORIGIN"
    assert "no-store" in answer.header_value("cache-control")
    office.frame_locator("iframe.w-preview__iframe").last.locator("h1").wait_for()
    office.get_by_role("button", name="Toggle checks").click()
    office.get_by_role("heading", name="Words", exact=True).first.wait_for()


def test_an_inner_form_is_added_to_an_agency(office, site):
    office.goto("/admin/agency/edit/1/")
    before = office.locator("[name$='-domain']").count()
    office.get_by_role("button", name="Add Domain").click()
    office.locator("[name$='-domain']").nth(before).fill("new.example")
    follow(office.get_by_role("button", name="Save").first)
    office.get_by_text("updated").first.wait_for()
    assert site.sql("SELECT 1 FROM accounts_agencydomain WHERE domain = 'new.example'")


def test_a_page_is_chosen_from_the_tree(office):
    office.goto("/admin/sites/new/")
    office.get_by_role("button", name="Choose a root page").click()
    office.locator(".modal-body a.choose-page").first.click()
    office.locator(".modal-dialog").wait_for(state="hidden")
    assert office.locator("input[name=root_page]").input_value()


def test_the_policy_names_no_unsafe_script_anywhere():
    for policy in (settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], settings.OFFICE_SECURITY_POLICY):
        assert policy["script-src"] == ["'self'"]
        assert policy["default-src"] == ["'none'"]
