"""Double presses, the back button, codes that are old, used or wrong: in a real browser."""

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from tests.journeys.looks import look
from tests.journeys.windows import follow

CITIZEN = "citizen@example.org"
NEW = "ida.patient@mail.example"
SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])


def places(site, event) -> int:
    query = "SELECT count(*) FROM events_registration WHERE event_id = ?"
    return site.sql(query, [event.pk])[0][0]


def ready(page, event):
    """The form, filled in; its button."""
    page.goto(event.register)
    page.get_by_label("I am 18 or older").check()
    page.get_by_label("I come, or give my place back in time").check()
    return page.get_by_role("button", name="Take my seat")


def heading(page) -> str:
    return page.locator("h1").inner_text()


@SCRIPT
def test_a_double_press_takes_one_seat(site, sample, browser_page, javascript):
    page = browser_page(CITIZEN, javascript=javascript)
    before = places(site, sample.stadium)
    ready(page, sample.stadium).dblclick()
    # Without script the second press breaks the first one's answer off: only the end counts.
    page.get_by_role("heading", name="You have a place.").wait_for()
    assert places(site, sample.stadium) == before + 1


@SCRIPT
def test_back_from_a_place_leads_to_it_again(site, sample, browser_page, javascript):
    """No page about a person is kept: the browser asks anew, and the answer is their place."""
    page = browser_page(CITIZEN, javascript=javascript)
    before = places(site, sample.stadium)
    follow(ready(page, sample.stadium))
    assert "/registrations/" in page.url
    page.go_back()
    assert heading(page) == "You have a place."
    assert places(site, sample.stadium) == before + 1


@SCRIPT
def test_back_to_the_page_that_asks_and_press_again(sample, browser_page, javascript):
    place = sample.take_seat(CITIZEN, sample.stadium).url
    page = browser_page(CITIZEN, javascript=javascript)
    page.goto(f"{place}cancel/")
    follow(page.get_by_role("button", name="Give my place back"))
    assert page.url == place
    page.go_back()
    assert heading(page) == "This place was given back."
    assert "There is nothing left to give back." in page.locator("main").inner_text()


def begin(page, event) -> None:
    """The form of someone new, sent: the page asks for the code."""
    page.goto(event.register)
    page.get_by_label("Given name").fill("Ida")
    page.get_by_label("Family name").fill("Patient")
    page.get_by_label("E-mail address").fill(NEW)
    page.get_by_label("I am 18 or older").check()
    page.get_by_label("I come, or give my place back in time").check()
    follow(page.get_by_role("button", name="Take my seat"))
    assert heading(page) == "Enter the code"


def enter(page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    follow(page.get_by_role("button", name="Check the code"))


def test_a_wrong_code_is_named_and_the_right_one_still_works(sample, browser_page, mailbox):
    page = browser_page()
    begin(page, sample.stadium)
    enter(page, "BBBB-BBBB")
    assert "This is not the code from the newest mail." in page.locator("main").inner_text()
    look(page, "code-wrong")
    enter(page, mailbox.next(NEW).code.lower())
    assert page.url.endswith(sample.stadium.register)
    assert page.get_by_label("I am 18 or older").is_checked()


def grow_old(site, seconds: int) -> None:
    """As if the codes in all sessions had been asked for `seconds` ago."""
    store = SessionStore()
    for key, data in site.sql("SELECT session_key, session_data FROM django_session"):
        aged = store.encode(_older(store.decode(data), seconds))
        site.sql("UPDATE django_session SET session_data = ? WHERE session_key = ?", [aged, key])


def _older(value, seconds: int):
    if isinstance(value, dict):
        return {
            name: inner - seconds
            if name in ("at", "initiated_at") and isinstance(inner, int | float)
            else _older(inner, seconds)
            for name, inner in value.items()
        }
    return value


def test_a_code_that_is_too_old_leads_to_a_new_one_and_back(site, sample, browser_page, mailbox):
    page = browser_page()
    begin(page, sample.stadium)
    old = mailbox.next(NEW).code
    grow_old(site, 11 * 60)
    enter(page, old)
    assert heading(page) == "Sign in"
    assert "This code is too old, or was used already." in page.locator("body").inner_text()
    look(page, "code-old")
    page.get_by_label("E-mail address").fill(NEW)
    follow(page.get_by_role("button", name="Mail me a code"))
    enter(page, mailbox.next(NEW).code)
    assert page.url.endswith(sample.stadium.register)
    assert page.get_by_label("I am 18 or older").is_checked()
    assert "For Ida Patient" in page.locator("main").inner_text()


def test_a_code_works_once(sample, browser_page, mailbox):
    page = browser_page()
    begin(page, sample.stadium)
    code = mailbox.next(NEW).code
    enter(page, code)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    begin(page, sample.stadium)
    enter(page, code)
    assert "This is not the code from the newest mail." in page.locator("main").inner_text()


def test_back_from_the_code_page_finds_the_form_as_it_was(sample, browser_page):
    page = browser_page()
    begin(page, sample.stadium)
    page.go_back()
    assert page.get_by_label("I am 18 or older").is_checked()
    assert page.get_by_label("Given name").input_value() == "Ida"


def test_back_to_the_code_page_after_the_sign_in_leads_on(sample, browser_page, mailbox):
    page = browser_page()
    begin(page, sample.stadium)
    enter(page, mailbox.next(NEW).code)
    page.go_back()
    assert page.url.endswith(sample.stadium.register)
    assert page.get_by_label("I am 18 or older").is_checked()


def test_three_wrong_codes_end_it_and_a_new_one_leads_on(sample, browser_page, mailbox):
    page = browser_page()
    begin(page, sample.stadium)
    mailbox.next(NEW)
    for _try in range(3):
        enter(page, "BBBB-BBBB")
    assert "That was tried too often." in page.locator("body").inner_text()
    page.get_by_label("E-mail address").fill(NEW)
    follow(page.get_by_role("button", name="Mail me a code"))
    enter(page, mailbox.next(NEW).code)
    assert page.url.endswith(sample.stadium.register)
