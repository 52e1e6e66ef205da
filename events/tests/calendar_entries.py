"""One calendar entry and ways to look at calendar text, for the tests beside it."""

from datetime import UTC, datetime, timedelta

import icalendar

from events.ical import Entry
from tests.calendar_readers import Times

STARTS = datetime(2026, 12, 7, 14, tzinfo=UTC)


def create_entry(**values) -> Entry:
    """The academy day as an officer's calendar gets it: 8 a.m. to 4 p.m. in Kansas City."""
    starts = values.setdefault("starts", STARTS)
    return Entry(
        **{
            "uid": "2f1c9f5e-7c0b-4d1e-9d58-6a0d3c1b5e77@rollcall.example",
            "sequence": 0,
            "ends": starts + timedelta(hours=8),
            "zone": "America/Chicago",
            "summary": "Training, KCPD Academy",
            "location": "KCPD Regional Training Academy, Room 2, Kansas City, MO",
            "description": "Bring a photo ID.\nNo weapons in the classroom.",
            "url": "https://rollcall.example/events/academy-day/",
            "status": "CONFIRMED",
            "stamp": datetime(2026, 11, 1, 12, tzinfo=UTC),
            "organizer": "training@rollcall.example",
            "organizer_name": "H.T.T.C.",
            "attendee": "officer@kcpd.example",
            "attendee_name": "Dana Reyes",
            **values,
        }
    )


def entries_at(moments: list[datetime], zone: str) -> list[Entry]:
    """One hour from each moment, each with its own UID."""
    return [
        create_entry(uid=f"{zone}-{n}", starts=moment, ends=moment + timedelta(hours=1), zone=zone)
        for n, moment in enumerate(moments)
    ]


def times_of(entries: list[Entry]) -> Times:
    """What every reader must find."""
    return {entry.uid: (entry.starts, entry.ends) for entry in entries}


def icalendar_times(text: str, zones: list[str]) -> Times:
    """What icalendar makes of a calendar by its VTIMEZONEs alone.

    It would take the zones it knows from the machine, so they get names that nobody knows.
    """
    for zone in zones:
        text = text.replace(f"TZID:{zone}\r\n", f"TZID:Our/{zone}\r\n")
        text = text.replace(f"TZID={zone}:", f"TZID=Our/{zone}:")
    calendar = icalendar.Calendar.from_ical(text)
    return {
        str(event["UID"]): (
            event["DTSTART"].dt.astimezone(UTC),
            event["DTEND"].dt.astimezone(UTC),
        )
        for event in calendar.walk("VEVENT")
    }


def event_in(text: str) -> icalendar.Event:
    """The only event, as icalendar reads it."""
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return event


def lines_of(text: str) -> list[str]:
    """The logical lines, unfolded; every physical line must keep to RFC 5545."""
    assert text.endswith("\r\n")
    physical = text.removesuffix("\r\n").split("\r\n")
    assert all(len(line.encode()) <= 75 for line in physical)
    assert not any(ord(sign) < 32 and sign != "\t" for line in physical for sign in line)
    return text.removesuffix("\r\n").replace("\r\n ", "").split("\r\n")


def line(text: str, name: str) -> str:
    """The only line of the event with this property."""
    body = lines_of(text)
    body = body[body.index("BEGIN:VEVENT") :]
    (found,) = [line for line in body if line.split(":")[0].split(";")[0] == name]
    return found
