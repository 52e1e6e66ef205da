"""Calendar text: invitations, published files and feeds, as a calendar program gets them."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import ical
from events.ical import Entry, feed, invitation, invitation_from_facts, publish
from events.tests.calendar_entries import (
    STARTS,
    create_entry,
    event_in,
    icalendar_times,
    line,
    lines_of,
    times_of,
)
from tests.calendar_readers import ical_js_times, libical_times

CHICAGO = ZoneInfo("America/Chicago")


def chicago(*local: int, fold: int = 0) -> datetime:
    return datetime(*local, tzinfo=CHICAGO, fold=fold).astimezone(UTC)


def test_k1_an_invitation_word_for_word():
    assert lines_of(invitation(create_entry(), "REQUEST")) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Rollcall//Training registration//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        "BEGIN:VTIMEZONE",
        "TZID:America/Chicago",
        "BEGIN:DAYLIGHT",
        "DTSTART:20200308T020000",
        "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3",
        "TZNAME:CDT",
        "TZOFFSETFROM:-0600",
        "TZOFFSETTO:-0500",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20201101T020000",
        "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11",
        "TZNAME:CST",
        "TZOFFSETFROM:-0500",
        "TZOFFSETTO:-0600",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        r"SUMMARY:Training\, KCPD Academy",
        "DTSTART;TZID=America/Chicago:20261207T080000",
        "DTEND;TZID=America/Chicago:20261207T160000",
        "DTSTAMP:20261101T120000Z",
        "UID:2f1c9f5e-7c0b-4d1e-9d58-6a0d3c1b5e77@rollcall.example",
        "SEQUENCE:0",
        'ATTENDEE;CN="Dana Reyes";PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;'
        "RSVP=TRUE:mailto:officer@kcpd.example",
        r"DESCRIPTION:Bring a photo ID.\nNo weapons in the classroom.",
        "LAST-MODIFIED:20261101T120000Z",
        r"LOCATION:KCPD Regional Training Academy\, Room 2\, Kansas City\, MO",
        "ORGANIZER;CN=H.T.T.C.:mailto:training@rollcall.example",
        "STATUS:CONFIRMED",
        "URL:https://rollcall.example/events/academy-day/",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_k1_every_reader_finds_the_same_hours():
    text = invitation(create_entry(), "REQUEST")
    expected = times_of([create_entry()])
    assert ical_js_times(text) == libical_times(text) == expected
    assert icalendar_times(text, ["America/Chicago"]) == expected


def test_k2_time_moved_same_uid_higher_sequence():
    first = create_entry()
    moved = replace(
        first,
        sequence=1,
        starts=first.starts + timedelta(hours=1),
        ends=first.ends + timedelta(hours=1),
        stamp=first.stamp + timedelta(days=2),
    )
    before, after = (event_in(invitation(entry, "REQUEST")) for entry in (first, moved))
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert before["DTSTAMP"].dt < after["DTSTAMP"].dt
    assert after["DTSTART"].to_ical() == b"20261207T090000"


def test_k3_typo_in_the_text_same_uid_same_sequence_newer_stamp():
    first = create_entry(summary="Trainning")
    fixed = replace(first, summary="Training", stamp=first.stamp + timedelta(minutes=5))
    before, after = (event_in(invitation(entry, "REQUEST")) for entry in (first, fixed))
    assert (before["UID"], before["SEQUENCE"]) == (after["UID"], after["SEQUENCE"])
    assert before["DTSTAMP"].dt < after["DTSTAMP"].dt
    assert after["SUMMARY"] == "Training"


def test_k4_room_moved_higher_sequence_and_new_location():
    moved = replace(create_entry(), sequence=1, location="Room 5")
    text = invitation(moved, "REQUEST")
    assert line(text, "SEQUENCE") == "SEQUENCE:1"
    assert line(text, "LOCATION") == "LOCATION:Room 5"


def test_k5_a_cancellation_repeats_the_uid_with_status_cancelled():
    entry = replace(create_entry(), sequence=2)
    text = invitation(entry, "CANCEL")
    assert "METHOD:CANCEL" in lines_of(text)
    assert line(text, "STATUS") == "STATUS:CANCELLED"
    assert line(text, "UID") == f"UID:{entry.uid}"
    assert line(text, "SEQUENCE") == "SEQUENCE:2"
    assert line(text, "ATTENDEE").endswith(":mailto:officer@kcpd.example")
    assert line(text, "DTSTART") == "DTSTART;TZID=America/Chicago:20261207T080000"


def test_k5_what_is_cancelled_cannot_be_an_invitation():
    cancelled = create_entry(status="CANCELLED")
    assert line(invitation(cancelled, "CANCEL"), "STATUS") == "STATUS:CANCELLED"
    with pytest.raises(ValueError, match="CANCEL"):
        invitation(cancelled, "REQUEST")


@pytest.mark.parametrize("method", ["PUBLISH", "REPLY", "request", ""])
def test_an_invitation_has_one_of_two_methods(method):
    with pytest.raises(ValueError, match="method"):
        invitation(create_entry(), method)


@pytest.mark.parametrize("missing", ["attendee", "organizer"])
def test_an_invitation_without_somebody_on_both_sides_is_refused(missing):
    with pytest.raises(ValueError, match="organizer and an attendee"):
        invitation(create_entry(**{missing: ""}), "REQUEST")


def test_k7_a_file_of_three_slots():
    entries = [
        create_entry(uid=f"{n}@rollcall.example", starts=STARTS + timedelta(days=n))
        for n in range(3)
    ]
    text = publish(entries)
    assert "METHOD:PUBLISH" in lines_of(text)
    assert "ATTENDEE" not in text
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert ical_js_times(text) == libical_times(text) == times_of(entries)


@pytest.mark.parametrize(
    ("starts", "written"),
    [
        # March 8, 2026: 2:00 becomes 3:00. November 1, 2026: 2:00 becomes 1:00.
        (chicago(2026, 3, 8, 1, 30), "DTSTART;TZID=America/Chicago:20260308T013000"),
        (chicago(2026, 3, 8, 3, 15), "DTSTART;TZID=America/Chicago:20260308T031500"),
        (chicago(2026, 11, 1, 0, 30), "DTSTART;TZID=America/Chicago:20261101T003000"),
        (chicago(2026, 11, 1, 1, 30), "DTSTART:20261101T063000Z"),
        (chicago(2026, 11, 1, 1, 30, fold=1), "DTSTART:20261101T073000Z"),
        (chicago(2026, 11, 1, 2, 0), "DTSTART;TZID=America/Chicago:20261101T020000"),
        (chicago(2026, 11, 1, 3, 15), "DTSTART;TZID=America/Chicago:20261101T031500"),
        (chicago(2041, 7, 10, 8, 0), "DTSTART;TZID=America/Chicago:20410710T080000"),
    ],
)
def test_k9_times_around_the_clock_change(starts, written):
    entry = create_entry(starts=starts)
    text = invitation(entry, "REQUEST")
    assert line(text, "DTSTART") == written
    expected = times_of([entry])
    assert ical_js_times(text) == libical_times(text) == expected
    assert icalendar_times(text, ["America/Chicago"]) == expected


def test_k9_an_end_in_the_doubled_hour_puts_both_ends_in_utc():
    entry = create_entry(starts=chicago(2026, 10, 31, 20), ends=chicago(2026, 11, 1, 1, 30, fold=1))
    text = invitation(entry, "REQUEST")
    assert line(text, "DTSTART") == "DTSTART:20261101T010000Z"
    assert line(text, "DTEND") == "DTEND:20261101T073000Z"
    assert "VTIMEZONE" not in text


@pytest.mark.parametrize(
    ("zone", "starts", "written"),
    [
        ("America/Phoenix", datetime(2026, 7, 1, 15, tzinfo=UTC), "20260701T080000"),
        ("America/Anchorage", datetime(2026, 7, 1, 16, tzinfo=UTC), "20260701T080000"),
        ("Asia/Kolkata", datetime(2026, 7, 1, 2, 30, tzinfo=UTC), "20260701T080000"),
        ("Australia/Lord_Howe", datetime(2026, 7, 1, 21, 30, tzinfo=UTC), "20260702T080000"),
        ("Australia/Lord_Howe", datetime(2027, 1, 1, 21, 0, tzinfo=UTC), "20270102T080000"),
        ("Europe/Dublin", datetime(2026, 7, 1, 7, tzinfo=UTC), "20260701T080000"),
    ],
)
def test_k9_eight_in_the_morning_elsewhere(zone, starts, written):
    entry = create_entry(zone=zone, starts=starts)
    text = invitation(entry, "REQUEST")
    assert line(text, "DTSTART") == f"DTSTART;TZID={zone}:{written}"
    assert ical_js_times(text) == libical_times(text) == times_of([entry])


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "", "Mars/Olympus", "localtime"])
def test_online_and_unknown_zones_are_written_in_utc(zone):
    text = invitation(create_entry(zone=zone), "REQUEST")
    assert line(text, "DTSTART") == "DTSTART:20261207T140000Z"
    assert "TZID" not in text


@pytest.mark.parametrize(
    ("starts", "ends", "hours"),
    [
        (chicago(2026, 3, 7, 22), chicago(2026, 3, 8, 6), 7),
        (chicago(2026, 10, 31, 22), chicago(2026, 11, 1, 6), 9),
    ],
)
def test_k10_a_night_shift_over_the_clock_change_keeps_its_length(starts, ends, hours):
    entry = create_entry(starts=starts, ends=ends)
    text = invitation(entry, "REQUEST")
    assert line(text, "DTEND").endswith("T060000")
    for times in (ical_js_times(text), libical_times(text)):
        begins, finishes = times[entry.uid]
        assert finishes - begins == timedelta(hours=hours)


def test_k11_the_zone_edited_gives_the_new_zones_clock():
    """The record computes the new instant; the text then shows eight in the morning there."""
    text = invitation(
        create_entry(zone="America/Denver", starts=datetime(2026, 12, 7, 15, tzinfo=UTC)),
        "REQUEST",
    )
    assert line(text, "DTSTART") == "DTSTART;TZID=America/Denver:20261207T080000"
    assert "TZID:America/Denver" in text
    assert "America/Chicago" not in text


def test_empty_fields_leave_no_line():
    text = publish([create_entry(location="", description="\0", url="", organizer="")])
    for name in ("LOCATION", "DESCRIPTION", "URL", "ORGANIZER", "None"):
        assert f"{name}" not in text


def test_a_feed_tells_its_name_and_when_to_come_back():
    text = feed("H.T.T.C. training", [create_entry()])
    head = lines_of(text)[: lines_of(text).index("BEGIN:VTIMEZONE")]
    assert head == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Rollcall//Training registration//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:H.T.T.C. training",
        "X-WR-CALNAME:H.T.T.C. training",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]


def test_a_feed_names_nobody_who_comes_and_keeps_what_is_cancelled():
    entries = [create_entry(), create_entry(uid="2", status="CANCELLED")]
    text = feed("All", entries)
    assert "ATTENDEE" not in text
    assert "officer@kcpd.example" not in text
    assert [str(e["STATUS"]) for e in icalendar.Calendar.from_ical(text).walk("VEVENT")] == [
        "CONFIRMED",
        "CANCELLED",
    ]


def test_k17_equal_entries_give_equal_bytes():
    zones = ["America/Chicago", "America/New_York", "UTC", "America/Chicago"]
    made = [[create_entry(uid=str(n), zone=zone) for n, zone in enumerate(zones)] for _ in range(2)]
    first = feed("All", made[0])
    ical._event_text.cache_clear()
    assert feed("All", iter(made[1])) == first
    assert first.count("BEGIN:VTIMEZONE") == 2
    edited = [replace(made[0][0], summary="New"), *made[0][1:]]
    assert feed("All", edited) != first


def test_an_empty_feed_is_still_a_calendar():
    text = feed("END:VCALENDAR\r\nX-EVIL:1", [])
    assert lines_of(text)[-1] == "END:VCALENDAR"
    assert text.count("\r\nEND:VCALENDAR\r\n") == 1
    assert icalendar.Calendar.from_ical(text)["NAME"] == "END:VCALENDAR X-EVIL:1"


def test_an_entry_survives_the_facts_of_a_mail():
    entry = create_entry(starts=datetime(2026, 12, 7, 8, tzinfo=CHICAGO))
    stored = json.loads(json.dumps(entry.to_json()))
    assert stored["starts"] == "2026-12-07T14:00:00+00:00"
    assert Entry.from_json(stored) == entry
    assert Entry.from_json({**stored, "of_a_later_version": 1}) == entry
    facts = {"calendar": stored, "method": "CANCEL", "name": "Dana"}
    assert invitation_from_facts(facts) == invitation(entry, "CANCEL")


@pytest.mark.parametrize("name", ["starts", "ends", "stamp"])
def test_a_time_without_a_zone_is_refused(name):
    naive = datetime(2026, 12, 7, 8)  # noqa: DTZ001
    with pytest.raises(ValueError, match="aware"):
        create_entry(**{name: naive})


@settings(max_examples=150, deadline=None)
@given(
    starts=st.datetimes(datetime(2026, 1, 1), datetime(2041, 12, 1)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
    ),
    length=st.timedeltas(timedelta(minutes=15), timedelta(hours=40)).map(
        lambda span: timedelta(seconds=span // timedelta(seconds=1))
    ),
    zone=st.sampled_from(["America/Chicago", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]),
)
def test_k9_any_moment_comes_back_the_same(starts, length, zone):
    entry = create_entry(starts=starts, ends=starts + length, zone=zone)
    text = publish([entry])
    assert libical_times(text) == icalendar_times(text, [zone]) == times_of([entry])
