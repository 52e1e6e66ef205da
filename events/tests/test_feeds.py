"""The calendars: files to save and feeds to subscribe to."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models.person import new_feed_token
from events import registrations, schedule
from events.links import signature
from events.models import Event, Transition
from events.plans import Plan, Span
from events.tests.factories import create_event, create_registration, create_user_person

MONDAY = datetime(2031, 12, 8, 14, tzinfo=UTC)
FEED = "/events/calendar.ics"
pytestmark = pytest.mark.django_db


def entries(response) -> list[icalendar.Event]:
    """The entries of a calendar that came back."""
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def facts(response) -> list[tuple[str, str, int]]:
    """Title, status and SEQUENCE of each entry."""
    return [(str(e["SUMMARY"]), str(e["STATUS"]), e["SEQUENCE"]) for e in entries(response)]


def moved(event: Event, by: timedelta) -> Plan:
    """The event's one slot, moved."""
    slot = event.standing_slots[0]
    span = Span(slot.starts_at + by, slot.ends_at + by, slot.pk)
    return Plan([span], event.time_zone, event.venue)


def personal(registration) -> str:
    """The address of the person's own feed."""
    return f"/calendar/{registration.person.feed_token}.ics"


def test_public_feed_lists_public_events(client):
    create_event(starts_at=MONDAY, title="For all")
    create_event(visibility="link", title="For guests")
    create_event(published=False, title="A draft")

    response = client.get(FEED)

    assert facts(response) == [("For all", "CONFIRMED", 0)]
    assert response["Cache-Control"] == "public, no-cache"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in response.content
    assert b"ATTENDEE" not in response.content


def test_public_feed_keeps_cancelled_and_dropped_dates_for_thirty_days(client):
    soon = timezone.now() + timedelta(days=3)
    off = create_event(starts_at=soon, title="Off")
    schedule.cancel_event(off, by=None, reason="Snow")
    schedule.postpone(create_event(starts_at=soon, title="Later"), by=None, reason="Snow")

    assert {name: status for name, status, _n in facts(client.get(FEED))} == {
        "Off": "CANCELLED",
        "Later": "CANCELLED",
    }
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        assert len(entries(client.get(FEED))) == 2
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=False):
        assert entries(client.get(FEED)) == []


def test_k2_a_move_raises_the_sequence_of_the_public_entry(client):
    event = create_event(starts_at=MONDAY)
    before = entries(client.get(FEED))[0]

    schedule.reschedule(event, plan=moved(event, timedelta(hours=1)), by=None)

    after = entries(client.get(FEED))[0]
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after["DTSTART"].dt - before["DTSTART"].dt == timedelta(hours=1)


@pytest.mark.parametrize("feed", ["public", "event", "personal"])
def test_k17_etag_304_change_and_head(client, feed):
    event = create_event(starts_at=MONDAY)
    registration = create_registration(event=event)
    path = {
        "public": FEED,
        "event": f"/events/{event.slug}/event.ics",
        "personal": personal(registration),
    }[feed]

    first = client.get(path)
    etag = first["ETag"]
    same = client.get(path, headers={"If-None-Match": etag})
    assert (same.status_code, same.content) == (304, b"")
    head = client.head(path)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", etag)

    schedule.reschedule(event, plan=moved(event, timedelta(hours=1)), by=None)
    changed = client.get(path, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed["ETag"] != etag


def test_a_registration_leaves_the_public_feed_as_it_is(client):
    event = create_event(starts_at=MONDAY)
    etag = client.get(FEED)["ETag"]

    create_registration(event=event)

    assert client.get(FEED, headers={"If-None-Match": etag}).status_code == 304


def test_k18_unknown_revoked_and_closed_feeds_answer_alike(client):
    person = create_user_person()
    create_registration(event=create_event(), person=person)
    path = f"/calendar/{person.feed_token}.ics"
    assert client.get(path).status_code == 200

    person.user.is_active = False
    person.user.save()
    closed = client.get(path)
    person.user.is_active = True
    person.user.save()
    person.feed_token = new_feed_token()
    person.save()
    revoked = client.get(path)
    unknown = [client.get(f"/calendar/{token}.ics") for token in ("x", "%00", "é", "a" * 500)]

    for answer in (closed, revoked, *unknown):
        assert answer.status_code == 404
        assert answer.content == closed.content
        assert answer["Content-Type"] == closed["Content-Type"]
    assert client.get(f"/calendar/{person.feed_token}.ics").status_code == 200


def test_k19_link_only_events_are_in_ones_own_feed_with_a_neutral_title(client):
    event = create_event(starts_at=MONDAY, visibility="link", title="Undercover operations")
    registration = create_registration(event=event)

    assert entries(client.get(FEED)) == []
    response = client.get(personal(registration))
    assert facts(response) == [("Training, Regional Training Academy", "CONFIRMED", 0)]
    assert b"Undercover" not in response.content
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex"
    assert b"ATTENDEE" not in response.content


def test_personal_feed_keeps_what_was_given_back_as_cancelled_for_thirty_days(client):
    registration = create_registration(event=create_event(starts_in=timedelta(days=3)))
    uid = entries(client.get(personal(registration)))[0]["UID"]

    registrations.withdraw(registration, by=None, source=Transition.Source.LINK)

    entry = entries(client.get(personal(registration)))[0]
    assert (entry["UID"], entry["STATUS"], entry["SEQUENCE"]) == (uid, "CANCELLED", 1)
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        assert len(entries(client.get(personal(registration)))) == 1
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=False):
        assert entries(client.get(personal(registration))) == []


