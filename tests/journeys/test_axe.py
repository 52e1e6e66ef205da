"""axe on what lies a few steps beyond page_types.py, and on what Wagtail's frame is made of."""

from tests.journeys.looks import OURS, findings, look
from tests.journeys.windows import follow

CITIZEN, COORDINATOR = "citizen@example.org", "coordinator@example.org"
# What axe finds in Wagtail's own frame around our screens: (rule, element). Theirs to mend.
# Wagtail 8.0.1 has none on these pages; what a later version brings is listed here.
WAGTAILS_OWN: set[tuple[str, str]] = set()


def visit(page, name: str, address: str, **options) -> None:
    page.goto(address)
    look(page, name, **options)


def test_what_went_wrong_is_read_first(sample, browser_page):
    page = browser_page()
    page.goto(sample.academy.register)
    page.get_by_label("Given name").fill("A name that does not end " * 5)
    follow(page.get_by_role("button", name="Take my seat"))
    page.locator(".error-summary:focus").wait_for()
    look(page, "form-mistakes")


def test_a_place_opened_by_its_link(sample, browser_page, mailbox):
    sample.take_seat(CITIZEN, sample.mornings)
    letter = mailbox.next(CITIZEN, "Your place")
    visit(browser_page(), "place-by-link", letter.link("/registrations/"))
    stranger = browser_page()
    stranger.goto(letter.link("/cancel/?key="))
    follow(stranger.get_by_role("button", name="Give my place back"))
    visit(stranger, "nothing-to-give-back", letter.link("/cancel/?key="))


def test_steps_in_the_back_office(site, sample, browser_page):
    page = browser_page(COORDINATOR)
    page.goto(f"{sample.academy.office}add/")
    page.get_by_label("Name or e-mail of someone we may know").fill("kim")
    follow(page.get_by_role("button", name="Look for the person"))
    page.get_by_text("1 person found.").wait_for()
    look(page, "office-found", within=OURS)
    page.goto(f"{sample.academy.office}seats/")
    page.get_by_label("Seats").fill("1")
    follow(page.get_by_role("button", name="Change the seats"))
    page.locator(".error-summary").wait_for()
    look(page, "office-mistake", within=OURS)
    site.sql("UPDATE events_event SET state = 'draft' WHERE id = ?", [sample.mornings.pk])
    visit(page, "office-draft", sample.mornings.office, within=OURS)
    visit(page, "office-publish", f"{sample.mornings.office}publish/", within=OURS)
    visit(page, "office-line", sample.full.office, within=OURS)


def test_what_wagtail_itself_leaves_to_be_found(sample, browser_page):
    page = browser_page(COORDINATOR)
    found = set()
    for address in (
        "/admin/",
        sample.academy.office,
        f"{sample.academy.office}reschedule/",
        "/admin/event/",
        f"/admin/event/edit/{sample.academy.pk}/",
        "/admin/registration/",
        "/admin/venue/",
        "/admin/outgoingemail/",
    ):
        assert page.goto(address).status == 200
        for rule in findings(page, without=OURS):
            found |= {(rule["id"], str(node["target"])) for node in rule["nodes"]}
    assert found == WAGTAILS_OWN


def test_a_page_that_comes_slowly_is_looked_at_as_a_whole(browser_page, weather):
    """The negative control of every look: what axe is to find comes in the second half."""
    browser_page.leads_to = (weather,)
    page = browser_page()
    slowly = f"{weather}slowly"
    page.goto(slowly, wait_until="commit")
    assert [rule["id"] for rule in findings(page, within=OURS)] == ["button-name"]
    page.goto(weather)
    page.evaluate(
        "slowly => document.querySelector('h1').innerHTML = `<a href=${slowly}>On</a>`", slowly
    )
    follow(page.get_by_role("link"))
    assert page.get_by_role("button").count() == 1
