"""An event's texts, its copies, and venues: what changes at once and what people are told of."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from courses.models import Audience
from events import schedule
from events.models import Event, EventChange, Venue
from events.tests.factories import create_event, create_registration, create_venue
from events.tests.office_steps import event_data, fresh, mails, signed, text, url

pytestmark = pytest.mark.django_db
E = Event.State


@pytest.fixture(autouse=True)
def in_november():
    """The dates below lie ahead, and stay so."""
    with time_machine.travel(datetime(2026, 11, 20, 15, tzinfo=ZoneInfo("UTC"))):
        yield


def test_texts_are_edited_and_seats_state_and_place_are_not(office):
    event = create_event(seats=10)
    data = event_data(title="New title", seats="99", state="held", seats_taken="7")
    answer = office.post(f"/admin/event/edit/{event.pk}/", data)
    assert answer.url == url(event)
    after = fresh(event)
    assert (after.title, after.seats, after.state, after.seats_taken) == (
        "New title",
        10,
        E.PUBLISHED,
        0,
    )
    assert after.venue == event.venue


def test_the_audience_of_a_published_event_stays(office):
    event = create_event()
    office.post(f"/admin/event/edit/{event.pk}/", event_data(audience="responders"))
    assert fresh(event).audience == Audience.CITIZENS


def test_a_draft_by_link_alone_gets_an_address_that_nobody_guesses(office):
    event = create_event(published=False)
    office.post(f"/admin/event/edit/{event.pk}/", event_data(visibility="link"))
    assert not fresh(event).slug.startswith(event.course.slug)


def test_registration_closes_in_the_zone_of_the_event(office):
    event = create_event()
    data = event_data(opens_at="2026-11-01T08:00", closes_at="2026-11-30T17:00")
    office.post(f"/admin/event/edit/{event.pk}/", data)
    assert fresh(event).closes_at == datetime(2026, 11, 30, 23, tzinfo=ZoneInfo("UTC"))
    wrong = office.post(f"/admin/event/edit/{event.pk}/", data | {"closes_at": "2026-10-01T08:00"})
    assert "Registration must close after it opens." in text(wrong)


def test_a_copy_is_a_draft_on_another_day_without_people(office):
    event = create_event(
        starts_at=datetime(2027, 3, 13, 14, tzinfo=ZoneInfo("UTC")), days=2, title="Two mornings"
    )
    create_registration(event=event)
    answer = office.post(url(event, "copy"), {"first_day": "2027-06-05"}, follow=True)
    copy = Event.objects.exclude(pk=event.pk).get()
    assert "This is the copy." in text(answer)
    assert (copy.state, copy.title, copy.seats) == (E.DRAFT, "Two mornings", event.seats)
    assert copy.slug != event.slug
    assert copy.registrations.count() == 0
    # Clock times are kept: the old second day began at 9, as the clocks had gone forward.
    hours = [slot.starts_at.astimezone(copy.zone) for slot in fresh(copy).standing_slots]
    assert [(moment.day, moment.hour) for moment in hours] == [(5, 8), (6, 9)]
    assert copy.changes.get().kind == EventChange.Kind.COPIED
    assert "Enter a valid date" in text(office.post(url(event, "copy"), {"first_day": "x"}))


def test_a_copy_of_a_postponed_event_has_its_last_times(office, coordinator):
    event = create_event(starts_at=datetime(2027, 1, 4, 14, tzinfo=ZoneInfo("UTC")))
    schedule.postpone(event, by=coordinator, reason="Ice.")
    office.post(url(event, "copy"), {"first_day": "2027-02-01"})
    copy = Event.objects.exclude(pk=event.pk).get()
    assert fresh(copy).starts_at == datetime(2027, 2, 1, 14, tzinfo=ZoneInfo("UTC"))


def venue_data(venue: Venue, **fields) -> dict[str, str]:
    names = ("name", "room", "address", "time_zone", "fire_capacity", "setup_capacity", "entry")
    return {name: str(getattr(venue, name)) for name in names} | fields


def test_k4_a_venue_with_another_room_is_reviewed_and_tells_the_people(office):
    event = create_event()
    registration = create_registration(event=event)
    page = f"/admin/venue/edit/{event.venue_id}/"
    review = office.post(page, venue_data(event.venue, room="Gym"))
    words = text(review)
    assert "1 person gets an updated invitation. Coming events here: 1." in words
    assert "Send 1 updated invitation" in words
    assert fresh(event).venue.room == "Classroom A"
    assert f'formaction="{page}"' in review.content.decode()
    back = office.post(page, signed(review))
    assert 'value="Gym"' in back.content.decode()
    assert fresh(event).venue.room == "Classroom A"
    assert "Gym" not in text(office.get(page, signed(review)))
    answer = office.post(f"/admin/venues/{event.venue_id}/send/", signed(review), follow=True)
    assert "the people of 1 event are told" in text(answer)
    assert fresh(event).venue.room == "Gym"
    assert registration.invitations.get().sequence == 1
    (mail,) = mails("updated")
    assert "Classroom A" in mail.facts["changes"][0]["before"]
    stale = office.post(f"/admin/venues/{event.venue_id}/send/", signed(review), follow=True)
    assert "Someone changed this venue meanwhile." in text(stale)
    assert len(mails("updated")) == 1


def test_a_venue_is_saved_at_once_where_nobody_must_be_told(office):
    event = create_event()
    page = f"/admin/venue/edit/{event.venue_id}/"
    office.post(page, venue_data(event.venue, entry="Ring twice."))
    assert fresh(event).venue.entry == "Ring twice."
    assert mails("updated") == []


def test_a_venue_stays_large_enough_for_what_is_planned(office):
    event = create_event(seats=30)
    page = f"/admin/venue/edit/{event.venue_id}/"
    refused = office.post(page, venue_data(event.venue, setup_capacity="20"))
    assert "1 coming event here offers more seats. Lower its seats first." in text(refused)
    assert fresh(event).venue.setup_capacity == 60
    unsafe = office.post(page, venue_data(event.venue, setup_capacity="61", fire_capacity="60"))
    errors = unsafe.context["form"].errors
    assert errors == {"setup_capacity": ["The set-up capacity exceeds the fire capacity."]}


def test_a_venue_is_not_sent_without_the_right(client, coordinator):
    venue = create_venue()
    client.force_login(coordinator)
    coordinator.groups.get().permissions.filter(codename="change_venue").delete()
    assert client.post(f"/admin/venues/{venue.pk}/send/", {"signed": "x"}).url == "/admin/"
