"""The staff's day: people at the door on a phone, many decisions at once, a mail to many."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.looks import OURS, PHONE, SETTLES_MS, look
from tests.journeys.windows import follow

COORDINATOR = "coordinator@example.org"
SMALL = "[...document.querySelectorAll('.door button, .door summary, .search button, .tabs a')]"
SMALL += ".filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).length"


NARROW = {"width": 360, "height": 740}
# What the button of Wagtail's menu lies over: ours, or what says what a press did.
COVERED = """() => {
  const one = document.querySelector('.sidebar-nav-toggle').getBoundingClientRect();
  const header = document.querySelector('main .w-sticky')?.getBoundingClientRect();
  if (header?.top <= one.top && header.bottom >= one.bottom) return [];  // lies on that bar alone
  return [...document.querySelectorAll(
    '.office :is(h1, h2, h3, p, a, button, summary, input, strong), .w-dashboard h1')]
    .map(each => [each.innerText, each.getBoundingClientRect(), each])
    .filter(([, box, each]) => each.checkVisibility() && box.height && box.left < one.right
      && box.right > one.left && box.top < one.bottom && box.bottom > one.top)
    .map(([words]) => words);
}"""
TOP = "document.querySelector('.sidebar-nav-toggle').getBoundingClientRect().top"


@pytest.fixture
def today(site, sample):
    """The academy's class began an hour ago."""
    begins = datetime.now(UTC) - timedelta(hours=1)
    times = [f"{at:%Y-%m-%d %H:%M:%S}" for at in (begins, begins + timedelta(hours=8))]
    site.sql(
        "UPDATE events_slot SET starts_at = ?, ends_at = ? WHERE event_id = ?",
        [*times, sample.academy.pk],
    )
    return sample.academy


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_the_door_on_a_phone(today, browser_page, javascript):
    page = browser_page(COORDINATOR, javascript=javascript, viewport=PHONE)
    page.goto("/admin/")
    follow(page.locator(OURS).get_by_role("link", name="Note attendance"))
    page.get_by_text("41 people are not noted yet.").wait_for()
    if javascript:
        assert page.evaluate(SMALL) == 0
        wide = "document.querySelector('.office').scrollWidth"
        assert page.evaluate(wide) <= PHONE["width"]
    follow(page.get_by_role("button", name="Came Avery Abbot"))
    page.get_by_text("40 people are not noted yet.").wait_for()
    page.locator("summary", has_text="Bela Abbot").click()
    follow(page.get_by_role("button", name="No-show Bela Abbot"))
    page.get_by_text("1 came, 1 no-show.").wait_for()
    page.get_by_label("Find someone").fill("carmen")
    follow(page.get_by_role("button", name="Find", exact=True))
    page.locator("summary", has_text="Carmen Abbot").click()
    follow(page.get_by_role("button", name="Came late Carmen Abbot"))
    page.get_by_text("2 came (1 came late), 1 no-show.").wait_for()
    follow(page.get_by_role("button", name="Note all 38 people not noted yet as came"))
    page.get_by_text("Casey Coordinator noted 38 people in one press: came.").wait_for()
    follow(page.get_by_role("button", name="Undo it"))
    page.get_by_text("Undone: 38 people are not noted any more.").wait_for()
    page.goto(today.office)
    assert "2 came (1 came late), 1 no-show." in page.locator(OURS).inner_text()


def test_on_a_phone_the_menu_button_covers_nothing_and_what_was_done_is_in_sight(
    today, browser_page
):
    page = browser_page(COORDINATOR, viewport=NARROW)
    page.goto("/admin/")
    page.locator(".sidebar-nav-toggle").wait_for()
    assert page.evaluate(COVERED) == []
    page.goto(f"{today.office}attendance/")
    page.get_by_role("button", name="Came Hana Abbot").click()
    page.get_by_text("40 people are not noted yet.").wait_for()
    page.locator(".sidebar-nav-toggle").wait_for()
    page.wait_for_timeout(SETTLES_MS)
    assert page.evaluate(TOP) == 0
    assert page.evaluate(COVERED) == []
    message = page.locator(".messages li", has_text="Hana Abbot: came.")
    expect(message).to_be_in_viewport(ratio=1)
    row = page.locator(".door li:target").bounding_box()
    said = message.bounding_box()
    assert said["y"] + said["height"] <= row["y"]


