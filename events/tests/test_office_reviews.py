"""What a review foresees is what happens: who is told what, and what would be refused."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from events import registrations, schedule
from events.models import Event, Registration, Transition
from events.templatetags.events_tags import event_moment
from events.tests.factories import create_event, create_registration
from events.tests.office_steps import fresh, mails, new_slots, plan_data, signed, text, url
from tests.people import create_person

pytestmark = pytest.mark.django_db
E, S = Event.State, Registration.State


@pytest.fixture(autouse=True)
def in_november():
    """The dates below lie ahead, and stay so."""
    with time_machine.travel(datetime(2026, 11, 20, 15, tzinfo=ZoneInfo("UTC"))):
        yield


def in_line(event: Event, given_name: str, **fields) -> Registration:
    """Someone on the waiting list of the full `event`."""
    address = {"contact_email": f"{given_name}@example.org".lower()}
    person = create_person(given_name=given_name, family_name="Vale", **address | fields)
    registration = create_registration(event=event, person=person)
    assert registration.state == S.WAITLISTED
    return registration


def new_dates(event: Event, starts: str, ends: str) -> dict[str, str]:
    """The form of new dates."""
    return new_slots(
        (starts, ends), venue=str(event.venue_id), online_url="", time_zone=event.time_zone
    )


def test_new_dates_say_who_gets_a_seat_by_them(office, coordinator):
    event = create_event(seats=1)
    create_registration(event=event)
    seated = [in_line(event, "Robin"), in_line(event, "Wanda", contact_email="")]
    last = in_line(event, "Kim")
    schedule.postpone(event, by=coordinator, reason="Ice.")
    schedule.change_seats(event, seats=3, by=coordinator)
    data = new_dates(event, "2027-05-03T08:00", "2027-05-03T16:00")
    review = office.post(url(event, "new-dates"), data)
    words = text(review)
    assert "Send 1 new invitation" in words
    assert "2 people on the waiting list get a seat: Robin Vale, Wanda Vale." in words
    assert "Of these, tell yourself who has no e-mail address: Wanda Vale." in words
    assert "1 person who waits gets a mail that says so." in words
    answer = office.post(url(event, "new-dates/send"), signed(review), follow=True)
    assert "The new dates are set, and 1 person gets a new invitation." in text(answer)
    for registration in (*seated, last):
        registration.refresh_from_db()
    assert [one.state for one in (*seated, last)] == [S.CONFIRMED, S.CONFIRMED, S.WAITLISTED]
    told = [mail.to for mail in mails("new_date")]
    assert seated[0].person.contact_email not in told
    assert last.person.contact_email in told


def test_a_review_says_when_registration_closes_and_that_it_opens_again(office, coordinator):
    event = create_event(starts_in=timedelta(days=20))
    review = office.post(url(event, "reschedule"), plan_data(event, later=timedelta(days=2)))
    assert "Registration closes" not in text(review)
    Event.objects.update(closes_at=event.starts_at - timedelta(days=1))
    review = office.post(url(event, "reschedule"), plan_data(event, later=timedelta(days=2)))
    told = text(review)
    assert "Registration closes as long before the start:" in told
    assert "registration opens again" not in told
    office.post(url(event, "reschedule/send"), signed(review))
    assert " ".join(event_moment(fresh(event).closes_at, event.time_zone).split()) in told
    schedule.postpone(event, by=coordinator, reason="Ice.")
    data = new_dates(event, "2027-05-03T08:00", "2027-05-03T16:00")
    review = office.post(url(event, "new-dates"), data)
    told = text(review)
    assert "registration opens again" in told
    office.post(url(event, "new-dates/send"), signed(review))
    assert " ".join(event_moment(fresh(event).closes_at, event.time_zone).split()) in told


def test_a_new_date_that_is_close_gives_no_seat_by_itself(office, coordinator):
    event = create_event(seats=1)
    create_registration(event=event)
    waits = in_line(event, "Robin")
    schedule.postpone(event, by=coordinator, reason="Ice.")
    schedule.change_seats(event, seats=2, by=coordinator)
    data = new_dates(event, "2026-11-21T08:00", "2026-11-21T16:00")
    review = office.post(url(event, "new-dates"), data)
    assert "waiting list" not in text(review)
    assert "1 person who waits gets a mail that says so." in text(review)
    office.post(url(event, "new-dates/send"), signed(review))
    waits.refresh_from_db()
    assert (fresh(event).state, waits.state) == (E.PUBLISHED, S.WAITLISTED)


def test_a_move_away_from_the_last_day_says_who_gets_the_seat(office, coordinator):
    event = create_event(seats=1, starts_in=timedelta(hours=20))
    first = create_registration(event=event)
    waits = in_line(event, "Robin")
    registrations.withdraw(first, by=coordinator, source=Transition.Source.STAFF)
    waits.refresh_from_db()
    assert waits.state == S.WAITLISTED
    review = office.post(url(event, "reschedule"), plan_data(event, later=timedelta(days=7)))
    assert "1 person on the waiting list gets a seat: Robin Vale." in text(review)
    office.post(url(event, "reschedule/send"), signed(review))
    waits.refresh_from_db()
    assert waits.state == S.CONFIRMED


def test_a_draft_in_the_past_says_so_before_anyone_publishes_it(office):
    event = create_event(published=False)
    assert "lies in the past" not in text(office.get(url(event)))
    assert "cannot be published yet" not in text(office.get(url(event, "publish")))
    data = plan_data(event, later=timedelta(days=-60))
    answer = office.post(url(event, "plan"), data, follow=True)
    assert "The date lies in the past. Set a later one before you publish." in text(answer)
    question = text(office.get(url(event, "publish")))
    assert "It cannot be published yet: The event would begin in the past." in question
    assert "Change its date first." in text(office.post(url(event, "publish")))
    assert fresh(event).state == E.DRAFT


def test_a_time_longer_than_a_day_is_a_slip_of_the_hand(office):
    event = create_event()
    day = {"slots-0-starts_at": "2027-05-03T08:00", "slots-0-ends_at": "2027-05-04T08:00"}
    assert "What will happen" in text(office.post(url(event, "reschedule"), plan_data(event) | day))
    longer = day | {"slots-0-ends_at": "2027-05-04T08:01"}
    refused = text(office.post(url(event, "reschedule"), plan_data(event) | longer))
    assert "One of the times is longer than 24 hours." in refused
    assert "What will happen" not in refused
