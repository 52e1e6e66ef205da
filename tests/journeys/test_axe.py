"""axe on the pages that no journey passes, and on what Wagtail's frame is made of."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from tests.journeys.looks import OURS, findings, look

CITIZEN, COORDINATOR = "citizen@example.org", "coordinator@example.org"
# What axe finds in Wagtail's own frame around our screens: (rule, element). Theirs to mend.
# Wagtail 8.0.1 has none on these pages; what a later version brings is listed here.
WAGTAILS_OWN: set[tuple[str, str]] = set()


def visit(page, name: str, address: str, **options) -> None:
    page.goto(address)
    look(page, name, **options)


@pytest.mark.parametrize(
    "group",
    [
        ("/courses/", "/courses/first-responder/", "/courses/citizen-class/", "/help/"),
        ("/accounts/login/", "/accounts/login/password/", "/accounts/signup/", "/mailbox/"),
    ],
    ids=lambda group: group[0],
)
def test_pages_for_everyone(browser_page, group):
    page = browser_page()
    for address in group:
        visit(page, address.strip("/").replace("/", "-"), address)


def test_events_in_every_state(site, sample, browser_page):
    page = browser_page(CITIZEN)
    for name in ("cancelled", "postponed", "unlisted"):
        event = getattr(sample, name)
        visit(page, name, event.url)
        visit(page, f"{name}-refused", event.register)
    site.sql("UPDATE events_event SET opens_at = '2999-01-01' WHERE id = ?", [sample.academy.pk])
    visit(page, "not-open-yet", sample.academy.url)


def test_the_form_with_every_mistake(sample, browser_page):
    page = browser_page()
    page.goto(sample.academy.register)
    page.get_by_label("Given name").fill("A name that does not end " * 5)
    page.get_by_role("button", name="Take my seat").click()
    page.locator(".error-summary:focus").wait_for()  # what went wrong is read first
    look(page, "form-mistakes")


def test_the_account_and_a_place_opened_by_its_link(sample, browser_page, mailbox):
    page = browser_page(CITIZEN)
    for address in ("", "email/", "2fa/", "sessions/", "password/set/"):
        visit(page, f"account-{address.strip('/')}", f"/accounts/{address}")
    sample.take_seat(CITIZEN, sample.mornings)
    letter = mailbox.next(CITIZEN, "Your place")
    visit(browser_page(), "place-by-link", letter.link("/registrations/"))
    stranger = browser_page()
    stranger.goto(letter.link("/cancel/?key="))
    stranger.get_by_role("button", name="Give my place back").click()
    visit(stranger, "nothing-to-give-back", letter.link("/cancel/?key="))


def test_the_rest_of_the_back_office(site, sample, browser_page):
    page = browser_page(COORDINATOR)
    place = site.sql(
        "SELECT id FROM events_registration WHERE event_id = ? AND state = 'pending_eligibility'",
        [sample.academy.pk],
    )[0][0]
    for name in ("seats", "close", "copy", "add", "add/new", "history"):
        visit(
            page, f"office-{name.replace('/', '-')}", f"{sample.academy.office}{name}/", within=OURS
        )
    page.goto(f"{sample.academy.office}add/")
    page.get_by_label("Name or e-mail of someone we may know").fill("kim")
    page.get_by_role("button", name="Look for the person").click()
    page.get_by_text("1 person found.").wait_for()
    look(page, "office-found", within=OURS)
    for name in ("decline", "give-back", "rename"):
        address = f"{sample.academy.office}places/{place}/{name}/"
        visit(page, f"office-{name}", address, within=OURS)
    page.goto(f"{sample.academy.office}seats/")
    page.get_by_label("Seats").fill("1")
    page.get_by_role("button", name="Change the seats").click()
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


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500", "503"])
def test_pages_of_errors(browser_page, name):
    """As in production; with DEBUG on, Django shows its own."""
    page = browser_page()
    page.goto("/healthz")  # the error page takes its place, and loads its style from there
    request = RequestFactory().get("/help/")
    request.user = AnonymousUser()
    page.set_content(render_to_string(f"{name}.html", request=request))
    look(page, f"error-{name}")