def test_many_are_approved_at_once(hands, sample, site):
    staff = hands(COORDINATOR)
    staff.open("/admin/")
    staff.follow(staff.page.locator(f'.office a[href="{sample.academy.office}#decisions"]'))
    staff.look("office-decisions")
    staff.choose("For whom", "all 2 people shown here")
    staff.press("Approve them")
    assert staff.heading() == "Approve people"
    assert "2 people: 2 get a seat; 1 mail." in staff.text()
    staff.look("office-bulk-review")
    staff.press("Approve 2 people")
    staff.page.get_by_text("Done for 2 people.").wait_for()
    staff.look("office-bulk-done")
    staff.follow("Back to First responder")
    assert "43 people are confirmed." in staff.text()


def test_a_mail_to_the_people_who_were_ticked(hands, sample, mailbox):
    sample.take_seat("citizen@example.org", sample.stadium)
    mailbox.next("citizen@example.org", "Your place")
    staff = hands(COORDINATOR)
    staff.open(sample.stadium.office)
    staff.write("Find in the roster", "kim")
    staff.press("Find")
    staff.tick("Choose Kim Citizen")
    staff.press("Write to them")
    staff.write("Subject", "Where to park")
    staff.write("Text", "Lot M is full. Please park in lot C.")
    staff.look("office-bulk-words")
    staff.press("Look at the mail")
    assert "Hello Kim," in staff.text()
    staff.look("office-bulk-letter")
    staff.press("Send 1 mail")
    staff.page.get_by_text("Done for 1 person.").wait_for()
    letter = mailbox.next("citizen@example.org", "Where to park")
    assert "Lot M is full. Please park in lot C." in letter.text


def test_a_long_act_goes_on_by_itself(site, sample, browser_page):
    page = browser_page(COORDINATOR)
    page.goto(f"{sample.stadium.office}write/")
    follow(page.get_by_role("button", name="Write the mail"))
    page.get_by_label("Subject").fill("Where to park")
    page.get_by_label("Text").fill("Please park in lot C.")
    follow(page.get_by_role("button", name="Look at the mail"))
    site.sql("UPDATE accounts_person SET contact_email = 'p' || id || '@example.org'")
    page.reload()
    follow(page.get_by_role("button", name="Send 181 mails"))
    page.get_by_text("Done for 181 people.").wait_for(timeout=60_000)
    rows = site.sql("SELECT count(*) FROM mail_outgoingemail WHERE kind = 'events/email/note'")
    assert rows[0][0] == 181


def test_the_screens_of_the_day_are_clean(today, sample, site, browser_page):
    page = browser_page(COORDINATOR)
    held = site.sql("SELECT id FROM events_event WHERE state = 'held'")[0][0]
    place = site.sql(
        "SELECT id FROM events_registration WHERE event_id = ? ORDER BY arrival", [held]
    )[0][0]
    for name, address in (
        ("office-today", "/admin/"),
        ("office-door", f"{today.office}attendance/"),
        ("office-run-today", today.office),
        ("office-held", f"/admin/events/{held}/"),
        ("office-held-door", f"/admin/events/{held}/attendance/"),
        ("office-place", f"/admin/events/{held}/places/{place}/"),
        ("office-write", f"{sample.full.office}write/"),
        ("office-full", sample.full.office),
    ):
        page.goto(address)
        look(page, name, within=OURS)
    page.goto(f"/admin/events/{held}/attendance/")
    follow(page.get_by_role("link", name="Correct it").first)
    look(page, "office-correct", within=OURS)
    site.sql("UPDATE events_event SET state = 'cancelled'")
    page.goto("/admin/")
    page.get_by_role("heading", name="Plan the next class").wait_for()
    look(page, "office-fresh", within=OURS)
