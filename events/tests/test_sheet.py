"""The sign-in sheet: a page of its own for each day, with names and lines and no address."""

import re
from datetime import timedelta

import pytest
import time_machine

from cms.shipped import SHIPPED
from courses.models import Audience
from events import schedule
from events.models import Export
from events.tests.export_steps import logged, roster_of, sign_in
from events.tests.factories import create_event, create_registration
from events.tests.office_steps import text, url
from tests.people import create_person

pytestmark = pytest.mark.django_db
# Session, user and rights; the event with slots and trainers; who is on it; the row of the log;
# the people; how it ended.
STATEMENTS_OF_A_SHEET = 15


@pytest.fixture
def office(client, coordinator):
    """The coordinator's browser, signed in by code just now."""
    sign_in(client, coordinator)
    return client


def test_it_names_the_day_the_room_and_everyone_with_the_number_of_the_screen(office):
    event = roster_of(("Zoe", "Adams"), ("Alex", "Young"), title="Academy day")
    page = text(office.get(url(event, "roster")))
    assert "Academy day" in page
    assert "Regional Training Academy, Classroom A" in page
    assert "1 Zoe Adams Blue River Police 2 Alex Young Blue River Police W1" in page
    assert "No. Name Agency In Out Signature" in page
    assert re.search(r"As of .*: 2 people have a place\.", page)
    assert "W8" in page


def test_it_holds_no_address_and_no_number_of_anyone(office):
    event = roster_of(("Alex", "Doe"), audience=Audience.CITIZENS)
    nameless = create_person(given_name="", family_name="", contact_email="who@example.org")
    create_registration(event=event, person=nameless)
    body = office.get(url(event, "roster")).content.decode()
    for registration in event.registrations.select_related("person"):
        assert registration.person.contact_email not in body
        assert registration.code not in body
    assert "No name" in body
    assert "@" not in text(office.get(url(event, "roster")))


def test_the_hotline_stands_at_the_foot_and_the_page_is_told_to_nobody(office, settings):
    event = roster_of(("Alex", "Doe"))
    answer = office.get(url(event, "roster"))
    assert f"call {SHIPPED['hotline_call']}" in text(answer)
    assert "no-store" in answer["Cache-Control"]
    assert "style=" not in answer.content.decode()


def test_citizens_have_no_column_of_agencies(office):
    event = roster_of(("Alex", "Doe"), audience=Audience.CITIZENS)
    page = text(office.get(url(event, "roster")))
    assert "No. Name In Out Signature" in page


def test_every_day_has_its_own_sheet_and_the_next_comes_first(office, coordinator):
    event = create_event(days=3)
    slots = event.standing_slots
    with time_machine.travel(slots[1].starts_at + timedelta(hours=1)):
        sign_in(office, coordinator)
        assert "(day 2 of 3)" in text(office.get(url(event, "roster")))
        assert "(day 3 of 3)" in text(office.get(url(event, "roster"), {"day": "3"}))
        assert "(day 2 of 3)" in text(office.get(url(event, "roster"), {"day": "9"}))
    with time_machine.travel(slots[2].ends_at + timedelta(hours=1)):
        sign_in(office, coordinator)
        assert "(day 1 of 3)" in text(office.get(url(event, "roster")))


def test_without_a_date_or_cancelled_there_is_none(office, coordinator):
    event = roster_of(("Alex", "Doe"))
    schedule.postpone(event, by=coordinator, reason="Ice.")
    assert "No date is set." in text(office.get(url(event, "roster")))
    schedule.cancel_event(event, by=coordinator, reason="Ice.")
    page = text(office.get(url(event, "roster")))
    assert "The event is cancelled." in page
    assert "Alex" not in page
    assert not Export.objects.exists()


def test_opening_it_is_logged_and_told_in_the_history(office):
    event = roster_of(("Alex", "Doe"))
    office.get(url(event, "roster"))
    assert logged() == [("roster", "paper", "done", 1)]
    history = text(office.get(url(event, "history")))
    assert "Casey Coordinator opened a sign-in sheet to print it (names: 1)." in history


def test_an_old_sign_in_proves_itself_first_and_comes_back_to_the_day(client, coordinator):
    event = roster_of(("Alex", "Doe"), days=2)
    with time_machine.travel("2026-11-25 12:00:00Z", tick=False) as clock:
        sign_in(client, coordinator)
        clock.shift(3601)
        answer = client.get(url(event, "roster"), {"day": "2"})
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"%2Fadmin%2Fevents%2F{event.pk}%2Froster%2F%3Fday%3D2")
    assert logged() == [("roster", "paper", "code", 0)]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_sheet_takes_as_many_statements_for_1_and_for_3(
    office, settings, rows, django_assert_num_queries
):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"export": ""}
    event = roster_of(*[("Alex", f"Doe{number}") for number in range(rows)])
    with django_assert_num_queries(STATEMENTS_OF_A_SHEET):
        page = office.get(url(event, "roster"))
    assert text(page).count("Blue River Police") == rows


def test_the_event_leads_to_the_sheet_and_the_download_where_there_is_anyone(office):
    event = create_event()
    empty = office.get(url(event)).content.decode()
    assert url(event, "roster") not in empty
    create_registration(event=event)
    page = office.get(url(event)).content.decode()
    assert f'href="{url(event, "roster")}"' in page
    assert f'href="{url(event, "export")}"' in page
