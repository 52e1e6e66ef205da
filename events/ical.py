"""Model in, calendar text out: invitations (iMIP), published files and feeds, by RFC 5545.

An `Entry` is everything that a calendar may say about one slot; nothing else gets in. The same
entry always gives the same text: DTSTAMP is the entry's own stamp, not the present moment.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfoNotFoundError

import icalendar

from accounts.lines import clean, clean_line
from events.timezones import timezone_text, zone_info

PRODID = "-//Rollcall//Training registration//EN"
REFRESH = timedelta(hours=1)
UTC_ZONES = ("", "UTC", "Etc/UTC")


@dataclass(frozen=True)
class Entry:
    """One slot in one calendar. `starts`, `ends` and `stamp` are aware.

    `zone` is the IANA zone of the place, "UTC" for what is online. `stamp` is when the entry
    last changed. `attendee` is the one person an invitation is for, and empty in feeds.
    """

    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    zone: str
    summary: str
    location: str
    description: str
    url: str
    status: str
    stamp: datetime
    organizer: str
    organizer_name: str
    attendee: str = ""
    attendee_name: str = ""

    def __post_init__(self) -> None:
        """Refuses times without a zone: they would mean the server's own."""
        for time in (self.starts, self.ends, self.stamp):
            if time.utcoffset() is None:
                raise ValueError(f"A calendar entry needs aware times, not {time!r}.")

    def to_json(self) -> dict:
        """For the facts of a mail: plain JSON values, times in UTC."""
        return {
            key: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
            for key, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, facts: dict) -> "Entry":
        """The entry that `to_json` wrote down."""
        values = {field.name: facts[field.name] for field in fields(cls) if field.name in facts}
        for name in ("starts", "ends", "stamp"):
            values[name] = datetime.fromisoformat(values[name])
        return cls(**values)


def invitation(entry: Entry, method: str) -> str:
    """A calendar message for one person: method REQUEST (new or changed) or CANCEL.

    Raises ValueError for what no calendar would accept: another method, no attendee, no
    organizer, or an invitation to what is cancelled.
    """
    if method not in ("REQUEST", "CANCEL"):
        raise ValueError(f"Not the method of an invitation: {method!r}")
    if not entry.attendee or not entry.organizer:
        raise ValueError("An invitation needs an organizer and an attendee.")
    if method == "REQUEST" and entry.status == "CANCELLED":
        raise ValueError("What is cancelled is told with the method CANCEL.")
    event = _event(entry)
    event.add("ATTENDEE", _attendee(entry))
    if method == "CANCEL":
        event["STATUS"] = icalendar.vText("CANCELLED")
    return _text(_calendar(method), [entry], [event.to_ical()])


def invitation_from_facts(facts: dict) -> str:
    """The calendar of a queued mail: facts["calendar"] is the entry, facts["method"] the method."""
    return invitation(Entry.from_json(facts["calendar"]), facts["method"])


def publish(entries: Iterable[Entry]) -> str:
    """A file with any number of entries, to be opened or saved. It names no attendee."""
    entries = list(entries)
    return _text(_calendar("PUBLISH"), entries, map(_event_text, entries))


def feed(name: str, entries: Iterable[Entry]) -> str:
    """A calendar to subscribe to; equal input gives equal bytes, for its ETag.

    Clients are asked to look again every hour. Outlook reads the X- names.
    """
    entries = list(entries)
    calendar = _calendar("PUBLISH")
    calendar.add("NAME", clean_line(name))
    calendar.add("X-WR-CALNAME", clean_line(name))
    calendar.add("REFRESH-INTERVAL", icalendar.vDuration(REFRESH, params={"VALUE": "DURATION"}))
    calendar.add("X-PUBLISHED-TTL", icalendar.vDuration(REFRESH))
    return _text(calendar, entries, map(_event_text, entries))


def _calendar(method: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODID)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    return calendar


@lru_cache(maxsize=1024)
def _event_text(entry: Entry) -> bytes:
    """A feed is read often and changes in one place: what stayed the same is kept."""
    return _event(entry).to_ical()


def _event(entry: Entry) -> icalendar.Event:
    event = icalendar.Event()
    starts, ends = _times(entry)
    event.add("UID", clean_line(entry.uid))
    event.add("DTSTAMP", entry.stamp)
    event.add("LAST-MODIFIED", entry.stamp)
    event.add("DTSTART", starts)
    event.add("DTEND", ends)
    event.add("SEQUENCE", entry.sequence)
    event.add("STATUS", entry.status)
    for name in ("summary", "location", "description"):
        if text := clean(getattr(entry, name)):
            event.add(name, text)
    if entry.url:
        event.add("URL", _without_spaces(entry.url))
    if entry.organizer:
        event.add("ORGANIZER", _address(entry.organizer, entry.organizer_name))
    return event


def _times(entry: Entry) -> tuple[datetime, datetime]:
    """Local times with their zone; UTC where a local time would not be exact."""
    zone = UTC if _is_in_utc(entry) else zone_info(entry.zone)
    return entry.starts.astimezone(zone), entry.ends.astimezone(zone)


def _is_in_utc(entry: Entry) -> bool:
    """Online, or in the hour that the clock passes twice, which text cannot tell apart.

    Also where the rules of the zone are unknown: the moment is then still the right one.
    """
    if entry.zone in UTC_ZONES or not _has_rules(entry.zone):
        return True
    zone = zone_info(entry.zone)
    return any(_is_ambiguous(time.astimezone(zone)) for time in (entry.starts, entry.ends))


@lru_cache(maxsize=64)
def _has_rules(zone: str) -> bool:
    try:
        timezone_text(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def _is_ambiguous(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _attendee(entry: Entry) -> icalendar.vCalAddress:
    attendee = _address(entry.attendee, entry.attendee_name)
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "NEEDS-ACTION"
    attendee.params["RSVP"] = "TRUE"
    return attendee


def _address(email: str, name: str) -> icalendar.vCalAddress:
    """mailto: with its CN.

    Without quotes, as RFC 6868's signs for them show up in old readers, and without backslashes,
    which mean nothing in a parameter but are read as escapes by some.
    """
    address = icalendar.vCalAddress(f"mailto:{_without_spaces(email)}")
    if shown := clean_line(re.sub(r'["^\\]', "", name)):
        address.params["CN"] = shown
    return address


def _without_spaces(text: str) -> str:
    return "".join(clean(text).split())


def _text(calendar: icalendar.Calendar, entries: list[Entry], events: Iterable[bytes]) -> str:
    """The whole calendar: head, the rules of each zone in use, the events."""
    end = b"END:VCALENDAR\r\n"
    head = calendar.to_ical().removesuffix(end)
    zones = sorted({entry.zone for entry in entries if not _is_in_utc(entry)})
    parts = [head, *map(timezone_text, zones), *events]
    return b"".join([*parts, end]).decode()
