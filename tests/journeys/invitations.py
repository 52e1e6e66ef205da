"""The invitation in a mail, read as a calendar program would, and its hours in words."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar

from tests.letters import Letter

SAMPLE_ZONE = "America/Chicago"


@dataclass(frozen=True)
class Invitation:
    """What the calendar program keeps of it."""

    method: str
    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    status: str
    attendee: str

    @property
    def words(self) -> str:
        """As our pages and mails say it: "Monday, December 7, 2026, 8 a.m. to 4 p.m. CST"."""
        zone = ZoneInfo(SAMPLE_ZONE)
        starts, ends = self.starts.astimezone(zone), self.ends.astimezone(zone)
        day = f"{starts:%A, %B} {starts.day}, {starts.year}"
        return f"{day}, {_clock(starts)} to {_clock(ends)} {ends:%Z}"


def invitation(letter: Letter) -> Invitation:
    """The one entry of the one calendar in this mail; header and body name the same METHOD."""
    calendar = Calendar.from_ical(letter.ics)
    (event,) = calendar.walk("VEVENT")
    (part,) = [p for p in letter.message.walk() if p.get_content_type() == "text/calendar"][:1]
    assert part.get_param("method").upper() == str(calendar["METHOD"])
    return Invitation(
        method=str(calendar["METHOD"]),
        uid=str(event["UID"]),
        sequence=int(event["SEQUENCE"]),
        starts=event["DTSTART"].dt,
        ends=event["DTEND"].dt,
        status=str(event["STATUS"]),
        attendee=str(event["ATTENDEE"]).lower().removeprefix("mailto:"),
    )


def _clock(moment: datetime) -> str:
    if (moment.hour, moment.minute) == (12, 0):
        return "noon"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {'a.m.' if moment.hour < 12 else 'p.m.'}"