def test_k8_who_waits_has_nothing_in_the_calendar(client):
    event = create_event(seats=1)
    create_registration(event=event)
    waiting = create_registration(event=event)

    assert entries(client.get(personal(waiting))) == []
    path = f"/registrations/{waiting.code}/invite.ics?key={signature(waiting.code)}"
    assert client.get(path).status_code == 404


def test_k7_the_file_of_ones_own_place_has_every_day(client):
    registration = create_registration(event=create_event(starts_at=MONDAY, days=3))

    path = f"/registrations/{registration.code}/invite.ics?key={signature(registration.code)}"
    response = client.get(path)

    found = entries(response)
    assert len({entry["UID"] for entry in found}) == 3
    assert b"METHOD:PUBLISH" in response.content
    assert response["Content-Disposition"] == 'attachment; filename="invite.ics"'
    feed = {entry["UID"] for entry in entries(client.get(personal(registration)))}
    assert feed == {entry["UID"] for entry in found}


def test_event_file_tells_a_postponed_date_as_cancelled(client):
    event = create_event(starts_at=MONDAY)
    path = f"/events/{event.slug}/event.ics"
    uid = entries(client.get(path))[0]["UID"]
    schedule.postpone(event, by=None, reason="Snow")

    entry = entries(client.get(path))[0]

    assert (entry["UID"], entry["STATUS"], entry["SEQUENCE"]) == (uid, "CANCELLED", 1)


def test_event_file_of_a_draft_is_404(client):
    assert client.get(f"/events/{create_event(published=False).slug}/event.ics").status_code == 404


def test_online_entries_never_tell_the_link(client):
    event = create_event(starts_at=MONDAY, online=True)
    registration = create_registration(event=event)

    for path in (FEED, f"/events/{event.slug}/event.ics", personal(registration)):
        assert b"meet.example" not in client.get(path).content


@pytest.mark.parametrize("rows", [1, 3])
def test_feeds_take_the_same_statements_for_one_and_three(django_assert_num_queries, rows):
    person = create_user_person()
    for _n in range(rows):
        create_registration(event=create_event(), person=person)

    with django_assert_num_queries(1):
        assert len(entries(Client().get(FEED))) == rows
    with django_assert_num_queries(2):
        assert len(entries(Client().get(f"/calendar/{person.feed_token}.ics"))) == rows


def test_public_feed_takes_the_filters_of_the_catalogue(client):
    create_event(starts_at=MONDAY, title="For citizens")
    create_event(starts_at=MONDAY, title="For responders", audience="responders")
    create_event(starts_at=MONDAY + timedelta(days=40), title="Later")

    for query, names in (
        ({"audience": "citizens"}, {"For citizens", "Later"}),
        ({"to": "2031-12-31", "q": "responders"}, {"For responders"}),
        (
            {"place": "regional-training-academy", "open": "1"},
            {"For citizens", "For responders", "Later"},
        ),
        ({"place": "nowhere"}, set()),
        (
            {"from": "yesterday", "q": "\0", "view": "month"},
            {"For citizens", "For responders", "Later"},
        ),
    ):
        assert {name for name, _status, _n in facts(client.get(FEED, query))} == names, query
    named = client.get(FEED, {"audience": "citizens"})
    assert b"X-WR-CALNAME:Training events: Citizens" in named.content
    again = client.get(FEED, {"audience": "citizens"}, headers={"If-None-Match": named["ETag"]})
    assert again.status_code == 304


def test_a_filtered_feed_still_tells_what_was_called_off_or_moved_away(client):
    soon = timezone.now() + timedelta(days=3)
    day = f"{soon + timedelta(days=2):%Y-%m-%d}"
    off = create_event(starts_at=soon, title="Off")
    schedule.cancel_event(off, by=None, reason="Snow")
    schedule.postpone(create_event(starts_at=soon, title="Later"), by=None, reason="Snow")
    moved_away = create_event(starts_at=soon, title="Moved")
    schedule.reschedule(moved_away, plan=moved(moved_away, timedelta(days=30)), by=None)

    found = facts(client.get(FEED, {"open": "1", "to": day}))

    assert {(name, status) for name, status, _n in found} >= {
        ("Off", "CANCELLED"),
        ("Later", "CANCELLED"),
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_a_filtered_feed_takes_the_same_statements_for_one_and_three(
    django_assert_num_queries, rows
):
    for _n in range(rows):
        create_event()
    with django_assert_num_queries(2):
        assert len(entries(Client().get(FEED, {"audience": "citizens"}))) == rows
    with django_assert_num_queries(3):
        assert len(entries(Client().get(FEED, {"q": "academy"}))) == rows
